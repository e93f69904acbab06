/**
 * What a handler may ask for, one short constructor each. None of them decides anything.
 *
 * @module
 */
import type {
  Accepted,
  Apply,
  CancelTimer,
  LogEntry,
  Message,
  Persist,
  PersistentState,
  Rejected,
  Restore,
  Send,
  ServerId,
  SetTimer,
  Snapshot,
  TimerName,
} from './contract/index.ts';

/** The part of a state that survives a crash: Figure 2, "Persistent state on all servers", and nothing else. */
export function durable(s: PersistentState): PersistentState {
  return {
    currentTerm: s.currentTerm,
    votedFor: s.votedFor,
    log: s.log,
    snapshot: s.snapshot,
  };
}

/** Writes the durable part of a state to disk. It stands before every `send` that relies on it. */
export function persist(s: PersistentState): Persist {
  return { type: 'persist', state: durable(s) };
}

/** Sends a message. */
export function send(message: Message): Send {
  return { type: 'send', message };
}

/** Arms a timer; an earlier setting of it no longer counts. */
export function setTimer(timer: TimerName, ms: number): SetTimer {
  return { type: 'setTimer', timer, ms };
}

/** Disarms a timer. */
export function cancelTimer(timer: TimerName): CancelTimer {
  return { type: 'cancelTimer', timer };
}

/** Gives a committed entry to the state machine. */
export function apply(index: number, entry: LogEntry): Apply {
  return { type: 'apply', index, entry };
}

/** Starts the state machine again from a snapshot. */
export function restore(snapshot: Snapshot): Restore {
  return { type: 'restore', snapshot };
}

/** Tells the client where its command stands. It may still be lost: only `apply` says that it is not. */
export function accepted(index: number, term: number): Accepted {
  return { type: 'accepted', index, term };
}

/** Sends the client to the leader, as far as that is known. */
export function rejected(leaderId: ServerId | null): Rejected {
  return { type: 'rejected', leaderId };
}
