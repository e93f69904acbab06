/**
 * Where one log parts from another, without reading both from the start at every event.
 *
 * @module
 */
import type { LogEntry, ServerState } from '../../skeleton/contract/index.ts';
import { freezeJson, sameJson } from './json.ts';

/** Logs up to this length are compared entry by entry. */
const COMPARE_WHOLE = 64;
/** Of longer logs, this many entries at the end of the common part and as many in a window that moves through the rest. */
const COMPARE_SOME = 32;

/** The index of the last entry that a server's log holds or its snapshot covers. */
export function lastIndexOf(state: Pick<ServerState, 'log' | 'snapshot'>): number {
  return (state.snapshot?.lastIncludedIndex ?? 0) + state.log.length;
}

/**
 * The first index at which the log after differs from the log before: new, changed or gone; `null` when they are equal.
 * Entries that went into a snapshot are no difference.
 *
 * Of logs of more than 64
 * entries whose common part ends alike, only a window is read, which moves on with every entry that is added: so an
 * append to a log of 10,000 entries costs what an append to a short one costs, and a server that swaps an entry in
 * the middle of such a log is found out within the next few hundred appends instead of at once.
 */
export function changedFrom(
  before: Pick<ServerState, 'log' | 'snapshot'> | null,
  after: Pick<ServerState, 'log' | 'snapshot'>,
): number | null {
  const oldBase = before?.snapshot?.lastIncludedIndex ?? 0;
  const newBase = after.snapshot?.lastIncludedIndex ?? 0;
  const oldLog = before?.log ?? [];
  if (oldLog === after.log && oldBase === newBase) return null;
  const base = Math.max(oldBase, newBase);
  const oldLast = oldBase + oldLog.length;
  const newLast = newBase + after.log.length;
  const common = Math.min(oldLast, newLast) - base;
  const parted = firstDifference(oldLog, base - oldBase, after.log, base - newBase, common);
  if (parted < common) return base + parted + 1;
  if (oldLast === newLast || (newLast === newBase && newBase >= oldLast)) return null;
  return Math.max(base, base + common) + 1;
}

/** How many entries from the two places on are the same, at most `count`. */
function firstDifference(
  left: readonly LogEntry[],
  leftFrom: number,
  right: readonly LogEntry[],
  rightFrom: number,
  count: number,
): number {
  if (count > COMPARE_WHOLE) {
    const windows = Math.ceil(count / COMPARE_SOME);
    const window = (right.length % windows) * COMPARE_SOME;
    if (
      same(left, leftFrom, right, rightFrom, count - COMPARE_SOME, count) &&
      same(left, leftFrom, right, rightFrom, window, Math.min(window + COMPARE_SOME, count))
    ) {
      return count;
    }
  }
  let at = 0;
  while (at < count) {
    const entry = left[leftFrom + at];
    if (entry !== right[rightFrom + at] && !sameEntry(entry, right[rightFrom + at])) break;
    at++;
  }
  return at;
}

function same(
  left: readonly LogEntry[],
  leftFrom: number,
  right: readonly LogEntry[],
  rightFrom: number,
  from: number,
  to: number,
): boolean {
  for (let at = from; at < to; at++) {
    const entry = left[leftFrom + at];
    if (entry !== right[rightFrom + at] && !sameEntry(entry, right[rightFrom + at])) return false;
  }
  return true;
}

/**
 * A server that keeps an entry usually keeps the object. One that copies it has changed nothing, and its copy takes the
 * place of the object that was checked and frozen when it was new.
 */
function sameEntry(left: LogEntry | undefined, right: LogEntry | undefined): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || right === null) return false;
  if (left.term !== right.term || !sameJson(left.payload, right.payload)) return false;
  return freezeJson(right);
}
