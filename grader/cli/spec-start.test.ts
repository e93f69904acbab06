import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { keepingParse } from '../tla/kept.ts';
import { tlaParser } from '../tla/load.ts';

const CACHE = 'node_modules/.cache/raft-lab-kit';
const START = 'grader/cli/spec-start.mjs';
const folder = await mkdtemp(join(tmpdir(), 'kept-'));

afterAll(() => rm(folder, { recursive: true }));

async function start(...args: string[]): Promise<string> {
  return (await execa('node', [START, ...args])).stdout;
}

async function builtAt(): Promise<number> {
  return (await stat(join(CACHE, 'spec.mjs'))).mtimeMs;
}

it('says what the sources say', async () => {
  const { stdout } = await execa('node', [
    '--import',
    'tsx',
    'grader/cli/spec.ts',
    'ForgetsItsVote',
  ]);
  expect(stdout).toContain('OneVoteATerm fell');
  expect([await start('ForgetsItsVote'), await start('ForgetsItsVote')]).toEqual([stdout, stdout]);
});

it('is built again only when a source has changed', async () => {
  await start('--help');
  const before = await builtAt();
  await start('--help');
  expect(await builtAt()).toBe(before);

  const stamp = join(CACHE, 'spec.json');
  const { inputs } = JSON.parse(await readFile(stamp, 'utf8'));
  expect(inputs).toContain('grader/tla/syntax/parse.ts');
  await writeFile(stamp, JSON.stringify({ inputs, hash: 'that of other sources' }));
  await start('--help');
  expect(await builtAt()).toBeGreaterThan(before);
});

it('a module is parsed once, and again when its text has changed or what was kept cannot be read', async () => {
  const parser = await tlaParser();
  const parsed: string[] = [];
  const parse = keepingParse(folder, (text, file) => {
    parsed.push(text);
    return parser(text, file);
  });
  const one = '---- MODULE M ----\nEXTENDS Naturals\nA == 1 + 1\n====\n';
  const two = one.replace('1 + 1', '2');
  expect(parse(one, 'M.tla')).toEqual(parser(one, 'M.tla'));
  expect(parse(one, 'M.tla')).toEqual(parser(one, 'M.tla'));
  expect(parsed).toEqual([one]);
  expect(parse(two, 'M.tla')).toEqual(parser(two, 'M.tla'));
  expect(parsed).toEqual([one, two]);
  await writeFile(join(folder, 'M.tla.json'), '{');
  expect(parse(two, 'M.tla')).toEqual(parser(two, 'M.tla'));
  expect(parsed).toEqual([one, two, two]);
});
