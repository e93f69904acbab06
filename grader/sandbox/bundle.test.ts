import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { load } from './load.ts';
import { SubmissionError } from './submission-error.ts';
import { raftText, writeSubmission } from './testing.ts';

/** The error of a submission that cannot be bundled. */
async function refusal(files: Readonly<Record<string, string>>): Promise<SubmissionError> {
  const folder = await writeSubmission(files);
  const error: unknown = await bundle(folder).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof SubmissionError) return error;
  throw new Error(`expected a SubmissionError, got ${String(error)}`);
}

describe('a submission', () => {
  it('is plain data once it is bundled, and has the name of its folder', async () => {
    const folder = await writeSubmission({ 'raft.ts': raftText() });
    const bundled = await bundle(folder);

    expect(folder.endsWith(bundled.name)).toBe(true);
    expect(structuredClone(bundled)).toEqual(bundled);
    expect(JSON.parse(JSON.stringify(bundled))).toEqual(bundled);
  });

  it('may have more files, in folders too, with or without the extension', async () => {
    const folder = await writeSubmission({
      'raft.ts': raftText({
        top: `import { a } from './a.ts'; import { b } from './rules/b'; import { c } from './c.js';`,
        restart: 'return a + b + c;',
      }),
      'a.ts': 'export const a = 1;',
      'rules/b.ts': `import { a } from '../a.ts'; export const b = a + 10;`,
      'c.ts': 'export const c = 100;',
    });
    const { raft } = load(await bundle(folder)).boot();
    expect(Reflect.apply(raft.restart, raft, [])).toBe(112);
  });

  it.each([
    './contract/index.ts',
    './contract/raft.ts',
    '../skeleton/contract/index.ts',
    '../../contract/index.js',
    './contract',
  ])('gets the contract of the kit for "%s"', async (specifier) => {
    const folder = await writeSubmission({
      'raft.ts': raftText({
        top: `import type { Raft } from '${specifier}'; import { notWrittenYet } from '${specifier}';`,
        restart: `return notWrittenYet('restart', '2A');`,
      }),
    });
    const { raft } = load(await bundle(folder)).boot();
    expect(() => Reflect.apply(raft.restart, raft, [])).toThrow(
      'not written yet: `restart` (lab 2A)',
    );
  });

  it('gets the contract of the kit where it brings another one', async () => {
    const folder = await writeSubmission({
      'raft.ts': raftText({
        top: `import { notWrittenYet } from './contract/index.ts';`,
        restart: `return notWrittenYet('restart', '2A');`,
      }),
      'contract/index.ts': 'export const notWrittenYet = () => 7;',
    });
    const { raft } = load(await bundle(folder)).boot();
    expect(() => Reflect.apply(raft.restart, raft, [])).toThrow(
      'not written yet: `restart` (lab 2A)',
    );
  });

  it('may have other files in a folder of that name', async () => {
    const folder = await writeSubmission({
      'raft.ts': raftText({
        top: `import { own } from './contract/own.ts'; import { data } from './parts/contract/data.ts';`,
        restart: 'return own + data;',
      }),
      'contract/own.ts': 'export const own = 7;',
      'parts/contract/data.ts': 'export const data = 10;',
    });
    const { raft } = load(await bundle(folder)).boot();
    expect(Reflect.apply(raft.restart, raft, [])).toBe(17);
  });

  it('may import types from anywhere, for they are gone at run time', async () => {
    const folder = await writeSubmission({
      'raft.ts': raftText({ top: `import type { Stats } from 'node:fs';` }),
    });
    await expect(bundle(folder)).resolves.toBeDefined();
  });

  it('is not changed by its own tsconfig.json', async () => {
    const folder = await writeSubmission({
      'raft.ts': raftText({ top: `import { Raft } from './types.ts';` }),
      'types.ts': 'export interface Raft {}',
      'tsconfig.json': '{ "compilerOptions": { "verbatimModuleSyntax": true } }',
    });
    await expect(bundle(folder)).resolves.toBeDefined();
  });
});

describe('a submission that cannot be bundled', () => {
  it('has no folder', async () => {
    await expect(bundle('/nowhere/at-all')).rejects.toThrow('there is no folder /nowhere/at-all.');
  });

  it('has no raft.ts', async () => {
    const error = await refusal({ 'Raft.txt': '' });
    expect(error.message).toMatch(/^there is no raft\.ts in .*\. A submission is a folder whose/);
    expect(error.where).toBeNull();
  });

  it('has a syntax error, and the message says where', async () => {
    const { message, where } = await refusal({
      'raft.ts': `import './election.ts';\n${raftText()}`,
      'election.ts': 'export const a = 1;\n\nexport const b = = 2;\n',
    });
    expect(where).toBe('election.ts:3');
    expect(message).toBe('election.ts:3: Unexpected "="\n    export const b = = 2;');
  });

  it('imports a part of Node.js', async () => {
    const { message, where } = await refusal({
      'raft.ts': `import { a } from './a.ts';\nimport { readFileSync } from 'node:fs';\n${raftText({ restart: 'return [a, readFileSync];' })}`,
      'a.ts': 'export const a = 1;',
    });
    expect(where).toBe('raft.ts:2');
    expect(message).toMatchInlineSnapshot(`
      "raft.ts:2: "node:fs" is a part of Node.js, and a server has no clock, no randomness and no I/O. Remove the import: what a handler needs comes in as an argument, what it wants goes out as an effect.
          import { readFileSync } from 'node:fs';"
    `);
  });

  it('imports a package', async () => {
    const { message } = await refusal({
      'raft.ts': raftText({ top: `import _ from 'lodash';`, restart: 'return _;' }),
    });
    expect(message).toMatchInlineSnapshot(`
      "raft.ts:1: "lodash" is a package, and a submission may import only its own files and the contract. Remove the import, or write what you need into a file beside raft.ts and import it as "./file.ts".
          import _ from 'lodash';"
    `);
  });

  it.each([
    ['../other/raft.ts', 'lies outside'],
    ['/etc/passwd', 'lies outside'],
    ['file:///etc/passwd', 'lies outside'],
    ['./gone.ts', 'there is no file "./gone.ts"'],
    ['./notes.txt', 'is no TypeScript, JavaScript or JSON file'],
  ])('imports %s', async (specifier, text) => {
    const { message, where } = await refusal({
      'raft.ts': `import '${specifier}';\n${raftText()}`,
      'notes.txt': '',
    });
    expect(message).toContain(text);
    expect(where).toBe('raft.ts:1');
  });

  it('requires or imports while it runs', async () => {
    const required = await refusal({ 'raft.ts': raftText({ restart: `return require('fs');` }) });
    expect(required.message).toContain('"fs" is a part of Node.js');
    const imported = await refusal({
      'raft.ts': raftText({ restart: `return import('./a.ts');` }),
    });
    expect(imported.message).toContain('a handler cannot wait');
  });

  it('leads out of its folder by a link', async () => {
    const outside = await writeSubmission({ 'secret.ts': 'export const secret = 1;' });
    const folder = await writeSubmission({
      'raft.ts': raftText({
        top: `import { secret } from './link.ts';`,
        restart: 'return secret;',
      }),
    });
    await symlink(join(outside, 'secret.ts'), join(folder, 'link.ts'));
    await expect(bundle(folder)).rejects.toThrow('"./link.ts" lies outside');

    const linked = await writeSubmission({});
    await symlink(join(folder, 'raft.ts'), join(linked, 'raft.ts'));
    await expect(bundle(linked)).rejects.toThrow('raft.ts is a link that leads out of its folder');
  });

  it('has a folder where raft.ts should be', async () => {
    const folder = await writeSubmission({});
    await mkdir(join(folder, 'raft.ts'));
    await writeFile(join(folder, 'raft.ts', 'index.ts'), raftText());
    await expect(bundle(folder)).rejects.toThrow(SubmissionError);
  });
});

describe('an edit', () => {
  const files = {
    'raft.ts': raftText({
      top: `import { quorum } from './quorum.ts';`,
      restart: 'return quorum(5);',
    }),
    'quorum.ts': 'export const quorum = (n: number) => Math.floor(n / 2) + 1;',
    'unused.ts': 'export const x = 1;',
  };

  it('changes the code and leaves the folder alone', async () => {
    const folder = await writeSubmission(files);
    const edits = [
      { file: 'quorum.ts', find: ' + 1', replace: ' + $& - 0' },
      { file: 'quorum.ts', find: '$& - 0', replace: '0' },
    ];
    const mutant = load(await bundle(folder, { edits })).boot().raft;
    expect(Reflect.apply(mutant.restart, mutant, [])).toBe(2);

    const unchanged = load(await bundle(folder)).boot().raft;
    expect(Reflect.apply(unchanged.restart, unchanged, [])).toBe(3);
  });

  it.each([
    [{ file: 'quorum.ts', find: 'ceil', replace: '' }, 'finds it 0 times: "ceil"'],
    [{ file: 'quorum.ts', find: 'n', replace: '' }, /quorum\.ts must find .* exactly once/],
    [{ file: 'quorum.ts', find: '', replace: 'x' }, 'finds it 0 times: ""'],
    [{ file: 'gone.ts', find: 'x', replace: '' }, 'an edit names gone.ts, which cannot be read'],
    [{ file: 'unused.ts', find: '1', replace: '2' }, 'an edit names unused.ts, but raft.ts never'],
  ])('%o is an error of whoever wrote it', async (edit, text) => {
    const folder = await writeSubmission(files);
    await expect(bundle(folder, { edits: [edit] })).rejects.toThrow(text);
    await expect(bundle(folder, { edits: [edit] })).rejects.not.toBeInstanceOf(SubmissionError);
  });
});
