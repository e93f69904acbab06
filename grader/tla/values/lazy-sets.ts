/**
 * Sets that are described: all subsets, all functions, all records, all numbers.
 *
 * @module
 */
import type { Place } from '../error.ts';
import { brief } from './print.ts';
import { checkSize, emptySet, finiteSet, indexes, isElement, isSubset, setOf } from './sets.ts';
import { funcOf, textOf } from './table.ts';
import { FiniteSet, Func, isTuple, LazySet, type Result, Text, type Value } from './value.ts';

/** `Int`, `Nat` and `STRING`. */
export const integers = new LazySet(
  () => 'Int',
  (value) => typeof value === 'number',
  null,
);
export const naturals = new LazySet(
  () => 'Nat',
  (value) => typeof value === 'number' && value >= 0,
  null,
);
export const strings = new LazySet(
  () => 'STRING',
  (value) => value instanceof Text,
  null,
);

/** `SUBSET set` */
export function powerset(set: Result, at: Place): LazySet {
  const name = () => `SUBSET ${brief(set)}`;
  const has = (value: Value, where: Place) =>
    value instanceof FiniteSet && isSubset(value, set, where);
  if (set instanceof LazySet && set.list === null) return new LazySet(name, has, null);
  return new LazySet(name, has, (where) => {
    const { elements } = finiteSet(set, at);
    checkSize(2 ** elements.length, name(), where);
    let subsets: Value[][] = [[]];
    for (const element of elements) {
      subsets = subsets.flatMap((some) => [some, [...some, element]]);
    }
    return setOf(
      subsets.map((some) => setOf(some, where)),
      where,
    );
  });
}

/** `[from -> to]` */
export function functionSet(from: Result, to: Result, at: Place): LazySet {
  const name = () => `[${brief(from)} -> ${brief(to)}]`;
  const domain = finiteSet(from, at);
  const has = (value: Value, where: Place) =>
    value instanceof Func &&
    value.domain === domain &&
    value.values.every((image) => isElement(image, to, where));
  if (to instanceof LazySet && to.list === null && domain.size > 0) {
    return new LazySet(name, has, null);
  }
  return new LazySet(name, has, (where) => {
    const images = domain.size === 0 ? [] : finiteSet(to, where).elements;
    checkSize(images.length ** domain.size, name(), where);
    const rows = combinations(domain.elements.map(() => images));
    return setOf(
      rows.map((row) => funcOf(domain, row)),
      where,
    );
  });
}

/** `[a : S, b : T]`, given as the names and the sets. */
export function recordSet(fields: ReadonlyMap<string, Result>, at: Place): LazySet {
  const name = () => `[${[...fields].map(([field, set]) => `${field}: ${brief(set)}`).join(', ')}]`;
  const keys = [...fields.keys()].map(textOf);
  const domain = setOf(keys, at);
  const sets = domain.elements.map(
    (key) => fields.get(key instanceof Text ? key.text : '') ?? emptySet,
  );
  const has = (value: Value, where: Place) =>
    value instanceof Func &&
    value.domain === domain &&
    value.values.every((field, index) => isElement(field, sets[index] ?? emptySet, where));
  if (sets.some((set) => set instanceof LazySet && set.list === null)) {
    return new LazySet(name, has, null);
  }
  return new LazySet(name, has, (where) => listRows(domain, { sets, name, where }));
}

/** `S \X T` */
export function product(sets: readonly Result[], _at: Place): LazySet {
  const name = () => sets.map(brief).join(' \\X ');
  const domain = indexes(sets.length);
  const has = (value: Value, where: Place) =>
    value instanceof Func &&
    value.domain === domain &&
    value.values.every((item, index) => isElement(item, sets[index] ?? emptySet, where));
  if (sets.some((set) => set instanceof LazySet && set.list === null)) {
    return new LazySet(name, has, null);
  }
  return new LazySet(name, has, (where) => listRows(domain, { sets, name, where }));
}

/** `Seq(set)` */
export function sequences(set: Result): LazySet {
  const has = (value: Value, where: Place) =>
    isTuple(value) && value.values.every((item) => isElement(item, set, where));
  return new LazySet(() => `Seq(${brief(set)})`, has, null);
}

/** All functions on a domain that take each value from its own set. */
function listRows(
  domain: FiniteSet,
  { sets, name, where }: { sets: readonly Result[]; name: () => string; where: Place },
): FiniteSet {
  const choices = sets.map((set) => finiteSet(set, where).elements);
  checkSize(
    choices.reduce((size, choice) => size * choice.length, 1),
    name(),
    where,
  );
  return setOf(
    combinations(choices).map((row) => funcOf(domain, row)),
    where,
  );
}

/** One of each, in all ways. */
function combinations(choices: readonly (readonly Value[])[]): Value[][] {
  let rows: Value[][] = [[]];
  for (const choice of choices) {
    rows = rows.flatMap((row) => choice.map((value) => [...row, value]));
  }
  return rows;
}
