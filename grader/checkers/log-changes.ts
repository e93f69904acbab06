/**
 * When a log may change, and how.
 *
 * Paper §5.3, Figure 2 "AppendEntries RPC, receiver 1–4", Figure 13 "receiver 6–7". A late heartbeat arrives at a
 * follower that has gone on since. A follower that cuts its log there loses an entry that it has acknowledged, and
 * that may be committed.
 *
 * @module
 */
import type {
  AppendEntriesRequest,
  InstallSnapshotRequest,
  ServerState,
} from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import {
  baseOf,
  entryAt,
  holds,
  lastIndex,
  sameEntry,
  showEntry,
  termAt,
  unknownTerm,
} from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { actedAsLeader, firstChange } from './servers.ts';

/** Judges the change that a step made, whatever the server answers. A restart is another rule's business. */
export const logChanges: Property = {
  id: 'log-changes',
  sentence:
    'A log changes only when a leader appends its own entries, and when a follower drops entries from a conflict on and appends what the leader sent.',
  paper: '§5.3, Figure 2 "AppendEntries RPC, receiver 1–4", Figure 13',
  needs: needs.log | needs.install,
  watch() {
    return (event) => {
      if (event.kind !== 'step') return null;
      const { before, input } = event;
      const message = input.type === 'deliver' ? input.message : null;
      const installs = message?.type === 'InstallSnapshotRequest';
      if (before === null || (event.changedFrom === null && !installs)) return null;
      if (installs && before.snapshot === event.state.snapshot && event.changedFrom === null) {
        return null;
      }
      if (message?.type === 'AppendEntriesRequest') return byAppend(event, before, message);
      if (message?.type === 'InstallSnapshotRequest') return bySnapshot(event, before, message);
      return byItself(event, before);
    };
  },
};

function byAppend(
  event: StepEvent,
  before: ServerState,
  request: AppendEntriesRequest,
): string | null {
  const { server, state } = event;
  const from = firstChange(event);
  const { prevLogIndex, prevLogTerm, entries, term } = request;
  if (term < before.currentTerm) {
    return `${server} changes its log at index ${from} for an AppendEntriesRequest of term ${term}, although its own term is ${before.currentTerm}`;
  }
  if (from <= lastIndex(before) && from < firstConflict(before, request)) {
    return (
      `${server} drops its entry at index ${from}, ${showEntry(entryAt(before, from))}, which does not conflict with ` +
      `the AppendEntriesRequest of ${request.from} in term ${term}`
    );
  }
  const end = lastIndex(state);
  if (from <= end && !holds(before, prevLogIndex, prevLogTerm) && baseOf(state) <= prevLogIndex) {
    return (
      `${server} appends at index ${from} in term ${term}, although its log has no entry of term ${prevLogTerm} ` +
      `at prevLogIndex ${prevLogIndex}`
    );
  }
  for (let index = from; index <= end; index += 1) {
    const entry = entryAt(state, index);
    const sent = entries[index - prevLogIndex - 1];
    if (entry !== undefined && sent !== undefined && sameEntry(entry, sent)) continue;
    return (
      `${server} has ${showEntry(entry)} at index ${index} after an AppendEntriesRequest of term ${term} that ` +
      `carries ${showEntry(sent)} there`
    );
  }
  return null;
}

/** The first index at which the log holds an entry of another term than the leader says; endless when there is none. */
function firstConflict(log: ServerState, request: AppendEntriesRequest): number {
  const { prevLogIndex, prevLogTerm, entries } = request;
  const previous = termAt(log, prevLogIndex);
  if (previous !== unknownTerm && previous !== prevLogTerm) return prevLogIndex;
  for (let at = 0; at < entries.length; at += 1) {
    const term = termAt(log, prevLogIndex + 1 + at);
    if (term !== unknownTerm && term !== entries[at]?.term) return prevLogIndex + 1 + at;
  }
  return Number.POSITIVE_INFINITY;
}

function bySnapshot(
  event: StepEvent,
  before: ServerState,
  request: InstallSnapshotRequest,
): string | null {
  const { server, state, changedFrom } = event;
  const { lastIncludedIndex, lastIncludedTerm } = request.snapshot;
  if (request.term < before.currentTerm) {
    return `${server} changes its log for an InstallSnapshotRequest of term ${request.term}, although its own term is ${before.currentTerm}`;
  }
  const end = lastIndex(state);
  if (holds(before, lastIncludedIndex, lastIncludedTerm)) {
    if (changedFrom === null || end >= lastIndex(before)) return null;
    return (
      `${server} drops its entries after index ${end} for a snapshot in term ${request.term}, although its log holds the ` +
      `snapshot's last entry, index ${lastIncludedIndex} of term ${lastIncludedTerm}`
    );
  }
  if (baseOf(state) !== lastIncludedIndex || end === lastIncludedIndex) return null;
  return (
    `${server} keeps ${showEntry(entryAt(state, end))} at index ${end} behind a snapshot of ${request.from} in term ` +
    `${request.term}, although its log did not hold the snapshot's last entry, index ${lastIncludedIndex} of term ${lastIncludedTerm}`
  );
}

function byItself(event: StepEvent, before: ServerState): string | null {
  const { server, state, input } = event;
  const from = firstChange(event);
  const why = input.type === 'deliver' ? input.message.type : input.type;
  const end = lastIndex(before);
  if (from <= end) {
    return `${server} drops its entry at index ${from}, ${showEntry(entryAt(before, from))}, on ${why} in term ${state.currentTerm}`;
  }
  if (lastIndex(state) < from) {
    return lastIndex(state) < end
      ? `${server} drops its entries after index ${lastIndex(state)} on ${why} in term ${state.currentTerm}`
      : null;
  }
  if (!actedAsLeader(event)) {
    return `${server}, a ${state.role} of term ${state.currentTerm}, appends ${showEntry(entryAt(state, from))} at index ${from} on ${why}`;
  }
  for (let index = from; index <= lastIndex(state); index += 1) {
    const entry = entryAt(state, index);
    if (entry?.term !== state.currentTerm) {
      return `${server}, leader of term ${state.currentTerm}, appends ${showEntry(entry)} at index ${index}`;
    }
  }
  return null;
}
