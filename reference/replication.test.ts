import { describe, expect, it } from 'vitest';
import type { AppendEntriesRequest } from '../skeleton/contract/index.ts';
import { raft } from './raft.ts';
import {
  appendResponse,
  electionTimer,
  entry,
  heartbeatTimer,
  messages,
  noHeartbeatTimer,
  persisted,
  receivers,
  sent,
  server,
  terms,
  world,
} from './server.test-helper.ts';

function appends(effects: Parameters<typeof messages>[0]): readonly AppendEntriesRequest[] {
  return messages(effects).filter((m) => m.type === 'AppendEntriesRequest');
}

describe('§5.3, the leader sends', () => {
  const leader = server({
    currentTerm: 3,
    votedFor: 'a',
    role: 'leader',
    leaderId: 'a',
    log: terms(1, 2),
    commitIndex: 1,
    lastApplied: 1,
    nextIndex: { b: 3, c: 2 },
    matchIndex: { b: 2, c: 0 },
  });

  it('Leaders: "If command received from client: append entry to local log", persisted before it is sent', () => {
    const { state, effects } = raft.clientRequest(leader, { put: 'x' }, world(3));
    const added = { term: 3, payload: { kind: 'command', command: { put: 'x' } } } as const;
    const request = { type: 'AppendEntriesRequest', from: 'a', term: 3, leaderCommit: 1 } as const;
    expect(state).toEqual({ ...leader, log: [...leader.log, added] });
    expect(effects).toEqual([
      persisted(state),
      sent({ ...request, to: 'b', prevLogIndex: 2, prevLogTerm: 2, entries: [added] }),
      sent({ ...request, to: 'c', prevLogIndex: 1, prevLogTerm: 1, entries: [entry(2), added] }),
      { type: 'accepted', index: 3, term: 3 },
    ]);
  });

  it('the first entry has index 1 and stands behind index 0 with term 0', () => {
    const fresh = server({ currentTerm: 1, role: 'leader', nextIndex: { b: 1 }, matchIndex: {} });
    const { effects } = raft.clientRequest(fresh, 'x', world(2));
    expect(appends(effects)).toMatchObject([{ prevLogIndex: 0, prevLogTerm: 0 }]);
    expect(effects).toContainEqual({ type: 'accepted', index: 1, term: 1 });
  });

  it('"If a client contacts a follower, the follower redirects it to the leader"', () => {
    for (const [role, leaderId] of [['follower', 'b'] as const, ['candidate', null] as const]) {
      const before = server({ currentTerm: 3, role, leaderId });
      const step = raft.clientRequest(before, 'x', world(3));
      expect(step).toEqual({ state: before, effects: [{ type: 'rejected', leaderId }] });
    }
  });

  it('a single server commits and applies at once, after its entry is on disk', () => {
    const alone = server({ currentTerm: 1, role: 'leader', leaderId: 'a' });
    const { state, effects } = raft.clientRequest(alone, 'x', world(1));
    const x = { term: 1, payload: { kind: 'command', command: 'x' } } as const;
    expect(state).toMatchObject({ log: [x], commitIndex: 1, lastApplied: 1 });
    expect(effects).toEqual([
      persisted(state),
      { type: 'accepted', index: 1, term: 1 },
      { type: 'apply', index: 1, entry: x },
    ]);
  });

  it('Leaders: "repeat during idle periods to prevent election timeouts", one message a peer', () => {
    const idle = server({ ...leader, nextIndex: { b: 3, c: 3 } });
    const { state, effects } = raft.heartbeatTimeout(idle, world(3));
    const heartbeat = {
      type: 'AppendEntriesRequest',
      from: 'a',
      term: 3,
      prevLogIndex: 2,
      prevLogTerm: 2,
      entries: [],
      leaderCommit: 1,
    } as const;
    expect(state).toBe(idle);
    expect(effects).toEqual([
      sent({ ...heartbeat, to: 'b' }),
      sent({ ...heartbeat, to: 'c' }),
      heartbeatTimer,
    ]);
  });

  it('"the leader retries AppendEntries RPCs indefinitely": a heartbeat carries what is not acknowledged', () => {
    const { effects } = raft.heartbeatTimeout(leader, world(3));
    expect(appends(effects)).toMatchObject([
      { to: 'b', prevLogIndex: 2, entries: [] },
      { to: 'c', prevLogIndex: 1, entries: [entry(2)] },
    ]);
  });

  it('a heartbeat timer that goes off late means nothing to one that does not lead', () => {
    for (const role of ['follower', 'candidate'] as const) {
      const before = server({ currentTerm: 3, role });
      expect(raft.heartbeatTimeout(before, world(3))).toEqual({ state: before, effects: [] });
    }
  });

  it('one message carries 64 entries at most, and the next batch follows its acknowledgement', () => {
    const log = terms(...Array.from({ length: 150 }, () => 3));
    const behind = server({ ...leader, log, nextIndex: { b: 1, c: 151 }, matchIndex: { b: 0 } });
    expect(appends(raft.heartbeatTimeout(behind, world(3)).effects)[0]?.entries).toHaveLength(64);
    const ack = appendResponse({ term: 3, matchIndex: 64 });
    const step = raft.handleAppendEntriesResponse(behind, ack, world(3));
    const [next] = appends(step.effects);
    expect(next).toMatchObject({ to: 'b', prevLogIndex: 64 });
    expect(next?.entries).toHaveLength(64);
  });

  it('an entry keeps the term in which it was created', () => {
    const { effects } = raft.heartbeatTimeout(server({ ...leader, nextIndex: {} }), world(2));
    expect(appends(effects)).toMatchObject([{ prevLogIndex: 2 }]);
    const all = raft.heartbeatTimeout(server({ ...leader, nextIndex: { b: 1 } }), world(2));
    expect(appends(all.effects)[0]?.entries).toEqual(terms(1, 2));
  });
});

describe('§5.3, the leader hears', () => {
  const leader = server({
    currentTerm: 4,
    votedFor: 'a',
    role: 'leader',
    leaderId: 'a',
    log: terms(1, 1, 2, 2, 4, 4),
    nextIndex: { b: 7, c: 7 },
    matchIndex: { b: 0, c: 0 },
  });

  it('Leaders: "If successful: update nextIndex and matchIndex for follower"', () => {
    const ack = appendResponse({ term: 4, matchIndex: 2 });
    const behind = server({ ...leader, nextIndex: { b: 2, c: 7 } });
    const step = raft.handleAppendEntriesResponse(behind, ack, world(3));
    expect(step).toEqual({
      state: { ...behind, nextIndex: { b: 3, c: 7 }, matchIndex: { b: 2, c: 0 } },
      effects: [],
    });
  });

  it('an acknowledgement that is overtaken does not move them back', () => {
    const ahead = server({ ...leader, nextIndex: { b: 7 }, matchIndex: { b: 6 } });
    for (const matchIndex of [0, 3, 6]) {
      const ack = appendResponse({ term: 4, matchIndex });
      const step = raft.handleAppendEntriesResponse(ahead, ack, world(3));
      expect(step.state).toBe(ahead);
      expect(step.effects).toEqual([]);
    }
  });

  it('Leaders: "If AppendEntries fails because of log inconsistency: decrement nextIndex and retry"', () => {
    const no = appendResponse({ term: 4, success: false });
    const step = raft.handleAppendEntriesResponse(leader, no, world(3));
    expect(step.state).toEqual({ ...leader, nextIndex: { b: 6, c: 7 } });
    expect(messages(step.effects)).toMatchObject([
      { to: 'b', prevLogIndex: 5, prevLogTerm: 4, entries: [entry(4)] },
    ]);
  });

  it.each([
    ['a log that is too short: behind its end', { conflictIndex: 3 }, 3],
    [
      'a term the leader has: behind its last entry of it',
      { conflictIndex: 2, conflictTerm: 2 },
      5,
    ],
    [
      "a term the leader has not: before the follower's first",
      { conflictIndex: 4, conflictTerm: 3 },
      4,
    ],
    ['a hint at the start', { conflictIndex: 1 }, 1],
  ])(
    '"the leader can decrement nextIndex to bypass all of the conflicting entries in that term": %s',
    (_case, hint, next) => {
      const no = appendResponse({ term: 4, success: false, ...hint });
      const step = raft.handleAppendEntriesResponse(leader, no, world(3));
      expect(step.state.nextIndex).toEqual({ b: next, c: 7 });
      expect(messages(step.effects)).toMatchObject([{ to: 'b', prevLogIndex: next - 1 }]);
    },
  );

  it('a refusal that comes twice is answered once', () => {
    const no = appendResponse({
      term: 4,
      success: false,
      conflictIndex: 2,
      conflictTerm: 2,
    });
    const once = raft.handleAppendEntriesResponse(leader, no, world(3));
    const twice = raft.handleAppendEntriesResponse(once.state, no, world(3));
    expect(twice).toEqual({ state: once.state, effects: [] });
  });

  it('a late refusal never moves nextIndex to matchIndex or below', () => {
    const matched = server({ ...leader, nextIndex: { b: 7 }, matchIndex: { b: 4 } });
    const no = appendResponse({ term: 4, success: false, conflictIndex: 1 });
    const step = raft.handleAppendEntriesResponse(matched, no, world(3));
    expect(step.state.nextIndex).toEqual({ b: 5 });
    const again = raft.handleAppendEntriesResponse(step.state, no, world(3));
    expect(again).toEqual({ state: step.state, effects: [] });
  });

  it('a burst is not sent again with each of its acknowledgements', () => {
    const burst = server({ ...leader, nextIndex: { b: 1, c: 1 } });
    const ack = appendResponse({ term: 4, matchIndex: 1 });
    expect(messages(raft.handleAppendEntriesResponse(burst, ack, world(3)).effects)).toEqual([]);
  });

  it('an answer of an older term is not counted', () => {
    const ack = appendResponse({ term: 3, matchIndex: 6 });
    const step = raft.handleAppendEntriesResponse(leader, ack, world(3));
    expect(step).toEqual({ state: leader, effects: [] });
  });

  it('a refusal with a newer term makes the leader a follower, written down before all else', () => {
    const no = appendResponse({ term: 10, success: false });
    const step = raft.handleAppendEntriesResponse(leader, no, world(3));
    expect(step.state).toEqual({
      ...leader,
      currentTerm: 10,
      votedFor: null,
      role: 'follower',
      leaderId: null,
    });
    expect(step.effects).toEqual([persisted(step.state), noHeartbeatTimer, electionTimer]);
  });

  it('a follower or candidate ignores answers', () => {
    for (const role of ['follower', 'candidate'] as const) {
      const before = server({ ...leader, role });
      const step = raft.handleAppendEntriesResponse(before, appendResponse({ term: 4 }), world(3));
      expect(step).toEqual({ state: before, effects: [] });
    }
  });

  it('nothing is sent to the server itself', () => {
    const { effects } = raft.heartbeatTimeout(leader, world(5));
    expect(receivers(effects, 'AppendEntriesRequest')).toEqual(['b', 'c', 'd', 'e']);
  });
});
