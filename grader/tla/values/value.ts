/**
 * The values of TLA+. Integers and booleans are those of JavaScript. Every other value exists once: two that are equal are
 * the same object, so that `===` is TLA+'s equality, however large they are. `table.ts` sees to that.
 *
 * A function is its domain and a list of values. A tuple or sequence is the function with domain `1..n`, and a record is
 * the function whose domain is its field names, so `<<1, 2>> = [i \in 1..2 |-> i]` needs no care anywhere.
 *
 * @module
 */
import type { Place } from '../error.ts';

/** A string. */
export class Text {
  /** Where its kind stands in the order of all values; see `order.ts`. */
  readonly kind = 3;
  readonly id: number;
  readonly hash: number;
  /** The next object at the same place of the table. */
  chain: Obj | null = null;
  readonly text: string;
  /** Where it stands in an order of names, and which order that is; see `order.ts`. */
  rank = 0;
  rankedBy = 0;

  constructor(id: number, hash: number, text: string) {
    this.id = id;
    this.hash = hash;
    this.text = text;
  }
}

/** A value that equals nothing but itself, named in a model's configuration. */
export class ModelValue {
  /** Where its kind stands in the order of all values; see `order.ts`. */
  readonly kind = 0;
  readonly id: number;
  readonly hash: number;
  /** The next object at the same place of the table. */
  chain: Obj | null = null;
  readonly name: string;
  rank = 0;
  rankedBy = 0;

  constructor(id: number, hash: number, name: string) {
    this.id = id;
    this.hash = hash;
    this.name = name;
  }
}

/** What the elements of a set make of a function that has it as its domain. */
export type Form = 'tuple' | 'record' | 'function';

/** A set with its elements in hand. */
export class FiniteSet {
  /** Where its kind stands in the order of all values; see `order.ts`. */
  readonly kind = 4;
  readonly id: number;
  readonly hash: number;
  /** The next object at the same place of the table. */
  chain: Obj | null = null;
  /** In the order of their ids: any fixed order does for finding and merging. */
  readonly elements: readonly Value[];
  /** What functions with this domain are. */
  readonly form: Form;
  /** The places of the elements in order, and the elements so; found when first asked for, see `order.ts`. */
  order: readonly number[] | null = null;
  ordered: readonly Value[] | null = null;
  orderedBy = 0;
  #places: Map<Value, number> | null = null;

  constructor(id: number, hash: number, elements: readonly Value[]) {
    this.id = id;
    this.hash = hash;
    this.elements = elements;
    this.form = formOf(elements);
  }

  get size(): number {
    return this.elements.length;
  }

  /** Where an element stands among the elements, or -1. */
  indexOf(value: Value): number {
    const { elements } = this;
    if (this.form === 'tuple') {
      const index = typeof value === 'number' ? value - 1 : -1;
      return index < elements.length ? index : -1;
    }
    if (elements.length <= 8) {
      for (let index = 0; index < elements.length; index += 1) {
        if (elements[index] === value) return index;
      }
      return -1;
    }
    this.#places ??= new Map(elements.map((element, index) => [element, index]));
    return this.#places.get(value) ?? -1;
  }

  has(value: Value): boolean {
    return this.indexOf(value) >= 0;
  }
}

function formOf(elements: readonly Value[]): Form {
  if (elements.every((element, index) => element === index + 1)) return 'tuple';
  return elements.every((element) => element instanceof Text) ? 'record' : 'function';
}

/** A function, and so also a tuple, a sequence or a record. */
export class Func {
  /** Where its kind stands in the order of all values; see `order.ts`. */
  readonly kind = 5;
  readonly id: number;
  readonly hash: number;
  /** The next object at the same place of the table. */
  chain: Obj | null = null;
  readonly domain: FiniteSet;
  /** In the order of the domain's elements; of a tuple, in its own order. */
  readonly values: readonly Value[];

  constructor(id: number, hash: number, parts: { domain: FiniteSet; values: readonly Value[] }) {
    this.id = id;
    this.hash = hash;
    this.domain = parts.domain;
    this.values = parts.values;
  }
}

type Has = (value: Value, at: Place) => boolean;
type List = (at: Place) => FiniteSet;

/**
 * A set that is described rather than listed: `SUBSET S`, `[S -> T]`, `Nat`. Membership needs no list. It is listed when it
 * becomes part of another value, or is compared.
 */
export class LazySet {
  /** How a message calls it. */
  readonly name: () => string;
  readonly has: Has;
  /** All elements, or `null` if there is no end to them. They are listed once. */
  readonly list: List | null;

  constructor(name: () => string, has: Has, list: List | null) {
    this.name = name;
    this.has = has;
    let listed: FiniteSet | null = null;
    this.list =
      list &&
      ((at) => {
        listed ??= list(at);
        return listed;
      });
  }
}

/** What exists once. */
export type Obj = Text | ModelValue | FiniteSet | Func;

/** What can be an element, a field, or the value of a variable. */
export type Value = number | boolean | Obj;

/** What an expression can evaluate to: also a set that is not listed. */
export type Result = Value | LazySet;

/** A function that is a tuple or a sequence. */
export function isTuple(value: Result): value is Func {
  return value instanceof Func && value.domain.form === 'tuple';
}
