/**
 * How operators are written in TypeScript, and how their arguments are tested.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Builtin, Run, Sort } from '../semantics/builtin.ts';
import { brief } from '../values/print.ts';
import { Func, isTuple, type Result } from '../values/value.ts';

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

/** The value as an integer. */
export function integer(value: Result, at: Place): number {
  if (typeof value === 'number') return value;
  throw new ValueError(at, `${brief(value)} is not an integer`);
}

/** The value as a boolean. */
export function truth(value: Result, at: Place): boolean {
  if (typeof value === 'boolean') return value;
  throw new ValueError(at, `${brief(value)} is neither TRUE nor FALSE`);
}

/** The value as a function. */
export function func(value: Result, at: Place): Func {
  if (value instanceof Func) return value;
  throw new ValueError(at, `${brief(value)} is not a function`);
}

/** The value as a sequence. */
export function sequence(value: Result, at: Place): Func {
  if (isTuple(value)) return value;
  throw new ValueError(at, `${brief(value)} is not a sequence`);
}
