/**
 * Plays runs on all cores: processes, each with one run at a time, see `player.ts`.
 *
 * @module
 */
import type { Job, Rafts, Report } from './jobs.ts';
import { Player } from './player.ts';

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
  failed(error: unknown): void;
}

export class Pool {
  readonly #waiting: Task[] = [];
  readonly #players: Player[];
  readonly #idle: Player[];
  #closed = false;

  constructor({ engine, rafts, size, memoryMb = MEMORY_MB }: PoolOptions) {
    this.#players = Array.from({ length: size }, () => new Player({ engine, rafts, memoryMb }));
    this.#idle = [...this.#players].reverse();
  }

  /** Does one job. Jobs begin in the order in which they are given. */
  do(job: Job): Promise<Report> {
    return new Promise((done, failed) => {
      this.#waiting.push({ job, done, failed });
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
      await player.do(task.job).then(task.done, task.failed);
    }
    this.#idle.push(player);
  }

  #next(): Task | undefined {
    return this.#closed ? undefined : this.#waiting.shift();
  }
}
