/**
 * Plays runs on all cores: processes, each with one run at a time, see `host.ts`.
 *
 * @module
 */
import { type ChildProcess, fork } from 'node:child_process';
import { type Answer, type Job, outOfMemory, type Rafts, type Report, type Start } from './jobs.ts';

/** More memory than any scenario needs, in megabytes. */
const MEMORY_MB = 1_024;

export interface PoolOptions {
  /** The bundled engine that the processes run, see `engine.ts`. */
  readonly engine: string;
  readonly rafts: Rafts;
  /** How many processes. */
  readonly size: number;
  /** How many megabytes of heap the submission may take in each of them; more than any scenario needs unless given. */
  readonly memoryMb?: number;
}

interface Task {
  readonly job: Job;
  done(report: Report): void;
  failed(error: Error): void;
}

export class Pool {
  readonly #waiting: Task[] = [];
  readonly #seats: Seat[];
  #closed = false;

  constructor({ engine, rafts, size, memoryMb = MEMORY_MB }: PoolOptions) {
    const next = (): Task | undefined => (this.#closed ? undefined : this.#waiting.shift());
    const start: Start = { rafts, memoryMb };
    this.#seats = Array.from({ length: size }, () => new Seat(engine, start, next));
  }

  /** Does one job. Jobs begin in the order in which they are given. */
  do(job: Job): Promise<Report> {
    return new Promise((done, failed) => {
      this.#waiting.push({ job, done, failed });
      this.#seats.find((seat) => seat.task === null)?.begin();
    });
  }

  /** Ends all processes. */
  close(): void {
    this.#closed = true;
    for (const seat of this.#seats) seat.close();
  }
}

/** A place for one process, which is replaced when it dies. */
class Seat {
  task: Task | null = null;
  readonly #engine: string;
  readonly #start: Start;
  readonly #next: () => Task | undefined;
  #process: ChildProcess | null = null;

  constructor(engine: string, start: Start, next: () => Task | undefined) {
    this.#engine = engine;
    this.#start = start;
    this.#next = next;
  }

  /** Takes the next task, if there is one. */
  begin(): void {
    this.task = this.#next() ?? null;
    if (this.task === null) return;
    this.#process ??= this.#newProcess();
    this.#process.send(this.task.job);
  }

  close(): void {
    this.task = null;
    this.#process?.kill('SIGKILL');
  }

  #newProcess(): ChildProcess {
    const child = fork(this.#engine, {
      execArgv: ['--enable-source-maps'],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    passOn(child);
    child.send(this.#start);
    child.on('message', (answer: Answer) => {
      const task = this.#leave();
      if (answer.kind === 'fault') task?.failed(new Error(answer.text));
      else task?.done(answer);
      this.begin();
    });
    child.on('exit', () => {
      this.#process = null;
      const task = this.#leave();
      task?.done(outOfMemory(task.job, this.#start.memoryMb));
      this.begin();
    });
    return child;
  }

  #leave(): Task | null {
    const { task } = this;
    this.task = null;
    return task;
  }
}

/** How V8 begins its last words. They say in forty lines what the verdict says in one. */
const LAST_WORDS = '<--- Last few GCs --->';

/** Passes on what a process writes to its standard error. */
function passOn({ stderr }: ChildProcess): void {
  let dying = false;
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    dying ||= text.includes(LAST_WORDS);
    if (!dying) process.stderr.write(text);
  });
}
