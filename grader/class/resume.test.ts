import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { filesOf, newFolder, SCENARIOS, writeClass, writeMutant } from './samples.test-helper.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let folder = '';
let whole: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  folder = writeClass();
  for (const id of ['fay', 'gus', 'hal'])
    writeMutant(folder, { id, mutant: 'votes-for-everybody' });
  const out = join(newFolder(), 'results');
  const { code } = await grade(out, null);
  expect(code).toBe(0);
  whole = filesOf(out);
}, 120_000);

/** When to end a grading: so many milliseconds after so many of its lines. */
interface Moment {
  readonly lines: number;
  readonly ms: number;
}

/** Grades by the command line, ends it with SIGKILL at a moment if one is given, and gives back what it printed. */
function grade(
  out: string,
  moment: Moment | null,
): Promise<{ readonly code: number | null; readonly graded: readonly string[] }> {
  const args = ['grader/cli/grade.ts', folder, '--out', out, '--resume', '--jobs', '2'];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', ...args, '--seeds', '1', '--scenario', ...SCENARIOS],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  let armed = false;
  const arm = async (): Promise<void> => {
    if (armed || moment === null || text.split('\n').length <= moment.lines) return;
    armed = true;
    await wait(moment.ms);
    child.kill('SIGKILL');
  };
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    void arm();
  });
  void arm();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const graded = [...text.matchAll(/^\[ *\d+\/\d+\] (\S+) /gm)].map(([, id = '']) => id);
      resolve({ code, graded });
    });
  });
}

it('a grading that is killed at random moments and resumed loses nothing and repeats nothing', async () => {
  const out = join(newFolder(), 'results');
  const random = (most: number): number => Math.floor(Math.random() * most);
  const moments: Moment[] = [
    { lines: 0, ms: random(1_500) },
    ...[1, 1, 2, 2, 2].map((lines) => ({ lines, ms: random(300) })),
  ];
  const told: string[] = [];
  for (const moment of moments) {
    const { graded } = await grade(out, moment);
    told.push(...graded);
  }
  const last = await grade(out, null);
  told.push(...last.graded);
  const context = JSON.stringify(moments);
  expect(last.code, context).toBe(0);
  expect(filesOf(out), context).toEqual(whole);
  expect(new Set(told).size, `graded twice: ${told.join(' ')}, ${context}`).toBe(told.length);
  expect(existsSync(join(out, 'timings.csv'))).toBe(true);
}, 180_000);
