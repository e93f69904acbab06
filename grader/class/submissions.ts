/**
 * The submissions of a class: the folders and zip files in a folder.
 *
 * Nothing that a student can hand in makes this throw. What cannot be read becomes a problem, which the submission is
 * graded with, and the rest of the class is graded as if it were not there.
 *
 * @module
 */
import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdtemp, readdir, readFile, readlink, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { ClassError } from './class-error.ts';
import {
  BYTES_MAX,
  ENTRIES_MAX,
  isCode,
  isMachineFault,
  isPassedOver,
  isText,
} from './code-files.ts';
import { unpack } from './unpack.ts';

/** What somebody handed in. */
export interface Submission {
  /** The name of the folder, or that of the zip file without its ending. */
  readonly id: string;
  readonly path: string;
  readonly isArchive: boolean;
}

/** What stands in a folder of submissions. */
export interface Found {
  /** In the order of the code units of their names, which is the same on every machine. */
  readonly submissions: readonly Submission[];
  /** The names that are no submissions, such as other files. */
  readonly passedOver: readonly string[];
}

/** One submission, looked at and not run. */
export interface Examined {
  /** Where its files are. */
  readonly folder: string;
  /** A hash of its code. The same hash means the same grade. */
  readonly hash: string;
  /** Why it cannot be graded; `null` when it can be tried. */
  readonly problem: SubmissionError | null;
}

const MAIN_FILE = 'raft.ts';

/** Finds the submissions in a folder. Names that begin with a dot, and what macOS puts into archives, are none. */
export async function findSubmissions(folder: string): Promise<Found> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new ClassError(`the submissions in ${folder} cannot be read (${error.code})`);
    },
  );
  const submissions: Submission[] = [];
  const passedOver: string[] = [];
  for (const entry of entries) {
    const { name } = entry;
    if (name.startsWith('.') || name === '__MACOSX') continue;
    const path = join(folder, name);
    const isArchive = entry.isFile() && extname(name).toLowerCase() === '.zip';
    if (isArchive) submissions.push({ id: name.slice(0, -'.zip'.length), path, isArchive });
    else if (entry.isDirectory() || entry.isSymbolicLink()) {
      submissions.push({ id: name, path, isArchive });
    } else passedOver.push(name);
  }
  submissions.sort((one, other) => (one.id < other.id ? -1 : 1));
  const twice = submissions.find(({ id }, at) => submissions[at + 1]?.id === id);
  if (twice === undefined) return { submissions, passedOver: passedOver.sort() };
  throw new ClassError(
    `${twice.id} is there twice, as a folder and as a zip file; take one of them away`,
  );
}

/** Opens a submission and looks at it. The files of an archive are there until `use` is done. */
export async function withCode<T>(
  submission: Submission,
  use: (examined: Examined) => Promise<T>,
): Promise<T> {
  const { id, path, isArchive } = submission;
  if (!isArchive) return use(await examine(path, id));
  const temporary = await mkdtemp(join(tmpdir(), 'raft-lab-kit-'));
  try {
    const opened = await unpack(path, temporary).catch((error: unknown) => {
      if (error instanceof SubmissionError) return error;
      throw error;
    });
    if (typeof opened === 'string') return await use(await examine(opened, id));
    return await use({ folder: temporary, hash: await hashOfFile(path), problem: opened });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Hashes the code in a folder, and says what is wrong with its files. */
async function examine(folder: string, id: string): Promise<Examined> {
  const hash = createHash('sha256');
  const problem = await problemOf(folder, id, hash).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof SubmissionError) return error;
    if (error.code === undefined || isMachineFault(error)) throw error;
    return new SubmissionError(`the files of ${id} cannot be read (${error.code})`);
  });
  return { folder, hash: hash.digest('hex'), problem };
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
      if (entry.isDirectory() && !isPassedOver(entry.name)) folders.push(name);
      if (!isCode(name)) continue;
      if (entry.isSymbolicLink()) hash.update(`${name} -> ${await readlink(join(root, name))}\0`);
      if (!entry.isFile()) continue;
      bytes += (await stat(join(root, name))).size;
      if (bytes > BYTES_MAX) {
        throw new SubmissionError(`its code has more than ${BYTES_MAX / 1_000_000} MB`);
      }
      const content = await readFile(join(root, name));
      hash.update(`${name}\0${content.length}\0`).update(content);
      if (isText(name) && !isUtf8(content)) {
        throw new SubmissionError('the file is no text in UTF-8. Save it as UTF-8.', name);
      }
    }
  }
}
