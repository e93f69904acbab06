/**
 * The table in which every value is looked up when it is made. It grows with the number of different values, which is far
 * below the number of states: most steps only put known values together in a new way.
 *
 * @module
 */
import { FiniteSet, Func, ModelValue, type Obj, Text, type Value } from './value.ts';

/** A hash table of objects; those with one place in it hang together in a chain. */
class Table {
  readonly #objects: (Obj | number)[] = [];
  #heads: (Obj | null)[] = new Array(1 << 12).fill(null);

  /** The first of the objects among which one with this hash must be. */
  chain(hash: number): Obj | null {
    return this.#heads[scatter(hash) & (this.#heads.length - 1)] ?? null;
  }

  /** The id that the next object gets. */
  get nextId(): number {
    return this.#objects.length * 2 + 1;
  }

  /** Keeps an object that was not there. */
  add<Added extends Obj>(object: Added): Added {
    this.#objects.push(object);
    this.#link(object);
    if (this.#objects.length > this.#heads.length) this.#grow();
    return object;
  }

  /** Gives a number an id without anybody ever looking for it by its hash. */
  addNumber(value: number): number {
    this.#objects.push(value);
    return this.#objects.length * 2 - 1;
  }

  at(id: number): Obj | number {
    const object = this.#objects[id >> 1];
    if (object === undefined) throw new RangeError(`no value has the id ${id}`);
    return object;
  }

  #link(object: Obj): void {
    const place = scatter(object.hash) & (this.#heads.length - 1);
    object.chain = this.#heads[place] ?? null;
    this.#heads[place] = object;
  }

  #grow(): void {
    this.#heads = new Array(this.#heads.length * 4).fill(null);
    for (const object of this.#objects) if (typeof object === 'object') this.#link(object);
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
  const id = table.addNumber(value);
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

/** The hash of a value; for a function it depends on the ids of the keys as well. */
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
  for (let known = table.chain(hash); known !== null; known = known.chain) {
    if (known instanceof Text && known.text === text) return known;
  }
  return table.add(new Text(table.nextId, hash, text));
}

/** A model value. */
export function modelValueOf(name: string): ModelValue {
  const hash = hashOfText(name, 0x2f0b4c47);
  for (let known = table.chain(hash); known !== null; known = known.chain) {
    if (known instanceof ModelValue && known.name === name) return known;
  }
  return table.add(new ModelValue(table.nextId, hash, name));
}

/** Stand-ins: rows of ids need an id for each boolean. */
const TRUE = modelValueOf('TRUE');
const FALSE = modelValueOf('FALSE');

const SET = 0x6b79d21f;
const FUNC = 0x1d872b41;

/** The set of elements that are in the order of their ids, each once. */
export function setOfSorted(elements: readonly Value[]): FiniteSet {
  let hash = SET;
  for (let index = 0; index < elements.length; index += 1) {
    hash = (hash + scatter(hashOf(elements[index] as Value))) | 0;
  }
  for (let known = table.chain(hash); known !== null; known = known.chain) {
    if (known.hash === hash && known instanceof FiniteSet && sameList(known.elements, elements)) {
      return known;
    }
  }
  return table.add(new FiniteSet(table.nextId, hash, elements));
}

/** The set and one element that is not in it; nothing is copied if the result is known. */
export function setWith(set: FiniteSet, element: Value): FiniteSet {
  const { elements } = set;
  const at = placeFor(elements, element);
  const hash = (set.hash + scatter(hashOf(element))) | 0;
  for (let known = table.chain(hash); known !== null; known = known.chain) {
    if (known.hash === hash && known instanceof FiniteSet) {
      if (isListWith(known.elements, elements, at) && known.elements[at] === element) return known;
    }
  }
  const more = [...elements.slice(0, at), element, ...elements.slice(at)];
  return table.add(new FiniteSet(table.nextId, hash, more));
}

/** Whether a list is another one with one more element at a place. */
function isListWith(more: readonly Value[], list: readonly Value[], at: number): boolean {
  if (more.length !== list.length + 1) return false;
  for (let index = 0; index < list.length; index += 1) {
    if (more[index < at ? index : index + 1] !== list[index]) return false;
  }
  return true;
}

/** The set without the element at a place. */
export function setWithout(set: FiniteSet, at: number): FiniteSet {
  const { elements } = set;
  const hash = (set.hash - scatter(hashOf(elements[at] as Value))) | 0;
  for (let known = table.chain(hash); known !== null; known = known.chain) {
    if (known.hash === hash && known instanceof FiniteSet) {
      if (isListWith(elements, known.elements, at)) return known;
    }
  }
  const fewer = [...elements.slice(0, at), ...elements.slice(at + 1)];
  return table.add(new FiniteSet(table.nextId, hash, fewer));
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
  for (let known = table.chain(hash); known !== null; known = known.chain) {
    if (known.hash === hash && known instanceof Func && known.domain === domain) {
      if (sameList(known.values, values)) return known;
    }
  }
  return table.add(new Func(table.nextId, hash, { domain, values }));
}

/** The function with another value at one place; nothing is copied if the result is known. */
export function funcWith(func: Func, at: number, value: Value): Func {
  const { domain, values } = func;
  const old = values[at] as Value;
  if (old === value) return func;
  const hash = (func.hash - share(old, at) + share(value, at)) | 0;
  for (let known = table.chain(hash); known !== null; known = known.chain) {
    if (known.hash === hash && known instanceof Func && known.domain === domain) {
      if (known.values[at] === value && sameBut(known.values, values, at)) return known;
    }
  }
  const changed = values.slice();
  changed[at] = value;
  return table.add(new Func(table.nextId, hash, { domain, values: changed }));
}

/** Whether two lists of one length are the same but for one place. */
function sameBut(one: readonly Value[], other: readonly Value[], at: number): boolean {
  for (let index = 0; index < one.length; index += 1) {
    if (index !== at && one[index] !== other[index]) return false;
  }
  return true;
}

function sameList(one: readonly Value[], other: readonly Value[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}
