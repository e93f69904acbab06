/**
 * Grades a class: each submission by itself, several at a time, each stored when it is done.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { csv } from '../formats/csv.ts';
import { visible } from '../report/visible.ts';
import { ClassError } from './class-error.ts';
import { deriveAll } from './derive.ts';
import { ResultsDirectory } from './directory.ts';
import { gradeOne, type OneGrading } from './grade-one.ts';
import { type Kit, manifestOf, type Only } from './manifest.ts';
import { classHash, type Shard, shardOf } from './shard.ts';
import { findSubmissions, type Submission, withCode } from './submissions.ts';
import { allRuns } from './syntax.ts';

export interface ClassGrading extends OneGrading {
  /** The folder whose folders and zip files are the submissions. */
  readonly folder: string;
  /** Where the results go. */
  readonly out: string;
  /** Go on with a grading that was ended. */
  readonly resume: boolean;
  /** The part of the class that is graded; all of it when `null`. */
  readonly shard: Shard | null;
  readonly kit: Kit;
  /** What was given to everybody: no sign of copying. */
  readonly skeleton: string;
  /** An earlier grading whose grades stand in part. */
  readonly earlier: Earlier | null;
  /** How many processes play at a time. */
  readonly jobs: number;
  /** Milliseconds of a clock, for progress only. */
  now(): number;
  print(line: string): void;
}

/** What is taken over from an earlier grading. */
export interface Earlier {
  readonly from: ResultsDirectory;
  /** What is graded again nevertheless: what lost points, or what has changed. */
  readonly only: Only;
}

/** How a grading went. */
export interface ClassOutcome {
  /** How many submissions were graded now. */
  readonly graded: number;
  /** How many had been graded before, or were taken over. */
  readonly before: number;
  /** The submissions that a fault of the kit left without a grade. */
  readonly faults: readonly string[];
}

/** Grades, prints, stores. */
export async function gradeClass(grading: ClassGrading): Promise<ClassOutcome> {
  const { folder, out, print, shard, earlier } = grading;
  if (!relative(resolve(folder), resolve(out)).startsWith('..')) {
    throw new ClassError(`${out} lies among the submissions; name a folder beside ${folder}`);
  }
  const { submissions: everybody, passedOver } = await findSubmissions(folder);
  const submissions = shard === null ? everybody : shardOf(everybody, shard);
  if (everybody.length === 0) throw new ClassError(`there is no submission in ${folder}`);
  const manifest = manifestOf({
    ...grading,
    shard: shard === null ? null : { ...shard, class: classHash(everybody.map(({ id }) => id)) },
    regrade:
      earlier === null ? null : { only: earlier.only, kitHash: earlier.from.manifest.kitHash },
  });
  const directory = await ResultsDirectory.begin(out, manifest, grading);
  const done = new Set(await directory.ids());
  await refuseChanged(directory, submissions, done);
  for (const name of passedOver) print(`${join(folder, name)} is no submission: passed over.`);
  const missing = submissions.filter(({ id }) => !done.has(id));
  const before = submissions.length - missing.length;
  if (before > 0) print(`${before} of ${submissions.length} were graded before.`);
  const waiting = earlier === null ? missing : await takeOver(earlier, directory, missing);
  const taken = missing.length - waiting.length;
  if (taken > 0) print(`${taken} of ${submissions.length} were taken over.`);
  const total = submissions.length;
  const faults = await gradeAll(grading, directory, { waiting, total });
  await deriveAll(directory);
  return { graded: waiting.length - faults.length, before: before + taken, faults };
}

/** A results folder holds one grade of a submission. So what has changed since belongs into another folder. */
async function refuseChanged(
  directory: ResultsDirectory,
  submissions: readonly Submission[],
  done: ReadonlySet<string>,
): Promise<void> {
  const changed: string[] = [];
  for (const submission of submissions.filter(({ id }) => done.has(id))) {
    const { hash } = await directory.read(submission.id);
    if (hash !== (await hashOf(submission))) changed.push(submission.id);
  }
  if (changed.length === 0) return;
  const which = changed.join(', ');
  throw new ClassError(
    `${which} changed after ${directory.path} was begun; grade into another folder, and compare the two`,
  );
}

/** Takes over the grades that stand. Gives back whom to grade. */
async function takeOver(
  { from, only }: Earlier,
  directory: ResultsDirectory,
  submissions: readonly Submission[],
): Promise<readonly Submission[]> {
  const known = new Set(await from.ids());
  const waiting: Submission[] = [];
  for (const submission of submissions) {
    const { id } = submission;
    const stored = known.has(id) ? await from.read(id) : null;
    // A grade that stands for other code than what is there now would mislead: it is given anew in either case.
    const stands =
      stored !== null &&
      stored.hash === (await hashOf(submission)) &&
      (only === 'latest' || stored.results.earned === stored.results.points);
    if (stands) await directory.put(id, await from.filesOf(id));
    else waiting.push(submission);
  }
  return waiting;
}

function hashOf(submission: Submission): Promise<string> {
  return withCode(submission, async ({ hash }) => hash);
}

/** Grades several submissions at a time. What is done is stored before its line is printed. */
async function gradeAll(
  grading: ClassGrading,
  directory: ResultsDirectory,
  work: { readonly waiting: readonly Submission[]; readonly total: number },
): Promise<readonly string[]> {
  const { now, print } = grading;
  const queue = [...work.waiting];
  const seats = Math.max(1, Math.min(grading.jobs, queue.length));
  const jobs = Math.max(1, Math.floor(grading.jobs / seats));
  const begun = now();
  const given = await allRuns(grading.skeleton);
  const faults: string[] = [];
  let done = work.total - queue.length;
  let gradedNow = 0;
  const seat = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { id } = next;
      const started = now();
      const grade = withCode(next, (examined) =>
        gradeOne(grading, directory, { id, examined, jobs, given }),
      );
      const text = await grade.catch((error: unknown) => {
        faults.push(id);
        return `NOT GRADED, a fault of the kit: ${error instanceof Error ? error.message : error}`;
      });
      done += 1;
      gradedNow += 1;
      const seconds = ((now() - started) / 1000).toFixed(1);
      const left = ((now() - begun) / gradedNow) * (work.total - done);
      const line = `${counted(done, work.total)} ${id}  ${text}  ${seconds} s${leftText(left)}`;
      print(visible(line));
      await directory.noteTime(csv([[id, seconds]]));
    }
  };
  await Promise.all(Array.from({ length: seats }, seat));
  return faults.sort();
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
