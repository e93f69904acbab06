import { describe, expect, it } from 'vitest';
import { configuration, configurationAt } from './configuration.ts';
import { raft } from './raft.ts';
import {
  appendRequest,
  config,
  electionTimer,
  entry,
  messages,
  noHeartbeatTimer,
  persisted,
  receivers,
  sent,
  server,
  snapshot,
  terms,
  voteRequest,
  voteResponse,
  world,
} from './server.test-helper.ts';

describe('§6, §4.1, who counts', () => {
  it.each([
    ['the servers that it was booted with', {}, 'abc'],
    ['the snapshot', { snapshot: snapshot(2, 1, 'abcd') }, 'abcd'],
    ['an entry', { log: [config(1, 'ab'), entry(1)] }, 'ab'],
    ['the newest of several', { log: [config(1, 'abcd'), entry(1), config(1, 'abcde')] }, 'abcde'],
    [
      'an entry, and not the snapshot before it',
      { snapshot: snapshot(2, 1, 'abcd'), log: [config(1, 'bcd')] },
      'bcd',
    ],
  ])('%s', (_what, change, letters) => {
    expect(configuration(server(change), world(3))).toEqual([...letters]);
  });

  it('as of an index, entries after it do not count', () => {
    const s = server({ snapshot: snapshot(2, 1, 'ab'), log: [entry(1), config(1, 'abc')] });
    expect(configurationAt(s, 3, world(3))).toEqual(['a', 'b']);
    expect(configurationAt(s, 4, world(3))).toEqual(['a', 'b', 'c']);
  });

  it('"a server always uses the latest configuration in its log, regardless of whether the entry is committed"', () => {
    const before = server({ currentTerm: 1, leaderId: 'b' });
    const request = appendRequest({ entries: [config(1, 'abcd')] });
    const { state } = raft.handleAppendEntriesRequest(before, request, world(3));
    expect(state.commitIndex).toBe(0);
    const { effects } = raft.electionTimeout(state, world(3));
    expect(receivers(effects, 'RequestVoteRequest')).toEqual(['b', 'c', 'd']);
  });

  it('"fall back to the previous configuration" when the entry is removed from the log', () => {
    const before = server({ currentTerm: 2, log: [entry(1), config(1, 'abcd')] });
    const place = { term: 2, prevLogIndex: 1, prevLogTerm: 1 };
    const request = appendRequest({ ...place, entries: terms(2) });
    const { state } = raft.handleAppendEntriesRequest(before, request, world(3));
    expect(configuration(state, world(3))).toEqual(['a', 'b', 'c']);
  });

  it('§5.2: a majority is one of the newest configuration', () => {
    const candidate = raft.electionTimeout(server({ log: [config(0, 'abcd')] }), world(3)).state;
    const two = raft.handleRequestVoteResponse(candidate, voteResponse(), world(3));
    expect(two.state.role).toBe('candidate');
    const three = raft.handleRequestVoteResponse(two.state, voteResponse({ from: 'd' }), world(3));
    expect(three.state.role).toBe('leader');
  });

  it('"A server accepts AppendEntries requests from a leader that is not part of the server\'s latest configuration"', () => {
    const joiner = server({ currentTerm: 1 });
    const request = appendRequest({ from: 'e', entries: terms(1) });
    const step = raft.handleAppendEntriesRequest(joiner, request, world(0));
    expect(step.state).toMatchObject({ log: terms(1), leaderId: 'e' });
    expect(messages(step.effects)).toMatchObject([{ to: 'e', success: true, matchIndex: 1 }]);
  });

  it('"A server also grants its vote to a candidate that is not part of the server\'s latest configuration"', () => {
    const request = voteRequest({ from: 'e' });
    const { effects } = raft.handleRequestVoteRequest(server(), request, world(3));
    expect(messages(effects)).toMatchObject([{ to: 'e', voteGranted: true }]);
  });
});

describe('§4.2.2, who stands for election', () => {
  it('a server that waits to be added stays quiet until a configuration holds it', () => {
    const joiner = server({ currentTerm: 1, log: terms(1) });
    expect(raft.electionTimeout(joiner, world(0))).toEqual({ state: joiner, effects: [] });
    const others = server({ currentTerm: 1, log: [config(1, 'bcd')] });
    expect(raft.electionTimeout(others, world(0)).effects).toEqual([]);
    const added = server({ currentTerm: 1, log: [config(1, 'bcd'), config(1, 'abcd')] });
    const { effects } = raft.electionTimeout(added, world(0));
    expect(receivers(effects, 'RequestVoteRequest')).toEqual(['b', 'c', 'd']);
  });

  it('"a server that is not part of its own latest configuration should still start new elections, as it might still be needed until the Cnew entry is committed"', () => {
    const removed = server({ currentTerm: 1, log: [entry(1), config(1, 'b')], commitIndex: 1 });
    const { effects } = raft.electionTimeout(removed, world(2));
    expect(receivers(effects, 'RequestVoteRequest')).toEqual(['b']);
  });

  it('"It does not count its own vote in elections unless it is part of its latest configuration"', () => {
    const removed = server({ currentTerm: 0, log: [config(0, 'bcd')] });
    const stands = raft.electionTimeout(removed, world(4));
    const one = raft.handleRequestVoteResponse(stands.state, voteResponse(), world(4));
    expect(one.state.role).toBe('candidate');
    const vote = voteResponse({ from: 'c' });
    const two = raft.handleRequestVoteResponse(one.state, vote, world(4));
    expect(two.state.role).toBe('leader');
  });

  it('one that knows its removal to be committed stays quiet', () => {
    const removed = server({ currentTerm: 1, log: [config(1, 'bc')], commitIndex: 1 });
    expect(raft.electionTimeout(removed, world(3))).toEqual({ state: removed, effects: [] });
    const compacted = server({ snapshot: snapshot(4, 1, 'bc'), commitIndex: 4 });
    expect(raft.electionTimeout(compacted, world(3)).effects).toEqual([]);
  });
});

describe('§4.2.3, disruptive servers', () => {
  const request = voteRequest({ from: 'd', term: 9, lastLogIndex: 9, lastLogTerm: 9 });

  it('"it does not update its term or grant its vote": not while it hears a leader', () => {
    const follower = server({ currentTerm: 2, leaderId: 'b' });
    const step = raft.handleRequestVoteRequest(follower, request, world(3));
    expect(step).toEqual({ state: follower, effects: [] });
    expect(step.state).toBe(follower);
  });

  it('a leader hears itself', () => {
    const leader = server({ currentTerm: 2, role: 'leader', leaderId: 'a' });
    const step = raft.handleRequestVoteRequest(leader, request, world(3));
    expect(step).toEqual({ state: leader, effects: [] });
  });

  it('the newest configuration says who is a stranger', () => {
    const removed = server({ currentTerm: 2, leaderId: 'b', log: [config(1, 'abc')] });
    expect(raft.handleRequestVoteRequest(removed, request, world(4)).effects).toEqual([]);
    const added = server({ currentTerm: 2, leaderId: 'b', log: [config(1, 'abcd')] });
    const { effects } = raft.handleRequestVoteRequest(added, request, world(3));
    expect(messages(effects)).toMatchObject([{ to: 'd', term: 9, voteGranted: true }]);
  });

  it('a member is heard: Figure 2 holds among members', () => {
    const leader = server({ currentTerm: 2, role: 'leader', leaderId: 'a' });
    const step = raft.handleRequestVoteRequest(leader, { ...request, from: 'b' }, world(3));
    const state = { ...leader, currentTerm: 9, votedFor: 'b', role: 'follower', leaderId: null };
    expect(step.state).toEqual(state);
    expect(step.effects).toEqual([
      persisted(step.state),
      noHeartbeatTimer,
      electionTimer,
      sent({
        type: 'RequestVoteResponse',
        from: 'a',
        to: 'b',
        term: 9,
        voteGranted: true,
      }),
    ]);
  });

  it('"does not affect normal elections": after an election timeout without a leader all are heard', () => {
    const follower = server({ currentTerm: 2, leaderId: 'b' });
    const alone = raft.electionTimeout(follower, world(3)).state;
    const { effects } = raft.handleRequestVoteRequest(alone, request, world(3));
    expect(messages(effects)).toMatchObject([{ to: 'd', voteGranted: true }]);
  });

  it('one that must not stand itself forgets its leader with its election timer, too', () => {
    const joiner = server({ currentTerm: 2, leaderId: 'b' });
    expect(raft.handleRequestVoteRequest(joiner, request, world(0)).effects).toEqual([]);
    const { state, effects } = raft.electionTimeout(joiner, world(0));
    expect(state).toEqual({ ...joiner, leaderId: null });
    expect(effects).toEqual([]);
    const asked = raft.handleRequestVoteRequest(state, request, world(0));
    expect(messages(asked.effects)).toMatchObject([{ to: 'd', voteGranted: true }]);
  });
});
