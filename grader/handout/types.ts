/**
 * The types that scenarios of lab 2T are written against, made by the TypeScript compiler from the engine's own files.
 *
 * Each file has its place and its name as in the kit, and holds declarations only. So the imports of the given files
 * of `labs/` are right as they are, and an editor shows what the engine's authors wrote about each call.
 *
 * @module
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { execa } from 'execa';

/** What the door of the engine opens to a scenario. */
const DOOR = `/**
 * The engine's door, as types: what a scenario may use.
 *
 * @module
 */
export type { Rule } from './checkers/property.ts';
export type * from './run/scenario.ts';
`;

/** The declarations by their paths, `grader/index.ts` among them. */
export async function declarations(root: string): Promise<ReadonlyMap<string, string>> {
  const outDir = await mkdtemp(join(tmpdir(), 'raft-lab-kit-types-'));
  try {
    await execa(
      'tsc',
      [
        ...[
          '--ignoreConfig',
          '--declaration',
          '--emitDeclarationOnly',
          '--noCheck',
          '--skipLibCheck',
        ],
        ...['--allowImportingTsExtensions', '--module', 'nodenext', '--target', 'es2023'],
        ...['--types', 'node', '--rootDir', '.', '--outDir', outDir],
        ...['grader/run/scenario.ts', 'grader/checkers/property.ts'],
      ],
      { cwd: root, preferLocal: true },
    );
    const files = new Map([['grader/index.ts', DOOR]]);
    for (const name of await readdir(join(outDir, 'grader'), { recursive: true })) {
      if (!name.endsWith('.d.ts')) continue;
      const path = `grader/${name
        .split(sep)
        .join('/')
        .replace(/\.d\.ts$/, '.ts')}`;
      files.set(path, await readFile(join(outDir, 'grader', name), 'utf8'));
    }
    return files;
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
