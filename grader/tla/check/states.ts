/**
 * All states that were found, in the order in which they were found, each with the state before it and the action between.
 *
 * A state is a row of ids of values, so a state of ten variables takes 48 bytes.
 *
 * @module
 */
import { idOf, valueWith } from '../values/table.ts';
import type { Value } from '../values/value.ts';

/** A list that only grows. */
export class States {
  readonly #width: number;
  #rows = new Int32Array(1 << 12);
  #size = 0;

  constructor(variables: number) {
    this.#width = variables + 2;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a state. An initial state has -1 as the state before it. */
  add(values: readonly (Value | undefined)[], parent: number, action: number): void {
    const start = this.#size * this.#width;
    if (start + this.#width > this.#rows.length) {
      const rows = new Int32Array(this.#rows.length * 2);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    const rows = this.#rows;
    rows[start] = parent;
    rows[start + 1] = action;
    for (let index = 0; index < this.#width - 2; index += 1) {
      rows[start + 2 + index] = idOf(values[index] as Value);
    }
    this.#size += 1;
  }

  /** Copies the values of a state. */
  read(state: number, values: (Value | undefined)[]): void {
    const start = state * this.#width + 2;
    for (let index = 0; index < this.#width - 2; index += 1) {
      values[index] = valueWith(this.#rows[start + index] ?? 0);
    }
  }

  /** The state before this one, or -1. */
  parent(state: number): number {
    return this.#rows[state * this.#width] ?? -1;
  }

  /** The number of the action that led here. */
  action(state: number): number {
    return this.#rows[state * this.#width + 1] ?? -1;
  }
}
