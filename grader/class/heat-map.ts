/**
 * The heat map of a class: how every test came out for everybody.
 *
 * @module
 */
import type { StoredLab, StoredScenario } from '../formats/results.ts';
import type { Verdict } from '../run/verdict.ts';
import type { Stored } from './directory.ts';
import { htmlText } from './html.ts';

/** A row a scenario, a column a submission. */
export function heatMap(all: readonly Stored[]): string[] {
  const heads = all.map(({ id }) => `<th title="${htmlText(id)}"><span>${htmlText(id)}</span>`);
  const rows = labsOf(all).flatMap((lab) => [
    `<tr><th class="lab">${htmlText(`Lab ${lab.id} ${lab.title}`)}`,
    ...lab.scenarios.map((scenario) => {
      const scenarios = all.map(({ results }) => scenarioOf(results.labs, scenario.id));
      const passed = scenarios.filter((one) => one?.verdict === 'passed').length;
      const head = `<tr><th>${htmlText(`${scenario.id} ${scenario.name}`)}<td>${passed}`;
      return `${head}${scenarios.map(cell).join('')}`;
    }),
  ]);
  const key = KEY.map(
    ([letter, kind, text]) => `<span><b class="${kind}">${letter || '&nbsp;'}</b> ${text}</span>`,
  );
  return [
    '<h2>Tests and submissions</h2>',
    `<p class="key">${key.join(' ')}</p>`,
    '<div class="wide"><table class="map">',
    `<thead><tr><th>scenario<th><span>passed by</span>${heads.join('')}</thead><tbody>`,
    ...rows,
    '</tbody></table></div>',
  ];
}

type Kind = 'p' | 'h' | 'f' | 's';

/** What stands in a cell. A scenario that passed with some seeds has the letter of its failure on another ground. */
const LETTERS: Readonly<Record<Verdict, readonly [letter: string, kind: Kind]>> = {
  passed: ['', 'p'],
  wrong: ['W', 'f'],
  'no progress': ['N', 'f'],
  inconclusive: ['I', 'f'],
  crashed: ['C', 'f'],
  'endless loop': ['L', 'f'],
  'out of budget': ['B', 'f'],
  nondeterministic: ['D', 'f'],
  forbidden: ['F', 'f'],
  'not written yet': ['–', 's'],
  'not judged': ['·', 's'],
};

const KEY: readonly (readonly [letter: string, kind: Kind, text: string])[] = [
  ['', 'p', 'passed'],
  ['W', 'h', 'passed with some seeds'],
  ...Object.entries(LETTERS)
    .filter(([verdict]) => verdict !== 'passed')
    .map(([verdict, [letter, kind]]) => [letter, kind, verdict] as const),
];

function cell(scenario: StoredScenario | undefined): string {
  if (scenario === undefined) return '<td>';
  const [letter, kind] = LETTERS[scenario.verdict];
  if (letter === '') return '<td class="p">';
  const { passed, seeds, failure } = scenario;
  const title = `${passed} of ${seeds} seeds; ${failure?.rule?.id ?? scenario.verdict}`;
  return `<td class="${passed > 0 ? 'h' : kind}" title="${htmlText(title)}">${letter}`;
}

/** All labs, with the scenarios of the first submission: those of one grading are the same for all. */
export function labsOf(all: readonly Stored[]): readonly StoredLab[] {
  return all[0]?.results.labs ?? [];
}

function scenarioOf(labs: readonly StoredLab[], wanted: string): StoredScenario | undefined {
  return labs.flatMap(({ scenarios }) => scenarios).find(({ id }) => id === wanted);
}
