import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepingParse } from '../tla/kept.ts';
import { tlaParser } from '../tla/load.ts';

const folder = await mkdtemp(join(tmpdir(), 'raft-spec-start-'));
const kit = join(folder, 'kit');
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];

afterAll(() => rm(folder, { recursive: true }));

describe('npm run spec', () => {
  /** A copy of what the command needs, so that a source can be changed. */
  beforeAll(async () => {
    await mkdir(join(kit, 'node_modules'), { recursive: true });
    for (const name of ['grader', 'skeleton', 'spec', ...FILES]) {
      await cp(name, join(kit, name), { recursive: true });
    }
    for (const name of await readdir('node_modules')) {
      if (name === '.cache') continue;
      await symlink(resolve('node_modules', name), join(kit, 'node_modules', name));
    }
  });

  async function said(...command: string[]): Promise<string> {
    return (await execa(process.execPath, command, { cwd: kit })).stdout;
  }

  const start = () => said('grader/cli/spec-start.mjs', 'ForgetsItsVote');

  it('says what the sources say, also when it was built before', async () => {
    const text = await said('--import', 'tsx', 'grader/cli/spec.ts', 'ForgetsItsVote');
    expect(text).toContain('OneVoteATerm fell, after 2 steps.');
    expect([await start(), await start()]).toEqual([text, text]);
    const cache = join(kit, 'node_modules/.cache/raft-lab-kit');
    const stamp = JSON.parse(await readFile(join(cache, 'spec.json'), 'utf8'));
    expect(stamp.inputs).toContain('package-lock.json');
    expect(await readdir(join(cache, stamp.hash))).toEqual(
      expect.arrayContaining(['spec.mjs', 'Raft.tla.json']),
    );
  });

  it('is built again when a source has changed', async () => {
    await start();
    const source = join(kit, 'grader/cli/spec-command.ts');
    const text = await readFile(source, 'utf8');
    await writeFile(source, text.replace(', after ', ', no later than '));
    expect(await start()).toContain('OneVoteATerm fell, no later than 2 steps.');
    await writeFile(source, text);
    expect(await start()).toContain('OneVoteATerm fell, after 2 steps.');
    await utimes(source, new Date('2100-01-01'), new Date('2100-01-01'));
    await writeFile(join(kit, 'tsconfig.json'), '{}\n');
    expect(await start()).toContain('OneVoteATerm fell, after 2 steps.');
  });

  it('does without a folder that it can write', async () => {
    const cache = join(kit, 'node_modules/.cache');
    await rm(cache, { recursive: true, force: true });
    await writeFile(cache, 'no folder');
    expect(await start()).toContain('OneVoteATerm fell, after 2 steps.');
    await rm(cache);
  });
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
