/**
 * Grades a class: each submission by itself, several at a time, each stored when it is done.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { csv } from '../formats/csv.ts';
import { resultsText } from '../report/results.ts';
import type { Grade } from '../run/grade.ts';
import type { Lab } from '../run/lab.ts';
import type { SeedChoice } from '../run/seeds.ts';
import { Session } from '../run/session.ts';
import { ClassError } from './class-error.ts';
import { deriveAll } from './derive.ts';
import { ResultsDirectory } from './directory.ts';
import { filesOfFailures } from './feedback.ts';
import { type Kit, manifestOf } from './manifest.ts';
import { classHash, type Shard, shardOf } from './shard.ts';
import { type Examined, examine, findSubmissions } from './submissions.ts';

export interface ClassGrading {
  /** The folder whose subfolders are the submissions. */
  readonly folder: string;
  /** Where the results go. */
  readonly out: string;
  /** Go on with a grading that was ended. */
  readonly resume: boolean;
  /** The part of the class that is graded; all of it when `null`. */
  readonly shard: Shard | null;
  readonly kit: Kit;
  readonly labs: readonly Lab[];
  readonly engine: string;
  readonly seedChoice: SeedChoice;
  /** How many processes play at a time. */
  readonly jobs: number;
  /** How many traces are kept of a submission, at most. */
  readonly traces: number;
  /** Milliseconds of a clock, for progress only. */
  now(): number;
  print(line: string): void;
}

/** How a grading went. */
export interface ClassOutcome {
  /** How many submissions were graded now. */
  readonly graded: number;
  /** How many had been graded before. */
  readonly before: number;
  /** The submissions that a fault of the kit left without a grade. */
  readonly faults: readonly string[];
}

/** Grades, prints, stores. */
export async function gradeClass(grading: ClassGrading): Promise<ClassOutcome> {
  const { folder, out, print, shard } = grading;
  if (!relative(resolve(folder), resolve(out)).startsWith('..')) {
    throw new ClassError(`${out} lies among the submissions; name a folder beside ${folder}`);
  }
  const { ids: everybody, passedOver } = await findSubmissions(folder);
  const ids = shard === null ? everybody : shardOf(everybody, shard);
  if (everybody.length === 0) throw new ClassError(`there is no submission in ${folder}`);
  const manifest = manifestOf({
    ...grading,
    shard: shard === null ? null : { ...shard, class: classHash(everybody) },
  });
  const directory = await ResultsDirectory.begin(out, manifest, grading);
  const done = new Set(await directory.ids());
  await refuseChanged(directory, folder, ids);
  const waiting = ids.filter((id) => !done.has(id));
  for (const name of passedOver) print(`${join(folder, name)} is no folder and was passed over.`);
  const before = ids.length - waiting.length;
  if (before > 0) print(`${before} of ${ids.length} were graded before.`);
  const faults = await gradeAll(grading, directory, { waiting, total: ids.length });
  await deriveAll(directory);
  return { graded: waiting.length - faults.length, before, faults };
}

/** A results folder holds one grade of a submission. So what has changed since belongs into another folder. */
async function refuseChanged(
  directory: ResultsDirectory,
  folder: string,
  ids: readonly string[],
): Promise<void> {
  const done = (await directory.ids()).filter((id) => ids.includes(id));
  const changed: string[] = [];
  for (const id of done) {
    const { hash } = await examine(join(folder, id), id);
    if (hash !== (await directory.read(id)).hash) changed.push(id);
  }
  if (changed.length === 0) return;
  const which = changed.join(', ');
  throw new ClassError(
    `${which} changed after ${directory.path} was begun; grade into another folder, and compare the two`,
  );
}

/** Grades several submissions at a time. What is done is stored before its line is printed. */
async function gradeAll(
  grading: ClassGrading,
  directory: ResultsDirectory,
  work: { readonly waiting: readonly string[]; readonly total: number },
): Promise<readonly string[]> {
  const { now, print } = grading;
  const queue = [...work.waiting];
  const seats = Math.max(1, Math.min(grading.jobs, queue.length));
  const jobs = Math.max(1, Math.floor(grading.jobs / seats));
  const begun = now();
  const faults: string[] = [];
  let done = work.total - queue.length;
  let gradedNow = 0;
  const seat = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const started = now();
      const text = await gradeOne(grading, directory, { id, jobs }).catch((error: unknown) => {
        faults.push(id);
        return `NOT GRADED, a fault of the kit: ${error instanceof Error ? error.message : error}`;
      });
      done += 1;
      gradedNow += 1;
      const seconds = ((now() - started) / 1000).toFixed(1);
      const left = ((now() - begun) / gradedNow) * (work.total - done);
      print(`${counted(done, work.total)} ${id}  ${text}  ${seconds} s${leftText(left)}`);
      await directory.noteTime(csv([[id, seconds]]));
    }
  };
  await Promise.all(Array.from({ length: seats }, seat));
  return faults.sort();
}

/** Grades and stores one submission. Gives back what to say of it in a line. */
async function gradeOne(
  grading: ClassGrading,
  directory: ResultsDirectory,
  { id, jobs }: { readonly id: string; readonly jobs: number },
): Promise<string> {
  const { labs, engine, seedChoice, traces } = grading;
  const folder = join(grading.folder, id);
  const examined = await examine(folder, id);
  const { problem } = examined;
  const session = await Session.open({
    folder,
    name: id,
    engine,
    labs,
    seedChoice,
    jobs,
    ...(problem === null ? {} : { unreadable: problem }),
  });
  try {
    const grade = await session.grade();
    const files = await filesOfFailures({ grade, session, labs, traces });
    await directory.put(
      id,
      new Map<string, string | Buffer>([
        ['submission.json', submissionText(id, examined)],
        ['result.json', resultsText(grade)],
        ...files,
      ]),
    );
    return lineOf(grade, problem);
  } finally {
    await session.close();
  }
}

function submissionText(id: string, { hash }: Examined): string {
  return `${JSON.stringify({ version: 1, submission: id, hash }, null, 2)}\n`;
}

function lineOf(grade: Grade, problem: Examined['problem']): string {
  const points = `${grade.earned} of ${grade.points} points`;
  return problem === null ? points : `${points}, for it cannot be graded: ${problem.message}`;
}

/** `[ 7/200]` */
function counted(done: number, total: number): string {
  return `[${`${done}`.padStart(`${total}`.length)}/${total}]`;
}

function leftText(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  return minutes < 1 ? '' : `  (about ${minutes} min to go)`;
}

/** Tells whether a folder is a submission itself, and no class. */
export function isSubmission(folder: string): boolean {
  return existsSync(join(folder, 'raft.ts'));
}
