/**
 * Small events for the tests of traces and reports.
 *
 * @module
 */
import type {
  AppendEntriesRequest,
  Json,
  LogEntry,
  ServerId,
  ServerState,
  Snapshot,
} from '../../skeleton/contract/index.ts';
import type { StepEvent } from './event.ts';

/** A follower that has just booted. */
export const freshState: ServerState = {
  currentTerm: 0,
  votedFor: null,
  log: [],
  snapshot: null,
  role: 'follower',
  leaderId: null,
  commitIndex: 0,
  lastApplied: 0,
  votesGranted: [],
  nextIndex: {},
  matchIndex: {},
};

/** A command entry. */
export function entry(term: number, command: Json = 'x'): LogEntry {
  return { term, payload: { kind: 'command', command } };
}

/** A snapshot up to an index. */
export function snapshotAt(lastIncludedIndex: number, lastIncludedTerm: number): Snapshot {
  return { lastIncludedIndex, lastIncludedTerm, servers: ['n1', 'n2', 'n3'], data: { x: 1 } };
}

/** A heartbeat of n1 in term 3 after an empty log, with the fields given instead. */
export function appendEntries(
  fields: Partial<Omit<AppendEntriesRequest, 'type'>> = {},
): AppendEntriesRequest {
  return {
    type: 'AppendEntriesRequest',
    from: 'n1',
    to: 'n2',
    term: 3,
    prevLogIndex: 0,
    prevLogTerm: 0,
    entries: [],
    leaderCommit: 0,
    ...fields,
  };
}

/** Whom and what a sample step is about; whatever is left out changes nothing. */
export interface StepParts extends Partial<Omit<StepEvent, 'kind' | 'state' | 'before'>> {
  readonly from?: Partial<ServerState> | null;
  readonly to?: Partial<ServerState>;
}

/** A step of n2 from one state to another. `changedFrom` is worked out by comparing entry by entry. */
export function step(parts: StepParts): StepEvent {
  const { from = {}, to = {}, ...others } = parts;
  const before = from === null ? null : { ...freshState, ...from };
  const state = { ...freshState, ...from, ...to };
  return {
    kind: 'step',
    n: 1,
    at: 0,
    server: 'n2',
    input: { type: 'electionTimeout' },
    before,
    state,
    effects: [],
    changedFrom: firstDifference(before ?? freshState, state),
    crashed: false,
    ...others,
  };
}

/** Three servers, as most tests have them. */
export const servers: readonly ServerId[] = ['n1', 'n2', 'n3'];

function firstDifference(before: ServerState, after: ServerState): number | null {
  const start = Math.max(offset(before), offset(after)) + 1;
  const end = Math.max(offset(before) + before.log.length, offset(after) + after.log.length);
  for (let index = start; index <= end; index += 1) {
    const [a, b] = [before, after].map((state) => state.log[index - offset(state) - 1]);
    if (JSON.stringify(a) !== JSON.stringify(b)) return index;
  }
  return null;
}

function offset(state: ServerState): number {
  return state.snapshot?.lastIncludedIndex ?? 0;
}
