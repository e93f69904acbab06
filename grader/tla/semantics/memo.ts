/**
 * Remembers what an expression came to for the values of the variables that it reads. Most steps change few variables, so a
 * property that reads three of them has been asked the same question many times.
 *
 * Two rows of values with one fingerprint are taken for one, as two states are; see `values/fingerprints.ts`.
 *
 * @module
 */
import { Fingerprint, slotOf } from '../values/fingerprints.ts';
import { idOf, valueWith } from '../values/table.ts';
import type { Value } from '../values/value.ts';
import { type Code, type Compiler, UNKNOWN } from './code.ts';

/** After so many questions it must show whether remembering is worth it. */
const TRIAL = 2_000;
/** The most answers that are kept. */
const ANSWERS_MAX = 1 << 18;

/** The code of a whole expression, inside of which nothing is bound around it, with a memory. */
export function remembered(compiler: Compiler, code: Code): Code {
  const { now, next, variables } = compiler.machine;
  const { reads, lazy } = code;
  if (reads === UNKNOWN || lazy) return code;
  const read = variables.map((_, index) => index);
  const old = read.filter((index) => (reads >> BigInt(index)) & 1n);
  const fresh = read.filter((index) => (reads >> BigInt(variables.length + index)) & 1n);
  if (old.length + fresh.length === 0) return code;
  const run = compiler.run(code) as () => Value;
  const print = new Fingerprint();
  const answers = new Answers();
  let [asked, known] = [0, 0];
  const ask = (): Value => {
    if (asked >= TRIAL && known * 2 < asked) return run();
    asked += 1;
    print.reset();
    for (let place = 0; place < old.length; place += 1) {
      print.add(idOf(now[old[place] as number] as Value));
    }
    for (let place = 0; place < fresh.length; place += 1) {
      print.add(idOf(next[fresh[place] as number] as Value));
    }
    print.finish();
    const { high, low } = print;
    const slot = answers.find(high, low);
    if (answers.holds(slot)) {
      known += 1;
      return valueWith(answers.ids[slot] as number);
    }
    const value = run();
    if (answers.size < ANSWERS_MAX) answers.add({ high, low, id: idOf(value) });
    return value;
  };
  return { ...code, text: `${compiler.program.constant(ask)}()` };
}

/** An open-addressed table from fingerprints to the ids of values. */
class Answers {
  size = 0;
  #highs = new Int32Array(1 << 8);
  #lows = new Int32Array(1 << 8);
  ids = new Int32Array(1 << 8);

  /** The slot of a fingerprint, or the empty one where it would be. */
  find(high: number, low: number): number {
    return slotOf(this.#highs, this.#lows, high, low);
  }

  /** Whether a slot is not empty. The id 0 is that of the number 0, so a fingerprint of two zeros is never found. */
  holds(slot: number): boolean {
    return this.#highs[slot] !== 0 || this.#lows[slot] !== 0;
  }

  add({ high, low, id }: { readonly high: number; readonly low: number; readonly id: number }) {
    if (this.size * 2 >= this.ids.length) this.#grow();
    const slot = this.find(high, low);
    this.#highs[slot] = high;
    this.#lows[slot] = low;
    this.ids[slot] = id;
    this.size += 1;
  }

  #grow(): void {
    const [highs, lows, ids] = [this.#highs, this.#lows, this.ids];
    this.size = 0;
    this.#highs = new Int32Array(ids.length * 2);
    this.#lows = new Int32Array(ids.length * 2);
    this.ids = new Int32Array(ids.length * 2);
    for (let slot = 0; slot < ids.length; slot += 1) {
      const [high = 0, low = 0, id = 0] = [highs[slot], lows[slot], ids[slot]];
      if (high !== 0 || low !== 0) this.add({ high, low, id });
    }
  }
}
