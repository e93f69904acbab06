/**
 * Random numbers, each purpose with a stream of its own.
 *
 * The generator is xoroshiro128+ (Blackman and Vigna) from `pure-rand`. A stream starts at the SHA-256 of the run's seed
 * and the purpose's name. So one more draw in a server changes neither the network nor another server, and a
 * failing seed keeps its schedule as far as the submission keeps its behaviour.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { ServerId } from '../../skeleton/contract/index.ts';
import type { RunInfo } from '../trace/event.ts';

/** What picks all streams of a run: the scenario, the seed, and the number of the try. */
export function seedOf({
  scenario,
  seed,
  attempt,
}: Pick<RunInfo, 'scenario' | 'seed' | 'attempt'>): string {
  return `${scenario}/${seed}/${attempt}`;
}

/** The purpose of the stream that a server draws from, in one of its lives. */
export function purposeOf(server: ServerId, boot: number): string {
  return `server ${server} boot ${boot}`;
}

/** Random numbers from one stream. */
export class Stream {
  readonly #generator: { next(): number };

  /**
   * @param seed - Picks the run.
   * @param purpose - Picks the stream within the run: `network`, `scenario`, `server n1 boot 2`.
   */
  constructor(seed: string, purpose: string) {
    const start = createHash('sha256').update(`${seed}/${purpose}`).digest();
    this.#generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => start.readInt32LE(at)));
  }

  /** In [0, 1), a multiple of 2^-32. */
  next(): number {
    return (this.#generator.next() >>> 0) * 2 ** -32;
  }

  /** A whole number, both bounds included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items. Throws a RangeError when there is none. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('cannot pick one of no items');
    return items[this.int(0, items.length - 1)] as T;
  }

  /** The same items in another order (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.int(0, last);
      const item = shuffled[last] as T;
      shuffled[last] = shuffled[other] as T;
      shuffled[other] = item;
    }
    return shuffled;
  }
}
