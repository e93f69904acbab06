/**
 * Where compiled expressions find their values: the current state, the next one, and registers for what is bound.
 *
 * Every bound variable, parameter and LET has a register of its own, given out when it is compiled. So nothing is allocated
 * and no name is looked up while a model is checked. The arrays themselves are never replaced: functions hold on to them.
 *
 * @module
 */
import type { Result, Value } from '../values/value.ts';

/** The memory of one model. */
export class Machine {
  /** The values of the variables in the current state. */
  readonly now: (Value | undefined)[] = [];
  /** The values of the primed variables; `undefined` as long as no conjunct has given one. */
  readonly next: (Value | undefined)[] = [];
  readonly registers: (Result | undefined)[] = [];
  /** Counts the states that `now` has held, and the complete states that `next` has held. */
  readonly versions: [number, number] = [0, 0];
  /** The names of the variables, in the order of the two arrays. */
  readonly variables: readonly string[];

  constructor(variables: readonly string[]) {
    this.variables = variables;
    for (const _ of variables) {
      this.now.push(undefined);
      this.next.push(undefined);
    }
  }

  /** A register that nobody else uses. */
  register(): number {
    return this.registers.push(undefined) - 1;
  }

  /** The register that will be given out next. */
  get free(): number {
    return this.registers.length;
  }
}
