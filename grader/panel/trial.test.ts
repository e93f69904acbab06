import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildEngine, buildFile } from '../run/engine.ts';
import { bundle } from '../sandbox/bundle.ts';
import { writeSubmission } from '../sandbox/testing.ts';
import type { Panel, PanelRaft } from './panel.ts';
import { type Trial, type TrialOptions, tryOut } from './trial.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

/** A leader that forgets to speak: nobody stays leader for long. */
const silent = {
  file: 'timing.ts',
  find: "setTimer('heartbeat', heartbeatIntervalMs)",
  replace: "setTimer('heartbeat', 100 * heartbeatIntervalMs)",
};

let engine = '';
let panel: Panel = { version: 1, rafts: [] };

beforeAll(async () => {
  engine = await buildEngine('grader/panel/worker.ts');
  const right = { id: 'right', kind: 'right', story: 'Right.', bundle: await bundle(REFERENCE) };
  const wrong = {
    id: 'wrong',
    kind: 'wrong',
    story: 'Wrong.',
    bundle: await bundle(REFERENCE, { edits: [silent] }),
  };
  panel = { version: 1, rafts: [right, wrong] as readonly PanelRaft[] };
});

/** The text of a scenario, line 1 of it being the first line of `play`. */
function scenario(id: string, play: string, others = ''): string {
  return `{ id: '${id}', name: 'name-of-${id}', seeds: 2, sometimes: [], setup: () => ({ servers: ['a', 'b', 'c'] }),
    play(world) { ${play} }, ${others} }`;
}

const KEEPS_ITS_LEADER = scenario(
  'keeps',
  `const leader = world.expect('a leader', () => world.leader());
   const rule = { id: 'keeps-its-leader', sentence: 'A leader stays.', paper: '§5.2' };
   world.watch(3000, rule, () => world.state(leader).role === 'leader' ? null : leader + ' fell');`,
);

async function trial(
  scenarios: readonly string[],
  change: Partial<TrialOptions> = {},
): Promise<Trial> {
  const text = `export const scenarios = [\n${scenarios.join(',\n')}\n];\n`;
  return trialOf({ 'mine.ts': text }, change);
}

async function trialOf(
  files: Readonly<Record<string, string>>,
  change: Partial<TrialOptions> = {},
): Promise<Trial> {
  const source = join(await writeSubmission(files), 'mine.ts');
  const { path: tests } = await buildFile(source);
  return tryOut({ panel, engine, tests, source, jobs: 2, ...change });
}

describe('a trial', () => {
  it('tells which scenario rejects which Raft, and why', async () => {
    const { meetings, setAside } = await trial([KEEPS_ITS_LEADER, scenario('idle', '')]);
    expect(setAside).toEqual([]);
    expect(meetings.map(({ raft, rejections }) => [raft.id, rejections])).toEqual([
      ['right', []],
      [
        'wrong',
        [
          {
            scenario: { id: 'keeps', name: 'name-of-keeps' },
            seed: 1,
            verdict: 'wrong',
            rule: 'keeps-its-leader',
            text: expect.stringMatching(/^[abc] fell$/),
          },
        ],
      ],
    ]);
  });

  it('gives the same result with any number of threads', async () => {
    const scenarios = [scenario('throws', 'world.state("nobody");'), KEEPS_ITS_LEADER];
    const alone = await trial(scenarios, { jobs: 1 });
    expect(await trial(scenarios, { jobs: 3 })).toEqual(alone);
  });

  it('takes what could not be decided neither for a find nor for an accusation', async () => {
    const { meetings } = await trial([scenario('unsure', "world.inconclusive('who knows');")]);
    expect(meetings.flatMap(({ rejections }) => rejections)).toEqual([]);
  });
});

describe('a scenario is set aside, and the others count,', () => {
  async function fault(
    play: string,
    change: Partial<TrialOptions> = {},
    others = '',
  ): Promise<string | undefined> {
    const { setAside, meetings } = await trial(
      [scenario('bad', play, others), KEEPS_ITS_LEADER],
      change,
    );
    expect(meetings.map(({ rejections }) => rejections.length)).toEqual([0, 1]);
    expect(setAside).toMatchObject([{ id: 'bad', raft: 'right' }]);
    return setAside[0]?.text;
  }

  it('when it throws', async () => {
    expect(await fault('world.nothing();')).toBe(
      'throws TypeError: world.nothing is not a function (mine.ts:3)',
    );
  });

  it('when its setup throws', async () => {
    const text = await fault('', {}, "setup() { throw new RangeError('no servers'); }");
    expect(text).toBe('throws RangeError: no servers (mine.ts:3)');
  });

  it('when it throws no error', async () => {
    expect(await fault("throw 'up';")).toBe('throws up');
  });

  it('when it loops', async () => {
    expect(await fault('for (;;);', { patienceMs: 1_500 })).toBe('does not come to an end');
  });

  it('when it lets time pass for ever', async () => {
    expect(await fault('for (;;) world.run(60_000);')).toMatch(/^does not come to an end: /);
  });

  it('when it ends its thread', async () => {
    expect(await fault('process.exit();')).toBe('ends its thread');
  });
});

describe('a file is refused', () => {
  it.each([
    ['when it exports nothing', '', 'it must have `export const scenarios: readonly'],
    ['when it exports no scenario', 'export const scenarios = [];', 'it must have `export const'],
    ['when it throws', "throw new Error('up');", 'it throws Error: up (mine.ts:1)'],
    ['when it loops', 'for (;;);', 'it does not come to an end while it loads'],
    [
      'when a scenario has no id',
      "export const scenarios = [{ name: 'x' }];",
      'the scenario at place 1 has no id',
    ],
    [
      'when it asks for no seeds',
      "export const scenarios = [{ id: 'T.1', seeds: 0 }];",
      'T.1 must have a number of seeds between 1 and 20',
    ],
    [
      'when play waits',
      `export const scenarios = [${scenario('T.1', '', 'async play() {}')}];`,
      'T.1 has an async `play`: time is virtual',
    ],
    [
      'when two scenarios have one id',
      `export const scenarios = [${scenario('T.1', '')}, ${scenario('T.1', '')}];`,
      'two scenarios have the id T.1',
    ],
  ])('%s', async (_when, text, message) => {
    await expect(trialOf({ 'mine.ts': text }, { patienceMs: 1_500 })).rejects.toThrow(message);
  });
});
