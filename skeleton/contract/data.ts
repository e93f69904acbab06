/**
 * What a Raft server stores and what it remembers: Figure 2, box "State", as plain data.
 *
 * Everything here is JSON and `readonly`. The engine freezes every value before a handler sees it, so a
 * handler that changes its argument throws at the line that does it. Return new data instead.
 *
 * Indexes are 1-based. Index 0 is the place before the first entry, and its term is 0.
 *
 * @module
 */

/** Names a server. Any non-empty string, `'0'` and `'10'` included: compare ids with `===` only. */
export type ServerId = string;

/** Whatever survives `JSON.stringify` unchanged: no `undefined`, functions, `NaN`, dates or class instances. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** What a log entry carries. */
export type Payload =
  /** A command for the state machine, as the client gave it (§5.3). Raft never looks inside. */
  | { readonly kind: 'command'; readonly command: Json }
  /** A cluster configuration (§6, dissertation §4.1; lab 2E). It counts from the moment it is in the log. */
  | { readonly kind: 'config'; readonly servers: readonly ServerId[] }
  /** Nothing. A leader may append one at the start of its term, so that older entries commit (§8). */
  | { readonly kind: 'noop' };

/** One entry of the log. Its index is its place, see {@link PersistentState.log}. */
export interface LogEntry {
  /** The term of the leader that created the entry. It never changes, also when a later leader sends it on. */
  readonly term: number;
  /** What the entry carries. Two entries with the same index and term have the same payload (Log Matching, §5.3). */
  readonly payload: Payload;
}

/** A state machine's state that stands for a prefix of the log (§7; lab 2D). */
export interface Snapshot {
  /** The index of the last entry that the snapshot replaces. At least 1, and that entry was committed. */
  readonly lastIncludedIndex: number;
  /** The term of that entry: needed for the consistency check of the entry that follows it. */
  readonly lastIncludedTerm: number;
  /** The configuration as of `lastIncludedIndex`. Without it, a server restarted from a snapshot would count old quorums. */
  readonly servers: readonly ServerId[];
  /** The state machine's own data. Raft carries it and never looks inside. */
  readonly data: Json;
}

/**
 * What survives a crash: Figure 2, "Persistent state on all servers".
 *
 * A server must have persisted whatever it told anyone else: a vote, a term, an acknowledged entry. One that
 * grants its vote, crashes and forgets can vote again in the same term, and two leaders of one term follow.
 */
export interface PersistentState {
  /** The newest term this server has seen. Starts at 0 and never goes back, not even over a restart. */
  readonly currentTerm: number;
  /** Who got this server's vote in `currentTerm`, or `null`. Cleared only when `currentTerm` grows. */
  readonly votedFor: ServerId | null;
  /**
   * The entries after the snapshot. Without a snapshot `log[0]` has index 1; with one it has index
   * `snapshot.lastIncludedIndex + 1`. Terms never fall from one entry to the next, and none is above `currentTerm`.
   */
  readonly log: readonly LogEntry[];
  /** The newest snapshot, or `null` before the first one (always `null` before lab 2D). */
  readonly snapshot: Snapshot | null;
}

/** What a server is at the moment (§5.1). The specification has the same variable with the same values. */
export type Role = 'follower' | 'candidate' | 'leader';

/**
 * Everything a server knows: Figure 2, "Persistent state" and "Volatile state".
 *
 * A submission may extend it with more fields, as long as they hold JSON.
 */
export interface ServerState extends PersistentState {
  /** At most one server is `leader` in any one term (Election Safety, §5.2). */
  readonly role: Role;
  /** The leader of `currentTerm` as far as this server knows: a hint for clients, `null` when unknown. */
  readonly leaderId: ServerId | null;
  /** The highest index known to be committed. 0 after a first boot; never goes back while the server runs. */
  readonly commitIndex: number;
  /** The highest index handed to the state machine, `lastApplied <= commitIndex`. */
  readonly lastApplied: number;
  /** The servers whose votes this candidate has in `currentTerm`, itself included. Each stands in it once. */
  readonly votesGranted: readonly ServerId[];
  /** On a leader: for each other server the index of the next entry to send to it. Meaningless otherwise. */
  readonly nextIndex: Readonly<Record<ServerId, number>>;
  /**
   * On a leader: for each other server the highest index known to be in its log *and equal to the leader's*.
   * Set to 0 at each election; a value left over from an earlier term counts entries that are gone.
   */
  readonly matchIndex: Readonly<Record<ServerId, number>>;
}
