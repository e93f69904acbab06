import { describe, expect, it } from 'vitest';
import type { ServerState } from '../skeleton/contract/index.ts';
import { raft } from './raft.ts';
import {
  appendResponse,
  config,
  entry,
  heartbeatTimer,
  messages,
  noHeartbeatTimer,
  ofType,
  persisted,
  receivers,
  sent,
  server,
  snapshot,
  terms,
  voteResponse,
  world,
} from './server.test-helper.ts';

/** A leader of three that has committed an entry of its term. */
const leader = server({
  currentTerm: 2,
  votedFor: 'a',
  role: 'leader',
  leaderId: 'a',
  log: terms(1, 2),
  commitIndex: 2,
  lastApplied: 2,
  nextIndex: { b: 3, c: 3 },
  matchIndex: { b: 2, c: 2 },
});
const refused = { state: leader, effects: [{ type: 'rejected', leaderId: 'a' }] };

function change(s: ServerState, letters: string, size = 3) {
  return raft.changeServers(s, [...letters], world(size));
}

function acknowledged(s: ServerState, from: string, matchIndex: number, size = 3) {
  const ack = appendResponse({ from, term: s.currentTerm, matchIndex });
  return raft.handleAppendEntriesResponse(s, ack, world(size));
}

describe('§4.1, changing the cluster', () => {
  const request = {
    type: 'AppendEntriesRequest',
    from: 'a',
    term: 2,
    prevLogIndex: 2,
    prevLogTerm: 2,
    leaderCommit: 2,
  } as const;

  it('"it appends the new configuration (Cnew) as an entry in its log and replicates that entry": to the new server too', () => {
    const { state, effects } = change(leader, 'abcd');
    const entries = [config(2, 'abcd')];
    expect(state).toEqual({
      ...leader,
      log: [...leader.log, ...entries],
      nextIndex: { b: 3, c: 3, d: 3 },
      matchIndex: { b: 2, c: 2, d: 0 },
    });
    expect(effects).toEqual([
      persisted(state),
      sent({ ...request, to: 'b', entries }),
      sent({ ...request, to: 'c', entries }),
      sent({ ...request, to: 'd', entries }),
      { type: 'accepted', index: 3, term: 2 },
    ]);
  });

  it('a server that is removed gets nothing from then on', () => {
    const { state, effects } = change(leader, 'ab');
    expect(state.log).toEqual([...leader.log, config(2, 'ab')]);
    expect(receivers(effects, 'AppendEntriesRequest')).toEqual(['b']);
    const later = raft.heartbeatTimeout(state, world(3)).effects;
    expect(receivers(later, 'AppendEntriesRequest')).toEqual(['b']);
  });

  it('"a majority of the new configuration is used to determine the Cnew entry\'s commitment"', () => {
    const { state } = change(leader, 'abcd');
    const two = acknowledged(state, 'b', 3).state;
    expect(two.commitIndex).toBe(2);
    const three = acknowledged(two, 'd', 3).state;
    expect(three.commitIndex).toBe(3);
    const smaller = change(leader, 'ab').state;
    expect(acknowledged(smaller, 'c', 3).state.commitIndex).toBe(2);
    expect(acknowledged(smaller, 'b', 3).state.commitIndex).toBe(3);
  });

  it.each([
    ['two servers more', 'abcde'],
    ['two servers less', 'a'],
    ['one for another', 'abd'],
    ['the same servers', 'abc'],
    ['the same servers in another order', 'cba'],
    ['a server twice', 'abb'],
    ['a new server twice', 'abcdd'],
  ])(
    '"only one server can be added or removed from the cluster at a time": %s are refused',
    (_what, letters) => {
      expect(change(leader, letters)).toEqual(refused);
    },
  );

  it('the last server cannot be removed', () => {
    const alone = server({ ...leader, nextIndex: {}, matchIndex: {} });
    expect(change(alone, '', 1)).toEqual({ ...refused, state: alone });
  });

  it('"Further configuration changes can be started" when the last one is committed, and not before', () => {
    const { state } = change(leader, 'abcd');
    expect(change(state, 'abc')).toEqual({ ...refused, state });
    expect(change(state, 'abcde')).toEqual({ ...refused, state });
    const committed = acknowledged(acknowledged(state, 'b', 3).state, 'c', 3).state;
    expect(ofType(change(committed, 'abcde').effects, 'accepted')).toHaveLength(1);
  });

  it('a change that was replaced is no longer under way', () => {
    const kept = server({ ...leader, log: [...terms(1, 2), config(2, 'abcd')] });
    expect(ofType(change(kept, 'abcd').effects, 'rejected')).toHaveLength(1);
    const replaced = server({ ...leader, log: terms(1, 2, 2) });
    expect(ofType(change(replaced, 'abcd').effects, 'accepted')).toHaveLength(1);
  });

  it('only a leader changes anything', () => {
    for (const role of ['follower', 'candidate'] as const) {
      const before = server({ ...leader, role, leaderId: 'b' });
      const effects = [{ type: 'rejected', leaderId: 'b' }];
      expect(change(before, 'abcd')).toEqual({ state: before, effects });
    }
  });

  it('a snapshot says who is in the cluster, and that it is committed', () => {
    const before = server({ ...leader, snapshot: snapshot(2, 2, 'abcd'), log: [] });
    expect(ofType(change(before, 'abc').effects, 'accepted')).toHaveLength(1);
    expect(ofType(change(before, 'abcde').effects, 'accepted')).toHaveLength(1);
    expect(ofType(change(before, 'ab').effects, 'rejected')).toHaveLength(1);
  });

  it('what a server acknowledged when it was a member before does not count', () => {
    const stale = server({ ...leader, nextIndex: { b: 3, d: 9 }, matchIndex: { b: 2, d: 8 } });
    const { state } = change(stale, 'abcd');
    expect(state).toMatchObject({ nextIndex: { d: 3 }, matchIndex: { d: 0 } });
  });
});

describe('Ongaro, 2015: "a leader may not append a new configuration entry until it has committed an entry from its current term"', () => {
  const noop = { term: 2, payload: { kind: 'noop' } } as const;
  const fresh = server({ ...leader, log: terms(1, 1) });

  it('a new leader refuses, and appends an empty entry', () => {
    const { state, effects } = change(fresh, 'abcd');
    expect(state).toEqual({ ...fresh, log: [...fresh.log, noop] });
    expect(effects.at(0)).toEqual(persisted(state));
    expect(receivers(effects, 'AppendEntriesRequest')).toEqual(['b', 'c']);
    expect(effects.at(-1)).toEqual({ type: 'rejected', leaderId: 'a' });
    expect(ofType(effects, 'accepted')).toEqual([]);
  });

  it('it appends no second one while an entry of its term is on its way', () => {
    for (const log of [[...terms(1, 1), noop], terms(1, 1, 2)]) {
      const before = server({ ...fresh, log });
      expect(change(before, 'abcd')).toEqual({ ...refused, state: before });
    }
  });

  it('when that is committed, the change is accepted', () => {
    const { state } = change(fresh, 'abcd');
    const committed = acknowledged(state, 'b', 3).state;
    const step = change(committed, 'abcd');
    expect(step.effects).toContainEqual({ type: 'accepted', index: 4, term: 2 });
  });

  it('a leader that is alone commits it at once', () => {
    const alone = server({ ...fresh, nextIndex: {}, matchIndex: {} });
    const first = change(alone, 'ab', 1);
    expect(first.state.commitIndex).toBe(3);
    expect(ofType(first.effects, 'rejected')).toHaveLength(1);
    expect(ofType(change(first.state, 'ab', 1).effects, 'accepted')).toHaveLength(1);
  });
});

describe('§5.4.2, a change that an earlier leader left behind', () => {
  const noop = { term: 2, payload: { kind: 'noop' } } as const;

  it('is finished by the new one, with an empty entry that is persisted before it is sent', () => {
    const before = server({ currentTerm: 1, log: [entry(1), config(1, 'abcd')], commitIndex: 1 });
    const stands = raft.electionTimeout(before, world(3)).state;
    const one = raft.handleRequestVoteResponse(stands, voteResponse({ term: 2 }), world(3)).state;
    const vote = voteResponse({ term: 2, from: 'd' });
    const { state, effects } = raft.handleRequestVoteResponse(one, vote, world(3));
    expect(state.log).toEqual([...before.log, noop]);
    expect(ofType(effects, 'persist')).toEqual([persisted(state)]);
    const carried = messages(effects.slice(effects.findIndex(({ type }) => type === 'persist')));
    expect(carried).toMatchObject(['b', 'c', 'd'].map((to) => ({ to, entries: [noop] })));
    expect(ofType(effects, 'accepted')).toEqual([]);
    const acks = acknowledged(acknowledged(state, 'b', 3).state, 'd', 3);
    expect(acks.state.commitIndex).toBe(3);
  });

  it('is finished at once by a leader that is alone', () => {
    const before = server({ currentTerm: 1, log: [entry(1), config(1, 'a')], commitIndex: 1 });
    const { state } = raft.electionTimeout(before, world(2));
    expect(state).toMatchObject({ role: 'leader', commitIndex: 3, lastApplied: 3 });
  });

  it('needs nothing when it is known to be committed', () => {
    const before = server({ currentTerm: 1, log: [config(1, 'a')], commitIndex: 1 });
    const { state } = raft.electionTimeout(before, world(2));
    expect(state).toMatchObject({ role: 'leader', log: before.log });
  });
});

describe('§4.2.2, removing the leader', () => {
  const four = server({
    ...leader,
    nextIndex: { b: 3, c: 3, d: 3 },
    matchIndex: { b: 2, c: 2, d: 2 },
  });
  const leaving = change(four, 'bcd', 4).state;

  it('"a leader can manage a cluster that does not include itself"', () => {
    expect(leaving.role).toBe('leader');
    const { effects } = raft.heartbeatTimeout(leaving, world(4));
    expect(receivers(effects, 'AppendEntriesRequest')).toEqual(['b', 'c', 'd']);
    expect(effects.at(-1)).toEqual(heartbeatTimer);
    const command = raft.clientRequest(leaving, 'x', world(4));
    expect(ofType(command.effects, 'accepted')).toHaveLength(1);
  });

  it('"it replicates log entries but does not count itself in majorities"', () => {
    const one = acknowledged(leaving, 'b', 3, 4).state;
    expect(one).toMatchObject({ role: 'leader', commitIndex: 2 });
  });

  it('"a leader that is removed from the configuration steps down once the Cnew entry is committed"', () => {
    const one = acknowledged(leaving, 'b', 3, 4).state;
    const two = acknowledged(one, 'd', 3, 4);
    expect(two.state).toMatchObject({ role: 'follower', leaderId: null, commitIndex: 3 });
    expect(two.effects).toEqual([
      { type: 'apply', index: 3, entry: config(2, 'bcd') },
      noHeartbeatTimer,
    ]);
    expect(raft.electionTimeout(two.state, world(4)).effects).toEqual([]);
  });

  it('entries behind its removal do not hold it back', () => {
    const { state } = raft.clientRequest(leaving, 'x', world(4));
    const one = acknowledged(state, 'b', 4, 4).state;
    const two = acknowledged(one, 'c', 3, 4).state;
    expect(two).toMatchObject({ role: 'follower', commitIndex: 3 });
  });

  it('of two servers, the leader leads until the other one has the entry', () => {
    const two = server({ ...leader, nextIndex: { b: 3 }, matchIndex: { b: 2 } });
    const step = change(two, 'b', 2);
    expect(step.state).toMatchObject({ role: 'leader', commitIndex: 2 });
    expect(messages(step.effects)).toMatchObject([{ to: 'b', entries: [config(2, 'b')] }]);
    expect(acknowledged(step.state, 'b', 3, 2).state.role).toBe('follower');
  });
});

describe('§4.2.1, catching up', () => {
  it('a new server that has nothing gets everything, from the first entry or the snapshot on', () => {
    const no = appendResponse({ from: 'd', term: 2, success: false, conflictIndex: 1 });
    const added = change(leader, 'abcd').state;
    const log = raft.handleAppendEntriesResponse(added, no, world(3));
    const entries = [entry(1), entry(2), config(2, 'abcd')];
    expect(messages(log.effects)).toMatchObject([{ to: 'd', prevLogIndex: 0, entries }]);

    const short = server({ ...leader, snapshot: snapshot(1, 1), log: terms(2) });
    const later = change(short, 'abcd').state;
    const behind = raft.handleAppendEntriesResponse(later, no, world(3));
    expect(receivers(behind.effects, 'InstallSnapshotRequest')).toEqual(['d']);
  });
});
