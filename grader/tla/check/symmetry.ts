/**
 * Symmetry: states that differ only in which of several alike model values plays which part count as one. Of all that are
 * alike, the first in the order of values stands for them, as in TLC.
 *
 * @module
 */

import { functionOf } from '../values/functions.ts';
import { compare } from '../values/order.ts';
import { NOWHERE, setOf } from '../values/sets.ts';
import { funcOf } from '../values/table.ts';
import { FiniteSet, Func, type Value } from '../values/value.ts';

/** Replaces model values everywhere inside of a value. */
export type Permute = (value: Value) => Value;

/** Makes the replacement that a function of model values describes. What it did once, it remembers. */
function permuter(permutation: Func): Permute {
  // Ids of objects are odd and count up, so their halves are places in a list without many holes.
  const known: (Value | undefined)[] = [];
  const permute = (value: Value): Value => {
    if (typeof value !== 'object') return value;
    const place = value.id >> 1;
    while (known.length <= place) known.push(undefined);
    let result = known[place];
    if (result === undefined) {
      result = replaced(value, permutation, permute);
      known[place] = result;
    }
    return result;
  };
  return permute;
}

function replaced(value: Value, permutation: Func, permute: Permute): Value {
  if (value instanceof FiniteSet) return setOf(value.elements.map(permute), NOWHERE);
  if (!(value instanceof Func)) {
    return imageOf(permutation, value);
  }
  const { domain, values } = value;
  if (permute(domain) === domain && domain.elements.every((key) => permute(key) === key)) {
    return funcOf(domain, values.map(permute));
  }
  const pairs = new Map<Value, Value>();
  domain.elements.forEach((key, index) => {
    pairs.set(permute(key), permute(values[index] as Value));
  });
  return functionOf(pairs, NOWHERE);
}

/** All permutations that these generate, but for the one that changes nothing. */
export function generated(permutations: readonly Func[]): Permute[] {
  const moved = [...new Set(permutations.flatMap(({ domain }) => domain.elements))];
  const generators = permutations.map((func) =>
    functionOf(new Map(moved.map((value) => [value, imageOf(func, value)])), NOWHERE),
  );
  const all = new Set<Func>(generators);
  for (const func of all) {
    for (const generator of generators) {
      all.add(
        funcOf(
          func.domain,
          func.values.map((value) => imageOf(generator, value)),
        ),
      );
    }
  }
  const moves = (func: Func) =>
    func.domain.elements.some((value) => imageOf(func, value) !== value);
  return [...all].filter(moves).map(permuter);
}

function imageOf(func: Func, value: Value): Value {
  return func.values[func.domain.indexOf(value)] ?? value;
}

/**
 * The first of all rows of values that are alike.
 *
 * @param order - The places of a row in the order in which they are compared.
 */
export function representative(
  row: readonly Value[],
  permutes: readonly Permute[],
  order: readonly number[],
): readonly Value[] {
  let best = row;
  for (const permute of permutes) {
    for (let index = 0; index < order.length; index += 1) {
      const place = order[index] as number;
      const value = permute(row[place] as Value);
      const difference = compare(value, best[place] as Value);
      if (difference > 0) break;
      if (difference < 0) {
        best = row.map(permute);
        break;
      }
    }
  }
  return best;
}
