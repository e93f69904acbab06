/**
 * Where two pieces of JSON differ.
 *
 * @module
 */

/** The first field in which two values differ. */
export interface Difference {
  /** `state.votedFor`, `effects[1].message.term`. */
  readonly field: string;
  /** What stood there before, `undefined` when nothing did. */
  readonly was: unknown;
  /** What stands there now. */
  readonly is: unknown;
}

/**
 * Finds the first difference, `null` when there is none. It is as deep inside as both sides have the same form: of two
 * effects with another term, the term. The order of an object's fields does not count, as in the hash of a run.
 */
export function firstDifference(was: unknown, is: unknown, field = ''): Difference | null {
  if (was === is) return null;
  if (Array.isArray(was) && Array.isArray(is)) return inLists(was, is, field);
  if (isRecord(was) && isRecord(is)) return inRecords(was, is, field);
  return { field, was, is };
}

function inLists(was: readonly unknown[], is: readonly unknown[], field: string) {
  for (let place = 0; place < Math.max(was.length, is.length); place += 1) {
    const found = firstDifference(was[place], is[place], `${field}[${place}]`);
    if (found !== null) return found;
  }
  return null;
}

function inRecords(was: JsonRecord, is: JsonRecord, field: string): Difference | null {
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  for (const name of names) {
    const found = firstDifference(was[name], is[name], field === '' ? name : `${field}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

type JsonRecord = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
