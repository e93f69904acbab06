/**
 * The table in which every value is looked up when it is made. It grows with the number of different values, which is far
 * below the number of states: most steps only put known values together in a new way.
 *
 * @module
 */
import { FiniteSet, Func, ModelValue, type Obj, Text, type Value } from './value.ts';

/** An open-addressed table of objects; a slot holds the number of an object, counted from 1. */
class Table {
  readonly #objects: (Obj | number)[] = [];
  #slots = new Int32Array(1 << 12);
  #hashes = new Int32Array(1 << 12);

  /** The object with this hash that is the one looked for; `make` makes it if there is none. */
  find<Found extends Obj>(
    hash: number,
    fits: (object: Obj) => boolean,
    make: (id: number) => Found,
  ): Found {
    const mask = this.#slots.length - 1;
    let slot = scatter(hash) & mask;
    for (let number = this.#slots[slot] ?? 0; number !== 0; number = this.#slots[slot] ?? 0) {
      if (this.#hashes[slot] === hash) {
        const object = this.#objects[number - 1];
        if (typeof object === 'object' && fits(object)) return object as Found;
      }
      slot = (slot + 1) & mask;
    }
    const object = make(this.#objects.length * 2 + 1);
    this.#objects.push(object);
    this.#slots[slot] = this.#objects.length;
    this.#hashes[slot] = hash;
    if (this.#objects.length * 2 > mask) this.#grow();
    return object;
  }

  /** Gives an object a number without anybody ever looking for it by its hash. */
  add(object: number): number {
    this.#objects.push(object);
    return this.#objects.length * 2 - 1;
  }

  at(id: number): Obj | number {
    const object = this.#objects[id >> 1];
    if (object === undefined) throw new RangeError(`no value has the id ${id}`);
    return object;
  }

  #grow(): void {
    const [slots, hashes] = [this.#slots, this.#hashes];
    this.#slots = new Int32Array(slots.length * 4);
    this.#hashes = new Int32Array(slots.length * 4);
    const mask = this.#slots.length - 1;
    slots.forEach((number, old) => {
      if (number === 0) return;
      const hash = hashes[old] ?? 0;
      let slot = scatter(hash) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number;
      this.#hashes[slot] = hash;
    });
  }
}

const table = new Table();

/** Spreads a hash over all 32 bits. */
function scatter(hash: number): number {
  let x = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** Integers up to here are their own ids, doubled; ids of objects are odd. */
const SMALL = 0x3fffffff;
const bigIds = new Map<number, number>();

/** A number that no other value has; small integers need no table for it. */
export function idOf(value: Value): number {
  if (typeof value === 'number') return Math.abs(value) <= SMALL ? value * 2 : bigIdOf(value);
  if (typeof value === 'boolean') return idOf(value ? TRUE : FALSE);
  return value.id;
}

function bigIdOf(value: number): number {
  const known = bigIds.get(value);
  if (known !== undefined) return known;
  const id = table.add(value);
  bigIds.set(value, id);
  return id;
}

/** The value with this id. */
export function valueWith(id: number): Value {
  if ((id & 1) === 0) return id / 2;
  const object = table.at(id);
  if (object === TRUE) return true;
  return object === FALSE ? false : object;
}

/** The hash of a value depends on nothing but the value. */
function hashOf(value: Value): number {
  if (typeof value === 'number') return Math.imul(value + 0x51ed27, 0x2c1b3c6d);
  if (typeof value === 'boolean') return value ? 0x3d4d51cb : 0x1b56c4e9;
  return value.hash;
}

/** The share of one value in the hash of a function, at one place of the domain. Shares are added up. */
function share(value: Value, index: number): number {
  return scatter(hashOf(value) ^ Math.imul(index + 1, 0x9e3779b1));
}

function hashOfText(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/** A string. */
export function textOf(text: string): Text {
  const hash = hashOfText(text, 0x811c9dc5);
  const fits = (object: Obj) => object instanceof Text && object.text === text;
  return table.find(hash, fits, (id) => new Text(id, hash, text));
}

/** A model value. */
export function modelValueOf(name: string): ModelValue {
  const hash = hashOfText(name, 0x2f0b4c47);
  const fits = (object: Obj) => object instanceof ModelValue && object.name === name;
  return table.find(hash, fits, (id) => new ModelValue(id, hash, name));
}

/** Stand-ins: rows of ids need an id for each boolean. */
const TRUE = modelValueOf('TRUE');
const FALSE = modelValueOf('FALSE');

const SET = 0x6b79d21f;
const FUNC = 0x1d872b41;

/** The set of elements that are in the order of their ids, each once. */
export function setOfSorted(elements: readonly Value[]): FiniteSet {
  let hash = SET;
  for (const element of elements) hash = (hash + scatter(hashOf(element))) | 0;
  const fits = (object: Obj) =>
    object instanceof FiniteSet && object.hash === hash && sameList(object.elements, elements);
  return table.find(hash, fits, (id) => new FiniteSet(id, hash, elements));
}

/** The set and one element that is not in it; nothing is copied if the result is known. */
export function setWith(set: FiniteSet, element: Value): FiniteSet {
  const { elements } = set;
  const at = placeFor(elements, element);
  const hash = (set.hash + scatter(hashOf(element))) | 0;
  const fits = (object: Obj) =>
    object instanceof FiniteSet &&
    object.elements.length === elements.length + 1 &&
    object.elements[at] === element &&
    elements.every((other, index) => object.elements[index < at ? index : index + 1] === other);
  return table.find(
    hash,
    fits,
    (id) => new FiniteSet(id, hash, [...elements.slice(0, at), element, ...elements.slice(at)]),
  );
}

/** The set without the element at a place. */
export function setWithout(set: FiniteSet, at: number): FiniteSet {
  const elements = set.elements.filter((_, index) => index !== at);
  return setOfSorted(elements);
}

/** Where a value would stand among values that are in the order of their ids. */
export function placeFor(elements: readonly Value[], element: Value): number {
  const id = idOf(element);
  let [low, high] = [0, elements.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (idOf(elements[middle] as Value) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The function with these values, in the order of the domain's elements. */
export function funcOf(domain: FiniteSet, values: readonly Value[]): Func {
  let hash = (FUNC + domain.hash) | 0;
  for (let index = 0; index < values.length; index += 1) {
    hash = (hash + share(values[index] as Value, index)) | 0;
  }
  const fits = (object: Obj) =>
    object instanceof Func && object.domain === domain && sameList(object.values, values);
  return table.find(hash, fits, (id) => new Func(id, hash, { domain, values }));
}

/** The function with another value at one place; nothing is copied if the result is known. */
export function funcWith(func: Func, at: number, value: Value): Func {
  const { domain, values } = func;
  const old = values[at] as Value;
  if (old === value) return func;
  const hash = (func.hash - share(old, at) + share(value, at)) | 0;
  const fits = (object: Obj) => {
    if (!(object instanceof Func) || object.domain !== domain) return false;
    for (let index = 0; index < values.length; index += 1) {
      if (object.values[index] !== (index === at ? value : values[index])) return false;
    }
    return true;
  };
  return table.find(hash, fits, (id) => {
    const changed = values.slice();
    changed[at] = value;
    return new Func(id, hash, { domain, values: changed });
  });
}

function sameList(one: readonly Value[], other: readonly Value[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}
