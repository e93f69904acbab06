/**
 * Sets, listed or only described, and what can be done with them.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import { kindOf } from './order.ts';
import { brief } from './print.ts';
import { funcOf, idOf, placeFor, setOfSorted, setWith, setWithout } from './table.ts';
import { FiniteSet, Func, LazySet, type Result, type Value } from './value.ts';

/** A larger set is refused when it would be listed; the bound is TLC's. */
const LISTED_MAX = 1_000_000;

/** The set without elements. */
export const emptySet = setOfSorted([]);

/** Whether values may stand side by side in a set or around `=`: TLA+ does not say whether 1 equals "a". */
function clash(one: Value, other: Value): boolean {
  const [first, second] = [kindOf(one), kindOf(other)];
  return first !== second && first !== 0 && second !== 0;
}

/** TLA+'s equality. */
export function equal(one: Value, other: Value, at: Place): boolean {
  if (one === other) return true;
  if (clash(one, other)) {
    throw new ValueError(at, `cannot compare ${brief(one)} with ${brief(other)}`);
  }
  if (one instanceof Func && other instanceof Func && one.domain === other.domain) {
    for (let index = 0; index < one.values.length; index += 1) {
      const [first, second] = [one.values[index] as Value, other.values[index] as Value];
      if (first !== second) return equal(first, second, at);
    }
  }
  if (one instanceof FiniteSet && other instanceof FiniteSet && one.size > 0 && other.size > 0) {
    equal(one.elements[0] as Value, other.elements[0] as Value, at);
  }
  return false;
}

/** The value that can be stored: a set that is only described becomes a list. */
export function listed(result: Result, at: Place): Value {
  return result instanceof LazySet ? list(result, at) : result;
}

function list(set: LazySet, at: Place): FiniteSet {
  if (set.list === null) throw new ValueError(at, `the elements of ${set.name()} cannot be listed`);
  return set.list(at);
}

/** The set behind a result, listed. */
export function finiteSet(result: Result, at: Place): FiniteSet {
  if (result instanceof FiniteSet) return result;
  if (result instanceof LazySet) return list(result, at);
  throw new ValueError(at, `${brief(result)} is not a set`);
}

/** `element \in set`. */
export function isElement(element: Value, set: Result, at: Place): boolean {
  if (set instanceof LazySet) return set.has(element, at);
  if (!(set instanceof FiniteSet)) throw new ValueError(at, `${brief(set)} is not a set`);
  if (set.has(element)) return true;
  const first = set.elements[0];
  if (first !== undefined && clash(element, first)) {
    throw new ValueError(at, `cannot compare ${brief(element)} with ${brief(first)}`);
  }
  return false;
}

/** The set of these values, in whatever order and however often they are given. */
export function setOf(values: readonly Value[], at: Place): FiniteSet {
  const [first] = values;
  if (first === undefined) return emptySet;
  for (const value of values) {
    if (clash(first, value)) {
      throw new ValueError(at, `${brief(first)} and ${brief(value)} cannot be in one set`);
    }
  }
  return values.length === 1 ? setOfSorted(values) : setOfSorted(sorted(values));
}

/** By id, each once. */
function sorted(values: readonly Value[]): Value[] {
  if (values.length > 24) {
    const all = values.slice().sort((one, other) => idOf(one) - idOf(other));
    return all.filter((value, index) => index === 0 || value !== all[index - 1]);
  }
  const result: Value[] = [];
  for (const value of values) {
    const at = placeFor(result, value);
    if (result[at] !== value) result.splice(at, 0, value);
  }
  return result;
}

const intervals = new Map<number, FiniteSet>();

/** `low .. high` */
export function interval(low: number, high: number, at: Place): FiniteSet {
  if (high < low) return emptySet;
  if (high - low >= LISTED_MAX) throw tooMany(`${low}..${high}`, at);
  const key = low * (LISTED_MAX + 1) + (high - low);
  let set = intervals.get(key);
  if (set === undefined) {
    set = setOf(
      Array.from({ length: high - low + 1 }, (_, index) => low + index),
      at,
    );
    intervals.set(key, set);
  }
  return set;
}

/** The set that a sequence of this length has as its domain. */
export function indexes(length: number): FiniteSet {
  return interval(1, length, NOWHERE);
}

/** For what cannot fail. */
export const NOWHERE: Place = { file: '', line: 0, column: 0 };

/** The tuple of these values. */
export function tupleOf(values: readonly Value[]): Func {
  return funcOf(indexes(values.length), values);
}

/** `one \cup other` */
export function union(one: Result, other: Result, at: Place): Result {
  if (one instanceof FiniteSet && other instanceof FiniteSet) return unionOf(one, other, at);
  if (isEndless(one) || isEndless(other)) {
    const has = (value: Value, where: Place) =>
      isElement(value, one, where) || isElement(value, other, where);
    return new LazySet(() => `(${brief(one)} \\cup ${brief(other)})`, has, null);
  }
  return unionOf(finiteSet(one, at), finiteSet(other, at), at);
}

function unionOf(one: FiniteSet, other: FiniteSet, at: Place): FiniteSet {
  if (one === other || other.size === 0) return one;
  if (one.size === 0) return other;
  if (clash(one.elements[0] as Value, other.elements[0] as Value)) {
    throw new ValueError(at, `${brief(one)} and ${brief(other)} have elements of different kinds`);
  }
  if (one.size === 1) return added(other, one.elements[0] as Value);
  if (other.size === 1) return added(one, other.elements[0] as Value);
  return setOfSorted(sorted([...one.elements, ...other.elements]));
}

function added(set: FiniteSet, element: Value): FiniteSet {
  return set.has(element) ? set : setWith(set, element);
}

/** `one \cap other` */
export function intersection(one: Result, other: Result, at: Place): Result {
  if (isEndless(one) && isEndless(other)) {
    const has = (value: Value, where: Place) =>
      isElement(value, one, where) && isElement(value, other, where);
    return new LazySet(() => `(${brief(one)} \\cap ${brief(other)})`, has, null);
  }
  const [listedOne, rest] = isEndless(one) ? [other, one] : [one, other];
  return subset(finiteSet(listedOne, at), (value) => isElement(value, rest, at));
}

/** `one \ other` */
export function difference(one: Result, other: Result, at: Place): Result {
  if (isEndless(one)) {
    const has = (value: Value, where: Place) =>
      isElement(value, one, where) && !isElement(value, other, where);
    return new LazySet(() => `(${brief(one)} \\ ${brief(other)})`, has, null);
  }
  const set = finiteSet(one, at);
  if (other instanceof FiniteSet && other.size === 1) {
    const place = set.indexOf(other.elements[0] as Value);
    return place < 0 ? set : setWithout(set, place);
  }
  return subset(set, (value) => !isElement(value, other, at));
}

/** The elements that pass a test. */
function subset(set: FiniteSet, test: (value: Value) => boolean): FiniteSet {
  const { elements } = set;
  const passed: Value[] = [];
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index] as Value;
    if (test(element)) passed.push(element);
  }
  return passed.length === elements.length ? set : setOfSorted(passed);
}

/** `one \subseteq other` */
export function isSubset(one: Result, other: Result, at: Place): boolean {
  return finiteSet(one, at).elements.every((value) => isElement(value, other, at));
}

/** `UNION sets` */
export function unionOfAll(sets: Result, at: Place): FiniteSet {
  const all = finiteSet(sets, at).elements.flatMap((set) => finiteSet(set, at).elements);
  return setOf(all, at);
}

function isEndless(result: Result): boolean {
  return result instanceof LazySet && result.list === null;
}

/** The error for a set that would take all memory. */
function tooMany(name: string, at: Place): ValueError {
  return new ValueError(at, `${name} has more than ${LISTED_MAX} elements`);
}

/** Ends a list that would become too long before it is made. */
export function checkSize(size: number, name: string, at: Place): void {
  if (size > LISTED_MAX) throw tooMany(name, at);
}
