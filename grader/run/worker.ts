/**
 * One worker thread: plays runs, one after another, and posts how they ended.
 *
 * It has no say in grades. Before every handler call it writes into shared memory where it is, so that the main thread
 * can end a worker that hangs inside a call and say which one.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { lastSteps, tell } from '../report/story.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import { lockDown } from '../sandbox/compartment.ts';
import { load } from '../sandbox/load.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { toLines } from '../trace/file.ts';
import { RunHash } from '../trace/hash.ts';
import { again } from './again.ts';
import { host } from './host.ts';
import { HANDLERS, type Job, type Report, type WorkerData } from './jobs.ts';
import type { Lab } from './lab.ts';
import { mixed } from './mixed.ts';
import { play, type Subject } from './play.ts';
import { type RunResult, resultWithoutRun } from './verdict.ts';

/** How many steps a failure report tells. */
const STEPS_TOLD = 12;

/** Starts to serve jobs. Called by the entry that knows the labs. The main thread of a process hosts, the other one plays. */
export function serve(labs: readonly Lab[]): void {
  if (isMainThread) host(fileURLToPath(import.meta.url));
  else void work(labs);
}

async function work(labs: readonly Lab[]): Promise<void> {
  const { bundle, beside, beacon, sandbox } = workerData as WorkerData;
  const place = new Int32Array(beacon);
  const confined = sandbox !== 'none';
  if (confined) await lockDown();
  const subject = mixedSubject(subjectOf(bundle, confined), beside, confined);
  const stage: Stage = { labs, subject, place };
  parentPort?.on('message', (job: Job) => {
    parentPort?.postMessage(job.kind === 'play' ? playJob(stage, job) : tellJob(stage, job));
  });
}

/** What every run on this worker shares. */
interface Stage {
  readonly labs: readonly Lab[];
  /** The submission, or why it cannot be loaded. */
  readonly subject: Subject | SubmissionError;
  readonly place: Int32Array;
}

function subjectOf(bundle: Bundle, confined: boolean): Subject | SubmissionError {
  try {
    return load(bundle, { confined });
  } catch (error) {
    if (error instanceof SubmissionError) return error;
    throw error;
  }
}

function mixedSubject(
  subject: Subject | SubmissionError,
  beside: Bundle | null,
  confined: boolean,
): Subject | SubmissionError {
  if (beside === null || subject instanceof SubmissionError) return subject;
  const other = subjectOf(beside, confined);
  return other instanceof SubmissionError ? other : mixed(subject, other);
}

function playOne(stage: Stage, job: Job): RunResult {
  const { labs, subject, place } = stage;
  const { seed } = job;
  if (subject instanceof SubmissionError)
    return resultWithoutRun(job, subject.verdict, subject.message);
  const lab = labs.find(({ scenarios }) => scenarios.some(({ id }) => id === job.scenario));
  const scenario = lab?.scenarios.find(({ id }) => id === job.scenario);
  if (lab === undefined || scenario === undefined) throw new Error(`no scenario ${job.scenario}`);
  const calling = (server: number, handler: string): void => {
    place[0] = ((place[0] ?? 0) + 1) | 0;
    place[1] = server;
    place[2] = HANDLERS.indexOf(handler);
  };
  place[3] = seed;
  const { properties } = lab;
  const record = job.kind === 'tell' || job.again;
  return play({ scenario, seed, subject, properties, record, calling });
}

function playJob(stage: Stage, job: Job): Report {
  const result = playOne(stage, job);
  const { subject } = stage;
  if (subject instanceof SubmissionError) return { kind: 'played', result };
  return { kind: 'played', result: again(result, subject) };
}

function tellJob(stage: Stage, job: Extract<Job, { kind: 'tell' }>): Report {
  const { recording, ...result } = playOne(stage, job);
  const events = recording?.events ?? [];
  const hash = new RunHash();
  for (const event of events) hash.add(event);
  return {
    kind: 'told',
    result: { ...result, recording: null },
    steps: lastSteps(events, { count: STEPS_TOLD }).flatMap((event) => tell(event)),
    trace: job.trace && recording !== null ? [...toLines(recording.run, events)].join('\n') : null,
    hash: hash.digest(),
  };
}
