import { describe, expect, it } from 'vitest';
import { raft } from './raft.ts';
import { electionTimer, frozen, server, snapshot, terms, world } from './server.test-helper.ts';

describe('Figure 2, State', () => {
  it('"When servers start up, they begin as followers"; currentTerm "initialized to 0 on first boot"', () => {
    expect(raft.restart(null, world(3))).toEqual({ state: server(), effects: [electionTimer] });
  });

  it('"Persistent state on all servers": currentTerm, votedFor and log come back, the rest does not', () => {
    const disk = frozen({ currentTerm: 10, votedFor: '0', log: terms(1, 9), snapshot: null });
    expect(raft.restart(disk, world(3))).toEqual({
      state: server({ currentTerm: 10, votedFor: '0', log: terms(1, 9) }),
      effects: [electionTimer],
    });
  });

  it('§7: a snapshot is given back to the state machine, and the entries behind it count from there', () => {
    const disk = frozen({
      currentTerm: 3,
      votedFor: null,
      log: terms(3),
      snapshot: snapshot(5, 2),
    });
    const { state, effects } = raft.restart(disk, world(3));
    expect(state).toEqual(server({ ...disk, commitIndex: 5, lastApplied: 5 }));
    expect(effects).toEqual([{ type: 'restore', snapshot: disk.snapshot }, electionTimer]);
  });

  it('what a handler persists is all that a restart needs', () => {
    const stands = raft.electionTimeout(server({ log: terms(0) }), world(3));
    const [write] = stands.effects;
    if (write?.type !== 'persist') throw new Error('the first effect persists');
    const { state } = raft.restart(write.state, world(3));
    expect(state).toMatchObject({ currentTerm: 1, votedFor: 'a', role: 'follower' });
    expect(Object.keys(write.state).sort()).toEqual(['currentTerm', 'log', 'snapshot', 'votedFor']);
  });
});
