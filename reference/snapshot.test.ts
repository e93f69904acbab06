import { describe, expect, it } from 'vitest';
import { raft } from './raft.ts';
import {
  appendRequest,
  appendResponse,
  config,
  electionTimer,
  entry,
  heartbeatTimer,
  installRequest,
  installResponse,
  messages,
  noHeartbeatTimer,
  ofType,
  persisted,
  receivers,
  sent,
  server,
  snapshot,
  terms,
  world,
} from './server.test-helper.ts';

describe('§7, taking a snapshot', () => {
  const full = server({
    currentTerm: 3,
    log: terms(1, 1, 2, 2, 3),
    commitIndex: 4,
    lastApplied: 4,
  });

  it('"it may delete all log entries up through the last included index, as well as any prior snapshot"', () => {
    const { state, effects } = raft.takeSnapshot(full, 3, { x: 1 }, world(3));
    const first = { ...snapshot(3, 2), data: { x: 1 } };
    expect(state).toEqual({ ...full, snapshot: first, log: terms(2, 3) });
    expect(effects).toEqual([persisted(state)]);
    const again = raft.takeSnapshot(state, 4, { x: 2 }, world(3));
    const second = { ...snapshot(4, 2), data: { x: 2 } };
    expect(again.state).toEqual({ ...full, snapshot: second, log: terms(3) });
    expect(again.effects).toEqual([persisted(again.state)]);
  });

  it('"the last included index", "the last included term": of the last entry that it replaces, not of now', () => {
    const { state } = raft.takeSnapshot(full, 2, null, world(3));
    expect(state.snapshot).toMatchObject({ lastIncludedIndex: 2, lastIncludedTerm: 1 });
    const all = raft.takeSnapshot(
      server({ ...full, commitIndex: 5, lastApplied: 5 }),
      5,
      null,
      world(3),
    );
    expect(all.state).toMatchObject({ log: [], snapshot: { lastIncludedTerm: 3 } });
  });

  it('"covering just the committed entries in its log": one of an index that is not applied changes nothing', () => {
    for (const index of [5, 6, 100]) {
      const step = raft.takeSnapshot(full, index, 'x', world(3));
      expect(step).toEqual({ state: full, effects: [] });
    }
  });

  it('one that is not newer than the snapshot changes nothing', () => {
    const { state } = raft.takeSnapshot(full, 3, 'x', world(3));
    for (const index of [0, 1, 3]) {
      expect(raft.takeSnapshot(state, index, 'y', world(3))).toEqual({ state, effects: [] });
    }
  });

  it('"the snapshot also includes the latest configuration in the log as of last included index"', () => {
    const log = [entry(1), config(1, 'abcd'), entry(1), config(1, 'abc')];
    const before = server({ ...full, log });
    for (const [index, letters] of [
      [1, 'ab'],
      [2, 'abcd'],
      [3, 'abcd'],
      [4, 'abc'],
    ] as const) {
      const { state } = raft.takeSnapshot(before, index, null, world(2));
      expect(state.snapshot?.servers).toEqual([...letters]);
    }
  });

  it('the configuration comes along from one snapshot to the next', () => {
    const before = server({ ...full, snapshot: snapshot(2, 1, 'bcde'), log: terms(2, 2, 3) });
    const { state } = raft.takeSnapshot(before, 4, null, world(2));
    expect(state.snapshot?.servers).toEqual(['b', 'c', 'd', 'e']);
  });

  it('a server that was added a moment ago takes none of what was before it knew anybody', () => {
    const before = server({ ...full, log: [...terms(1, 1), config(2, 'abcd'), entry(3)] });
    const early = raft.takeSnapshot(before, 2, null, world(0));
    expect(early).toEqual({ state: before, effects: [] });
    const late = raft.takeSnapshot(before, 3, null, world(0));
    expect(late.state.snapshot?.servers).toEqual(['a', 'b', 'c', 'd']);
  });

  it('"AppendEntries consistency check for the first log entry following the snapshot" needs its term', () => {
    const before = server({ currentTerm: 3, snapshot: snapshot(5, 2), leaderId: 'b' });
    const place = { term: 3, prevLogIndex: 5, entries: terms(3) };
    const fits = appendRequest({ ...place, prevLogTerm: 2 });
    const step = raft.handleAppendEntriesRequest(
      server({ ...before, commitIndex: 5, lastApplied: 5 }),
      fits,
      world(3),
    );
    expect(step.state.log).toEqual(terms(3));
    expect(messages(step.effects)).toMatchObject([{ success: true, matchIndex: 6 }]);
  });
});

describe('§7, the leader sends its snapshot', () => {
  const leader = server({
    currentTerm: 3,
    role: 'leader',
    leaderId: 'a',
    snapshot: snapshot(5, 2),
    log: terms(3, 3),
    commitIndex: 6,
    lastApplied: 6,
    nextIndex: { b: 6, c: 5 },
    matchIndex: { b: 5, c: 0 },
  });

  it('"when the leader has already discarded the next log entry that it needs to send", and only then', () => {
    const append = {
      type: 'AppendEntriesRequest',
      from: 'a',
      to: 'b',
      term: 3,
      prevLogIndex: 5,
      prevLogTerm: 2,
      entries: terms(3, 3),
      leaderCommit: 6,
    } as const;
    expect(raft.heartbeatTimeout(leader, world(3)).effects).toEqual([
      sent(append),
      sent(installRequest({ from: 'a', to: 'c' })),
      heartbeatTimer,
    ]);
  });

  it('a refusal that leads before the snapshot is answered with it at once', () => {
    const no = appendResponse({ term: 3, success: false, conflictIndex: 3 });
    const before = server({ ...leader, matchIndex: { b: 0, c: 0 } });
    const { state, effects } = raft.handleAppendEntriesResponse(before, no, world(3));
    expect(state.nextIndex).toEqual({ b: 3, c: 5 });
    expect(effects).toEqual([sent(installRequest({ from: 'a', to: 'b' }))]);
  });

  it('an acknowledgement moves nextIndex and matchIndex to what it says', () => {
    const ack = installResponse({ from: 'c', matchIndex: 5 });
    const step = raft.handleInstallSnapshotResponse(leader, ack, world(3));
    expect(step.state).toEqual({
      ...leader,
      nextIndex: { b: 6, c: 6 },
      matchIndex: { b: 5, c: 5 },
    });
    const { effects } = raft.heartbeatTimeout(step.state, world(3));
    expect(receivers(effects, 'InstallSnapshotRequest')).toEqual([]);
  });

  it('one of an older snapshot says no more than it did, and the newer one follows', () => {
    const ack = installResponse({ from: 'c', matchIndex: 3 });
    const step = raft.handleInstallSnapshotResponse(leader, ack, world(3));
    expect(step.state.matchIndex).toEqual({ b: 5, c: 3 });
    const { effects } = raft.heartbeatTimeout(step.state, world(3));
    expect(receivers(effects, 'InstallSnapshotRequest')).toEqual(['c']);
  });

  it('one that comes twice, late, or in an older term changes nothing', () => {
    const late = [
      installResponse({ from: 'b', matchIndex: 5 }),
      installResponse({ from: 'b', matchIndex: 2 }),
      installResponse({ from: 'c', matchIndex: 5, term: 2 }),
    ];
    for (const ack of late) {
      const step = raft.handleInstallSnapshotResponse(leader, ack, world(3));
      expect(step).toEqual({ state: leader, effects: [] });
    }
  });

  it('"currentTerm, for leader to update itself": a newer term ends its lead', () => {
    const ack = installResponse({ term: 4, matchIndex: 0 });
    const { state, effects } = raft.handleInstallSnapshotResponse(leader, ack, world(3));
    expect(state).toMatchObject({ currentTerm: 4, role: 'follower', matchIndex: { b: 5, c: 0 } });
    expect(effects).toEqual([persisted(state), noHeartbeatTimer, electionTimer]);
  });

  it('a follower ignores answers', () => {
    const before = server({ ...leader, role: 'follower' });
    const step = raft.handleInstallSnapshotResponse(before, installResponse(), world(3));
    expect(step).toEqual({ state: before, effects: [] });
  });

  it('a batch follows where more stands behind the snapshot than one message carries', () => {
    const log = terms(...Array.from({ length: 100 }, () => 3));
    const behind = server({ ...leader, log, nextIndex: { b: 6, c: 1 } });
    const ack = installResponse({ from: 'c' });
    const { effects } = raft.handleInstallSnapshotResponse(behind, ack, world(3));
    expect(messages(effects)).toMatchObject([{ to: 'c', prevLogIndex: 5, prevLogTerm: 2 }]);
  });
});

describe('Figure 13, the follower installs', () => {
  const answer = { type: 'InstallSnapshotResponse', from: 'a', to: 'b', term: 3 } as const;
  const behind = server({
    currentTerm: 3,
    log: terms(1, 1),
    leaderId: 'b',
    commitIndex: 1,
    lastApplied: 1,
  });
  const restored = { type: 'restore', snapshot: snapshot(5, 2) } as const;

  it('receiver 1: "Reply immediately if term < currentTerm", and the election timer runs on', () => {
    const before = server({ ...behind, currentTerm: 10 });
    const step = raft.handleInstallSnapshotRequest(before, installRequest({ term: 9 }), world(3));
    expect(step).toEqual({
      state: before,
      effects: [sent({ ...answer, term: 10, matchIndex: 0 })],
    });
  });

  it('receiver 5: "Save snapshot file, discard any existing or partial snapshot with a smaller index"', () => {
    const before = server({ ...behind, snapshot: snapshot(1, 1), log: terms(1) });
    const step = raft.handleInstallSnapshotRequest(before, installRequest(), world(3));
    expect(step.state.snapshot).toEqual(snapshot(5, 2));
    expect(step.effects).toContainEqual(persisted(step.state));
  });

  it('receiver 6: "If existing log entry has same index and term as snapshot\'s last included entry, retain log entries following it"', () => {
    const before = server({ ...behind, log: terms(1, 1, 2, 2, 2, 2, 3) });
    const step = raft.handleInstallSnapshotRequest(before, installRequest(), world(3));
    expect(step.state).toEqual({
      ...before,
      snapshot: snapshot(5, 2),
      log: terms(2, 3),
      commitIndex: 5,
      lastApplied: 5,
    });
    expect(step.effects).toEqual([
      persisted(step.state),
      electionTimer,
      restored,
      sent({ ...answer, matchIndex: 5 }),
    ]);
  });

  it.each([
    ['is too short', terms(1, 1)],
    ['ends just before', terms(1, 1, 1, 1)],
    ['has another term there', terms(1, 1, 1, 1, 1, 1)],
    ['has a later term there', terms(1, 1, 3, 3, 3, 3)],
    ['is empty', []],
  ])('receiver 7: "Discard the entire log" that %s', (_what, log) => {
    const before = server({ ...behind, log, commitIndex: 0, lastApplied: 0 });
    const step = raft.handleInstallSnapshotRequest(before, installRequest(), world(3));
    expect(step.state).toEqual({
      ...before,
      snapshot: snapshot(5, 2),
      log: [],
      commitIndex: 5,
      lastApplied: 5,
    });
  });

  it('receiver 8: "Reset state machine using snapshot contents", after the disk and before the answer', () => {
    const step = raft.handleInstallSnapshotRequest(behind, installRequest(), world(3));
    expect(step.effects).toEqual([
      persisted(step.state),
      electionTimer,
      restored,
      sent({ ...answer, matchIndex: 5 }),
    ]);
  });

  it('receiver 8: "(and load snapshot\'s cluster configuration)"', () => {
    const request = installRequest({ snapshot: snapshot(5, 2, 'abcde') });
    const { state } = raft.handleInstallSnapshotRequest(behind, request, world(3));
    const { effects } = raft.electionTimeout(state, world(3));
    expect(receivers(effects, 'RequestVoteRequest')).toEqual(['b', 'c', 'd', 'e']);
  });

  it('a crash behind the disk loses nothing: the restart gives the snapshot to the state machine', () => {
    const { effects } = raft.handleInstallSnapshotRequest(behind, installRequest(), world(3));
    const [write] = effects;
    if (write?.type !== 'persist') throw new Error('the first effect persists');
    const booted = raft.restart(write.state, world(3));
    expect(booted.effects).toEqual([restored, electionTimer]);
    expect(booted.state).toMatchObject({ commitIndex: 5, lastApplied: 5, log: [] });
  });

  it.each([
    ['committed entries', { log: terms(1, 1, 2, 2, 2, 3), commitIndex: 6, lastApplied: 6 }],
    ['just this index', { log: terms(1, 1, 2, 2, 2, 3), commitIndex: 5, lastApplied: 5 }],
    [
      'a newer snapshot',
      { snapshot: snapshot(8, 3), log: terms(3), commitIndex: 8, lastApplied: 8 },
    ],
    ['the same snapshot', { snapshot: snapshot(5, 2), commitIndex: 5, lastApplied: 5 }],
  ])('a late one never moves back a server that has %s, and is acknowledged', (_what, change) => {
    const before = server({ ...behind, ...change });
    const step = raft.handleInstallSnapshotRequest(before, installRequest(), world(3));
    expect(step.state).toBe(before);
    expect(step.effects).toEqual([electionTimer, sent({ ...answer, matchIndex: 5 })]);
  });

  it('one that comes twice is installed once', () => {
    const once = raft.handleInstallSnapshotRequest(behind, installRequest(), world(3));
    const twice = raft.handleInstallSnapshotRequest(once.state, installRequest(), world(3));
    expect(twice.state).toBe(once.state);
    expect(ofType(twice.effects, 'restore')).toEqual([]);
    expect(messages(twice.effects)).toEqual([{ ...answer, matchIndex: 5 }]);
  });

  it('a candidate that gets one from the leader of its term follows it, and keeps its vote', () => {
    const before = server({ ...behind, role: 'candidate', votedFor: 'a', leaderId: null });
    const { state } = raft.handleInstallSnapshotRequest(before, installRequest(), world(3));
    expect(state).toMatchObject({ role: 'follower', votedFor: 'a', leaderId: 'b', commitIndex: 5 });
  });

  it('a leader ignores one of its own term, and gives way to one of a newer term', () => {
    const before = server({ ...behind, role: 'leader', votedFor: 'a', leaderId: 'a' });
    const own = raft.handleInstallSnapshotRequest(before, installRequest(), world(3));
    expect(own).toEqual({ state: before, effects: [] });
    const newer = raft.handleInstallSnapshotRequest(before, installRequest({ term: 4 }), world(3));
    expect(newer.state).toMatchObject({ role: 'follower', currentTerm: 4, votedFor: null });
    expect(newer.effects.slice(0, 3)).toEqual([
      persisted(newer.state),
      noHeartbeatTimer,
      electionTimer,
    ]);
    expect(messages(newer.effects)).toMatchObject([{ term: 4, matchIndex: 5 }]);
  });

  it('entries that overtook it are kept, and entries that it overtook are known to match', () => {
    const installed = raft.handleInstallSnapshotRequest(behind, installRequest(), world(3)).state;
    const late = { term: 3, prevLogIndex: 2, prevLogTerm: 1 };
    const covered = appendRequest({ ...late, entries: terms(2, 2) });
    const inside = raft.handleAppendEntriesRequest(installed, covered, world(3));
    expect(inside.state).toBe(installed);
    expect(messages(inside.effects)).toMatchObject([{ success: true, matchIndex: 4 }]);
    const across = appendRequest({ ...late, entries: terms(2, 2, 2, 3, 3), leaderCommit: 6 });
    const beyond = raft.handleAppendEntriesRequest(installed, across, world(3));
    expect(beyond.state).toMatchObject({ log: terms(3, 3), commitIndex: 6 });
    expect(ofType(beyond.effects, 'apply').map(({ index }) => index)).toEqual([6]);
    const again = raft.handleInstallSnapshotRequest(beyond.state, installRequest(), world(3));
    expect(again.state).toBe(beyond.state);
  });
});
