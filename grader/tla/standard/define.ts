/**
 * How operators are written in TypeScript, and how their arguments are tested.
 *
 * @module
 */
import type { Place } from '../error.ts';
import type { Builtin, Run, Sort } from '../semantics/builtin.ts';
import type { Result } from '../values/value.ts';

/** An operator without arguments. */
export function nullary(name: string, result: Result): Builtin {
  return { name, arity: 0, lazy: true, apply: () => result };
}

/** An operator of one argument. */
export function unary(name: string, apply: (value: Result, at: Place) => Result): Builtin {
  return { name, arity: 1, lazy: true, apply };
}

/** An operator of two arguments. */
export function binary(
  name: string,
  apply: (one: Result, other: Result, at: Place) => Result,
): Builtin {
  return { name, arity: 2, lazy: true, apply };
}

/** An operator of three arguments. */
export function ternary(
  name: string,
  apply: (one: Result, two: Result, three: Result, at: Place) => Result,
): Builtin {
  return { name, arity: 3, lazy: true, apply };
}

/** An operator of two integers. */
export function arithmetic(
  name: string,
  sort: Sort | undefined,
  text: (one: string, other: string, at: string) => string,
): Builtin {
  return {
    name,
    arity: 2,
    ...(sort === undefined ? {} : { sort }),
    text: ([one = '', other = ''], at) => text(one, other, at),
  };
}

/** The argument at a place, counted from 0. */
export function argument(args: readonly Run[], index: number): Run {
  const run = args[index];
  if (run === undefined) throw new RangeError(`there is no argument ${index}`);
  return run;
}
