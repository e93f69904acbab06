import { beforeAll, describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { raftText, writeSubmission } from '../sandbox/testing.ts';
import { freshState } from '../trace/samples.ts';
import { buildEngine } from './engine.ts';
import type { Grade } from './grade.ts';
import type { Lab } from './lab.ts';
import { Session } from './session.ts';

/** Two scenarios of lab 2A and none that they build on, so that each is judged for itself. */
const [first] = labs;
const samples: readonly Lab[] =
  first === undefined
    ? []
    : [
        {
          ...first,
          basis: [],
          scenarios: first.scenarios.filter(({ id }) => /^2A\.(1|6)$/.test(id)),
        },
      ];

let engine = '';
beforeAll(async () => {
  engine = await buildEngine('labs/worker.ts');
});

async function graded(text: string, change: { readonly jobs?: number } = {}): Promise<Grade> {
  const folder = await writeSubmission({ 'raft.ts': text });
  const session = await Session.open({
    folder,
    engine,
    labs: samples,
    seedChoice: { firstSeed: 5, seeds: 2 },
    jobs: 1,
    memoryMb: 48,
    ...change,
  });
  try {
    return await session.grade();
  } finally {
    await session.close();
  }
}

/** The verdict and the text of each scenario's first failure. */
function failuresOf({ labs }: Grade): string[] {
  return labs
    .flatMap(({ scenarios }) => scenarios)
    .map(({ id, failure }) => `${id} ${failure?.verdict}: ${failure?.text.split('\n')[0]}`);
}

const blank = `{ state: ${JSON.stringify(freshState)}, effects: [] }`;
const bomb = 'const hoard = []; for (;;) hoard.push(new Array(1000).fill(hoard.length));';

describe('a submission that cannot be loaded is graded, not thrown', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['a syntax error', 'export const raft = {', /^crashed: raft\.ts:1: Expected identifier/],
    ['no export', 'const raft = {};', /^crashed: raft\.ts must have `export const raft/],
    ['an exception while it loads', 'null.x;', /^crashed: raft\.ts:1: the submission throws while/],
    ['an endless loop while it loads', 'for (;;);', /^crashed: raft\.ts:1: .* EndlessLoop/],
    [
      'a memory bomb while it loads',
      `${bomb}`,
      /^out of budget: the submission takes more than 48 MB of memory$/,
    ],
    ['a forbidden name', `${raftText()}Math.random();`, /^forbidden: raft\.ts:\d+: `Math\.random`/],
  ];
  it.each(cases)('%s', async (_, text, expected) => {
    const grade = await graded(text);
    const failures = failuresOf(grade);
    expect(failures.map((failure) => failure.split(' ')[0])).toEqual(['2A.1', '2A.6']);
    for (const failure of failures) expect(failure.replace(/^2A\.\d+ /, '')).toMatch(expected);
    expect(grade.earned).toBe(0);
  });
});

describe('a scenario that a submission does not survive leaves the others alone', () => {
  /** Goes wrong in a cluster of three, and does nothing in a cluster of one. */
  const inClusterOfThree = (what: string): string =>
    raftText({ restart: `if (env.servers.length === 3) { ${what} } return ${blank};` });

  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      'a memory bomb',
      bomb,
      /^2A\.1 out of budget: the submission takes more than 48 MB of memory$/,
    ],
    ['an endless loop', 'for (;;);', /^2A\.1 endless loop: restart on \S+ does not come to an end/],
    ['an exception', 'null.x;', /^2A\.1 crashed: restart on \S+ throws TypeError \(raft\.ts:\d+\)/],
    ['a deep recursion', '(function f() { return f() + 1; })();', /^2A\.1 crashed: .* RangeError/],
  ];
  it.each(cases)('%s', async (_, what, expected) => {
    const [three, one] = failuresOf(await graded(inClusterOfThree(what)));
    expect(three).toMatch(expected);
    expect(one).toMatch(/^2A\.6 no progress: /);
  });
});

describe('a session', () => {
  it('tells each scenario as it is done, in the order of the labs, and gives the same grade with any number of workers', async () => {
    const text = raftText({ restart: `return ${blank};` });
    const one = await graded(text, { jobs: 1 });
    const two = await graded(text, { jobs: 2 });
    expect({ ...two, submission: '' }).toEqual({ ...one, submission: '' });
    expect(one.labs[0]?.scenarios.map(({ id, failedSeeds }) => [id, failedSeeds])).toEqual([
      ['2A.1', [5, 6]],
      ['2A.6', [5, 6]],
    ]);
  });

  it('tells a run again with its last steps and its trace, also of a submission that cannot be loaded', async () => {
    const told = async (text: string) => {
      const folder = await writeSubmission({ 'raft.ts': text });
      const seedChoice = { firstSeed: 1 };
      const session = await Session.open({ folder, engine, labs: samples, seedChoice, jobs: 1 });
      try {
        return await session.tell('2A.1', 3, 1_000);
      } finally {
        await session.close();
      }
    };
    const played = await told(raftText({ restart: `return ${blank};` }));
    expect(played.result).toMatchObject({ scenario: '2A.1', seed: 3, verdict: 'no progress' });
    expect(played.steps.join('\n')).toContain('boots');
    expect(played.trace?.split('\n').at(-1)).toContain(played.hash);
    const broken = await told('export const raft = {');
    expect(broken).toMatchObject({ steps: [], trace: null, result: { verdict: 'crashed' } });
  });
});
