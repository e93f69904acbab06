/**
 * The checks of single fields. Whatever is wrong is thrown with the path of its field.
 *
 * @module
 */
import { freezeJson, nameOf, whatIsNotJson } from './json.ts';

/** Thrown for a wrong shape. The message names the field and what it is: `log[3].term is "4" instead of ...`. */
export class WrongShape extends Error {
  readonly #path: string;
  readonly #problem: string;

  constructor(path: string, problem: string) {
    super(path === '' ? problem : `${path} ${problem}`);
    this.#path = path;
    this.#problem = problem;
  }

  /** The same, seen from outside: `effects[2]` before `message.term`. */
  within(outer: string): WrongShape {
    return new WrongShape(this.#path === '' ? outer : `${outer}.${this.#path}`, this.#problem);
  }
}

export function whole(path: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    wrong(path, value, 'a whole number, 0 or more');
  }
}

export function truth(path: string, value: unknown): void {
  if (typeof value !== 'boolean') wrong(path, value, 'true or false');
}

export function id(path: string, value: unknown): void {
  if (typeof value !== 'string') wrong(path, value, 'the id of a server');
}

export function idOrNull(path: string, value: unknown): void {
  if (value !== null && typeof value !== 'string') wrong(path, value, 'the id of a server or null');
}

export function ids(path: string, value: unknown): void {
  list(path, value);
  for (let at = 0; at < value.length; at++) {
    if (typeof value[at] !== 'string') wrong(`${path}[${at}]`, value[at], 'the id of a server');
  }
}

/** `JSON.stringify` drops a field that is `undefined`, so {@link json} does not miss it. */
export function given(path: string, value: unknown): void {
  if (value === undefined) wrong(path, value, 'a JSON value');
}

export function list(path: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) wrong(path, value, 'an array');
}

export function json(path: string, value: unknown): void {
  if (freezeJson(value)) return;
  const { path: inner, problem } = whatIsNotJson(value, path);
  throw new WrongShape(inner, problem);
}

/** Checks and freezes what a value holds beyond the fields that its type has. All of those must be in it. */
export function otherFields(path: string, value: object, fields: ReadonlySet<string>): void {
  let count = 0;
  for (const _ in value) count++;
  if (count === fields.size) return;
  for (const [key, other] of Object.entries(value)) {
    if (other !== undefined && !fields.has(key)) json(path === '' ? key : `${path}.${key}`, other);
  }
}

export function wrong(path: string, value: unknown, instead: string): never {
  throw new WrongShape(path, `is ${nameOf(value)} instead of ${instead}`);
}
