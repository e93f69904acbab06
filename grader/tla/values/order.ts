/**
 * An order of all values: that of TLC, so that both search in the same order and, with SYMMETRY, let the same state stand for
 * those that are like it. CHOOSE takes the first element that fits.
 *
 * Sets and functions are compared by their size first. Strings and model values go by the alphabet; the fields of a record go
 * by where each name stands first in the modules.
 *
 * @module
 */
import { FiniteSet, Func, ModelValue, Text, type Value } from './value.ts';

/** Below 0 if the first comes first, above 0 if the second does, and 0 for the same value. */
export function compare(one: Value, other: Value): number {
  if (one === other) return 0;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const kinds = kindOf(one) - kindOf(other);
  if (kinds !== 0) return kinds;
  if (one instanceof Text && other instanceof Text) return one.text < other.text ? -1 : 1;
  if (one instanceof ModelValue && other instanceof ModelValue)
    return one.name < other.name ? -1 : 1;
  if (one instanceof FiniteSet && other instanceof FiniteSet) return compareSets(one, other);
  if (one instanceof Func && other instanceof Func) return compareFunctions(one, other);
  return one === false ? -1 : 1;
}

/** Values of different kinds are ordered by these numbers, so that sorting never fails. */
export function kindOf(value: Value): number {
  if (typeof value === 'object') {
    if (value instanceof Func) return 5;
    if (value instanceof FiniteSet) return 4;
    return value instanceof Text ? 3 : 0;
  }
  return typeof value === 'number' ? 2 : 1;
}

function compareSets(one: FiniteSet, other: FiniteSet): number {
  if (one.size !== other.size) return one.size - other.size;
  const [first, second] = [orderOf(one), orderOf(other)];
  for (let index = 0; index < first.length; index += 1) {
    const difference = compare(
      one.elements[first[index] as number] as Value,
      other.elements[second[index] as number] as Value,
    );
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Key by key: the keys are compared, then what belongs to them. */
function compareFunctions(one: Func, other: Func): number {
  if (one.domain.size !== other.domain.size) return one.domain.size - other.domain.size;
  const [first, second] = [keyOrderOf(one.domain), keyOrderOf(other.domain)];
  for (let index = 0; index < first.length; index += 1) {
    const [here, there] = [first[index] as number, second[index] as number];
    if (one.domain !== other.domain) {
      const keys = compareKeys(one.domain, here, other.domain.elements[there] as Value);
      if (keys !== 0) return keys;
    }
    const difference = compare(one.values[here] as Value, other.values[there] as Value);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareKeys(domain: FiniteSet, place: number, other: Value): number {
  const key = domain.elements[place] as Value;
  return key instanceof Text && other instanceof Text
    ? compareNames(key, other)
    : compare(key, other);
}

const names = new Map<string, number>();

/** Notes where a name stands first; to be called in the order of the modules. */
export function noteName(name: string): void {
  if (!names.has(name)) names.set(name, names.size);
}

function compareNames(one: Text, other: Text): number {
  const last = names.size;
  const difference = (names.get(one.text) ?? last) - (names.get(other.text) ?? last);
  return difference === 0 ? compare(one, other) : difference;
}

/** The places of a domain's elements in the order in which functions are compared. */
function keyOrderOf(domain: FiniteSet): readonly number[] {
  if (domain.form !== 'record') return orderOf(domain);
  const { elements } = domain;
  domain.keyOrder ??= elements
    .map((_, index) => index)
    .sort((a, b) => compareNames(elements[a] as Text, elements[b] as Text));
  return domain.keyOrder;
}

/** The keys of a function in the order in which they are written. */
export function keysInOrder(domain: FiniteSet): Value[] {
  return keyOrderOf(domain).map((index) => domain.elements[index] as Value);
}

/** The places of a set's elements, the first element's place first. */
function orderOf(set: FiniteSet): readonly number[] {
  const { elements } = set;
  set.order ??= elements
    .map((_, index) => index)
    .sort((a, b) => compare(elements[a] as Value, elements[b] as Value));
  return set.order;
}

/** The elements of a set in order. */
export function inOrder(set: FiniteSet): Value[] {
  return orderOf(set).map((index) => set.elements[index] as Value);
}
