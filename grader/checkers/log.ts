/**
 * How a checker reads a log: by index, as in the paper. Only this file knows that arrays start at 0 and that a snapshot
 * may stand for the first entries.
 *
 * @module
 */
import type {
  Json,
  LogEntry,
  Message,
  Payload,
  PersistentState,
  ServerId,
} from '../../skeleton/contract/index.ts';

/** The index of the last entry that the snapshot replaces, 0 without a snapshot. */
export function baseOf(state: PersistentState): number {
  return state.snapshot === null ? 0 : state.snapshot.lastIncludedIndex;
}

/** The index of the last entry, whether it still stands in the log or only in the snapshot. */
export function lastIndex(state: PersistentState): number {
  return baseOf(state) + state.log.length;
}

/** The entry at an index, `undefined` when the log ends before it or a snapshot replaced it. */
export function entryAt(state: PersistentState, index: number): LogEntry | undefined {
  return state.log[index - baseOf(state) - 1];
}

/** What {@link termAt} says of an index whose term cannot be known. */
export const unknownTerm = -1;

/** The term at an index: 0 at index 0, the snapshot's at its last index, {@link unknownTerm} where nothing stands. */
export function termAt(state: PersistentState, index: number): number {
  const base = baseOf(state);
  if (index > base) return state.log[index - base - 1]?.term ?? unknownTerm;
  if (index < base) return unknownTerm;
  return state.snapshot === null ? 0 : state.snapshot.lastIncludedTerm;
}

/** True when the log holds an entry of this term at this index, or a snapshot stands for that place. */
export function holds(state: PersistentState, index: number, term: number): boolean {
  return index < baseOf(state) || termAt(state, index) === term;
}

/** True when two entries are the same in term and payload. One object is compared with itself at no cost. */
export function sameEntry(one: LogEntry, other: LogEntry): boolean {
  return one === other || (one.term === other.term && samePayload(one.payload, other.payload));
}

function samePayload(one: Payload, other: Payload): boolean {
  if (one === other) return true;
  if (one.kind === 'command')
    return other.kind === 'command' && sameJson(one.command, other.command);
  if (one.kind === 'config')
    return other.kind === 'config' && sameServers(one.servers, other.servers);
  return other.kind === 'noop';
}

/** True when both lists name the same servers, in whatever order. */
export function sameServers(one: readonly ServerId[], other: readonly ServerId[]): boolean {
  return one.length === other.length && one.every((server) => other.includes(server));
}

/** True when two JSON values are equal; the order of an object's keys does not count. */
export function sameJson(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return false;
  }
  if (isList(one) || isList(other)) {
    if (!isList(one) || !isList(other) || one.length !== other.length) return false;
    return one.every((value, place) => sameJson(value, other[place] ?? null));
  }
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(
    (key) => Object.hasOwn(other, key) && sameJson(one[key] ?? null, other[key] ?? null),
  );
}

/** A string that two JSON values share exactly when they are equal. */
export function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join()}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join()}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** An entry as a reader sees it: `"x" (term 3)`. */
export function showEntry(entry: LogEntry | undefined): string {
  return entry === undefined ? 'nothing' : `${showPayload(entry.payload)} (term ${entry.term})`;
}

function showPayload(payload: Payload): string {
  if (payload.kind === 'noop') return 'a no-op';
  if (payload.kind === 'config') return `the configuration ${payload.servers.join(', ')}`;
  return showJson(payload.command);
}

/** The kind of a message with its article: `a RequestVoteRequest`, `an AppendEntriesRequest`. */
export function showKind(type: Message['type']): string {
  return `${/^[AI]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** A command as a reader sees it, cut off when it is long. */
function showJson(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
