/**
 * Plays runs on all cores: processes, each with one run at a time, see `player.ts`.
 *
 * @module
 */
import type { Job, Rafts, Report } from './jobs.ts';
import { KILLS_MAX, notPlayed } from './patience.ts';
import { Player } from './player.ts';
import type { RunResult } from './verdict.ts';

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
  /** How long a process may give no sign of life, in milliseconds. */
  readonly patienceMs?: number;
}

interface Task {
  readonly job: Job;
  done(report: Report): void;
  failed(error: unknown): void;
}

export class Pool {
  readonly #waiting: Task[] = [];
  readonly #players: Player[];
  readonly #idle: Player[];
  /** Runs that had to be ended, the last one first. */
  readonly #killed: RunResult[] = [];
  #closed = false;

  constructor({ size, memoryMb = MEMORY_MB, ...options }: PoolOptions) {
    this.#players = Array.from({ length: size }, () => new Player({ ...options, memoryMb }));
    this.#idle = [...this.#players].reverse();
  }

  /** Does one job. Runs begin in the order in which they are given; a telling comes before them, for somebody waits for it. */
  do(job: Job): Promise<Report> {
    return new Promise((done, failed) => {
      const task = { job, done, failed };
      if (job.kind === 'tell') this.#waiting.unshift(task);
      else this.#waiting.push(task);
      const player = this.#idle.pop();
      if (player !== undefined) void this.#play(player);
    });
  }

  /** Ends all processes. */
  close(): void {
    this.#closed = true;
    for (const player of this.#players) player.close();
  }

  /** Has one player work until nothing waits any more. */
  async #play(player: Player): Promise<void> {
    for (let task = this.#next(); task !== undefined; task = this.#next()) {
      await this.#do(task.job, player).then(task.done, task.failed);
    }
    this.#idle.push(player);
  }

  async #do(job: Job, player: Player): Promise<Report> {
    const [last] = this.#killed;
    if (job.kind === 'play' && this.#killed.length >= KILLS_MAX && last !== undefined) {
      return { kind: 'played', result: notPlayed(job, last) };
    }
    const report = await player.do(job);
    if (report.kind === 'played' && report.killed === true) this.#killed.unshift(report.result);
    return report;
  }

  #next(): Task | undefined {
    return this.#closed ? undefined : this.#waiting.shift();
  }
}
