import { describe, expect, it } from 'vitest';
import { raft } from './raft.ts';
import {
  appendRequest,
  electionTimer,
  entry,
  messages,
  noHeartbeatTimer,
  ofType,
  persisted,
  sent,
  server,
  snapshot,
  terms,
  world,
} from './server.test-helper.ts';

const answer = { type: 'AppendEntriesResponse', from: 'a', to: 'b' } as const;

describe('§5.3, the follower takes', () => {
  it('receiver 1: "Reply false if term < currentTerm", and the election timer runs on', () => {
    const before = server({ currentTerm: 10, log: terms(1) });
    const request = appendRequest({ term: 9, entries: terms(9), leaderCommit: 1 });
    expect(raft.handleAppendEntriesRequest(before, request, world(3))).toEqual({
      state: before,
      effects: [sent({ ...answer, term: 10, success: false, matchIndex: 0 })],
    });
  });

  it('receiver 1: a leader of a newer term is not impressed by an old one', () => {
    const before = server({ currentTerm: 2, role: 'leader', leaderId: 'a', log: terms(2) });
    const step = raft.handleAppendEntriesRequest(before, appendRequest({ term: 1 }), world(3));
    expect(step.state).toBe(before);
    expect(messages(step.effects)).toMatchObject([{ success: false, term: 2 }]);
  });

  it('receiver 2: "Reply false if log doesn\'t contain an entry at prevLogIndex": too short', () => {
    const before = server({ currentTerm: 2, log: terms(1), leaderId: 'b' });
    const request = appendRequest({ term: 2, prevLogIndex: 4, prevLogTerm: 2, leaderCommit: 4 });
    const step = raft.handleAppendEntriesRequest(before, request, world(3));
    expect(step.state).toBe(before);
    expect(step.effects).toEqual([
      electionTimer,
      sent({ ...answer, term: 2, success: false, matchIndex: 0, conflictIndex: 2 }),
    ]);
  });

  it('receiver 2: "... whose term matches prevLogTerm": the wrong term, in a heartbeat too', () => {
    const before = server({ currentTerm: 3, log: terms(1, 2, 2, 2), leaderId: 'b' });
    const request = appendRequest({ term: 3, prevLogIndex: 4, prevLogTerm: 3, leaderCommit: 4 });
    const step = raft.handleAppendEntriesRequest(before, request, world(3));
    const refusal = { ...answer, term: 3, success: false, matchIndex: 0 };
    expect(step.state).toBe(before);
    expect(step.effects).toEqual([
      electionTimer,
      sent({ ...refusal, conflictIndex: 2, conflictTerm: 2 }),
    ]);
  });

  it('a refused request of a newer term still writes the term', () => {
    const before = server({ currentTerm: 3 });
    const request = appendRequest({ term: 6, prevLogIndex: 1, prevLogTerm: 6 });
    const step = raft.handleAppendEntriesRequest(before, request, world(3));
    const state = { ...before, currentTerm: 6, leaderId: 'b' };
    expect(step.state).toEqual(state);
    expect(step.effects.slice(0, 2)).toEqual([persisted(step.state), electionTimer]);
  });

  it('receiver 3: "If an existing entry conflicts with a new one, delete the existing entry and all that follow it"', () => {
    const before = server({ currentTerm: 3, log: terms(1, 2, 2, 2), leaderId: 'b' });
    const request = appendRequest({ term: 3, prevLogIndex: 1, prevLogTerm: 1, entries: terms(3) });
    const step = raft.handleAppendEntriesRequest(before, request, world(3));
    expect(step.state).toEqual({ ...before, log: terms(1, 3) });
    expect(step.effects).toEqual([
      persisted(step.state),
      electionTimer,
      sent({ ...answer, term: 3, success: true, matchIndex: 2 }),
    ]);
  });

  it('receiver 3: an entry that does not conflict is not deleted by a late, shorter message', () => {
    const before = server({ currentTerm: 1, log: terms(1, 1, 1), leaderId: 'b' });
    for (const entries of [[], terms(1), terms(1, 1)]) {
      const step = raft.handleAppendEntriesRequest(before, appendRequest({ entries }), world(3));
      expect(step.state).toBe(before);
      expect(step.effects).toEqual([
        electionTimer,
        sent({ ...answer, term: 1, success: true, matchIndex: entries.length }),
      ]);
    }
  });

  it('receiver 4: "Append any new entries not already in the log", with their own terms', () => {
    const before = server({ currentTerm: 12, log: terms(1, 1), leaderId: 'b' });
    const place = { term: 12, prevLogIndex: 1, prevLogTerm: 1 };
    const request = appendRequest({ ...place, entries: terms(1, 2, 10) });
    const step = raft.handleAppendEntriesRequest(before, request, world(3));
    expect(step.state.log).toEqual(terms(1, 1, 2, 10));
    expect(messages(step.effects)).toMatchObject([{ success: true, matchIndex: 4 }]);
  });

  it('receiver 5: "commitIndex = min(leaderCommit, index of last new entry)": what stands behind it is not committed', () => {
    const before = server({ currentTerm: 2, log: terms(1, 1, 1), leaderId: 'b' });
    const request = appendRequest({ term: 2, prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 3 });
    const step = raft.handleAppendEntriesRequest(before, request, world(3));
    expect(step.state).toEqual({ ...before, commitIndex: 1, lastApplied: 1 });
    expect(step.effects).toEqual([
      electionTimer,
      { type: 'apply', index: 1, entry: entry(1) },
      sent({ ...answer, term: 2, success: true, matchIndex: 1 }),
    ]);
  });

  it("receiver 5: the leader's commitIndex bounds it too, and it never goes back", () => {
    const before = server({
      currentTerm: 2,
      log: terms(1, 1),
      leaderId: 'b',
      commitIndex: 1,
      lastApplied: 1,
    });
    const place = { term: 2, prevLogIndex: 2, prevLogTerm: 1, entries: terms(2, 2) };
    const two = appendRequest({ ...place, leaderCommit: 3 });
    const forward = raft.handleAppendEntriesRequest(before, two, world(3));
    expect(forward.state).toMatchObject({ commitIndex: 3, lastApplied: 3 });
    expect(ofType(forward.effects, 'apply').map((a) => a.index)).toEqual([2, 3]);
    const late = appendRequest({ ...place, leaderCommit: 0 });
    const back = raft.handleAppendEntriesRequest(forward.state, late, world(3));
    expect(back.state).toBe(forward.state);
  });

  it('a leader of an older term becomes a follower, with one election timer and no heartbeats', () => {
    const before = server({ currentTerm: 1, votedFor: 'a', role: 'leader', leaderId: 'a' });
    const step = raft.handleAppendEntriesRequest(before, appendRequest({ term: 2 }), world(3));
    const state = { ...before, currentTerm: 2, votedFor: null, role: 'follower', leaderId: 'b' };
    expect(step.state).toEqual(state);
    expect(step.effects).toEqual([
      persisted(step.state),
      noHeartbeatTimer,
      electionTimer,
      sent({ ...answer, term: 2, success: true, matchIndex: 0 }),
    ]);
  });

  it('a heartbeat that says nothing new changes nothing and writes nothing', () => {
    const before = server({ currentTerm: 1, log: terms(1), leaderId: 'b' });
    const request = appendRequest({ prevLogIndex: 1, prevLogTerm: 1 });
    const step = raft.handleAppendEntriesRequest(before, request, world(3));
    expect(step.state).toBe(before);
    expect(ofType(step.effects, 'persist')).toEqual([]);
  });

  it('a late message from before the snapshot is acknowledged and deletes nothing', () => {
    const before = server({
      currentTerm: 2,
      snapshot: snapshot(3, 1),
      log: terms(1, 2),
      commitIndex: 3,
      lastApplied: 3,
      leaderId: 'b',
    });
    const request = appendRequest({
      term: 2,
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries: terms(1, 1, 1),
    });
    const step = raft.handleAppendEntriesRequest(before, request, world(3));
    expect(step.state).toBe(before);
    expect(messages(step.effects)).toMatchObject([{ success: true, matchIndex: 4 }]);
  });
});
