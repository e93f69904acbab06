import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { newFolder } from './samples.test-helper.ts';
import { type Examined, findSubmissions, withCode } from './submissions.ts';

const raft = strToU8('export const raft = {};\n');
const other = strToU8('export const other = 1;\n');
const good: Zippable = { 'raft.ts': raft, 'lib/other.ts': other };

/** Opens an archive as a submission. */
function opened<T>(zip: Uint8Array, use: (examined: Examined) => Promise<T>): Promise<T> {
  const path = join(newFolder(), 'ada.zip');
  writeFileSync(path, zip);
  return withCode({ id: 'ada', path, isArchive: true }, use);
}

function problemOf(zip: Uint8Array): Promise<string> {
  return opened(zip, async ({ problem }) =>
    problem === null ? 'none' : `${problem.verdict}: ${problem.message}`,
  );
}

function hashOf(zip: Uint8Array): Promise<string> {
  return opened(zip, async ({ hash }) => hash);
}

/** Bytes with each place that holds `find` made `replace`, which is as long. */
function patched(zip: Uint8Array, find: string, replace: string): Uint8Array {
  const text = Buffer.from(zip).toString('latin1');
  expect(text).toContain(find);
  return Buffer.from(text.replaceAll(find, replace), 'latin1');
}

/** Changes a number in the entry of the first file in the directory of an archive, where readers look. */
function withField(zip: Uint8Array, offset: number, bytes: readonly number[]): Uint8Array {
  const copy = Buffer.from(zip);
  Buffer.from(bytes).copy(copy, copy.indexOf('PK\x01\x02', 0, 'latin1') + offset);
  return copy;
}

describe('an archive', () => {
  it('is graded like the folder that was packed, also when the folder itself was packed', async () => {
    const folder = join(newFolder(), 'ada');
    mkdirSync(join(folder, 'lib'), { recursive: true });
    writeFileSync(join(folder, 'raft.ts'), raft);
    writeFileSync(join(folder, 'lib/other.ts'), other);
    const unpacked = { id: 'ada', path: folder, isArchive: false };
    const { hash } = await withCode(unpacked, async (examined) => examined);
    expect(await hashOf(zipSync(good))).toBe(hash);
    const wrapped = { 'ada/lab': good, '__MACOSX/._raft.ts': other, 'README.md': other };
    expect(await hashOf(zipSync(wrapped))).toBe(hash);
    expect(await problemOf(zipSync(wrapped))).toBe('none');
  });

  it('leaves nothing behind', async () => {
    const folder = await opened(zipSync(good), async (examined) => {
      expect(readFileSync(join(examined.folder, 'raft.ts'))).toEqual(Buffer.from(raft));
      return examined.folder;
    });
    expect(existsSync(folder)).toBe(false);
  });

  it('is not inflated where it holds no code', async () => {
    const zip = zipSync({ ...good, 'dump.bin': new Uint8Array(8_000_000) });
    const names = await opened(zip, async ({ folder }) => readdirSync(folder).sort());
    expect(names).toEqual(['lib', 'raft.ts']);
  });

  it('may not stand beside a folder of the same name', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'ada'));
    writeFileSync(join(folder, 'ada.zip'), zipSync(good));
    await expect(findSubmissions(folder)).rejects.toThrow(/^ada is there twice/);
  });
});

describe('an archive is refused as a verdict', () => {
  const link = { os: 3, attrs: (0o120777 << 16) >>> 0 } as const;
  const refused: readonly (readonly [what: string, zip: () => Uint8Array, says: RegExp])[] = [
    ['when it is none', () => raft, /^crashed: the archive cannot be unpacked: .*Pack it again/],
    ['when it is cut off', () => zipSync(good).slice(0, 90), /^crashed: the archive cannot be/],
    [
      'when a name leads out',
      () => zipSync({ ...good, '../../raft.ts': raft }),
      /^forbidden: the archive writes out of its folder: .*\.\.\/\.\.\/raft\.ts/,
    ],
    [
      'when a name that is no code leads out',
      () => zipSync({ ...good, '../x.bin': raft }),
      /^forbidden: the archive writes out of its folder/,
    ],
    [
      'when a name is absolute',
      () => zipSync({ '/etc/raft.ts': raft }),
      /^forbidden: the archive writes out of its folder: absolute path/,
    ],
    [
      'when a name is absolute on Windows',
      () => zipSync({ 'C:\\raft.ts': raft }),
      /^forbidden: the archive writes out of its folder: absolute path/,
    ],
    [
      'when it holds a link',
      () => zipSync({ 'raft.ts': [strToU8('../bob/raft.ts'), link] }),
      /^forbidden: raft\.ts in the archive is a link/,
    ],
    [
      'when it holds a device',
      () => zipSync({ 'raft.ts': [raft, { os: 3, attrs: (0o020666 << 16) >>> 0 }] }),
      /^forbidden: raft\.ts in the archive is no file/,
    ],
    [
      'when it holds a file twice',
      () => patched(zipSync({ ...good, 'raft.tt': raft }), 'raft.tt', 'raft.ts'),
      /^crashed: the archive holds raft\.ts twice/,
    ],
    [
      'when a file is a folder as well',
      () => zipSync({ ...good, 'raft.ts/x.ts': raft }),
      /^crashed: the archive cannot be unpacked: (EEXIST|ENOTDIR)\. Pack it again/,
    ],
    [
      'when a name has control characters',
      () => zipSync({ ...good, 'é\u001b[2J.ts': raft }),
      /^crashed: a name in the archive has a control character: é\ufffd\[2J\.ts/,
    ],
    [
      'when its code is huge',
      () => zipSync({ 'raft.ts': new Uint8Array(5_000_000) }),
      /^crashed: its code has more than 4 MB/,
    ],
    [
      'when a file is larger than it says',
      () => withField(zipSync({ 'raft.ts': new Uint8Array(5_000_000) }), 24, [9, 0, 0, 0]),
      /^crashed: the archive cannot be unpacked: .*too many bytes/,
    ],
    [
      'when it is locked',
      () => withField(zipSync(good), 8, [1, 0]),
      /^crashed: the archive is locked with a password/,
    ],
    [
      'when it has too many files',
      () =>
        zipSync(Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [`${at}`, raft])), {
          level: 0,
        }),
      /^crashed: it has more than 20000 files/,
    ],
  ];

  it.each(refused)('%s', async (_, zip, says) => {
    expect(await problemOf(zip())).toMatch(says);
  });

  it('or graded, whichever of its bytes are changed', async () => {
    const zip = zipSync(good);
    const change = fc.tuple(fc.nat(zip.length - 1), fc.nat(255));
    const outcomes = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const broken = Uint8Array.from(zip);
        for (const [at, byte] of changes) broken[at] = byte;
        outcomes.add((await problemOf(broken)) === 'none');
      }),
      { numRuns: 150 },
    );
    expect(outcomes).toEqual(new Set([true, false]));
  });
});
