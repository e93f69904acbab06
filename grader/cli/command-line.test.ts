import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { execa } from 'execa';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { labs } from '../../labs/index.ts';
import { loadSubmission } from '../run/in-process.ts';
import { playOn, scenarioOf } from '../run/testing.ts';
import { writeSubmission } from '../sandbox/testing.ts';
import { toLines } from '../trace/file.ts';
import { type GradeCommand, gradeCommand } from './grade-command.ts';
import { paint } from './paint.ts';
import { replayCommand } from './replay-command.ts';
import { UsageError } from './usage-error.ts';
import { upTo } from './whole-number.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REFERENCE = fileURLToPath(new URL('../../reference', import.meta.url));
const SKELETON = fileURLToPath(new URL('../../skeleton', import.meta.url));

const emptyFolder = mkdtempSync(join(tmpdir(), 'raft-command-line-'));

/** What a command says that refuses to begin. It fails when the command begins all the same. */
async function refusal(
  begin: (print: (line: string) => void) => Promise<unknown>,
): Promise<string> {
  const printed: string[] = [];
  const error: unknown = await begin((line) => printed.push(line)).catch((thrown) => thrown);
  expect(printed).toEqual([]);
  expect(error).toBeInstanceOf(UsageError);
  return String(error).replace('Error: ', '');
}

describe('grade refuses, before anything is played,', () => {
  function refuses(change: Partial<GradeCommand>): Promise<string> {
    return refusal((print) =>
      gradeCommand({
        folder: REFERENCE,
        labs,
        only: { labs: [], scenarios: [] },
        engine: 'an engine that is never started',
        seedChoice: { firstSeed: 1 },
        failuresTold: 3,
        paint: (_style, text) => text,
        print,
        ...change,
      }),
    );
  }

  it('a lab that there is not', async () => {
    const known = labs.map(({ id }) => id).join(', ');
    expect(await refuses({ only: { labs: ['3A'], scenarios: [] } })).toBe(
      `there is no lab 3A; the labs are ${known}`,
    );
  });

  it('a scenario that there is not', async () => {
    expect(await refuses({ only: { labs: [], scenarios: ['2A.1', '2A.999'] } })).toMatch(
      /^there is no scenario 2A\.999; there are 2A\.1 to 2A\.\d+ and 2B\.1 to 2B\.\d+/,
    );
  });

  it('a scenario of a lab that is not wanted', async () => {
    expect(await refuses({ only: { labs: ['2A'], scenarios: ['2B.1'] } })).toMatch(
      /^there is no scenario 2B\.1 in lab 2A; there are 2A\.1 to 2A\.\d+$/,
    );
  });

  it('a folder that there is not', async () => {
    expect(await refuses({ folder: 'no/such' })).toBe(
      'there is no folder no/such; name the folder that holds raft.ts',
    );
  });

  it('a file instead of a folder', async () => {
    const folder = `${REFERENCE}/raft.ts`;
    expect(await refuses({ folder })).toBe(
      `${folder} is a file; name the folder that holds raft.ts`,
    );
  });

  it('a folder without raft.ts', async () => {
    expect(await refuses({ folder: emptyFolder })).toBe(
      `${emptyFolder} has no raft.ts; name the folder that holds it`,
    );
  });

  it('a folder of submissions, and says how a class is graded', async () => {
    mkdirSync(join(emptyFolder, 'class/ada'), { recursive: true });
    writeFileSync(join(emptyFolder, 'class/ada/raft.ts'), '');
    expect(await refuses({ folder: join(emptyFolder, 'class') })).toMatch(
      /has no raft\.ts, but folders that have one; to grade them all, add --out <folder>$/,
    );
  });

  it.each([
    [['--resume'], '--resume is for a class: add --out <folder>'],
    [['--shard', '1/2'], '--shard is for a class: add --out <folder>'],
    [['--out', 'no/such'], 'holds raft.ts, so it is one submission; leave --out away'],
    [['--to', 'tap'], '--to says how results are written: add --json <file>'],
  ])('%s beside one submission, with exit code 2', async (options, text) => {
    const args = ['--import', 'tsx', 'grader/cli/grade.ts', REFERENCE, ...options];
    const { exitCode, stderr } = await execa(process.execPath, args, { cwd: ROOT, reject: false });
    expect(stderr).toContain(text);
    expect(exitCode).toBe(2);
  });

  it('results in a folder that there is not', async () => {
    expect(await refuses({ json: 'no/such/grade.json' })).toBe(
      'no/such/grade.json cannot be written, for there is no folder no/such; make it',
    );
  });

  it('results in place of a folder', async () => {
    expect(await refuses({ json: emptyFolder })).toBe(
      `${emptyFolder} is a folder; name a file in it`,
    );
  });

  it('a trace of more than one run, and of a run whose seed is a secret', async () => {
    const text = '--trace records one run: add --scenario <id> --seed <number> --seeds 1';
    const trace = join(emptyFolder, 'trace.jsonl');
    const one = { labs: [], scenarios: ['2A.1'] };
    expect(await refuses({ trace })).toBe(text);
    expect(await refuses({ trace, only: one })).toBe(text);
    const seedChoice = { firstSeed: 1, seeds: 1, salt: 'pepper' };
    expect(await refuses({ trace, only: one, seedChoice })).toBe(text);
  });
});

describe('whole numbers', () => {
  it.each(['1', '10', '007', '10000'])('%s is one', (text) => {
    expect(upTo(10_000)(text)).toBe(Number(text));
  });

  it.each(['0', '-1', '1.5', '1e3', '1e9', 'abc', '', ' ', '10001', '99999999999999999999'])(
    '"%s" is none from 1 to 10000',
    (text) => {
      const read = () => upTo(10_000)(text);
      expect(read).toThrow(InvalidArgumentError);
      expect(read).toThrow('It must be a whole number from 1 to 10000.');
    },
  );
});

describe('colour', () => {
  afterEach(() => vi.unstubAllEnvs());

  const red = '\u001b[31mtext\u001b[39m';
  it.each([
    ['none where there is no terminal', undefined, undefined, 'text'],
    ['some where it is forced', '1', undefined, red],
    ['none where it is forced off', '0', undefined, 'text'],
    ['none with NO_COLOR, whatever else is said', '1', '1', 'text'],
    ['some with an empty NO_COLOR', '1', '', red],
  ])('%s', (_, forced, no, expected) => {
    vi.stubEnv('FORCE_COLOR', forced);
    vi.stubEnv('NO_COLOR', no);
    expect(paint('red', 'text')).toBe(expected);
  });
});

describe('replay', () => {
  /** Writes the trace of a short run of the reference, and says how many events it has. */
  async function traced(): Promise<{ readonly trace: string; readonly events: number }> {
    const { subject } = await loadSubmission(REFERENCE);
    const scenario = scenarioOf((world) => world.agree('x'));
    const { recording } = playOn(subject, scenario, { record: true });
    if (recording === null) throw new Error('the run was not recorded');
    const trace = join(mkdtempSync(join(tmpdir(), 'raft-trace-')), 'trace.jsonl');
    writeFileSync(trace, `${[...toLines(recording.run, recording.events)].join('\n')}\n`);
    return { trace, events: recording.events.length };
  }

  async function told(trace: string, folder: string): Promise<{ code: number; text: string }> {
    const lines: string[] = [];
    const code = await replayCommand({ trace, folder, print: (line) => lines.push(line) });
    return { code, text: lines.join('\n') };
  }

  it('of the same Raft: nothing parts, and the hash is told', async () => {
    const { trace, events } = await traced();
    const { code, text } = await told(trace, REFERENCE);
    expect(code).toBe(0);
    expect(text).toMatch(new RegExp(`takes the same ${events} events; the hash is [0-9a-f]{64}`));
  });

  it('of another Raft: the event, the field and both values are told', async () => {
    const { trace } = await traced();
    const other = await writeSubmission({
      'raft.ts': `
        import { raft as plain } from './plain.ts';
        export const raft = { ...plain, restart: (disk, env) => {
          const { state, effects } = plain.restart(disk, env);
          return { state, effects: effects.map((one) => one.type === 'setTimer' ? { ...one, ms: 7 } : one) };
        } };`,
      'plain.ts': `export { raft } from './raft-of-the-kit.ts';`,
      'raft-of-the-kit.ts': idleText(),
    });
    const { code, text } = await told(trace, other);
    expect(code).toBe(1);
    expect(text).toMatch(/^They part at event 1, which was recorded so:\n {2}#1 at 0 ms: s1 boots/);
    expect(text).toMatch(/\nNow effects\[0\]\.ms is 7; it was \d+(\.\d+)?\.$/);
  });

  it('of a Raft that has lost a handler’s body: the verdict is told', async () => {
    const { trace } = await traced();
    const { code, text } = await told(trace, SKELETON);
    expect(code).toBe(1);
    expect(text).toMatch(/\nNow: not written yet: `restart` \(lab 2A\)$/);
  });

  it('of a Raft that cannot be loaded: the complaint is told', async () => {
    const { trace } = await traced();
    const folder = await writeSubmission({ 'raft.ts': 'export const raft = {' });
    const { code, text } = await told(trace, folder);
    expect(code).toBe(1);
    expect(text).toMatch(/^raft\.ts:1: /);
  });

  it('refuses what is no trace, and a folder that there is not', async () => {
    const refuses = (trace: string, folder = REFERENCE) =>
      refusal((print) => replayCommand({ trace, folder, print }));
    expect(await refuses('no/such.jsonl')).toBe(
      'the trace no/such.jsonl cannot be read (ENOENT); name a file that npm run grade -- ... --trace has written',
    );
    expect(await refuses(`${REFERENCE}/raft.ts`)).toContain(
      'raft.ts: trace line 1: this is no JSON',
    );
    const { trace } = await traced();
    expect(await refuses(trace, 'no/such')).toContain('there is no folder no/such');
  });
});

/** A `raft.ts` that boots as the reference does, and does nothing else. */
function idleText(): string {
  const blank =
    "{ currentTerm: 0, votedFor: null, log: [], snapshot: null, role: 'follower', leaderId: null, commitIndex: 0, lastApplied: 0, votesGranted: [], nextIndex: {}, matchIndex: {} }";
  const names =
    'electionTimeout heartbeatTimeout handleRequestVoteRequest handleRequestVoteResponse handleAppendEntriesRequest handleAppendEntriesResponse clientRequest handleInstallSnapshotRequest handleInstallSnapshotResponse takeSnapshot changeServers';
  const others = names.split(' ').map((name) => `${name}: (state) => ({ state, effects: [] }),`);
  return `export const raft = { restart: () => ({ state: ${blank}, effects: [{ type: 'setTimer', timer: 'election', ms: 1 }] }), ${others.join(' ')} };`;
}
