/**
 * A trial: each scenario of a student meets each Raft of a panel.
 *
 * A scenario that throws, or does not come to an end, is set aside and counts for nothing. Which one it is, and on which
 * Raft it is seen first, does not depend on how many threads play.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Answer, Job, Outcome, ScenarioName, WorkerData } from './jobs.ts';
import type { Panel, PanelRaft } from './panel.ts';
import { UnusableFile } from './scenarios.ts';

export interface TrialOptions {
  readonly panel: Panel;
  /** The built `grader/panel/worker.ts`. */
  readonly engine: string;
  /** The built file with the student's scenarios, and the file from which it was built. */
  readonly tests: string;
  readonly source: string;
  /** How many threads; one a core unless given. */
  readonly jobs?: number;
  /** How long no server may be called until a scenario is said to loop, in milliseconds. */
  readonly patienceMs?: number;
}

/** A scenario that is at fault itself. */
export interface SetAside extends ScenarioName {
  /** What it did. */
  readonly text: string;
  /** The first Raft, in the order of the panel, on which it did so. */
  readonly raft: string;
}

/** A scenario that a Raft has failed. */
export type Rejection = { readonly scenario: ScenarioName } & Omit<
  Extract<Outcome, { kind: 'rejects' }>,
  'kind'
>;

/** What came of one Raft. */
export interface Meeting {
  readonly raft: PanelRaft;
  /** In the order of the scenarios; those that were set aside do not count. */
  readonly rejections: readonly Rejection[];
}

/** What a trial has shown. */
export interface Trial {
  readonly scenarios: readonly ScenarioName[];
  readonly setAside: readonly SetAside[];
  /** In the order of the panel. */
  readonly meetings: readonly Meeting[];
}

/** No handler of a panel's Raft takes a hundredth of it. */
const PATIENCE_MS = 20_000;
/** How often the watchdog looks in that time. */
const LOOKS = 20;

/**
 * Plays everything.
 *
 * @throws {@link UnusableFile} when the file holds no scenarios that can be played.
 */
export async function tryOut(options: TrialOptions): Promise<Trial> {
  const { panel, jobs: size = availableParallelism() } = options;
  const first = new Seat(options);
  try {
    const scenarios = await first.open();
    const outcomes = await playAll(options, { first, size, scenarios: scenarios.length });
    return trialOf(panel, scenarios, outcomes);
  } finally {
    first.close();
  }
}

/** What each scenario says of each Raft, by places; nothing where it was not asked any more. */
type Outcomes = readonly (readonly (Outcome | undefined)[])[];

async function playAll(
  options: TrialOptions,
  seats: { readonly first: Seat; readonly size: number; readonly scenarios: number },
): Promise<Outcomes> {
  const { rafts } = options.panel;
  const outcomes: (Outcome | undefined)[][] = Array.from({ length: seats.scenarios }, () => []);
  const waiting = outcomes.flatMap((_, scenario) =>
    rafts.map((_raft, raft) => ({ scenario, raft })),
  );
  const broken = new Set<number>();
  const work = async (seat: Seat): Promise<void> => {
    try {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        if (broken.has(job.scenario)) continue;
        const outcome = faultOf(await seat.do(job), rafts[job.raft]);
        if (outcome.kind === 'broken') broken.add(job.scenario);
        const row = outcomes[job.scenario];
        if (row !== undefined) row[job.raft] = outcome;
      }
    } finally {
      seat.close();
    }
  };
  const others = Array.from({ length: Math.min(seats.size, waiting.length) - 1 }, () =>
    work(new Seat(options)),
  );
  await Promise.all([work(seats.first), ...others]);
  return outcomes;
}

/** A right Raft takes neither all events nor all messages that there may be: its scenario does. */
function faultOf(outcome: Outcome, raft: PanelRaft | undefined): Outcome {
  const endless = outcome.kind === 'rejects' && outcome.verdict === 'out of budget';
  if (!endless || raft?.kind !== 'right') return outcome;
  return { kind: 'broken', text: `does not come to an end: ${outcome.text}` };
}

function trialOf(panel: Panel, scenarios: readonly ScenarioName[], outcomes: Outcomes): Trial {
  const setAside = scenarios.flatMap((scenario, place) => {
    const row = outcomes[place] ?? [];
    const at = row.findIndex((outcome) => outcome?.kind === 'broken');
    const outcome = row[at];
    if (outcome?.kind !== 'broken') return [];
    return [{ ...scenario, text: outcome.text, raft: panel.rafts[at]?.id ?? '' }];
  });
  const counts = ({ id }: ScenarioName): boolean => setAside.every((other) => other.id !== id);
  const meetings = panel.rafts.map((raft, at) => ({
    raft,
    rejections: scenarios.flatMap((scenario, place): Rejection[] => {
      const outcome = outcomes[place]?.[at];
      if (outcome?.kind !== 'rejects' || !counts(scenario)) return [];
      const { kind: _, ...rejection } = outcome;
      return [{ scenario, ...rejection }];
    }),
  }));
  return { scenarios, setAside, meetings };
}

/** A place for one worker thread, which is replaced when it does not answer any more. */
class Seat {
  readonly #options: TrialOptions;
  #worker: Worker | null = null;
  #beacon: Int32Array = new Int32Array(1);

  constructor(options: TrialOptions) {
    this.#options = options;
  }

  /** Starts the thread, and says what is in the file. */
  async open(): Promise<readonly ScenarioName[]> {
    const { tests, source, panel, engine } = this.#options;
    const beacon = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const bundles = panel.rafts.map(({ bundle }) => bundle);
    const data: WorkerData = { tests, source, bundles, beacon };
    this.#beacon = new Int32Array(beacon);
    const worker = new Worker(engine, { workerData: data, execArgv: ['--enable-source-maps'] });
    this.#worker = worker;
    worker.on('error', () => {}); // what it means is for whoever waits for an answer
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
    });
    const answer = await this.#answer(worker);
    if (typeof answer === 'string') throw new UnusableFile(`it ${answer} while it loads`);
    if (answer.kind === 'unusable') throw new UnusableFile(answer.text);
    if (answer.kind !== 'ready') throw new Error('a worker begins by saying what is in the file');
    return answer.scenarios;
  }

  async do(job: Job): Promise<Outcome> {
    if (this.#worker === null) await this.open();
    const worker = this.#worker;
    if (worker === null) throw new Error('a seat that was opened has a worker');
    worker.postMessage(job);
    const answer = await this.#answer(worker);
    if (typeof answer === 'string') {
      this.close();
      return { kind: 'broken', text: answer };
    }
    if (answer.kind !== 'done') throw new Error('a worker answers a job by its outcome');
    return answer.outcome;
  }

  close(): void {
    void this.#worker?.terminate();
    this.#worker = null;
  }

  /** What the thread says next, or what it did instead. */
  #answer(worker: Worker): Promise<Answer | string> {
    const { patienceMs = PATIENCE_MS } = this.#options;
    const beacon = this.#beacon;
    return new Promise((done) => {
      let seen = beacon[0];
      let looks = 0;
      const watch = setInterval(() => {
        looks = seen === beacon[0] ? looks + 1 : 0;
        seen = beacon[0];
        if (looks >= LOOKS) end('does not come to an end');
      }, patienceMs / LOOKS);
      const end = (answer: Answer | string): void => {
        clearInterval(watch);
        worker.off('message', end).off('error', died).off('exit', died);
        done(answer);
      };
      const died = (cause: unknown): void => {
        end(cause instanceof Error ? `ends its thread: ${cause.message}` : 'ends its thread');
      };
      worker.once('message', end).once('error', died).once('exit', died);
    });
  }
}
