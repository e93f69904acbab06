import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SandboxLevel } from '../sandbox/level.ts';
import type { Job } from './jobs.ts';
import { KILLS_MAX, Patience } from './patience.ts';
import { Pool } from './pool.ts';
import { resultWithoutRun } from './verdict.ts';

const job: Job = { kind: 'play', scenario: '2A.1', seed: 1, again: false };
const bundle = { name: 'x', code: '', sourceMap: '', insertions: [] };

/** A pool of one process that does this instead of playing: as if a submission had found its way out. */
async function poolOf(script: string, sandbox: SandboxLevel): Promise<Pool> {
  const engine = join(await mkdtemp(join(tmpdir(), 'raft-engine-')), 'engine.mjs');
  await writeFile(engine, script);
  return new Pool({ engine, rafts: { bundle, beside: null, sandbox }, size: 1, patienceMs: 3_000 });
}

/** What becomes of a run. */
async function endOf(script: string, sandbox?: SandboxLevel): Promise<string | undefined> {
  const [end] = await endsOf(script, { sandbox });
  return end;
}

/** The same for some runs of one process, one after another. */
async function endsOf(
  script: string,
  {
    runs = 1,
    sandbox = 'process',
  }: { readonly runs?: number; readonly sandbox?: SandboxLevel | undefined },
): Promise<string[]> {
  const pool = await poolOf(script, sandbox);
  try {
    const ends: string[] = [];
    for (let run = 1; run <= runs; run++) {
      const { result } = await pool.do(job);
      ends.push(`${result.verdict}: ${result.text}`);
    }
    return ends;
  } finally {
    pool.close();
  }
}

/** Writes a frame when it is asked; its first 16 bytes are what `token` makes of those of the grader. */
const writes = (token: string, value: unknown): string => `
  import { writeSync } from 'node:fs';
  process.stdin.once('data', (asked) => {
    const body = Buffer.from(${JSON.stringify(JSON.stringify(value))});
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    writeSync(3, Buffer.concat([${token}, length, body]));
  });`;

const KNOWN = 'asked.subarray(0, 16)';
const passed = { ...resultWithoutRun(job, 'passed', ''), events: 100 };

describe('the grader owns the verdict', () => {
  const foreign = 'crashed: the submission writes where only the grader may';

  it('takes a report with the token', async () => {
    expect(await endOf(writes(KNOWN, { kind: 'played', result: passed }))).toBe('passed: ');
  });

  it.each([
    ['without the token', writes('Buffer.alloc(16)', { kind: 'played', result: passed })],
    ['on another run', writes(KNOWN, { kind: 'played', result: { ...passed, seed: 2 } })],
    [
      'with a verdict that there is not',
      writes(KNOWN, { kind: 'played', result: { ...passed, verdict: 'best' } }),
    ],
    [
      'with a number that is a text',
      writes(KNOWN, { kind: 'played', result: { ...passed, events: '9' } }),
    ],
    ['of nothing', writes(KNOWN, null)],
  ])('refuses a report %s', async (_, script) => {
    expect(await endOf(script)).toBe(foreign);
  });

  it('takes an end without a report for no pass, whatever the exit code', async () => {
    const end = 'crashed: the submission ends the process that plays it (exit code 0)';
    expect(await endOf('process.exit(0);')).toBe(end);
  });

  it('takes a report right behind which the process ends, and no other from it', async () => {
    const script = `${writes(KNOWN, { kind: 'played', result: passed })}
      process.stdin.once('data', () => process.exit(0));`;
    const end = 'crashed: the submission ends the process that plays it (exit code 0)';
    expect(await endsOf(script, { runs: 3 })).toEqual(['passed: ', end, 'passed: ']);
  });

  it('takes the report of a run that hung, and comes to its end when it is played again', async () => {
    const script = `
      import { existsSync, writeFileSync } from 'node:fs';
      const file = import.meta.filename + '.played';
      const hangs = !existsSync(file);
      writeFileSync(file, '');
      if (hangs) while (true);
      ${writes(KNOWN, { kind: 'played', result: passed })}`;
    expect(await endOf(script, 'ses')).toBe('passed: ');
  });

  it('ends what hangs, and names the handler that was announced', { timeout: 30_000 }, async () => {
    const hangs = writes(KNOWN, { kind: 'calling', handler: 'clientRequest' });
    expect(await endOf(hangs)).toBe('endless loop: clientRequest does not come to an end');
  });
});

describe('a process that code has got hold of', () => {
  /** Ends with the number of things that it could do. */
  const tries = `
    import { execFileSync } from 'node:child_process';
    import { readFileSync, rmSync, writeFileSync } from 'node:fs';
    import { Worker } from 'node:worker_threads';
    const file = import.meta.filename + '.made';
    const attempts = [
      () => readFileSync(process.execPath),
      () => { writeFileSync(file, ''); rmSync(file); },
      () => execFileSync(process.execPath, ['--version']),
      () => new Worker('', { eval: true }),
      () => { if (Object.keys(process.env).length === 0) throw new Error('empty'); },
    ];
    let done = 0;
    for (const attempt of attempts) try { attempt(); done += 1; } catch {}
    process.exit(done);`;

  it.each([
    ['ses', 5],
    ['process', 0],
  ] as const)('at level %s can do %i of five things', async (level, count) => {
    expect(await endOf(tries, level)).toContain(`(exit code ${count})`);
  });
});

it('runs are played in their order, and a telling before those that wait', async () => {
  const pool = await poolOf('process.exit(0);', 'none');
  const { scenario } = job;
  const jobs: readonly Job[] = [
    { ...job, seed: 1 },
    { ...job, seed: 2 },
    { ...job, seed: 3 },
    { kind: 'tell', scenario, seed: 4, traceUpTo: 0 },
  ];
  const order: number[] = [];
  await Promise.all(jobs.map((each) => pool.do(each).then(() => order.push(each.seed))));
  pool.close();
  expect(order).toEqual([1, 4, 2, 3]);
});

it('after some runs that had to be ended, no other counts, whether or not it was played', () => {
  const patience = new Patience();
  const killed = resultWithoutRun(job, 'endless loop', 'restart does not come to an end');
  const before = patience.resultOf({ kind: 'played', result: passed });
  for (let kill = 1; kill <= KILLS_MAX; kill++) {
    expect(patience.resultOf({ kind: 'played', result: killed, killed: true })).toBe(killed);
  }
  expect(before.verdict).toBe('passed');
  expect(patience.resultOf({ kind: 'played', result: passed })).toMatchObject({
    verdict: 'endless loop',
    text: expect.stringContaining('not played, because 5 runs before it had to be ended'),
  });
});
