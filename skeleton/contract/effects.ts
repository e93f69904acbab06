/**
 * What a server asks its machine to do.
 *
 * Effects are carried out in the order of the list, and the machine may crash between any two of them. So
 * `persist` stands before the `send` that relies on it: the other way round, a crash in between leaves a promise
 * that the server has forgotten.
 *
 * @module
 */
import type { LogEntry, PersistentState, ServerId, Snapshot } from './data.ts';
import type { Message } from './messages.ts';

/**
 * `election`: when it goes off, `electionTimeout` is called. `heartbeat`: `heartbeatTimeout`. Neither repeats.
 */
export type TimerName = 'election' | 'heartbeat';

/** Replaces what is on disk, atomically: after a crash all of it is there, or the old state is. */
export interface Persist {
  readonly type: 'persist';
  readonly state: PersistentState;
}

/** Hands a message to the network, which may lose, double, delay or reorder it. */
export interface Send {
  readonly type: 'send';
  readonly message: Message;
}

/** Arms a timer, or arms it again: an earlier setting of the same timer no longer counts. */
export interface SetTimer {
  readonly type: 'setTimer';
  readonly timer: TimerName;
  /** From now, in milliseconds of this server's virtual clock; less than 1 counts as 1. */
  readonly ms: number;
}

/** Disarms a timer. */
export interface CancelTimer {
  readonly type: 'cancelTimer';
  readonly timer: TimerName;
}

/** Gives a committed entry to the state machine: every index once, in order, no-ops and configurations too (§5.3). */
export interface Apply {
  readonly type: 'apply';
  readonly index: number;
  readonly entry: LogEntry;
}

/** The state machine forgets what it has and starts again from a snapshot (§7; lab 2D). */
export interface Restore {
  readonly type: 'restore';
  readonly snapshot: Snapshot;
}

/** Answers a proposal: the entry stands in the leader's log. It is a promise of a place, not of a commit. */
export interface Accepted {
  readonly type: 'accepted';
  readonly index: number;
  readonly term: number;
}

/** Answers a proposal that this server will not take, because it does not lead (or, lab 2E, may not yet). */
export interface Rejected {
  readonly type: 'rejected';
  /** Whom the client should ask instead, `null` when unknown. */
  readonly leaderId: ServerId | null;
}

/** Shown in traces and in the viewer, and means nothing. Use it to see why your server did what it did. */
export interface Note {
  readonly type: 'note';
  readonly text: string;
}

/** Every effect there is. */
export type Effect =
  | Persist
  | Send
  | SetTimer
  | CancelTimer
  | Apply
  | Restore
  | Accepted
  | Rejected
  | Note;
