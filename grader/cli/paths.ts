/**
 * The paths of a command line, looked at before anything is done.
 *
 * @module
 */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from './usage-error.ts';

/** Throws a {@link UsageError} unless this is a folder with a `raft.ts`. */
export function checkFolder(folder: string): void {
  if (!existsSync(folder)) {
    throw new UsageError(`there is no folder ${folder}; name the folder that holds raft.ts`);
  }
  if (!isFolder(folder)) {
    throw new UsageError(`${folder} is a file; name the folder that holds raft.ts`);
  }
  if (!existsSync(join(folder, 'raft.ts')) && holdsSubmissions(folder)) {
    throw new UsageError(
      `${folder} has no raft.ts, but folders that have one; to grade them all, add --out <folder>`,
    );
  }
  if (!existsSync(join(folder, 'raft.ts'))) {
    throw new UsageError(`${folder} has no raft.ts; name the folder that holds it`);
  }
}

/**
 * Throws a {@link UsageError} unless a file can be written here. Whoever finds that out after an hour of grading has lost
 * an hour.
 */
export function checkOutput(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder) || !isFolder(folder)) {
    throw new UsageError(`${path} cannot be written, for there is no folder ${folder}; make it`);
  }
  if (existsSync(path) && isFolder(path)) {
    throw new UsageError(`${path} is a folder; name a file in it`);
  }
  if (!mayWrite(existsSync(path) ? path : folder)) {
    throw new UsageError(`${path} cannot be written; change its permissions, or name another file`);
  }
}

function holdsSubmissions(folder: string): boolean {
  return readdirSync(folder).some((name) => existsSync(join(folder, name, 'raft.ts')));
}

function isFolder(path: string): boolean {
  return statSync(path).isDirectory();
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
