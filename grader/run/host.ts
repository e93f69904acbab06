/**
 * One process of the pool: it hosts the worker thread in which the submission runs, with a watchdog over it.
 *
 * Why a process: when a heap is full, V8 may end the whole process, whichever of its threads has filled it. Why a thread
 * in it: a process that hangs inside a call can neither say where nor end itself.
 *
 * The watchdog is the one place in the engine that looks at a clock. It ends the thread only when no handler call began or
 * ended for many seconds, which no amount of load does to a handler that comes to an end. Loops of the submission are ended
 * long before by their own counter (`instrument.ts`); what is left for the watchdog is time spent inside one built-in call.
 *
 * @module
 */
import { Worker } from 'node:worker_threads';
import {
  type Answer,
  HANDLERS,
  type Job,
  outOfMemory,
  type Start,
  type WorkerData,
  withoutReport,
} from './jobs.ts';

/** How often the watchdog looks. */
const LOOK_MS = 1_000;
/** How many looks without a sign of life end a thread. */
const LOOKS = 20;
/** Four 32-bit numbers, see `WorkerData.beacon`. */
const PLACE_BYTES = 16;

/** Starts to serve the process that has forked this one. `engine` is the file that the thread runs. */
export function host(engine: string): void {
  process.once('disconnect', () => process.exit());
  process.once('message', (start: Start) => {
    const thread = new Thread(engine, start, (answer) => process.send?.(answer));
    process.on('message', (job: Job) => thread.begin(job));
  });
}

/** The thread, which is replaced when it dies. It has one job at a time. */
class Thread {
  readonly #engine: string;
  readonly #start: Start;
  readonly #answer: (answer: Answer) => void;
  #job: Job | null = null;
  #worker: Worker | null = null;
  #place: Int32Array = new Int32Array(PLACE_BYTES / 4);
  #watch: NodeJS.Timeout | null = null;

  constructor(engine: string, start: Start, answer: (answer: Answer) => void) {
    this.#engine = engine;
    this.#start = start;
    this.#answer = answer;
  }

  begin(job: Job): void {
    this.#job = job;
    this.#worker ??= this.#newWorker();
    this.#worker.postMessage(job);
    this.#watch = this.#watchOver(this.#worker);
  }

  #newWorker(): Worker {
    const beacon = new SharedArrayBuffer(PLACE_BYTES);
    this.#place = new Int32Array(beacon);
    const { rafts, memoryMb } = this.#start;
    const workerData: WorkerData = { ...rafts, beacon };
    const resourceLimits = { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 64 };
    const worker = new Worker(this.#engine, {
      workerData,
      resourceLimits,
      execArgv: ['--enable-source-maps'],
    });
    worker.on('message', (answer: Answer) => this.#end(() => answer));
    worker.on('error', (error: Error & { code?: string }) => {
      this.#worker = null;
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        this.#end((job) => outOfMemory(job, memoryMb));
      } else {
        this.#end(() => ({ kind: 'fault', text: error.stack ?? error.message }));
      }
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = null;
      this.#end((job) => this.#hung(job));
    });
    return worker;
  }

  /** Answers the job, if it has not been answered yet. */
  #end(answerTo: (job: Job) => Answer): void {
    if (this.#watch !== null) clearInterval(this.#watch);
    const job = this.#job;
    this.#job = null;
    if (job !== null) this.#answer(answerTo(job));
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

  #hung(job: Job): Answer {
    const [calls = 0, , handlerAt = 0] = this.#place;
    const handler = calls === 0 ? null : (HANDLERS[handlerAt] ?? null);
    const who = handler ?? 'the submission, while it loads,';
    const text = `${who} does not come to an end`;
    return withoutReport(job, { verdict: 'endless loop', text, handler });
  }
}
