/**
 * A results folder: the only thing that a grading of a class leaves behind, and all that it needs to go on.
 *
 *     manifest.json                       what the grades depend on
 *     submissions/<id>/submission.json    which code was graded, as a hash
 *     submissions/<id>/result.json        the grade, see results.schema.json
 *     submissions/<id>/student.txt        the same in words, for the student; after.txt and staff.txt are for others
 *     submissions/<id>/syntax.txt         fingerprints of its syntax, to find submissions that are nearly the same
 *     submissions/<id>/traces/            what happened in runs that failed
 *     timings.csv                         how long each took, which no grade depends on
 *     grades.csv, report.html             made from the results, again after each grading
 *
 * A submission's folder is written under another name and renamed when all is in it. So it is there as a whole or not
 * at all, wherever a grading is ended, and nothing that is there is ever written again.
 *
 * @module
 */
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Results, ResultsError, readResults } from '../formats/results.ts';
import { ClassError } from './class-error.ts';
import { differences, type Manifest, manifestText, readManifest } from './manifest.ts';

/** One submission as it is stored. */
export interface Stored {
  readonly id: string;
  /** A hash of the code that was graded. */
  readonly hash: string;
  /** Fingerprints of its syntax, see syntax.ts. */
  readonly fingerprints: readonly string[];
  readonly results: Results;
}

/** The files of a submission by their names in its folder. */
export type StoredFiles = ReadonlyMap<string, string | Buffer>;

const MANIFEST = 'manifest.json';
const SUBMISSIONS = 'submissions';
/** No submission has such a name, for names that begin with a dot are passed over. */
const UNFINISHED = '.unfinished-';

export class ResultsDirectory {
  readonly path: string;
  readonly manifest: Manifest;

  private constructor(path: string, manifest: Manifest) {
    this.path = path;
    this.manifest = manifest;
  }

  /**
   * Begins a grading, or goes on with one.
   *
   * @throws ClassError when the folder holds something else than this grading.
   */
  static async begin(
    path: string,
    manifest: Manifest,
    { resume }: { readonly resume: boolean },
  ): Promise<ResultsDirectory> {
    const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [] as string[];
      throw new ClassError(`${path} cannot be used for results (${error.code})`);
    });
    if (names.includes(MANIFEST)) {
      if (!resume) {
        throw new ClassError(
          `${path} holds a grading already; add --resume to go on with it, or name another folder`,
        );
      }
      const directory = await ResultsDirectory.open(path);
      const other = differences(['there', directory.manifest], ['here', manifest]);
      if (other.length > 0) {
        throw new ClassError(
          `${path} holds another grading: ${other.join('; ')}. Grade into another folder, or as it was begun`,
        );
      }
      await directory.#clean();
      return directory;
    }
    if (names.some((name) => !name.startsWith(UNFINISHED))) {
      throw new ClassError(`${path} holds something else than results; name another folder`);
    }
    await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      throw new ClassError(`${path} cannot be used for results (${error.code})`);
    });
    // First of all, so that a grading that is ended here can be resumed.
    await writeWhole(join(path, MANIFEST), manifestText(manifest));
    const directory = new ResultsDirectory(path, manifest);
    await directory.#clean();
    return directory;
  }

  /** Opens a folder of results to read them. */
  static async open(path: string): Promise<ResultsDirectory> {
    const where = join(path, MANIFEST);
    const content = await readFile(where, 'utf8').catch((error: NodeJS.ErrnoException) => {
      const advice = 'name a folder that npm run grade -- ... --out has made';
      throw new ClassError(`${where} cannot be read (${error.code}); ${advice}`);
    });
    return new ResultsDirectory(path, readManifest(content, where));
  }

  /** The submissions that are done, in the order of their names. */
  async ids(): Promise<readonly string[]> {
    const names = await readdir(join(this.path, SUBMISSIONS));
    return names.filter((name) => !name.startsWith('.')).sort();
  }

  /** Reads a submission that is done. */
  async read(id: string): Promise<Stored> {
    const file = this.folderOf(id, 'result.json');
    try {
      const { hash }: { readonly hash: string } = JSON.parse(
        await readFile(this.folderOf(id, 'submission.json'), 'utf8'),
      );
      const syntax = await readFile(this.folderOf(id, 'syntax.txt'), 'utf8');
      const fingerprints = syntax.split('\n').filter((line) => line !== '');
      return { id, hash, fingerprints, results: readResults(await readFile(file, 'utf8')) };
    } catch (error) {
      if (error instanceof ResultsError) throw new ClassError(`${file}: ${error.message}`);
      const text = error instanceof Error ? error.message : String(error);
      throw new ClassError(`the results of ${id} in ${this.path} cannot be read: ${text}`);
    }
  }

  /** Reads all that is done. */
  async readAll(): Promise<readonly Stored[]> {
    const all: Stored[] = [];
    for (const id of await this.ids()) all.push(await this.read(id));
    return all;
  }

  /** All files of a submission that is done. */
  async filesOf(id: string): Promise<StoredFiles> {
    const folder = this.folderOf(id);
    const files = new Map<string, Buffer>();
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(path.slice(folder.length + 1), await readFile(path));
    }
    return files;
  }

  /** Where a submission, or a file of it, is stored. */
  folderOf(id: string, ...names: readonly string[]): string {
    return join(this.path, SUBMISSIONS, id, ...names);
  }

  /** Stores a submission: files by their names, all or none of them. */
  async put(id: string, files: StoredFiles): Promise<void> {
    const unfinished = join(this.path, SUBMISSIONS, `${UNFINISHED}${id}`);
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    for (const [name, content] of files) {
      await mkdir(dirname(join(unfinished, name)), { recursive: true });
      await writeFile(join(unfinished, name), content, { flush: true });
    }
    await rename(unfinished, this.folderOf(id));
  }

  /** Notes how long a submission took. It is lost when the grading ends in this very moment, and nobody misses it. */
  async noteTime(line: string): Promise<void> {
    await appendFile(join(this.path, 'timings.csv'), line);
  }

  /** Writes what is made from the results, and may be made again. */
  async derive(name: string, content: string): Promise<void> {
    await writeWhole(join(this.path, name), content);
  }

  /** Makes the folder of the submissions, and removes what a grading that was ended has begun. */
  async #clean(): Promise<void> {
    await mkdir(join(this.path, SUBMISSIONS), { recursive: true });
    for (const folder of [this.path, join(this.path, SUBMISSIONS)]) {
      for (const name of await readdir(folder)) {
        if (!name.startsWith(UNFINISHED)) continue;
        await rm(join(folder, name), { recursive: true, force: true });
      }
    }
  }
}

/** Writes a file so that it is there as a whole or not at all. */
async function writeWhole(path: string, content: string): Promise<void> {
  const unfinished = join(dirname(path), `${UNFINISHED}file`);
  await writeFile(unfinished, content, { flush: true });
  await rename(unfinished, path);
}
