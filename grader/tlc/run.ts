/**
 * Runs TLC: lays out a folder with all modules, and reads what TLC says.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { type Counts, countsOf, type Ending, endingOf } from './messages.ts';
import type { Job } from './models.ts';

/** How TLC is to run. */
export interface Manner {
  readonly jar: string;
  readonly workers: number;
  /** How many random behaviours to look at; all states unless given. */
  readonly behaviours?: number;
  readonly coverage?: boolean;
  /** Called with figures while TLC runs. */
  readonly onProgress?: (counts: Counts) => void;
}

/** What came out. */
export interface Outcome {
  readonly ending: Ending;
  readonly counts: Counts | undefined;
  readonly seconds: number;
  /** By several machines: of the figures only `distinct` means the same, and of a story there is the last step. */
  readonly distributed: boolean;
  /** Everything that TLC printed. */
  readonly output: string;
}

/**
 * Checks a job in a folder of its own, which stays there: TLC can be started in it by hand as well.
 *
 * @param spec - The folder with the specification.
 * @param out - The folder for all runs.
 */
export async function runTlc(
  spec: string,
  out: string,
  job: Job,
  manner: Manner,
): Promise<Outcome> {
  const { onProgress } = manner;
  const folder = resolve(out, job.name);
  await layOut(spec, folder, job);
  const began = performance.now();
  const running = execa('java', javaArguments(job, manner), {
    cwd: folder,
    reject: false,
    all: true,
  });
  let seen = '';
  running.all.on('data', (part: Buffer) => {
    seen += part.toString();
    const counts = part.includes('Progress(') ? countsOf(seen) : undefined;
    if (counts !== undefined) onProgress?.(counts);
  });
  const { all: output } = await running;
  await rm(join(folder, 'states'), { recursive: true, force: true });
  const seconds = (performance.now() - began) / 1_000;
  return {
    ending: endingOf(output),
    counts: countsOf(output),
    seconds,
    distributed: false,
    output,
  };
}

/** What `java` is given to check a job in the folder in which it was laid out. */
export function javaArguments(job: Job, manner: Manner): readonly string[] {
  const { jar, workers, behaviours, coverage = false } = manner;
  return [
    ...['-XX:+UseParallelGC', '-cp', resolve(jar), 'tlc2.TLC'],
    ...['-tool', '-workers', String(workers), '-metadir', 'states'],
    ...(behaviours === undefined ? [] : ['-simulate', `num=${behaviours}`, '-depth', '60']),
    ...(coverage ? ['-coverage', '1'] : []),
    job.root,
  ];
}

/** Writes all modules and the configuration of a job into an empty folder. */
export async function layOut(spec: string, folder: string, job: Job): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const parts = ['.', 'models', 'weakenings'].filter((part) => existsSync(join(spec, part)));
  for (const part of parts) {
    const modules = (await readdir(join(spec, part))).filter((file) => file.endsWith('.tla'));
    for (const file of modules) await copyFile(join(spec, part, file), join(folder, file));
  }
  for (const [file, text] of Object.entries(job.modules ?? {})) {
    await writeFile(join(folder, file), text);
  }
  await writeFile(join(folder, `${job.root}.cfg`), job.config);
}
