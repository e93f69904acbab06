/**
 * Operators that no module defines.
 *
 * @module
 */
import type { Place } from '../error.ts';
import type { Result, Value } from '../values/value.ts';

/** Evaluates an expression with what the machine holds. */
export type Run = () => Result;

/** What a value can be known to be before it is there. */
export type Sort = 'integer' | 'truth';

/** An operator that is written in TypeScript. */
export interface Builtin {
  readonly name: string;
  /** How many arguments it takes. */
  readonly arity: number;
  /** Which of its arguments, counted from 0, is an operator of one argument. */
  readonly operator?: number;
  /** It may return a set that is only described. */
  readonly lazy?: boolean;
  /** It must be evaluated each time, for it says or does something. */
  readonly everyTime?: boolean;
  /** What its value is for sure. */
  readonly sort?: Sort;
  /** Puts the texts of its arguments, which are integers, together, and that of the place for errors. */
  readonly text?: (args: readonly string[], at: string) => string;
  /** Takes its arguments, as many as it has, and the place for errors. */
  readonly apply?: (...args: never[]) => Result;
  /** Makes the closure. `args` evaluate the other arguments; `at` is for errors; `apply` applies the argument that is an operator. */
  readonly make?: (args: readonly Run[], at: Place, apply: (value: Value) => Result) => Run;
}
