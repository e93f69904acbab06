import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { whyNot } from '../sandbox/launch.ts';
import type { SandboxLevel } from '../sandbox/level.ts';
import type { Attack } from './attack.test-helper.ts';
import { refused } from './attacks-refused.test-helper.ts';
import { harmless, hostile } from './attacks-run.test-helper.ts';
import { buildEngine } from './engine.ts';
import type { Grade } from './grade.ts';
import { Session } from './session.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

/** One scenario: three servers, one seed. */
const sample = labs.slice(0, 1).map((lab) => ({
  ...lab,
  basis: [],
  scenarios: lab.scenarios.filter(({ id }) => id === '2A.1'),
}));

let engine = '';
/** The class: a folder with one right submission, beside which the hostile ones are put. */
let room = '';
beforeAll(async () => {
  engine = await buildEngine('labs/worker.ts');
  room = await mkdtemp(join(tmpdir(), 'raft-class-'));
  await cp(REFERENCE, join(room, 'neighbour'), { recursive: true });
});

/** Puts a submission into the class; one that wraps the right Raft gets that beside it. */
async function handIn({ id, files, links = {} }: Attack): Promise<string> {
  const folder = join(room, id);
  const wraps = Object.values(files).some((text) => text.includes('./honest.ts'));
  if (wraps) {
    await cp(REFERENCE, folder, { recursive: true });
    await rename(join(folder, 'raft.ts'), join(folder, 'honest.ts'));
  }
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  await mkdir(folder, { recursive: true });
  for (const [name, target] of Object.entries(links)) await symlink(target, join(folder, name));
  return folder;
}

async function graded(folder: string, sandbox: SandboxLevel): Promise<Grade> {
  const options = { folder, engine, sandbox, labs: sample, jobs: 1, memoryMb: 96 };
  const session = await Session.open({ ...options, seedChoice: { firstSeed: 1, seeds: 1 } });
  try {
    return await session.grade();
  } finally {
    await session.close();
  }
}

function endOf({ labs: [lab] }: Grade): string {
  const scenario = lab?.scenarios[0];
  return `${scenario?.verdict}: ${scenario?.failure?.text ?? ''}`;
}

/** Every file of the class but the huge one, and the globals that a hostile submission would like to change. */
async function host(): Promise<unknown> {
  const files: [string, string][] = [];
  for (const entry of await readdir(room, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !path.includes('large-file'))
      files.push([path, await readFile(path, 'latin1')]);
  }
  const globals = [Object.prototype, Array.prototype, JSON, Math].map(Object.getOwnPropertyNames);
  return { files: files.sort(), globals, exitCode: process.exitCode };
}

async function tryOut(attack: Attack, level: SandboxLevel): Promise<void> {
  const folder = await handIn({ ...attack, id: `${attack.id}-${level}` });
  const before = await host();
  const grade = await graded(folder, level);
  const end = endOf(grade);
  expect(end).toMatch(attack.expected);
  expect(grade.earned).toBe(end === 'passed: ' ? grade.points : 0);
  expect(await host()).toEqual(before);
}

describe('refused before a level of the sandbox has anything to do', () => {
  it.each(refused)('$id: $story', (attack) => tryOut(attack, 'none'));
});

/** Level `os` needs what not every machine has. What cannot be tried is said, loudly, and not counted as skipped. */
const levels = (['ses', 'process', 'os'] as const).filter((level) => {
  const problem = whyNot(level);
  if (problem !== null)
    console.warn(`\n*** NOT TRIED: attacks at level ${level}: ${problem} ***\n`);
  return problem === null;
});

describe.each(levels)('at level %s', (level) => {
  const timeout = 60_000;

  it.each([...hostile, ...harmless])('$id: $story', { timeout }, (attack) => tryOut(attack, level));

  it('the neighbour of all of them passes', { timeout }, async () => {
    const grade = await graded(join(room, 'neighbour'), level);
    expect(endOf(grade)).toBe('passed: ');
    expect(grade.earned).toBe(grade.points);
  });
});

it('the levels that every machine has are tried', () => {
  expect(levels).toEqual(expect.arrayContaining(['ses', 'process']));
});

it('there are more than thirty of them, each with a name of its own', () => {
  const ids = [...refused, ...hostile].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(30);
});
