/**
 * Chapter 1: the log (§5.3, Figure 6), and the one place that knows that arrays start at 0.
 *
 * Indexes are the paper's: the first entry has index 1, and index 0 is the place before it, with term 0. When a
 * snapshot stands for the first entries, `log[0]` has index `lastIncludedIndex + 1`, and the last index that the
 * snapshot covers plays the part of index 0: its term is known, its entry is not. All other chapters speak of
 * indexes only.
 *
 * The functions that return a log return the very same array when it has not changed, so that `===` says whether
 * there is something to persist.
 *
 * @module
 */
import type { LogEntry, PersistentState } from '../skeleton/contract/index.ts';
import { assert } from './assert.ts';

/** What a log is: entries, and the snapshot that stands before them. Every server state is one. */
export type Log = Pick<PersistentState, 'log' | 'snapshot'>;

/** A place in a log and the term that stands there: what servers compare instead of logs. */
export interface Position {
  readonly index: number;
  readonly term: number;
}

/** The index just before `log[0]`: 0, or the last one that the snapshot covers. */
export function baseIndex(s: Log): number {
  return s.snapshot === null ? 0 : s.snapshot.lastIncludedIndex;
}

/** The index of the last entry, 0 when there never was one. */
export function lastIndex(s: Log): number {
  return baseIndex(s) + s.log.length;
}

/** The term of the last entry, 0 when there never was one. */
export function lastTerm(s: Log): number {
  const last = s.log.at(-1);
  return last === undefined ? baseTerm(s) : last.term;
}

/** The entry at an index; `undefined` beyond the end and where the snapshot stands for it. */
export function entryAt(s: Log, index: number): LogEntry | undefined {
  return s.log[index - baseIndex(s) - 1];
}

/** The term at an index; `undefined` where this log cannot know it: beyond the end, and below the base. */
export function termAt(s: Log, index: number): number | undefined {
  return index === baseIndex(s) ? baseTerm(s) : entryAt(s, index)?.term;
}

/** The entries from `index` on, at most `most` of them. An empty answer is always the same array. */
export function entriesFrom(s: Log, index: number, most: number): readonly LogEntry[] {
  assert(index > baseIndex(s), 'entries under a snapshot are gone');
  const start = index - baseIndex(s) - 1;
  const end = Math.min(s.log.length, start + most);
  return start >= end ? none : copy(s.log, start, end);
}

/** The entries behind `index`, up to the end: what stays when a snapshot stands for all up to there. */
export function entriesAfter(s: Log, index: number): readonly LogEntry[] {
  return entriesFrom(s, index + 1, s.log.length);
}

/**
 * The consistency check: does this log agree with a leader's at this place?
 *
 * Paper   §5.3 "If the follower does not find an entry in its log with the same index and term, then it refuses";
 *         Figure 2 "AppendEntries RPC, receiver 2"
 *
 * What a snapshot covers was committed, and every later leader has the same there (Leader Completeness, §5.4).
 * So a late message from before the snapshot agrees. Were it refused, or taken for a conflict, a server would
 * send its leader back to entries that no one has any more.
 */
export function agreesAt(s: Log, place: Position): boolean {
  return place.index < baseIndex(s) || termAt(s, place.index) === place.term;
}

/**
 * How many of a leader's entries this log already holds, counted from the first.
 *
 * Paper   §5.3, Log Matching: "If two entries in different logs have the same index and term, then they store the
 *         same command". So the terms are compared and the payloads are not.
 */
export function countPresent(s: Log, prevLogIndex: number, entries: readonly LogEntry[]): number {
  let present = 0;
  for (const entry of entries) {
    const place = { index: prevLogIndex + present + 1, term: entry.term };
    if (!agreesAt(s, place)) break;
    present += 1;
  }
  return present;
}

/**
 * The log with `entries` from `index` on, and nothing after them. What stood there is gone.
 *
 * Spreading the old array is some forty times faster than `slice` on a frozen one, and appending is the usual case.
 */
export function replaceFrom(
  s: Log,
  index: number,
  entries: readonly LogEntry[],
): readonly LogEntry[] {
  assert(index > baseIndex(s), 'a committed entry is never replaced');
  assert(index <= lastIndex(s) + 1, 'a log has no holes');
  const appends = index === lastIndex(s) + 1;
  const kept = appends ? s.log : copy(s.log, 0, index - baseIndex(s) - 1);
  const log = [...kept, ...entries];
  inheritConfiguration(log, { from: s.log, kept: kept.length });
  return log;
}

/** The first index of the run of entries that has the same term as `index` (§5.3, fast backup). */
export function firstIndexOfRun(s: Log, index: number): number {
  const term = termAt(s, index);
  let first = index;
  while (first - 1 > baseIndex(s) && termAt(s, first - 1) === term) first -= 1;
  return first;
}

/** The last index that has this term, `undefined` when none is known to. Terms never fall, so the search ends early. */
export function lastIndexOfTerm(s: Log, term: number): number | undefined {
  for (let index = lastIndex(s); index >= baseIndex(s); index -= 1) {
    const here = termAt(s, index) ?? 0;
    if (here === term) return index;
    if (here < term) return undefined;
  }
  return undefined;
}

/**
 * Is a candidate's log, which ends at `last`, at least as up-to-date as this one?
 *
 * Paper   §5.4.1 "If the logs have last entries with different terms, then the log with the later term is more
 *         up-to-date. If the logs end with the same term, then whichever log is longer is more up-to-date."
 *
 * Why the term comes first: in Figure 8 (e) the old leader's log, overtaken, may well be the longer one. If length
 * decided, it could win and overwrite an entry of a later term that a majority holds and that was committed.
 */
export function isUpToDate(last: Position, s: Log): boolean {
  const laterTerm = last.term > lastTerm(s);
  const sameTerm = last.term === lastTerm(s);
  const notShorter = last.index >= lastIndex(s);
  return laterTerm || (sameTerm && notShorter);
}

/** Where the last configuration stands in an array of entries, -1 without one (chapter 8). */
export function lastConfiguration(log: readonly LogEntry[]): number {
  const known = lastConfigurations.get(log);
  const place = known ?? log.findLastIndex(isConfiguration);
  if (known === undefined) lastConfigurations.set(log, place);
  return place;
}

/**
 * What {@link lastConfiguration} has found, for each array. No state holds it, and nobody can see it but by its speed:
 * an array of entries never changes, and in most there is no configuration, so that each handler would search it all.
 */
const lastConfigurations = new WeakMap<readonly LogEntry[], number>();

/** A log that has grown out of another has its last configuration in the same place, unless that part was not kept. */
function inheritConfiguration(
  log: readonly LogEntry[],
  { from, kept }: { readonly from: readonly LogEntry[]; readonly kept: number },
): void {
  const before = lastConfiguration(from);
  const added = log.slice(kept).findLastIndex(isConfiguration);
  if (added >= 0) lastConfigurations.set(log, kept + added);
  else if (before < kept) lastConfigurations.set(log, before);
}

function isConfiguration({ payload }: LogEntry): boolean {
  return payload.kind === 'config';
}

const none: readonly LogEntry[] = Object.freeze([]);

/** The term just before `log[0]`. */
function baseTerm(s: Log): number {
  return s.snapshot === null ? 0 : s.snapshot.lastIncludedTerm;
}

/** The array places from `start` up to but not including `end`. */
function copy(log: readonly LogEntry[], start: number, end: number): readonly LogEntry[] {
  const part: LogEntry[] = [];
  for (let place = start; place < end; place += 1) {
    const entry = log[place];
    assert(entry !== undefined, 'a log has no holes');
    part.push(entry);
  }
  return part;
}
