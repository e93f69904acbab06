/**
 * The process in which a submission runs: plays runs, one after another, and says how they ended.
 *
 * It has no say in grades. What it is asked comes in on its standard input, what it says goes out through a pipe of its own,
 * in frames (`frames.ts`); standard output and standard error are for whoever wants to talk to people. While it plays,
 * it gives a sign of life every second, so that the grader can end a process that hangs inside a call.
 *
 * @module
 */
import { lastSteps, tell } from '../report/story.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import { lockDown } from '../sandbox/compartment.ts';
import { load } from '../sandbox/load.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { toLines } from '../trace/file.ts';
import { RunHash } from '../trace/hash.ts';
import { again } from './again.ts';
import { FrameReader, frameOf, writeFrame } from './frames.ts';
import type { Asked, Job, Report, Start, Telling, Word } from './jobs.ts';
import type { Lab } from './lab.ts';
import { mixed } from './mixed.ts';
import { play, type Subject } from './play.ts';
import { type RunResult, resultWithoutRun } from './verdict.ts';

/** How many steps a failure report tells. */
const STEPS_TOLD = 12;
/** The file descriptor of the pipe for reports. */
const REPORTS = 3;
/** How often it gives a sign of life, and after how many calls it looks whether it is time for one. */
const SIGN_MS = 1_000;
const CALLS_PER_LOOK = 16;

type Say = (word: Word) => void;

/** Starts to serve jobs. Called by the entry that knows the labs. */
export function serve(labs: readonly Lab[]): void {
  const reader = new FrameReader(null);
  let stage: Promise<Stage> | null = null;
  process.stdin.on('end', () => process.exit());
  process.stdin.on('data', (piece: Buffer) => {
    for (const frame of reader.read(piece)) {
      if (stage === null) stage = openStage(labs, frame as Start);
      else void stage.then((opened) => answer(opened, frame as Asked));
    }
  });
}

async function openStage(labs: readonly Lab[], { rafts, token }: Start): Promise<Stage> {
  const say: Say = (word) => writeFrame(REPORTS, frameOf(token, word));
  const { bundle, beside, sandbox } = rafts;
  const confined = sandbox !== 'none';
  try {
    if (confined) await lockDown();
    return { labs, say, subject: mixedSubject(subjectOf(bundle, confined), beside, confined) };
  } catch (error) {
    say(faultOf(error));
    throw error;
  }
}

function answer(stage: Stage, { job, announce }: Asked): void {
  const calling = announce ? announced(stage.say) : signsOfLife(stage.say);
  try {
    stage.say(job.kind === 'play' ? playJob(stage, job, calling) : tellJob(stage, job, calling));
  } catch (error) {
    stage.say(faultOf(error));
  }
}

function faultOf(error: unknown): Word {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'fault', text };
}

/** Called before every handler call. */
type Calling = (server: number, handler: string) => void;

function announced(say: Say): Calling {
  return (_, handler) => say({ kind: 'calling', handler });
}

function signsOfLife(say: Say): Calling {
  let calls = 0;
  let last = performance.now();
  return () => {
    calls += 1;
    if (calls % CALLS_PER_LOOK !== 0) return;
    const now = performance.now();
    if (now - last < SIGN_MS) return;
    last = now;
    say({ kind: 'alive' });
  };
}

/** What every run on this worker shares. */
interface Stage {
  readonly labs: readonly Lab[];
  /** The submission, or why it cannot be loaded. */
  readonly subject: Subject | SubmissionError;
  readonly say: Say;
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

function playOne({ labs, subject }: Stage, job: Job, calling: Calling): RunResult {
  const { seed } = job;
  if (subject instanceof SubmissionError)
    return resultWithoutRun(job, subject.verdict, subject.message);
  const lab = labs.find(({ scenarios }) => scenarios.some(({ id }) => id === job.scenario));
  const scenario = lab?.scenarios.find(({ id }) => id === job.scenario);
  if (lab === undefined || scenario === undefined) throw new Error(`no scenario ${job.scenario}`);
  const { properties } = lab;
  const record = job.kind === 'tell' || job.again;
  return play({ scenario, seed, subject, properties, record, calling });
}

function playJob(stage: Stage, job: Job, calling: Calling): Report {
  const result = playOne(stage, job, calling);
  const { subject } = stage;
  if (subject instanceof SubmissionError) return { kind: 'played', result };
  return { kind: 'played', result: again(result, subject) };
}

function tellJob(stage: Stage, job: Extract<Job, { kind: 'tell' }>, calling: Calling): Telling {
  const { recording, ...result } = playOne(stage, job, calling);
  const events = recording?.events ?? [];
  const hash = new RunHash();
  for (const event of events) hash.add(event);
  return {
    kind: 'told',
    result: { ...result, recording: null },
    steps: lastSteps(events, { count: STEPS_TOLD }).flatMap((event) => tell(event)),
    trace:
      recording !== null && events.length <= job.traceUpTo
        ? [...toLines(recording.run, events)].join('\n')
        : null,
    hash: hash.digest(),
  };
}
