/**
 * Copies what a handler returned into objects of the host, and refuses what is no plain data.
 *
 * A returned object stays in the hands of the code that made it: it may have getters that answer otherwise the second time,
 * or be changed after it was checked. A copy is read once and belongs to the host alone.
 *
 * To ask every property whether it is data or a getter would take longer than the handlers. So the copier just reads, and
 * looks at the counter of `instrument.ts` before and after: if it moved, code of the submission ran, and only then is
 * the value searched for the getter or proxy. What a copier made is frozen and known, and is not copied again when it
 * comes back: of a log of 10,000 entries, one is new.
 *
 * @module
 */
import { DEEPEST, TEXT_MAX, VALUES_MAX, whatIsRefused } from './refused.ts';
import { hasStateFields, stateOf } from './state.ts';

const { isArray, prototype: arrayPrototype } = Array;
const { freeze, getPrototypeOf } = Object;
const { apply } = Reflect;
const { concat } = arrayPrototype;

/** The name of a field, and its value in the step before, if there is one. */
type Fields = Record<string, unknown>;

/** Thrown while reading fast; the slow search says why. */
const STOP: unique symbol = Symbol('stop');

export class Copier {
  /** Everything that came out of a copier, frozen. */
  readonly #known = new WeakSet<object>();
  /** What was copied in this step, so that a log that stands in the state and on the disk is one log. */
  readonly #copies = new Map<object, object>();
  #values = 0;
  #text = 0;

  /**
   * Copies what a handler returned.
   *
   * @param returned - Whatever it was.
   * @param before - The state that the handler was given, as the host has it: what did not change is taken from there.
   * @param given - The same as the handler has it.
   * @param ticks - The submission's counter.
   * @throws Refused, which names the field.
   */
  step(
    returned: unknown,
    { before, given }: { readonly before: object | null; readonly given: object | null },
    ticks: () => number,
  ): unknown {
    const start = ticks();
    this.#values = 0;
    this.#text = 0;
    this.#copies.clear();
    if (given !== null && before !== null) this.#copies.set(given, before);
    try {
      const copy = this.#step(returned, before as Fields | null);
      if (ticks() === start) return copy;
    } catch (error) {
      if (error !== STOP) throw error;
    }
    throw whatIsRefused(returned);
  }

  /** Makes data of the host known, so that it is not copied when it comes back. It is frozen as well. */
  hand<T>(value: T): T {
    if (typeof value === 'object' && value !== null && !this.#known.has(value)) {
      deepFreeze(value);
      this.#known.add(value);
    }
    return value;
  }

  #step(returned: unknown, before: Fields | null): unknown {
    if (!isFields(returned)) return this.#value(returned, 0);
    const { state, effects, ...others } = returned;
    const copy = { state: this.#state(state, before), effects: this.#effects(effects) };
    for (const key in others) this.#value(others[key], 1);
    return copy;
  }

  /** A state, and every part of it that is what it was. The object itself is not frozen: see `guard.ts`. */
  #state(state: unknown, before: Fields | null): unknown {
    if (typeof state !== 'object' || state === null) return this.#value(state, 1);
    const same = this.#copies.get(state);
    if (same !== undefined) return same;
    if (!isFields(state)) return this.#value(state, 1);
    const fields = state;
    const old = before ?? NOTHING;
    const copy = hasStateFields(fields)
      ? stateOf(fields, old, this.#field)
      : this.#otherState(fields, old);
    this.#copies.set(state, copy);
    return copy;
  }

  #otherState(fields: Fields, old: Fields): Fields {
    const copy: Fields = {};
    for (const key in fields) define(copy, key, this.#field(fields[key], old[key]));
    return copy;
  }

  readonly #field = (value: unknown, old: unknown): unknown => {
    if (value === old && typeof value !== 'function' && typeof value !== 'symbol') return old;
    if (isArray(value) && isArray(old)) return this.#array(value, 2, old);
    return this.#value(value, 2);
  };

  #effects(effects: unknown): unknown {
    if (!isArray(effects)) return this.#value(effects, 1);
    const copy = this.#elements(effects);
    for (let at = 0; at < copy.length; at++) {
      const effect: unknown = copy[at];
      copy[at] =
        typeof effect === 'object' && effect !== null
          ? this.#effect(effect)
          : this.#value(effect, 2);
    }
    return copy;
  }

  #effect(effect: object): object {
    if (this.#known.has(effect)) return effect;
    if (!isFields(effect)) return this.#part(effect, 2);
    const fields = effect;
    if (fields['type'] === 'setTimer' && countOf(fields) === 3) {
      const { timer, ms } = fields;
      return { type: 'setTimer', timer: this.#value(timer, 3), ms: this.#value(ms, 3) };
    }
    if (fields['type'] === 'send' && countOf(fields) === 2) {
      return { type: 'send', message: this.#value(fields['message'], 3) };
    }
    return this.#object(fields, 2);
  }

  #value(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'object':
        return value === null ? null : this.#part(value, depth);
      case 'string':
        this.#text += value.length;
        if (this.#text > TEXT_MAX) throw STOP;
        return value;
      case 'function':
      case 'symbol':
        throw STOP;
      default:
        return value;
    }
  }

  #part(value: object, depth: number): object {
    if (this.#known.has(value)) return value;
    const copied = this.#copies.get(value);
    if (copied !== undefined) return copied;
    if (isArray(value)) return this.#array(value, depth, NO_ELEMENTS);
    if (!isFields(value)) throw STOP;
    return this.#keep(value, this.#object(value, depth));
  }

  #keep(original: object, copy: object): object {
    freeze(copy);
    this.#known.add(copy);
    this.#copies.set(original, copy);
    return copy;
  }

  #object(fields: Fields, depth: number): Fields {
    if (depth > DEEPEST) throw STOP;
    const copy: Fields = {};
    for (const key in fields) {
      if (++this.#values > VALUES_MAX) throw STOP;
      const value = fields[key];
      define(copy, key, typeof value === 'number' ? value : this.#value(value, depth + 1));
    }
    return copy;
  }

  #array(source: readonly unknown[], depth: number, old: readonly unknown[]): object {
    const copied = this.#copies.get(source);
    if (copied !== undefined) return copied;
    if (this.#known.has(source)) return source;
    if (depth > DEEPEST) throw STOP;
    const copy = this.#elements(source);
    for (let at = 0; at < copy.length; at++) {
      const element = copy[at];
      if (element !== old[at] || typeof element === 'function' || typeof element === 'symbol') {
        copy[at] = this.#value(element, depth + 1);
      }
    }
    return this.#keep(source, copy);
  }

  /** A new array with the same elements. No code of the submission can say what kind of array it is. */
  #elements(source: readonly unknown[]): unknown[] {
    const { length } = source;
    this.#values += length;
    if (this.#values > VALUES_MAX) throw STOP;
    const copy: unknown[] = apply(concat, [], [source]);
    if (copy.length !== length || copy[0] === source) throw STOP;
    return copy;
  }
}

const NOTHING: Fields = freeze({ __proto__: null });
const NO_ELEMENTS: readonly unknown[] = freeze([]);

/** True for a plain object. */
function isFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A field with the name `__proto__` is a field like any other. */
function define(copy: Fields, key: string, value: unknown): void {
  if (key === '__proto__') throw STOP;
  copy[key] = value;
}

function countOf(fields: Fields): number {
  let count = 0;
  for (const _ in fields) count++;
  return count;
}

function deepFreeze(value: object): void {
  freeze(value);
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) deepFreeze(part);
  }
}
