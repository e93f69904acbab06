/**
 * The module TLC, as far as it does not ask for the state of TLC itself.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Builtin, Run } from '../semantics/builtin.ts';
import { functionOf } from '../values/functions.ts';
import { func } from '../values/kinds.ts';
import { brief, show } from '../values/print.ts';
import { finiteSet, listed, setOf } from '../values/sets.ts';
import { textOf } from '../values/table.ts';
import type { FiniteSet, Result, Text, Value } from '../values/value.ts';
import { argument, binary, unary } from './define.ts';

/** `key :> value` */
function single(key: Result, value: Result, at: Place): Value {
  return functionOf(new Map([[listed(key, at), listed(value, at)]]), at);
}

/** `one @@ other`: where both are defined, the first counts. */
function joined(one: Result, other: Result, at: Place): Value {
  const [first, second] = [func(one, at), func(other, at)];
  const pairs = new Map<Value, Value>();
  for (const { domain, values } of [second, first]) {
    domain.elements.forEach((key, index) => {
      pairs.set(key, values[index] as Value);
    });
  }
  return functionOf(pairs, at);
}

/** All functions that put a set's elements in another order. */
function permutations(set: Result, at: Place): FiniteSet {
  const { elements } = finiteSet(set, at);
  let orders: Value[][] = [[]];
  for (const element of elements) {
    orders = orders.flatMap((order) =>
      Array.from({ length: order.length + 1 }, (_, place) => order.toSpliced(place, 0, element)),
    );
  }
  const functions = orders.map((order) =>
    functionOf(new Map(elements.map((key, index) => [key, order[index] as Value])), at),
  );
  return setOf(functions, at);
}

function assertion(args: readonly Run[], at: Place): Run {
  const [test, message] = [argument(args, 0), argument(args, 1)];
  return () => {
    if (test() === true) return true;
    throw new ValueError(at, `an assertion failed: ${brief(message())}`);
  };
}

function print(args: readonly Run[]): Run {
  const [message, value] = [argument(args, 0), argument(args, 1)];
  return () => {
    console.log(show(message()));
    return value();
  };
}

function printTrue(args: readonly Run[]): Run {
  const message = argument(args, 0);
  return () => {
    console.log(show(message()));
    return true;
  };
}

function text(value: Result): Text {
  return textOf(show(value));
}

/** What TLC defines. */
export const tlcOperators: readonly Builtin[] = [
  { ...binary(':>', single), lazy: false },
  { ...binary('@@', joined), lazy: false },
  { ...unary('Permutations', permutations), lazy: false },
  { name: 'Assert', arity: 2, everyTime: true, make: assertion },
  { name: 'Print', arity: 2, lazy: true, everyTime: true, make: print },
  { name: 'PrintT', arity: 1, everyTime: true, make: printTrue },
  { ...unary('ToString', text), lazy: false },
  unary('TLCEval', (value, at) => listed(value, at)),
];
