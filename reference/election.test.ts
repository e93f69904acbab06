import { describe, expect, it } from 'vitest';
import { raft } from './raft.ts';
import {
  appendRequest,
  electionTimer,
  heartbeatTimer,
  messages,
  noElectionTimer,
  noHeartbeatTimer,
  ofType,
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

describe('§5.2, standing for election', () => {
  it('Candidates: "On conversion to candidate, start election: Increment currentTerm, Vote for self, Reset election timer, Send RequestVote RPCs to all other servers"', () => {
    const before = server({ currentTerm: 4, log: terms(1, 4), votedFor: 'c', leaderId: 'c' });
    const { state, effects } = raft.electionTimeout(before, world(3));
    const request = { type: 'RequestVoteRequest', from: 'a', term: 5 } as const;
    expect(state).toEqual({
      ...before,
      currentTerm: 5,
      votedFor: 'a',
      role: 'candidate',
      leaderId: null,
      votesGranted: ['a'],
    });
    expect(effects).toEqual([
      persisted(state),
      electionTimer,
      sent({ ...request, to: 'b', lastLogIndex: 2, lastLogTerm: 4 }),
      sent({ ...request, to: 'c', lastLogIndex: 2, lastLogTerm: 4 }),
    ]);
  });

  it('Candidates: "If election timeout elapses: start new election"', () => {
    const before = server({
      currentTerm: 9,
      votedFor: 'a',
      role: 'candidate',
      votesGranted: ['a', 'b'],
    });
    const { state, effects } = raft.electionTimeout(before, world(5));
    expect(state).toMatchObject({ currentTerm: 10, votesGranted: ['a'], role: 'candidate' });
    expect(receivers(effects, 'RequestVoteRequest')).toEqual(['b', 'c', 'd', 'e']);
    expect(effects).toContainEqual(electionTimer);
  });

  it('RequestVote, Arguments: "index of candidate\'s last log entry", behind a snapshot too', () => {
    const before = server({ currentTerm: 7, snapshot: snapshot(5, 3), log: [] });
    const { effects } = raft.electionTimeout(before, world(3));
    const last = { lastLogIndex: 5, lastLogTerm: 3 };
    expect(messages(effects)).toMatchObject([last, last]);
  });

  it('"election timeouts are chosen randomly from a fixed interval (e.g., 150-300ms)"', () => {
    for (const random of [0, 0.3, 0.999999]) {
      const env = { ...world(3), random: () => random };
      const [timer] = ofType(raft.electionTimeout(server(), env).effects, 'setTimer');
      expect(timer?.ms).toBe(150 + Math.floor(random * 150));
    }
  });

  it('a leader has no election timer, and one that goes off late means nothing', () => {
    const leader = server({ currentTerm: 1, votedFor: 'a', role: 'leader' });
    expect(raft.electionTimeout(leader, world(3))).toEqual({ state: leader, effects: [] });
  });

  it('a server that is in no configuration stays quiet', () => {
    expect(raft.electionTimeout(server(), world(0))).toEqual({ state: server(), effects: [] });
    expect(raft.electionTimeout(server(), world(2, 'z')).effects).toEqual([]);
  });
});

describe('§5.2, §5.4.1, giving votes', () => {
  const answer = { type: 'RequestVoteResponse', from: 'a', to: 'b' } as const;

  it('receiver 1: "Reply false if term < currentTerm"', () => {
    const before = server({ currentTerm: 3 });
    expect(raft.handleRequestVoteRequest(before, voteRequest({ term: 2 }), world(3))).toEqual({
      state: before,
      effects: [sent({ ...answer, term: 3, voteGranted: false })],
    });
  });

  it('receiver 2: "If votedFor is null or candidateId, ... grant vote", persisted before the answer', () => {
    const before = server({ currentTerm: 3 });
    const step = raft.handleRequestVoteRequest(before, voteRequest({ term: 3 }), world(3));
    const state = { ...before, votedFor: 'b' };
    expect(step).toEqual({
      state,
      effects: [persisted(state), electionTimer, sent({ ...answer, term: 3, voteGranted: true })],
    });
  });

  it('receiver 2: a candidate that asks again gets its vote again, and nothing is written', () => {
    const before = server({ currentTerm: 3, votedFor: 'b' });
    const step = raft.handleRequestVoteRequest(before, voteRequest({ term: 3 }), world(3));
    expect(step.state).toBe(before);
    expect(step.effects).toEqual([electionTimer, sent({ ...answer, term: 3, voteGranted: true })]);
  });

  it('"Each server will vote for at most one candidate in a given term, on a first-come-first-served basis"', () => {
    for (const votedFor of ['c', '0', '10', 'a']) {
      const before = server({ currentTerm: 3, votedFor });
      const step = raft.handleRequestVoteRequest(before, voteRequest({ term: 3 }), world(3));
      expect(step).toEqual({
        state: before,
        effects: [sent({ ...answer, term: 3, voteGranted: false })],
      });
    }
  });

  it('a newer term frees the vote before it is looked at', () => {
    const before = server({ currentTerm: 9, votedFor: 'c', leaderId: 'c' });
    const step = raft.handleRequestVoteRequest(before, voteRequest({ term: 10 }), world(3));
    const state = { ...before, currentTerm: 10, votedFor: 'b', leaderId: null };
    expect(step).toEqual({
      state,
      effects: [persisted(state), electionTimer, sent({ ...answer, term: 10, voteGranted: true })],
    });
  });

  it('a vote refused in a newer term writes the term, and does not restart the election timer', () => {
    const before = server({ currentTerm: 2, log: terms(2) });
    const step = raft.handleRequestVoteRequest(before, voteRequest({ term: 5 }), world(3));
    const state = { ...before, currentTerm: 5 };
    expect(step).toEqual({
      state,
      effects: [persisted(state), sent({ ...answer, term: 5, voteGranted: false })],
    });
  });

  it('a leader that sees a newer term stops its heartbeats and waits for the next leader', () => {
    const before = server({ currentTerm: 2, votedFor: 'a', role: 'leader', log: terms(2) });
    const step = raft.handleRequestVoteRequest(before, voteRequest({ term: 5 }), world(3));
    const state = { ...before, currentTerm: 5, votedFor: null, role: 'follower' };
    expect(step.state).toEqual(state);
    expect(step.effects).toEqual([
      persisted(step.state),
      noHeartbeatTimer,
      electionTimer,
      sent({ ...answer, term: 5, voteGranted: false }),
    ]);
  });

  it.each([
    ['the log with the later term is more up-to-date', 1, 4, true],
    ['a longer log with an older term is not', 9, 2, false],
    ['if the logs end with the same term, the longer one is', 4, 3, true],
    ['logs that are equal are up-to-date', 3, 3, true],
    ['the shorter one of the same term is not', 2, 3, false],
    ['an empty log is not', 0, 0, false],
  ])('§5.4.1: %s', (_sentence, lastLogIndex, lastLogTerm, voteGranted) => {
    const before = server({ currentTerm: 4, log: terms(1, 1, 3) });
    const request = voteRequest({ term: 5, lastLogIndex, lastLogTerm });
    const { effects } = raft.handleRequestVoteRequest(before, request, world(3));
    expect(messages(effects)).toMatchObject([{ voteGranted, term: 5 }]);
  });

  it('a candidate and a leader keep their own vote in their term', () => {
    for (const role of ['candidate', 'leader'] as const) {
      const before = server({ currentTerm: 3, votedFor: 'a', role, votesGranted: ['a'] });
      const step = raft.handleRequestVoteRequest(before, voteRequest({ term: 3 }), world(3));
      expect(step.state).toBe(before);
      expect(messages(step.effects)).toMatchObject([{ voteGranted: false }]);
    }
  });
});

describe('§5.2, counting votes', () => {
  const candidate = server({
    currentTerm: 12,
    votedFor: 'a',
    role: 'candidate',
    votesGranted: ['a'],
    log: terms(2, 10),
    commitIndex: 1,
    lastApplied: 1,
    matchIndex: { b: 2, c: 2 },
  });

  it('Leaders: "Upon election: send initial empty AppendEntries RPCs (heartbeat) to each server"', () => {
    const step = raft.handleRequestVoteResponse(candidate, voteResponse({ term: 12 }), world(3));
    const heartbeat = {
      type: 'AppendEntriesRequest',
      from: 'a',
      term: 12,
      prevLogIndex: 2,
      prevLogTerm: 10,
      entries: [],
      leaderCommit: 1,
    } as const;
    expect(step.effects).toEqual([
      noElectionTimer,
      sent({ ...heartbeat, to: 'b' }),
      sent({ ...heartbeat, to: 'c' }),
      heartbeatTimer,
    ]);
    expect(step.state).toEqual({
      ...candidate,
      role: 'leader',
      leaderId: 'a',
      votesGranted: ['a', 'b'],
      nextIndex: { b: 3, c: 3 },
      matchIndex: { b: 0, c: 0 },
    });
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
  ])(
    '"votes from a majority of the servers in the full cluster": of %d servers, %d',
    (size, needed) => {
      const env = world(size);
      let step = raft.electionTimeout(server(), env);
      for (const [place, from] of env.servers.slice(1).entries()) {
        expect(step.state.role).toBe(place + 1 >= needed ? 'leader' : 'candidate');
        step = raft.handleRequestVoteResponse(step.state, voteResponse({ from }), env);
      }
      expect(step.state.role).toBe('leader');
    },
  );

  it('a single server elects itself, after its vote is on disk', () => {
    const { state, effects } = raft.electionTimeout(server(), world(1));
    expect(state).toMatchObject({ role: 'leader', leaderId: 'a', currentTerm: 1 });
    expect(effects).toEqual([persisted(state), electionTimer, noElectionTimer, heartbeatTimer]);
  });

  it.each([
    ['of an older term', voteResponse({ term: 11 })],
    ['that was refused', voteResponse({ term: 12, voteGranted: false })],
    ['of a server that was counted', voteResponse({ term: 12, from: 'a' })],
  ])('a vote %s is not counted', (_which, response) => {
    const step = raft.handleRequestVoteResponse(candidate, response, world(3));
    expect(step).toEqual({ state: candidate, effects: [] });
    expect(step.state).toBe(candidate);
  });

  it('a vote that arrives twice counts once', () => {
    const once = raft.handleRequestVoteResponse(candidate, voteResponse({ term: 12 }), world(5));
    expect(once.effects).toEqual([]);
    const twice = raft.handleRequestVoteResponse(once.state, voteResponse({ term: 12 }), world(5));
    expect(twice.state).toBe(once.state);
  });

  it('a leader and a follower ignore late votes', () => {
    for (const role of ['leader', 'follower'] as const) {
      const before = server({ ...candidate, role });
      const step = raft.handleRequestVoteResponse(before, voteResponse({ term: 12 }), world(3));
      expect(step).toEqual({ state: before, effects: [] });
    }
  });

  it('a refusal with a newer term makes it a follower of that term, written down, its timer untouched', () => {
    const refusal = voteResponse({ term: 13, voteGranted: false });
    const step = raft.handleRequestVoteResponse(candidate, refusal, world(3));
    const state = { ...candidate, currentTerm: 13, votedFor: null, role: 'follower' };
    expect(step.state).toEqual(state);
    expect(step.effects).toEqual([persisted(step.state)]);
  });

  it('Candidates: "If AppendEntries RPC received from new leader: convert to follower", and the vote stays', () => {
    const heartbeat = appendRequest({ term: 12, prevLogIndex: 2, prevLogTerm: 10 });
    const step = raft.handleAppendEntriesRequest(candidate, heartbeat, world(3));
    expect(step.state).toEqual({ ...candidate, role: 'follower', leaderId: 'b' });
    expect(ofType(step.effects, 'persist')).toEqual([]);
    expect(step.effects).toContainEqual(electionTimer);
  });

  it('ids that look like numbers are ids', () => {
    const env = { id: '10', servers: ['0', '10', '2'], random: () => 0.5 };
    const stands = raft.electionTimeout(server(), env);
    expect(receivers(stands.effects, 'RequestVoteRequest')).toEqual(['0', '2']);
    const leads = raft.handleRequestVoteResponse(stands.state, voteResponse({ from: '0' }), env);
    expect(leads.state).toMatchObject({ role: 'leader', nextIndex: { '0': 1, '2': 1 } });
    expect(leads.state.nextIndex).not.toHaveProperty('10');
  });
});
