/**
 * Deep-freezes plain data and refuses everything else.
 *
 * @module
 */

/** Deeper data than this is taken for a cycle. */
const DEEPEST = 200;

/**
 * Freezes a value and everything in it.
 *
 * @returns False when a part of it would not survive `JSON.stringify` and `JSON.parse` unchanged; {@link whatIsNotJson}
 * says which. Paths are built there and not here, because this runs for every value that a handler returns.
 */
export function freezeJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || freezeObject(value, depth);
    default:
      return false;
  }
}

function freezeObject(value: object, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      if (!freezeJson(value[at], depth + 1)) return false;
    }
  } else {
    if (!isPlain(value)) return false;
    for (const key in value) {
      if (!freezeJson((value as Record<string, unknown>)[key], depth + 1)) return false;
    }
  }
  Object.freeze(value);
  return true;
}

/** True when two values are the same to JSON; the order of an object's fields does not count. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return false;
  }
  const fields = Object.entries(one);
  if (fields.length !== Object.keys(other).length) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  return fields.every(
    ([key, value]) =>
      Object.hasOwn(other, key) && sameJson(value, (other as Record<string, unknown>)[key]),
  );
}

/** False for class instances, and for whatever is no object at all. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Finds the part of a value for which {@link freezeJson} returned false, and says what is wrong with it. */
export function whatIsNotJson(value: unknown, path: string): NotJson {
  return find(value, path, 0) ?? { path, problem: 'is nested too deeply, or contains itself' };
}

interface NotJson {
  readonly path: string;
  readonly problem: string;
}

/** `null` when it is no part that is wrong, but that there is no end of parts. */
function find(value: unknown, path: string, depth: number): NotJson | null {
  if (depth > DEEPEST) return null;
  for (const [name, part] of partsOf(value, path)) {
    if (!freezeJson(part, depth + 1)) return find(part, name, depth + 1);
  }
  return { path, problem: `is ${nameOf(value)}, which JSON cannot hold` };
}

function partsOf(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return Array.from(value, (part, at) => [`${path}[${at}]`, part]);
  if (!isPlain(value)) return [];
  return Object.entries(value).map(([key, part]) => [path === '' ? key : `${path}.${key}`, part]);
}

/** What a value is, in a word or two: `undefined`, `a Map`, `a function`. */
export function nameOf(value: unknown): string {
  if (value === undefined || value === null) return `${value}`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const maker: unknown = (Object.getPrototypeOf(value) as object | null)?.constructor;
  const name = typeof maker === 'function' ? maker.name : '';
  return name === '' || name === 'Object' ? 'an object' : `a ${name}`;
}
