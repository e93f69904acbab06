import { describe, expect, it } from 'vitest';
import { NASTY, perfect, sample, unloaded } from '../formats/samples.test-helper.ts';
import { clustersOf } from './clusters.ts';
import type { Stored } from './directory.ts';
import { htmlText } from './html.ts';
import type { Manifest } from './manifest.ts';
import { reportHtml } from './report.ts';

const manifest: Manifest = {
  version: 1,
  kit: '1.2.3',
  kitHash: 'abcdef',
  node: 'v20',
  firstSeed: 1,
  seeds: null,
  saltHash: null,
  sandbox: 'none',
  labs: [],
  shard: null,
  regrade: null,
};

function stored(id: string, results: Stored['results']): Stored {
  return { id, hash: '', fingerprints: [], results };
}

const all = [
  stored('ada', sample()),
  stored('bob', sample({ submission: 'bob' })),
  stored('eve', unloaded()),
];

describe('clusters', () => {
  it('hold the same rule in the same handler, and what concerns most comes first', () => {
    const found = clustersOf(all).map(({ name, handler, members }) => ({
      name,
      handler,
      members: [...members],
    }));
    const both = (id: string): readonly unknown[] => [
      ['ada', [id]],
      ['bob', [id]],
    ];
    expect(found).toEqual([
      { name: 'no progress in 2A.1', handler: null, members: both('2A.1') },
      { name: 'one-vote', handler: 'restart', members: both('2A.3') },
      { name: 'cannot be graded', handler: null, members: [['eve', ['2A.1']]] },
    ]);
  });

  it('that concern as many have the order of their names, whatever was played first', () => {
    const { labs, ...others } = sample();
    const turned = labs.map((lab) => ({ ...lab, scenarios: lab.scenarios.toReversed() }));
    expect(
      clustersOf([stored('ada', { ...others, labs: turned })]).map(({ name }) => name),
    ).toEqual(['no progress in 2A.1', 'one-vote']);
  });

  it('keep apart what cannot be graded for different reasons', () => {
    const reasons = ['election.ts:9: no `Date`', 'log.ts:30: no `Date`', 'there is no raft.ts'];
    const broken = reasons.map((reason, at) => stored(`s${at}`, unloaded(reason)));
    const members = clustersOf(broken).map((one) => [...one.members.keys()]);
    expect(members).toEqual([['s0', 's1'], ['s2']]);
  });
});

describe('the report of a class', () => {
  it('has a row a scenario and a column a submission', () => {
    const html = reportHtml(manifest, all);
    expect(html).toContain('<th title="ada"><span>ada</span><th title="bob"><span>bob</span>');
    const row = html.split('\n').find((line) => line.startsWith('<tr><th>2A.3 one-vote<td>'));
    const half = '<td class="h" title="1 of 2 seeds; one-vote">W';
    expect(row).toBe(`<tr><th>2A.3 one-vote<td>0${half}${half}<td>`);
    expect(html).toContain('href="submissions/ada/student.txt"');
  });

  it('names those who have nearly the same code', () => {
    const fingerprints = Array.from({ length: 60 }, (_, at) => `${at}`);
    const alike = all.map((one) => (one.id === 'eve' ? one : { ...one, fingerprints }));
    expect(reportHtml(manifest, alike)).toContain('ada and bob 100 %');
    expect(reportHtml(manifest, all)).not.toContain('ada and bob');
  });

  it('is written for a class in which everything passed, and for nobody at all', () => {
    expect(reportHtml(manifest, [stored('ada', perfect())])).toContain('Nobody failed anything.');
    expect(reportHtml(manifest, [])).toContain('0 submissions');
  });

  it('lets no text of a student become a part of the page', () => {
    const bad = `<script>alert(1)</script>" onclick="x" ${NASTY}`;
    const html = reportHtml(manifest, [
      stored(bad.replaceAll('/', ''), sample({ text: bad })),
      stored('eve', unloaded(bad)),
    ]);
    expect(html).not.toMatch(/<script|<b a=/);
    expect(html).not.toMatch(/" onclick=/);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/(src|href)="?(https?:)?\/\//);
  });

  it('shows control characters, half pairs and changes of direction instead of obeying them', () => {
    expect(htmlText('a\u0000b\u001b\ud800\u202e\nc é 🙂')).toBe(
      'a\ufffdb\ufffd\ufffd\ufffd\nc é 🙂',
    );
    expect(htmlText('<&>"\'')).toBe('&#60;&#38;&#62;&#34;&#39;');
  });
});
