/**
 * Which files a submission may import: its own and the contract.
 *
 * The answer is a path or a sentence for the student. Links are followed before the folder is compared, so that a
 * symbolic link leads nowhere that a relative path would not.
 *
 * @module
 */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTRACT_FILES } from './contract.ts';

/** The kit's own contract, which stands in for that of the submission, whether it has one or not. */
function contractFolder(): string {
  return realpathSync(fileURLToPath(new URL('../../skeleton/contract/', import.meta.url)));
}

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.json'];

/** One import, as it stands in a file. */
export interface ImportRequest {
  /** The submission's folder, with its links followed. */
  readonly folder: string;
  /** The folder of the file that imports. */
  readonly from: string;
  /** What stands between the quotes. */
  readonly specifier: string;
}

/** The file that an import means, or why there is none. */
export type Resolution =
  | { readonly path: string; readonly problem?: never }
  | { readonly path?: never; readonly problem: string };

/** Finds the file that an import means, or says in words for the student why it may not be imported. */
export function resolveImport(request: ImportRequest): Resolution {
  const { folder, from, specifier } = request;
  if (!/^\.\.?(\/|$)/.test(specifier)) return { problem: notRelative(specifier) };

  const wanted = resolve(from, specifier);
  const contract = contractFile(wanted);
  // Whoever brings the contract along, as the skeleton does, is judged by the kit's all the same.
  if (contract !== null && isInside(join(folder, 'contract'), wanted)) return { path: contract };
  const found = findFile(wanted);
  if (found !== null && (isInside(folder, found) || isInside(contractFolder(), found))) {
    if (EXTENSIONS.includes(extname(found))) return { path: found };
    return {
      problem: `"${specifier}" is no TypeScript, JavaScript or JSON file. Remove the import.`,
    };
  }
  if (contract !== null) return { path: contract };
  if (found !== null || !isInside(folder, wanted)) return { problem: outside(specifier) };
  return {
    problem: `there is no file "${specifier}". Check the spelling, upper and lower case included.`,
  };
}

/** Tells whether a path is a folder or lies in it. Neither path may hold links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!/^\.\.([\\/]|$)/.test(way) && !isAbsolute(way));
}

/** The file at a path as people write it: with its extension, without, with `.js` for `.ts`, or a folder's index. */
function findFile(wanted: string): string | null {
  const candidates = [
    wanted,
    ...EXTENSIONS.map((extension) => wanted + extension),
    wanted.replace(/\.(m?)js$/, '.$1ts'),
    join(wanted, 'index.ts'),
    join(wanted, 'index.js'),
  ];
  const found = candidates.find((path) => existsSync(path) && statSync(path).isFile());
  return found === undefined ? null : realpathSync(found);
}

/** The kit's contract file for a path that ends in `contract`, `contract/index.ts`, `contract/raft.ts` and so on. */
function contractFile(wanted: string): string | null {
  if (basename(wanted) === 'contract') return join(contractFolder(), 'index.ts');
  const file = `${basename(wanted).replace(/\.[jt]s$/, '')}.ts`;
  const known = basename(dirname(wanted)) === 'contract' && CONTRACT_FILES.includes(file);
  return known ? join(contractFolder(), file) : null;
}

function notRelative(specifier: string): string {
  if (isBuiltin(specifier)) {
    return (
      `"${specifier}" is a part of Node.js, and a server has no clock, no randomness and no I/O. ` +
      'Remove the import: what a handler needs comes in as an argument, what it wants goes out as an effect.'
    );
  }
  if (isAbsolute(specifier) || specifier.includes(':')) return outside(specifier);
  return (
    `"${specifier}" is a package, and a submission may import only its own files and the contract. ` +
    'Remove the import, or write what you need into a file beside raft.ts and import it as "./file.ts".'
  );
}

function outside(specifier: string): string {
  return (
    `"${specifier}" lies outside the submission's folder. ` +
    'Move the file beside raft.ts and import it as "./file.ts".'
  );
}
