import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { mutants } from '../exam/mutants.ts';
import { bundle, type Edit } from '../sandbox/bundle.ts';
import { whyNot } from '../sandbox/launch.ts';
import { SANDBOX_LEVELS, type SandboxLevel } from '../sandbox/level.ts';
import { buildEngine } from './engine.ts';
import type { Job, Report } from './jobs.ts';
import { Pool } from './pool.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

let engine = '';
const pools: Pool[] = [];
beforeAll(async () => {
  engine = await buildEngine('labs/worker.ts');
});
afterAll(() => {
  for (const pool of pools) pool.close();
});

async function poolOf(edits: readonly Edit[], sandbox: SandboxLevel): Promise<Pool> {
  const made = await bundle(REFERENCE, { edits });
  const pool = new Pool({ engine, rafts: { bundle: made, beside: null, sandbox }, size: 1 });
  pools.push(pool);
  return pool;
}

/** The first scenario of every lab, and every tenth after it. */
const jobs: readonly Job[] = labs.flatMap(({ scenarios }) =>
  scenarios
    .filter((_, at) => at % 10 === 0)
    .map(({ id }, at): Job => ({ kind: 'tell', scenario: id, seed: at + 1, traceUpTo: 0 })),
);

async function reportsAt(edits: readonly Edit[], level: SandboxLevel): Promise<Report[]> {
  const pool = await poolOf(edits, level);
  const reports = await Promise.all(jobs.map((job) => pool.do(job)));
  pool.close();
  return reports;
}

const levels = SANDBOX_LEVELS.filter((level) => whyNot(level) === null);

describe('the same code gives the same verdicts, texts, steps and trace hashes at every level', () => {
  const subjects = [
    { id: 'reference', edits: [] as readonly Edit[] },
    ...mutants.filter((_, at) => at % Math.ceil(mutants.length / 3) === 0),
  ];
  it.each(subjects)('$id', { timeout: 180_000 }, async ({ edits }) => {
    const [none = [], ...others] = await Promise.all(
      levels.map((level) => reportsAt(edits, level)),
    );
    expect(none.every((report) => report.kind === 'told' && report.hash !== '')).toBe(true);
    for (const reports of others) expect(reports).toEqual(none);
  });
});
