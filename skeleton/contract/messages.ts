/**
 * What servers say to each other: the RPCs of Figures 2 and 13, as one-way messages.
 *
 * A message may be lost, doubled, overtaken or very late, and so may its answer. There is no call that waits
 * for a reply: a response is a message like any other, and must be understood by what it says.
 *
 * @module
 */
import type { Json, LogEntry, ServerId, Snapshot } from './data.ts';

/** The head of every message. */
export interface Envelope {
  /** The sender. */
  readonly from: ServerId;
  /** The receiver. */
  readonly to: ServerId;
  /**
   * The sender's `currentTerm` when it sent the message. A higher term than the receiver's makes any receiver
   * a follower of that term before anything else (§5.1).
   */
  readonly term: number;
}

/** A candidate asks for a vote (§5.2). `from` is Figure 2's candidateId. */
export interface RequestVoteRequest extends Envelope {
  readonly type: 'RequestVoteRequest';
  /** Index of the candidate's last log entry, 0 when its log is empty (§5.4.1). */
  readonly lastLogIndex: number;
  /** Term of that entry, 0 when the log is empty. */
  readonly lastLogTerm: number;
}

/** The answer to a {@link RequestVoteRequest}. */
export interface RequestVoteResponse extends Envelope {
  readonly type: 'RequestVoteResponse';
  /** True when the sender votes for the receiver in `term`. */
  readonly voteGranted: boolean;
}

/** A leader replicates entries; with none it is a heartbeat (§5.3). `from` is Figure 2's leaderId. */
export interface AppendEntriesRequest extends Envelope {
  readonly type: 'AppendEntriesRequest';
  /** Index of the entry just before `entries`, 0 at the start of the log. */
  readonly prevLogIndex: number;
  /** Term of that entry, 0 when `prevLogIndex` is 0. */
  readonly prevLogTerm: number;
  /** Entries with the indexes `prevLogIndex + 1`, `prevLogIndex + 2`, ... May be empty. */
  readonly entries: readonly LogEntry[];
  /** The leader's `commitIndex`. It may lie far behind or beyond what this message carries. */
  readonly leaderCommit: number;
}

/** The answer to an {@link AppendEntriesRequest}. */
export interface AppendEntriesResponse extends Envelope {
  readonly type: 'AppendEntriesResponse';
  /** True when the sender's log held the entry at `prevLogIndex` with `prevLogTerm`. */
  readonly success: boolean;
  /**
   * On success: the last index up to which the sender's log is known to equal the leader's, that is
   * `prevLogIndex + entries.length` of the request, not the length of the log. 0 on failure.
   */
  readonly matchIndex: number;
  /** On failure, optional: the first index that the leader should try next (§5.3, "the protocol can be optimized"). */
  readonly conflictIndex?: number;
  /** On failure, optional: the term of the entry that conflicts, when there is one. */
  readonly conflictTerm?: number;
}

/** A leader sends its snapshot to a server that is too far behind (§7, Figure 13; one message, no chunks). */
export interface InstallSnapshotRequest extends Envelope {
  readonly type: 'InstallSnapshotRequest';
  readonly snapshot: Snapshot;
}

/** The answer to an {@link InstallSnapshotRequest}. */
export interface InstallSnapshotResponse extends Envelope {
  readonly type: 'InstallSnapshotResponse';
  /** The last index up to which the sender's state is known to equal the leader's log. 0 for a request of an older term. */
  readonly matchIndex: number;
}

/** Anything else: pre-vote, leadership transfer, read index. Servers without a `handleCustom` never see it. */
export interface Custom extends Envelope {
  readonly type: 'Custom';
  /** What kind of message it is, in the submission's own words. */
  readonly name: string;
  readonly body: Json;
}

/** Every message there is. */
export type Message =
  | RequestVoteRequest
  | RequestVoteResponse
  | AppendEntriesRequest
  | AppendEntriesResponse
  | InstallSnapshotRequest
  | InstallSnapshotResponse
  | Custom;
