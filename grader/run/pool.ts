/**
 * Plays runs on all cores: worker threads, each with one run at a time, and a watchdog over them.
 *
 * The watchdog is the one place in the engine that looks at a clock. It ends a worker only when no handler call began or
 * ended for many seconds, which no amount of load does to a handler that comes to an end. Loops of the submission are ended
 * long before by their own counter (`instrument.ts`); what is left for the watchdog is time spent inside one built-in call.
 *
 * @module
 */
import { Worker } from 'node:worker_threads';
import { HANDLERS, type Job, type Report, type WorkerData } from './jobs.ts';
import { resultWithoutRun, type Verdict } from './verdict.ts';

/** How often the watchdog looks. */
const LOOK_MS = 1_000;
/** How many looks without a sign of life end a worker. */
const LOOKS = 20;
/** Four 32-bit numbers, see `WorkerData.beacon`. */
const PLACE_BYTES = 16;
/** More memory than any scenario needs, in megabytes. */
const MEMORY_MB = 1_024;

interface Task {
  readonly job: Job;
  done(report: Report): void;
  failed(error: Error): void;
}

export class Pool {
  readonly #waiting: Task[] = [];
  readonly #seats: Seat[];
  #closed = false;

  /**
   * @param engine - The bundled engine that the workers run, see `engine.ts`.
   * @param rafts - The submission, and what plays every second server beside it, if anything does.
   * @param size - How many workers.
   */
  constructor(engine: string, rafts: Pick<WorkerData, 'bundle' | 'beside'>, size: number) {
    const next = (): Task | undefined => (this.#closed ? undefined : this.#waiting.shift());
    const hire = (beacon: SharedArrayBuffer): Worker => {
      const resourceLimits = { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 64 };
      const execArgv = ['--enable-source-maps'];
      return new Worker(engine, { workerData: { ...rafts, beacon }, resourceLimits, execArgv });
    };
    this.#seats = Array.from({ length: size }, () => new Seat(next, hire));
  }

  /** Does one job. Jobs begin in the order in which they are given. */
  do(job: Job): Promise<Report> {
    return new Promise((done, failed) => {
      this.#waiting.push({ job, done, failed });
      this.#seats.find((seat) => seat.task === null)?.begin();
    });
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#seats.map((seat) => seat.close()));
  }
}

/** A place for one worker, which is replaced when it dies. */
class Seat {
  task: Task | null = null;
  readonly #next: () => Task | undefined;
  readonly #hire: (place: SharedArrayBuffer) => Worker;
  #worker: Worker | null = null;
  #place = new Int32Array(new SharedArrayBuffer(PLACE_BYTES));
  #watch: NodeJS.Timeout | null = null;

  constructor(next: () => Task | undefined, hire: (place: SharedArrayBuffer) => Worker) {
    this.#next = next;
    this.#hire = hire;
  }

  /** Takes the next task, if there is one. */
  begin(): void {
    this.task = this.#next() ?? null;
    if (this.task === null) return;
    this.#worker ??= this.#newWorker();
    this.#worker.postMessage(this.task.job);
    this.#watch = this.#watchOver(this.#worker);
  }

  async close(): Promise<void> {
    this.#leave();
    await this.#worker?.terminate();
  }

  #newWorker(): Worker {
    const place = new SharedArrayBuffer(PLACE_BYTES);
    this.#place = new Int32Array(place);
    const worker = this.#hire(place);
    worker.on('message', (report: Report) => {
      this.#leave()?.done(report);
      this.begin();
    });
    worker.on('error', (error: Error & { code?: string }) => {
      this.#worker = null;
      const task = this.#leave();
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') task?.failed(error);
      else task?.done(this.#died(task.job, 'out of budget'));
      this.begin();
    });
    worker.on('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      const task = this.#leave();
      task?.done(this.#died(task.job, 'endless loop'));
      this.begin();
    });
    return worker;
  }

  /** Gives up the task and its watch. */
  #leave(): Task | null {
    if (this.#watch !== null) clearInterval(this.#watch);
    const { task } = this;
    this.task = null;
    return task;
  }

  #watchOver(worker: Worker): NodeJS.Timeout {
    let calls = this.#place[0];
    let looks = 0;
    return setInterval(() => {
      looks = calls === this.#place[0] ? looks + 1 : 0;
      calls = this.#place[0];
      if (looks >= LOOKS) void worker.terminate();
    }, LOOK_MS);
  }

  /** What a run gets when its worker did not live to say it. */
  #died(job: Job, verdict: Verdict): Report {
    const handler = HANDLERS[this.#place[2] ?? -1] ?? 'a handler';
    const text =
      verdict === 'endless loop'
        ? `${handler} does not come to an end`
        : `${handler} takes more than ${MEMORY_MB} MB of memory`;
    const result = { ...resultWithoutRun(job, verdict, text), handler };
    if (job.kind === 'play') return { kind: 'played', result };
    return { kind: 'told', result, steps: [], trace: null, hash: '' };
  }
}
