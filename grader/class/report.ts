/**
 * The report of a class: one page that needs nothing beside itself, and no scripts.
 *
 * It is for the staff. It names students, and with a salt it names seeds.
 *
 * @module
 */
import { AUDIENCES } from '../formats/audience.ts';
import { forfeitText, unplayable } from '../formats/outcome.ts';
import { labOf } from '../formats/results.ts';
import { wellFormed } from '../formats/text.ts';
import { type Cluster, clustersOf } from './clusters.ts';
import type { Stored } from './directory.ts';
import { heatMap, labsOf } from './heat-map.ts';
import { htmlText, page } from './html.ts';
import type { Manifest } from './manifest.ts';
import { type Group, groupsOf } from './similar.ts';

export function reportHtml(manifest: Manifest, all: readonly Stored[]): string {
  return page('How the class did', [
    summary(manifest, all),
    ...overview(all),
    ...clusters(all),
    ...heatMap(all),
    ...similar(all),
    ...grades(all),
  ]);
}

function summary(manifest: Manifest, all: readonly Stored[]): string {
  const { kit, kitHash, node, firstSeed, seeds, shard } = manifest;
  const first = firstSeed === null ? 'seeds chosen by a salt' : `seeds from ${firstSeed} on`;
  const many = seeds === null ? 'as many as each scenario asks for' : `${seeds} for each scenario`;
  const part = shard === null ? '' : ` This is part ${shard.index} of ${shard.of}.`;
  const text = `${all.length} submissions, graded with kit ${kit} (${kitHash.slice(0, 12)}) and Node ${node}; ${first}, ${many}.${part}`;
  return `<p>${htmlText(text)}</p>`;
}

/** Lab by lab: the mean, the median, how many have every point; and how the sums are spread. */
function overview(all: readonly Stored[]): string[] {
  const rows = labsOf(all).map(({ id, title, points }) => {
    const earned = all.map(({ results }) => labOf(results, id)?.earned ?? 0);
    const full = earned.filter((one) => one === points).length;
    const cells = [points, mean(earned), median(earned), full].map((one) => `<td class="n">${one}`);
    return `<tr><th>${htmlText(`${id} ${title}`)}${cells.join('')}`;
  });
  const shares = all.map(({ results }) =>
    results.points === 0 ? 0 : (100 * results.earned) / results.points,
  );
  const spread = BUCKETS.map(([from, to, name]) => {
    const count = shares.filter((share) => share >= from && share < to).length;
    const width = all.length === 0 ? 0 : Math.round((100 * count) / all.length);
    const bar = `<span class="bar" style="width:${width * 3}px"></span>`;
    return `<tr><th>${name}<td class="n">${count}<td>${bar}`;
  });
  return [
    '<h2>Points</h2>',
    '<table><thead><tr><th>lab<th class="n">points<th class="n">mean<th class="n">median<th class="n">with every point</thead>',
    ...rows,
    '</table>',
    '<table><caption>How many earned which share of all points</caption>',
    ...spread,
    '</table>',
  ];
}

const BUCKETS: readonly (readonly [from: number, to: number, name: string])[] = [
  [100, 101, '100 %'],
  [90, 100, '90 to 100 %'],
  [75, 90, '75 to 90 %'],
  [50, 75, '50 to 75 %'],
  [25, 50, '25 to 50 %'],
  [0, 25, 'below 25 %'],
];

/** What several have in common is shown. What one has alone is folded away: it stands in the map as well. */
function clusters(all: readonly Stored[]): string[] {
  const found = clustersOf(all);
  if (found.length === 0) return ['<h2>Failures</h2>', '<p>Nobody failed anything.</p>'];
  const common = found.filter(({ members }) => members.size > 1);
  const single = found.filter(({ members }) => members.size === 1);
  return [
    '<h2>Failures that are the same</h2>',
    '<p>The same rule, broken in the same handler. What concerns most submissions comes first.</p>',
    ...(common.length === 0 ? ['<p>No two submissions failed in the same way.</p>'] : []),
    ...common.map(clusterHtml),
    '<details><summary>Failures that one submission has alone: ',
    `${single.length}</summary>`,
    ...single.map(clusterHtml),
    '</details>',
  ];
}

function clusterHtml({ name, sentence, handler, members, example }: Cluster): string {
  const where = handler === null ? '' : ` in <code>${htmlText(handler)}</code>`;
  const whom = members.size === 1 ? '1 submission' : `${members.size} submissions`;
  const { id, run } = example;
  const played = run.events > 0;
  const who = [...members].map(([member, scenarios]) => {
    return `${htmlText(member)}${played ? ` (${htmlText(shortList(scenarios))})` : ''}`;
  });
  const replay = played
    ? ` <code>--scenario ${htmlText(run.scenario)} --seed ${run.seed} --seeds 1</code>`
    : '';
  return [
    `<div class="cluster"><div><b>${whom}</b>: ${htmlText(name)}${where}</div>`,
    sentence === '' ? '' : `<div>${htmlText(sentence)}</div>`,
    `<div>For example ${htmlText(id)}: ${htmlText(run.text)}${replay}</div>`,
    `<div>${who.join(', ')}</div></div>`,
  ].join('');
}

/** Scenarios by their ids, the first few of them. */
function shortList(ids: readonly string[]): string {
  const shown = ids.slice(0, 4).join(' ');
  return ids.length <= 4 ? shown : `${shown} and ${ids.length - 4} more`;
}

function similar(all: readonly Stored[]): string[] {
  const groups = groupsOf(all);
  const advice =
    'Measured on the syntax, whatever the names, comments and layout; what the skeleton gives does not count. Look at both before you think ill of anybody.';
  if (groups.length === 0) return ['<h2>Nearly the same code</h2>', '<p>Nobody.</p>'];
  return ['<h2>Nearly the same code</h2>', `<p>${advice}</p>`, ...groups.map(groupHtml)];
}

function groupHtml({ ids, pairs }: Group): string {
  const shown = pairs.slice(0, PAIRS_SHOWN).map(({ ids: [one, other], percent }) => {
    return `${htmlText(one)} and ${htmlText(other)} ${percent} %`;
  });
  const rest = pairs.length - shown.length;
  const more = rest > 0 ? `; and ${rest} more pairs` : '';
  const names = `<b>${ids.length} submissions</b>: ${ids.map(htmlText).join(', ')}`;
  return `<div class="cluster"><div>${names}</div><div>${shown.join('; ')}${more}</div></div>`;
}

const PAIRS_SHOWN = 12;

function grades(all: readonly Stored[]): string[] {
  const labs = labsOf(all);
  const rows = all.map(({ id, results }) => {
    const cells = labs.map((lab) => `<td class="n">${labOf(results, lab.id)?.earned ?? ''}`);
    const remarks = [unplayable(results) ?? '', ...results.labs.map(forfeitText)];
    const folder = `submissions/${encodeURIComponent(wellFormed(id))}`;
    const texts = AUDIENCES.map(
      (one) => `<a href="${htmlText(`${folder}/${one}.txt`)}">${one}</a>`,
    );
    const remark = htmlText(remarks.filter((one) => one !== '').join(' '));
    return `<tr><th>${htmlText(id)}<td class="n">${results.earned}${cells.join('')}<td>${texts.join(' ')}<td>${remark}`;
  });
  const heads = labs.map(({ id }) => `<th class="n">${htmlText(id)}`);
  return [
    '<h2>Grades</h2>',
    '<p>What can be sent to a student, to one after the due date, and what is for the staff alone.</p>',
    `<table><thead><tr><th>submission<th class="n">points${heads.join('')}<th>in words<th>remark</thead>`,
    ...rows,
    '</table>',
  ];
}

function mean(numbers: readonly number[]): number {
  const sum = numbers.reduce((total, one) => total + one, 0);
  return Math.round((10 * sum) / Math.max(1, numbers.length)) / 10;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const at = sorted.length >> 1;
  const [low = 0, high = 0] =
    sorted.length % 2 === 1 ? [sorted[at], sorted[at]] : sorted.slice(at - 1);
  return Math.round(((low + high) / 2) * 10) / 10;
}
