/**
 * Names the field of a returned value that no server may return.
 *
 * This is the slow look, taken when the fast one in `plain.ts` gave up. It asks for descriptions of properties instead of
 * reading them, and never looks into a proxy, so no code of the submission runs.
 *
 * @module
 */
import { types } from 'node:util';

/** Deeper data than this is taken for a cycle. */
export const DEEPEST = 200;
/** More values than this in one step are too many: the longest log of any scenario has a tenth of them. */
export const VALUES_MAX = 1_000_000;
/** As many characters in one step. */
export const TEXT_MAX = 16_000_000;

/** What a handler returned is no plain data. The message names the field: `state.log[3] is a proxy`. */
export class Refused extends Error {
  readonly #made = true;

  /** Like `instanceof`, which would ask a proxy. */
  static is(value: unknown): value is Refused {
    return typeof value === 'object' && value !== null && #made in value;
  }
}

/** Says why a value is refused. */
export function whatIsRefused(returned: unknown): Refused {
  const found = search(returned, '', { depth: 0, left: VALUES_MAX, text: TEXT_MAX });
  return new Refused(found ?? 'something that changes while it is read');
}

interface Budget {
  readonly depth: number;
  left: number;
  text: number;
}

function search(value: unknown, path: string, budget: Budget): string | null {
  const name = path === '' ? 'a value that' : path;
  switch (typeof value) {
    case 'function':
      return `${name} is a function, which JSON cannot hold`;
    case 'symbol':
      return `${name} is a symbol, which JSON cannot hold`;
    case 'string':
      budget.text -= value.length;
      return budget.text < 0
        ? `${name} is one text too many: all of them have more than ${TEXT_MAX.toLocaleString('en-US')} characters`
        : null;
    case 'object':
      return value === null ? null : searchObject(value, path, name, budget);
    default:
      return null;
  }
}

function searchObject(value: object, path: string, name: string, budget: Budget): string | null {
  if (types.isProxy(value)) return `${name} is a proxy and no plain data`;
  if (budget.depth > DEEPEST) return `${name} is nested too deeply, or contains itself`;
  const kind = kindOf(value);
  if (kind !== null) return `${name} is ${kind}, which JSON cannot hold`;
  const size = Array.isArray(value) ? value.length : 0;
  if (size > budget.left) return tooLarge(name);
  for (const key of Object.keys(value)) {
    if (--budget.left < 0) return tooLarge(name);
    const inner = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (key === '__proto__') return `${inner} has a name that no field may have`;
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property === undefined) continue;
    if (!('value' in property)) return `${inner} is computed by a getter and no plain data`;
    const within: Budget = { ...budget, depth: budget.depth + 1 };
    const found = search(property.value, inner, within);
    if (found !== null) return found;
    budget.left = within.left;
    budget.text = within.text;
  }
  return null;
}

function tooLarge(name: string): string {
  return `${name} is too large: a step has more than ${VALUES_MAX.toLocaleString('en-US')} values`;
}

/** What an object is when it is neither a plain object nor an array. */
function kindOf(value: object): string | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) return null;
  if (prototype === Object.prototype || prototype === null) return null;
  for (const [kind, test] of KINDS) if (test(value)) return kind;
  return 'an object of a class';
}

const KINDS: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ['a Map', types.isMap],
  ['a Set', types.isSet],
  ['a Promise', types.isPromise],
  ['a Date', types.isDate],
  ['a RegExp', types.isRegExp],
  ['an Error', types.isNativeError],
];
