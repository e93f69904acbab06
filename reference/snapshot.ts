/**
 * Chapter 7: how the log is cut short (§7, Figure 13).
 *
 * A snapshot stands for the entries up to `lastIncludedIndex`, all of them applied. `takeSnapshot` puts it in their place,
 * `replicate` sends it to followers that need an entry which is gone, and the two handlers here are the rest of that
 * exchange. The paper sends a snapshot in chunks; here it is one message.
 *
 * Entries and snapshot are persisted in one piece. `log[0]` has index `lastIncludedIndex + 1`, so a disk with the new
 * snapshot and the old log would give every entry a wrong index.
 *
 * @module
 */
import type {
  Environment,
  InstallSnapshotRequest,
  InstallSnapshotResponse,
  Json,
  ServerState,
  Snapshot,
  Step,
} from '../skeleton/contract/index.ts';
import { assert } from './assert.ts';
import { configurationAt } from './configuration.ts';
import { persist, restore, send } from './effects.ts';
import { baseIndex, entriesAfter, termAt } from './log.ts';
import { advance, followLeader } from './replication.ts';
import { persistIfChanged, timersAfter, updateTerm } from './term.ts';

/**
 * The service hands over its state as of `index`, so that the log up to there may go.
 *
 * Paper   §7 "Once a server completes writing a snapshot, it may delete all log entries up through the last included
 *         index, as well as any prior snapshot"
 * Spec    TakeSnapshot(i, index)
 *
 * Why only what is applied: what is not committed may still be replaced, and a snapshot cannot be taken apart again.
 *
 * Why `servers` as of `index` and not the newest: a later change that is not committed stays in the log, and if it is
 * replaced there, the configuration before it must still be known. A server that was added a moment ago and does
 * not know the configuration at `index` yet keeps its log: its snapshot would tell others that nobody is in the cluster.
 */
export function takeSnapshot(s: ServerState, index: number, data: Json, env: Environment): Step {
  const servers = configurationAt(s, index, env);
  const isNew = index > baseIndex(s);
  const isApplied = index <= s.lastApplied;
  const mayReplace = isNew && isApplied && servers.length > 0;
  if (!mayReplace) return { state: s, effects: [] };

  const lastIncludedTerm = termAt(s, index);
  assert(lastIncludedTerm !== undefined, 'an applied entry stays in the log until a snapshot');
  const snapshot: Snapshot = { lastIncludedIndex: index, lastIncludedTerm, servers, data };
  const state: ServerState = { ...s, snapshot, log: entriesAfter(s, index) };
  return { state, effects: [persist(state)] };
}

/**
 * A follower that is too far behind gets the leader's snapshot.
 *
 * Paper   §7; Figure 13 "InstallSnapshot RPC, receiver 1, 5-8"
 * Spec    HandleInstallSnapshotRequest(i, m)
 *
 * 1. "Reply immediately if term < currentTerm": a leader that was replaced installs nothing, and learns the new term.
 *
 * Otherwise it is a message of the current leader, and means for role and timer what its AppendEntries mean. A leader
 * hears of no other leader of its term.
 *
 * Why the order persist, restore, send: after the answer the leader never sends those entries again, so the disk comes
 * first. A crash behind `persist` leaves a disk with the snapshot, and the restart gives that to the state machine.
 */
export function handleInstallSnapshotRequest(
  state: ServerState,
  m: InstallSnapshotRequest,
  env: Environment,
): Step {
  const s = updateTerm(state, m);
  assert(m.term <= s.currentTerm, 'updateTerm runs first');

  const fromOldLeader = m.term < s.currentTerm;
  if (fromOldLeader) return { state: s, effects: [send(respond(s, m, env, 0))] };
  if (s.role === 'leader') return { state: s, effects: [] };

  const follower = followLeader(s, m.from);
  const { lastIncludedIndex } = m.snapshot;
  const isNew = lastIncludedIndex > follower.commitIndex;
  const next = isNew ? install(follower, m.snapshot) : follower;
  return {
    state: next,
    effects: [
      ...persistIfChanged(state, next),
      ...timersAfter(state, next, { restart: true }, env),
      ...(isNew ? [restore(m.snapshot)] : []),
      send(respond(next, m, env, lastIncludedIndex)),
    ],
  };
}

/**
 * A snapshot of what is not yet known to be committed takes the place of the log up to there, and of the state machine.
 *
 * Paper   Figure 13 "InstallSnapshot RPC, receiver 6-8"
 * Spec    InstalledSnapshot(s, m)
 *
 * 6. "If existing log entry has same index and term as snapshot's last included entry, retain log entries following it":
 *    this server may have acknowledged them. Dropped, an entry that was counted as committed is lost.
 * 7. "Discard the entire log": a log with another entry there, or none, differs from the leader's from there on.
 * 8. "Reset state machine using snapshot contents": in case 6 too, where the paper only replies. The entries that were
 *    not applied yet are gone with the log, and the state machine would never get them.
 *
 * Why not for a snapshot up to `commitIndex` or less: it came late or twice. The state machine has gone on since, and
 * would forget what it did; the entries behind it were applied and would be applied once more.
 */
function install(s: ServerState, snapshot: Snapshot): ServerState {
  const { lastIncludedIndex, lastIncludedTerm } = snapshot;
  assert(lastIncludedIndex > s.lastApplied, 'the state machine never goes back');

  const retains = termAt(s, lastIncludedIndex) === lastIncludedTerm;
  const log = retains ? entriesAfter(s, lastIncludedIndex) : [];
  const commitIndex = lastIncludedIndex;
  return { ...s, snapshot, log, commitIndex, lastApplied: commitIndex };
}

/**
 * "I have what your snapshot stands for": also when it was old, since what is committed is the same everywhere. A leader
 * of an older term is only told the term.
 */
function respond(
  s: ServerState,
  m: InstallSnapshotRequest,
  env: Environment,
  matchIndex: number,
): InstallSnapshotResponse {
  const { id: from } = env;
  const { from: to } = m;
  const { currentTerm: term } = s;
  return { type: 'InstallSnapshotResponse', from, to, term, matchIndex };
}

/**
 * A leader learns that a follower has its snapshot, and goes on with the entries behind it.
 *
 * Paper   §7; Figure 13 "Results: currentTerm, for leader to update itself"
 * Spec    HandleInstallSnapshotResponse(i, m)
 *
 * Why the index comes with the answer: the leader may have taken another snapshot since it sent this one.
 *
 * It is an acknowledgement like that of AppendEntries, and only one of this term counts.
 */
export function handleInstallSnapshotResponse(
  state: ServerState,
  m: InstallSnapshotResponse,
  env: Environment,
): Step {
  const s = updateTerm(state, m);
  assert(m.term <= s.currentTerm, 'updateTerm runs first');

  const thisTerm = m.term === s.currentTerm;
  const counts = s.role === 'leader' && thisTerm;
  if (counts) return advance(s, m, env);

  const effects = [
    ...persistIfChanged(state, s),
    ...timersAfter(state, s, { restart: false }, env),
  ];
  return { state: s, effects };
}
