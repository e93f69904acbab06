/** Short ways to write down states, logs and messages in tests. Everything is frozen, as the engine does it. */
import type {
  AppendEntriesRequest,
  AppendEntriesResponse,
  Effect,
  Environment,
  InstallSnapshotRequest,
  InstallSnapshotResponse,
  LogEntry,
  Message,
  RequestVoteRequest,
  RequestVoteResponse,
  ServerId,
  ServerState,
  Snapshot,
} from '../skeleton/contract/index.ts';

export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

/** One entry; its command tells its term and, if given, its name. */
export function entry(term: number, name = ''): LogEntry {
  return frozen({ term, payload: { kind: 'command', command: `${name}${term}` } });
}

/** A configuration of the servers with these letters. */
export function config(term: number, letters: string): LogEntry {
  return frozen({ term, payload: { kind: 'config', servers: [...letters] } });
}

/** Entries with these terms, from index 1 on. */
export function terms(...all: readonly number[]): readonly LogEntry[] {
  return frozen(all.map((term) => entry(term)));
}

export function server(change: Partial<ServerState> = {}): ServerState {
  return frozen({
    currentTerm: 0,
    votedFor: null,
    log: [],
    snapshot: null,
    role: 'follower' as const,
    leaderId: null,
    commitIndex: 0,
    lastApplied: 0,
    votesGranted: [],
    nextIndex: {},
    matchIndex: {},
    ...change,
  });
}

export function snapshot(
  lastIncludedIndex: number,
  lastIncludedTerm: number,
  letters = 'abc',
): Snapshot {
  return frozen({ lastIncludedIndex, lastIncludedTerm, servers: [...letters], data: 'data' });
}

/** The world of server `a` in a cluster of the first `size` letters. Its random numbers are all 0.5. */
export function world(size: number, id: ServerId = 'a'): Environment {
  return { id, servers: frozen(['a', 'b', 'c', 'd', 'e'].slice(0, size)), random: () => 0.5 };
}

/** The election timer, armed with the random number 0.5. */
export const electionTimer: Effect = { type: 'setTimer', timer: 'election', ms: 225 };
export const heartbeatTimer: Effect = { type: 'setTimer', timer: 'heartbeat', ms: 50 };
export const noElectionTimer: Effect = { type: 'cancelTimer', timer: 'election' };
export const noHeartbeatTimer: Effect = { type: 'cancelTimer', timer: 'heartbeat' };

export function persisted(s: ServerState): Effect {
  const { currentTerm, votedFor, log, snapshot } = s;
  return { type: 'persist', state: { currentTerm, votedFor, log, snapshot } };
}

export function sent(message: Message): Effect {
  return { type: 'send', message };
}

export function voteRequest(change: Partial<RequestVoteRequest> = {}): RequestVoteRequest {
  const head = { type: 'RequestVoteRequest', from: 'b', to: 'a', term: 1 } as const;
  return frozen({ ...head, lastLogIndex: 0, lastLogTerm: 0, ...change });
}

export function voteResponse(change: Partial<RequestVoteResponse> = {}): RequestVoteResponse {
  const head = { type: 'RequestVoteResponse', from: 'b', to: 'a', term: 1 } as const;
  return frozen({ ...head, voteGranted: true, ...change });
}

export function appendRequest(change: Partial<AppendEntriesRequest> = {}): AppendEntriesRequest {
  const head = { type: 'AppendEntriesRequest', from: 'b', to: 'a', term: 1 } as const;
  const place = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
  return frozen({ ...head, ...place, ...change });
}

export function appendResponse(change: Partial<AppendEntriesResponse> = {}): AppendEntriesResponse {
  const head = { type: 'AppendEntriesResponse', from: 'b', to: 'a', term: 1 } as const;
  return frozen({ ...head, success: true, matchIndex: 0, ...change });
}

export function installRequest(
  change: Partial<InstallSnapshotRequest> = {},
): InstallSnapshotRequest {
  const head = { type: 'InstallSnapshotRequest', from: 'b', to: 'a', term: 3 } as const;
  return frozen({ ...head, snapshot: snapshot(5, 2), ...change });
}

export function installResponse(
  change: Partial<InstallSnapshotResponse> = {},
): InstallSnapshotResponse {
  const head = { type: 'InstallSnapshotResponse', from: 'b', to: 'a', term: 3 } as const;
  return frozen({ ...head, matchIndex: 5, ...change });
}

/** Who got a message of this type. */
export function receivers(effects: readonly Effect[], type: Message['type']): readonly ServerId[] {
  return messages(effects).flatMap((m) => (m.type === type ? [m.to] : []));
}

export function messages(effects: readonly Effect[]): readonly Message[] {
  return effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
}

export function ofType<T extends Effect['type']>(effects: readonly Effect[], type: T) {
  return effects.filter((e): e is Extract<Effect, { type: T }> => e.type === type);
}
