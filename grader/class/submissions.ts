/**
 * The submissions of a class: the folders in a folder.
 *
 * Nothing that a student can put into a folder makes this throw. What cannot be read becomes a problem, which the
 * submission is graded with, and the rest of the class is graded as if it were not there.
 *
 * @module
 */
import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { lstat, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { ClassError } from './class-error.ts';

/** What stands in a folder of submissions. */
export interface Found {
  /** The names of the submissions in the order of their code units, which is the same on every machine. */
  readonly ids: readonly string[];
  /** The names that are no submissions, such as files. */
  readonly passedOver: readonly string[];
}

/** One submission, looked at and not run. */
export interface Examined {
  /** A hash of its code. The same hash means the same grade. */
  readonly hash: string;
  /** Why it cannot be graded; `null` when it can be tried. */
  readonly problem: SubmissionError | null;
}

const MAIN_FILE = 'raft.ts';
const CODE = new Set(['.ts', '.mts', '.js', '.mjs']);
/** Installed or hidden: a submission may hold them, and no grade depends on them. */
const NOT_LOOKED_INTO = new Set(['node_modules', '.git']);
/** A Raft has some ten thousand bytes. */
const BYTES_MAX = 4_000_000;
const ENTRIES_MAX = 20_000;

/** Names the submissions in a folder. Names that begin with a dot, and what macOS puts into archives, are none. */
export async function findSubmissions(folder: string): Promise<Found> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new ClassError(`the submissions in ${folder} cannot be read (${error.code})`);
    },
  );
  const seen = entries.filter(({ name }) => !name.startsWith('.') && name !== '__MACOSX');
  const isSubmission = (entry: (typeof seen)[number]): boolean =>
    entry.isDirectory() || entry.isSymbolicLink();
  const names = (of: typeof seen): string[] => of.map(({ name }) => name).sort();
  return {
    ids: names(seen.filter(isSubmission)),
    passedOver: names(seen.filter((entry) => !isSubmission(entry))),
  };
}

/** Looks at a submission: hashes its code, and says what is wrong with its files. */
export async function examine(folder: string, id: string): Promise<Examined> {
  const hash = createHash('sha256');
  const problem = await problemOf(folder, id, hash).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof SubmissionError) return error;
    if (error.code === undefined) throw error;
    return new SubmissionError(`the files of ${id} cannot be read (${error.code})`);
  });
  return { hash: hash.digest('hex'), problem };
}

async function problemOf(folder: string, id: string, hash: Hash): Promise<SubmissionError | null> {
  if ((await lstat(folder)).isSymbolicLink()) {
    hash.update(`link ${await readlink(folder)}`);
    const text = `${id} is a link, and a submission is a folder. Copy the folder that it leads to.`;
    return new SubmissionError(text, null, 'forbidden');
  }
  await hashCode(folder, hash);
  const main = await stat(join(folder, MAIN_FILE)).catch(() => null);
  if (main === null) return new SubmissionError(await withoutMain(folder, id));
  if (main.isDirectory()) return new SubmissionError(`${MAIN_FILE} is a folder and no file`);
  if (!main.isFile()) return new SubmissionError(`${MAIN_FILE} is no file that can be read`);
  const root = await realpath(folder);
  const way = relative(root, await realpath(join(folder, MAIN_FILE)));
  if (!way.startsWith('..')) return null;
  const text = `${MAIN_FILE} is a link that leads out of its folder. Hand in the file itself.`;
  return new SubmissionError(text, null, 'forbidden');
}

/** There is no raft.ts. Most often the folder was packed together with the one around it, so that place is named. */
async function withoutMain(folder: string, id: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inner = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const name of inner.sort()) {
    const found = await stat(join(folder, name, MAIN_FILE)).catch(() => null);
    if (found === null) continue;
    return `there is no ${MAIN_FILE} in ${id}, but there is one in ${id}/${name}. Hand in that folder.`;
  }
  return `there is no ${MAIN_FILE} in ${id}. A submission is a folder that holds it.`;
}

/**
 * Feeds all code of a folder to a hash, file by file in the order of their names.
 *
 * @throws SubmissionError when it is no text, or more than anybody writes.
 */
async function hashCode(root: string, hash: Hash): Promise<void> {
  let bytes = 0;
  let count = 0;
  const folders = [''];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    count += entries.length;
    if (count > ENTRIES_MAX) throw new SubmissionError(`it has more than ${ENTRIES_MAX} files`);
    for (const entry of entries) {
      const name = join(folder, entry.name);
      if (entry.isDirectory() && !NOT_LOOKED_INTO.has(entry.name)) folders.push(name);
      if (!CODE.has(extname(name)) && extname(name) !== '.json') continue;
      if (entry.isSymbolicLink()) hash.update(`${name} -> ${await readlink(join(root, name))}\0`);
      if (!entry.isFile()) continue;
      bytes += (await stat(join(root, name))).size;
      if (bytes > BYTES_MAX) {
        throw new SubmissionError(`its code has more than ${BYTES_MAX / 1_000_000} MB`);
      }
      const content = await readFile(join(root, name));
      hash.update(`${name}\0${content.length}\0`).update(content);
      if (CODE.has(extname(name)) && !isUtf8(content)) {
        throw new SubmissionError('the file is no text in UTF-8. Save it as UTF-8.', name);
      }
    }
  }
}
