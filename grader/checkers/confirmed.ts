/**
 * How far a follower's log is known to equal the log of its leader: the index of the last entry of the requests of
 * the present term that matched.
 *
 * Paper §5.3, Figure 2 "AppendEntries RPC, receiver 5" ("index of last new entry"). What stands behind that index may
 * be left over from an older leader.
 *
 * @module
 */
import type {
  AppendEntriesRequest,
  InstallSnapshotRequest,
  ServerState,
} from '../../skeleton/contract/index.ts';
import { baseOf, holds, sameEntry } from './log.ts';

/** What is known of one follower. */
export interface Confirmed {
  /** The term in which `index` was confirmed. */
  term: number;
  index: number;
  /** The highest commitIndex that any leader told it of. */
  told: number;
}

/** Nothing is confirmed yet. */
export function nothingConfirmed(): Confirmed {
  return { term: -1, index: 0, told: 0 };
}

/** Takes note of a request that was delivered. `state` is the follower's state after it. */
export function confirmAppend(
  known: Confirmed,
  request: AppendEntriesRequest,
  state: ServerState,
): void {
  if (request.leaderCommit > known.told) known.told = request.leaderCommit;
  if (request.term !== state.currentTerm) return;
  startTerm(known, request.term);
  const { prevLogIndex, prevLogTerm, entries } = request;
  if (prevLogIndex + entries.length <= known.index) return;
  if (!holds(state, prevLogIndex, prevLogTerm)) return;
  const base = baseOf(state);
  let index = prevLogIndex;
  for (let at = 0; at < entries.length; at += 1) {
    const sent = entries[at];
    const place = index - base;
    const entry = state.log[place];
    if (place >= 0 && (sent === undefined || entry === undefined || !sameEntry(sent, entry))) break;
    index += 1;
  }
  if (index > known.index) known.index = index;
}

/** The same for a snapshot: its last entry is committed, and equal to the leader's once the follower has it. */
export function confirmSnapshot(
  known: Confirmed,
  request: InstallSnapshotRequest,
  state: ServerState,
): void {
  const { lastIncludedIndex, lastIncludedTerm } = request.snapshot;
  if (lastIncludedIndex > known.told) known.told = lastIncludedIndex;
  if (request.term !== state.currentTerm) return;
  startTerm(known, request.term);
  if (lastIncludedIndex > known.index && holds(state, lastIncludedIndex, lastIncludedTerm)) {
    known.index = lastIncludedIndex;
  }
}

function startTerm(known: Confirmed, term: number): void {
  if (known.term === term) return;
  known.term = term;
  known.index = 0;
}
