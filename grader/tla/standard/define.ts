/**
 * How operators are written in TypeScript, and how their arguments are tested.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Builtin, Run } from '../semantics/builtin.ts';
import { brief } from '../values/print.ts';
import { Func, isTuple, type Result } from '../values/value.ts';

/** An operator without arguments. */
export function nullary(name: string, result: Result): Builtin {
  return { name, arity: 0, lazy: true, make: () => () => result };
}

/** An operator of one argument. */
export function unary(name: string, apply: (value: Result, at: Place) => Result): Builtin {
  return { name, arity: 1, lazy: true, make: (args, at) => makeUnary(args, at, apply) };
}

function makeUnary(
  args: readonly Run[],
  at: Place,
  apply: (value: Result, at: Place) => Result,
): Run {
  const value = argument(args, 0);
  return () => apply(value(), at);
}

/** An operator of two arguments. */
export function binary(
  name: string,
  apply: (one: Result, other: Result, at: Place) => Result,
): Builtin {
  return {
    name,
    arity: 2,
    lazy: true,
    make: (args, at) => {
      const [one, other] = [argument(args, 0), argument(args, 1)];
      return () => apply(one(), other(), at);
    },
  };
}

/** An operator of three arguments. */
export function ternary(
  name: string,
  apply: (values: readonly [Result, Result, Result], at: Place) => Result,
): Builtin {
  return {
    name,
    arity: 3,
    lazy: true,
    make: (args, at) => {
      const [one, two, three] = [argument(args, 0), argument(args, 1), argument(args, 2)];
      return () => apply([one(), two(), three()], at);
    },
  };
}

/** An operator of two integers. */
export function arithmetic(
  name: string,
  apply: (one: number, other: number, at: Place) => Result,
): Builtin {
  return {
    name,
    arity: 2,
    make: (args, at) => {
      const [one, other] = [argument(args, 0), argument(args, 1)];
      return () => {
        const first = one();
        const second = other();
        if (typeof first === 'number' && typeof second === 'number')
          return apply(first, second, at);
        return apply(integer(first, at), integer(second, at), at);
      };
    },
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
