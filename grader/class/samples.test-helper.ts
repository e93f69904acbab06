/**
 * A small class for tests, and what tests ask of a folder of results.
 *
 * @module
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { labs } from '../../labs/index.ts';
import { mutants } from '../exam/mutants.ts';
import type { Lab } from '../run/lab.ts';
import type { ClassGrading } from './grade-class.ts';

const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../../${name}/`, import.meta.url));

/** A new folder for temporary files. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'raft-class-'));
}

/**
 * Five submissions that can be read: a right one, two wrong ones, a stub with another contract, and one that does not
 * compile.
 */
export function writeClass(): string {
  const folder = join(newFolder(), 'submissions');
  cpSync(folderOf('reference'), join(folder, 'ada'), { recursive: true });
  writeMutant(folder, { id: 'bob', mutant: 'votes-for-everybody' });
  writeMutant(folder, { id: 'cleo', mutant: 'votes-for-everybody' });
  cpSync(folderOf('skeleton'), join(folder, 'dan'), { recursive: true });
  writeFiles(folder, {
    'dan/contract/data.ts': 'export {};',
    'eve/raft.ts': 'export const raft = {',
  });
  return folder;
}

/** Two submissions that do not compile, which takes no time to find out. */
export function writeBroken(): string {
  const folder = join(newFolder(), 'submissions');
  writeFiles(folder, { 'one/raft.ts': 'export const raft = {', 'two/raft.ts': '}' });
  return folder;
}

/** Writes a wrong Raft: the reference with one bug. */
export function writeMutant(folder: string, { id, mutant }: { id: string; mutant: string }): void {
  cpSync(folderOf('reference'), join(folder, id), { recursive: true });
  for (const { file, find, replace } of mutants.find((one) => one.id === mutant)?.edits ?? []) {
    const path = join(folder, id, file);
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(find, () => replace),
    );
  }
}

/** Adds submissions that nobody can read. */
export function addUnreadable(folder: string): void {
  mkdirSync(join(folder, 'nothing'));
  mkdirSync(join(folder, 'main-is-a-folder/raft.ts'), { recursive: true });
  writeFiles(folder, {
    'packed-twice/inner/raft.ts': 'export {};',
    'no-text/raft.ts': Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]),
    'no-text-beside/raft.ts': "import './other.ts';",
    'no-text-beside/other.ts': Buffer.from([0xff]),
    'too-large/raft.ts': Buffer.alloc(4_000_001, 0x20),
    'readme.txt': 'This is no submission.',
    '.DS_Store': '',
  });
  const reference = readdirSync(folderOf('reference')).filter((name) => name.endsWith('.ts'));
  const files = reference.map((name) => [name, readFileSync(join(folderOf('reference'), name))]);
  writeFileSync(join(folder, 'packed.zip'), zipSync({ ada: Object.fromEntries(files) }));
  writeFileSync(join(folder, 'packed-badly.zip'), zipSync({ '../raft.ts': new Uint8Array(9) }));
  for (const id of ['link-out', 'link-to-nothing', 'link-to-itself']) mkdirSync(join(folder, id));
  symlinkSync('../ada/raft.ts', join(folder, 'link-out/raft.ts'));
  symlinkSync('no-such-file', join(folder, 'link-to-nothing/raft.ts'));
  symlinkSync('raft.ts', join(folder, 'link-to-itself/raft.ts'));
  symlinkSync('ada', join(folder, 'link-to-another'));
}

function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Two short scenarios, one of which the wrong Rafts fail. */
export const SCENARIOS = ['2A.1', '2A.11'];

function shortLabs(): readonly Lab[] {
  return labs
    .map((lab) => ({ ...lab, scenarios: lab.scenarios.filter(({ id }) => SCENARIOS.includes(id)) }))
    .filter(({ scenarios }) => scenarios.length > 0);
}

/** A grading of a class with little to do, but for what is given instead. */
export function gradingOf(
  change: Pick<ClassGrading, 'folder' | 'out' | 'engine'> & Partial<ClassGrading>,
): ClassGrading {
  return {
    resume: false,
    shard: null,
    kit: { version: '1', hash: 'k', node: 'v1' },
    labs: shortLabs(),
    seedChoice: { firstSeed: 1, seeds: 1 },
    sandbox: 'none',
    skeleton: folderOf('skeleton'),
    earlier: null,
    jobs: 2,
    traces: 2,
    now: () => 0,
    print: () => {},
    ...change,
  };
}

/** All files of a folder of results by their names, but for the one that tells times. */
export function filesOf(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')] as const)
      .filter(([name]) => name !== 'timings.csv')
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
