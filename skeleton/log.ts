/**
 * Chapter 1: the log (§5.3, Figure 6).
 *
 * Indexes are the paper's: the first entry has index 1, and index 0 is the place before it, with term 0. Arrays start
 * at 0. If only this file knows that, lab 2D, in which a snapshot takes the place of the first entries, changes
 * only this file's arithmetic.
 *
 * The functions below are those that the other chapters need first. Add more as you need them.
 *
 * @module
 */
import { type LogEntry, notWrittenYet, type PersistentState } from './contract/index.ts';

/** What a log is: entries, and (from lab 2D on) the snapshot that stands before them. Every server state is one. */
export type Log = Pick<PersistentState, 'log' | 'snapshot'>;

/** A place in a log and the term that stands there: what servers compare instead of logs. */
export interface Position {
  readonly index: number;
  readonly term: number;
}

/** The index of the last entry, 0 when there is none. Lab 2A fills this in. */
export function lastIndex(_log: Log): number {
  return notWrittenYet('lastIndex', '2A');
}

/** The term of the last entry, 0 when there is none. Lab 2A fills this in. */
export function lastTerm(_log: Log): number {
  return notWrittenYet('lastTerm', '2A');
}

/** The entry at an index, `undefined` when there is none. Lab 2B fills this in. */
export function entryAt(_log: Log, _index: number): LogEntry | undefined {
  return notWrittenYet('entryAt', '2B');
}

/** The term at an index: 0 at index 0, `undefined` where there is no entry. Lab 2B fills this in. */
export function termAt(_log: Log, _index: number): number | undefined {
  return notWrittenYet('termAt', '2B');
}

/** The entries from `index` on, at most `most` of them. Lab 2B fills this in. */
export function entriesFrom(_log: Log, _index: number, _most: number): readonly LogEntry[] {
  return notWrittenYet('entriesFrom', '2B');
}

/**
 * Is a candidate's log, which ends at `last`, at least as up-to-date as this one?
 *
 * Paper   §5.4.1 "If the logs have last entries with different terms, then the log with the later term is more
 *         up-to-date. If the logs end with the same term, then whichever log is longer is more up-to-date."
 *
 * Lab 2B fills this in. In lab 2A all logs are empty, and equal.
 */
export function isUpToDate(_last: Position, _log: Log): boolean {
  return notWrittenYet('isUpToDate', '2B');
}
