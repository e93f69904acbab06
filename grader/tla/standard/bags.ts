/**
 * The module Bags: a bag is a function from its elements to how often each is in it. Where TLC takes what is no bag, such as a
 * function with a count of 0, so does this.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Builtin } from '../semantics/builtin.ts';
import { functionOf } from '../values/functions.ts';
import { func, integer } from '../values/kinds.ts';
import { brief } from '../values/print.ts';
import { finiteSet, listed, NOWHERE, setOf } from '../values/sets.ts';
import { funcOf } from '../values/table.ts';
import { Func, type Result, type Value } from '../values/value.ts';
import { argument, binary, nullary, unary } from './define.ts';
import { tlcOperators } from './tlc.ts';

/** How often each element is there. */
type Copies = Map<Value, number>;

function copiesOf(value: Result, at: Place): Copies {
  const { domain, values } = func(value, at);
  return new Map(domain.elements.map((key, index) => [key, integer(values[index] ?? false, at)]));
}

function isBag(value: Result): boolean {
  if (!(value instanceof Func)) return false;
  return value.values.every((count) => typeof count === 'number' && count > 0);
}

function bag(value: Result, at: Place): Copies {
  if (!isBag(value)) throw new ValueError(at, `${brief(value)} is not a bag`);
  return copiesOf(value, at);
}

function add(to: Copies, more: Copies): Copies {
  for (const [key, count] of more) to.set(key, (to.get(key) ?? 0) + count);
  return to;
}

function fromSet(set: Result, at: Place): Value {
  const domain = finiteSet(set, at);
  return funcOf(
    domain,
    domain.elements.map(() => 1),
  );
}

function difference(one: Result, other: Result, at: Place): Value {
  const less = copiesOf(other, at);
  const left = [...copiesOf(one, at)].map(
    ([key, count]) => [key, count - (less.get(key) ?? 0)] as const,
  );
  return functionOf(new Map(left.filter(([, count]) => count > 0)), at);
}

function isWithin(one: Result, other: Result, at: Place): boolean {
  const more = copiesOf(other, at);
  return [...copiesOf(one, at)].every(([key, count]) => count <= (more.get(key) ?? 0));
}

function copiesIn(element: Result, value: Result, at: Place): number {
  const { domain, values } = func(value, at);
  return integer(values[domain.indexOf(listed(element, at))] ?? 0, at);
}

function cardinality(value: Result, at: Place): number {
  return [...bag(value, at).values()].reduce((sum, count) => sum + count, 0);
}

function unionOfAll(bags: Result, at: Place): Value {
  const sum: Copies = new Map();
  for (const each of finiteSet(bags, at).elements) add(sum, copiesOf(each, at));
  return functionOf(sum, at);
}

function within(value: Result, at: Place): Value {
  let some: Copies[] = [new Map()];
  for (const [key, count] of copiesOf(value, at)) {
    some = some.flatMap((copies) => [
      copies,
      ...Array.from({ length: count }, (_, index) => new Map([...copies, [key, index + 1]])),
    ]);
  }
  return setOf(
    some.map((copies) => functionOf(copies, at)),
    at,
  );
}

const ofAll: Builtin = {
  name: 'BagOfAll',
  arity: 2,
  operator: 0,
  make: (args, at, apply) => {
    const whole = argument(args, 0);
    return () => {
      const sum: Copies = new Map();
      for (const [key, count] of copiesOf(whole(), at)) {
        add(sum, new Map([[listed(apply(key), at), count]]));
      }
      return functionOf(sum, at);
    };
  },
};

/** What Bags defines, and TLC, which it extends. */
export const bagOperators: readonly Builtin[] = [
  ...tlcOperators,
  ofAll,
  ...[
    nullary('EmptyBag', functionOf(new Map(), NOWHERE)),
    unary('IsABag', isBag),
    unary('BagToSet', (value, at) => func(value, at).domain),
    unary('SetToBag', fromSet),
    unary('BagCardinality', cardinality),
    unary('BagUnion', unionOfAll),
    unary('SubBag', within),
    binary('BagIn', (element, value, at) => copiesIn(element, value, at) > 0),
    binary('CopiesIn', copiesIn),
    binary('(+)', (one, other, at) => functionOf(add(bag(one, at), bag(other, at)), at)),
    binary('(-)', difference),
    binary('\\sqsubseteq', isWithin),
  ].map((builtin) => ({ ...builtin, lazy: false })),
];
