/**
 * An order of all values: that of TLC, so that both search in the same order and, with SYMMETRY, let the same state stand for
 * those that are like it. CHOOSE takes the first element that fits.
 *
 * Sets and functions are compared by their size first, functions then by their domains. Strings, model values and names of
 * fields go by where each was read first, in the configuration and the modules; `check/name-order.ts` finds that out.
 *
 * @module
 */
import { FiniteSet, Func, ModelValue, Text, type Value } from './value.ts';

/** The order of names in one model. */
export class NameOrder {
  static #orders = 0;
  readonly #ranks: ReadonlyMap<string, number>;
  /** No other order has this number. */
  readonly number: number;

  constructor(names: readonly string[]) {
    this.#ranks = new Map([...new Set(names)].map((name, rank) => [name, rank]));
    NameOrder.#orders += 1;
    this.number = NameOrder.#orders;
  }

  /** Where a name stands; what is in no file comes last. */
  rankOf(name: string): number {
    return this.#ranks.get(name) ?? Number.POSITIVE_INFINITY;
  }
}

let current = new NameOrder([]);

/** From now on, values are compared in this order of names. */
export function useNames(order: NameOrder): void {
  current = order;
}

/** Below 0 if the first comes first, above 0 if the second does, and 0 for the same value. */
export function compare(one: Value, other: Value): number {
  if (one === other) return 0;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const kinds = kindOf(one) - kindOf(other);
  if (kinds !== 0) return kinds;
  if (one instanceof Func && other instanceof Func) return compareFunctions(one, other);
  if (one instanceof FiniteSet && other instanceof FiniteSet) return compareSets(one, other);
  if (isName(one) && isName(other)) return compareNames(one, other);
  return one === false ? -1 : 1;
}

/** Values of different kinds are ordered by these numbers, so that sorting never fails. */
export function kindOf(value: Value): number {
  if (typeof value === 'object') return value.kind;
  return typeof value === 'number' ? 2 : 1;
}

function isName(value: Value): value is Text | ModelValue {
  return value instanceof Text || value instanceof ModelValue;
}

function compareNames(one: Text | ModelValue, other: Text | ModelValue): number {
  const [first, second] = [rankOf(one), rankOf(other)];
  if (first !== second) return first - second;
  return nameOf(one) < nameOf(other) ? -1 : 1;
}

function nameOf(value: Text | ModelValue): string {
  return value instanceof Text ? value.text : value.name;
}

function rankOf(value: Text | ModelValue): number {
  if (value.rankedBy !== current.number) {
    value.rank = current.rankOf(nameOf(value));
    value.rankedBy = current.number;
  }
  return value.rank;
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

/** The domains are compared, then what belongs to each key. */
function compareFunctions(one: Func, other: Func): number {
  if (one.domain !== other.domain) {
    const domains = compareSets(one.domain, other.domain);
    if (domains !== 0) return domains;
  }
  const order = orderOf(one.domain);
  for (let index = 0; index < order.length; index += 1) {
    const place = order[index] as number;
    const difference = compare(one.values[place] as Value, other.values[place] as Value);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The places of a set's elements, the first element's place first. */
function orderOf(set: FiniteSet): readonly number[] {
  if (set.order === null || set.orderedBy !== current.number) {
    const { elements } = set;
    set.order = elements
      .map((_, index) => index)
      .sort((a, b) => compare(elements[a] as Value, elements[b] as Value));
    set.orderedBy = current.number;
    set.ordered = null;
  }
  return set.order;
}

/** The elements of a set in order. */
export function inOrder(set: FiniteSet): readonly Value[] {
  if (set.ordered === null || set.orderedBy !== current.number) {
    set.ordered = orderOf(set).map((index) => set.elements[index] as Value);
  }
  return set.ordered;
}
