/**
 * Which events a property needs to see.
 *
 * Most properties have nothing to say of most events. Each event is looked at once and summed up as a set of bits; a
 * property that needs none of them is not called. Leaving a bit out makes a property blind, so each keeps in its list
 * what it learns from as well as what it judges. The tests compare with the same property that sees everything.
 *
 * @module
 */
import type { Effect, Message, ServerState } from '../../skeleton/contract/index.ts';
import type { StepEvent, TraceEvent } from '../trace/event.ts';

/** What can be in an event. Properties combine them with `|`. */
export const needs = {
  // What came in.
  restart: 1 << 0,
  proposal: 1 << 1,
  takeSnapshot: 1 << 2,
  voteRequest: 1 << 3,
  vote: 1 << 4,
  append: 1 << 5,
  /** An answer to AppendEntries or InstallSnapshot. */
  ack: 1 << 6,
  install: 1 << 7,
  /** A message whose term is above or below the receiver's, or one to a candidate. */
  otherTerm: 1 << 8,
  /** A puppet said or heard something. */
  puppet: 1 << 9,
  // What went out.
  persist: 1 << 10,
  apply: 1 << 11,
  restore: 1 << 12,
  sendVoteRequest: 1 << 13,
  sendVote: 1 << 14,
  sendAppend: 1 << 15,
  /** One that carries entries; it is a `sendAppend` too. */
  sendEntries: 1 << 16,
  sendAppended: 1 << 17,
  sendInstall: 1 << 18,
  sendInstalled: 1 << 19,
  // What changed.
  role: 1 << 20,
  term: 1 << 21,
  votedFor: 1 << 22,
  commit: 1 << 23,
  applied: 1 << 24,
  log: 1 << 25,
  snapshot: 1 << 26,
} as const;

/** Every message that has the paper's meaning. */
export const needsAnySend =
  needs.sendVoteRequest |
  needs.sendVote |
  needs.sendAppend |
  needs.sendAppended |
  needs.sendInstall |
  needs.sendInstalled;

const everything = -1;

/** Sums up an event. */
export function contentOf(event: TraceEvent): number {
  if (event.kind === 'step') return contentOfStep(event);
  return event.kind === 'puppet' ? needs.puppet : 0;
}

function contentOfStep(event: StepEvent): number {
  const { before, state, effects, input } = event;
  let bits = event.changedFrom === null ? 0 : needs.log;
  for (let at = 0; at < effects.length; at += 1) {
    const effect = effects[at];
    if (effect !== undefined) bits |= ofEffect(effect);
  }
  if (before === null) return bits | everythingChanged;
  if (before !== state) bits |= ofChange(before, state);
  switch (input.type) {
    case 'deliver':
      return bits | ofDelivery(input.message, before);
    case 'clientRequest':
    case 'changeServers':
      return bits | needs.proposal;
    case 'takeSnapshot':
      return bits | needs.takeSnapshot;
    case 'restart':
      return everything;
    default:
      return bits;
  }
}

const everythingChanged =
  needs.restart |
  needs.role |
  needs.term |
  needs.votedFor |
  needs.commit |
  needs.applied |
  needs.snapshot;

function ofChange(before: ServerState, state: ServerState): number {
  let bits = 0;
  if (before.currentTerm !== state.currentTerm) bits |= needs.term | needs.role;
  if (before.role !== state.role) bits |= needs.role;
  if (before.votedFor !== state.votedFor) bits |= needs.votedFor;
  if (before.commitIndex !== state.commitIndex) bits |= needs.commit;
  if (before.lastApplied !== state.lastApplied) bits |= needs.applied;
  if (before.snapshot !== state.snapshot) bits |= needs.snapshot;
  return bits;
}

function ofDelivery(message: Message, before: ServerState): number {
  const other = message.term !== before.currentTerm || before.role === 'candidate';
  const bits = other ? needs.otherTerm : 0;
  switch (message.type) {
    case 'AppendEntriesRequest':
      return bits | needs.append;
    case 'AppendEntriesResponse':
    case 'InstallSnapshotResponse':
      return bits | needs.ack;
    case 'RequestVoteRequest':
      return bits | needs.voteRequest;
    case 'RequestVoteResponse':
      return bits | needs.vote;
    case 'InstallSnapshotRequest':
      return bits | needs.install;
    default:
      return bits;
  }
}

function ofEffect(effect: Effect): number {
  switch (effect.type) {
    case 'send':
      return ofSend(effect.message);
    case 'persist':
      return needs.persist;
    case 'apply':
      return needs.apply;
    case 'restore':
      return needs.restore;
    default:
      return 0;
  }
}

function ofSend(message: Message): number {
  switch (message.type) {
    case 'AppendEntriesRequest':
      return message.entries.length === 0 ? needs.sendAppend : needs.sendAppend | needs.sendEntries;
    case 'AppendEntriesResponse':
      return needs.sendAppended;
    case 'RequestVoteRequest':
      return needs.sendVoteRequest;
    case 'RequestVoteResponse':
      return needs.sendVote;
    case 'InstallSnapshotRequest':
      return needs.sendInstall;
    case 'InstallSnapshotResponse':
      return needs.sendInstalled;
    default:
      return 0;
  }
}
