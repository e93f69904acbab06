import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitIndexOfLeader } from './commit.ts';
import { isQuorum, majority } from './quorum.ts';
import { raft } from './raft.ts';
import { appendResponse, entry, ofType, server, terms, world } from './server.test-helper.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];

describe('§5.3, §5.4.2, committing', () => {
  const leader = server({
    currentTerm: 4,
    role: 'leader',
    leaderId: 'a',
    log: terms(1, 2, 4, 4),
    nextIndex: { b: 5, c: 5, d: 5, e: 5 },
    matchIndex: { b: 0, c: 0, d: 0, e: 0 },
  });

  it('"A log entry is committed once the leader that created the entry has replicated it on a majority of the servers"', () => {
    const ack = appendResponse({ term: 4, matchIndex: 3 });
    const two = raft.handleAppendEntriesResponse(leader, ack, world(5));
    expect(two.state.commitIndex).toBe(0);
    const three = raft.handleAppendEntriesResponse(two.state, { ...ack, from: 'c' }, world(5));
    expect(three.state).toMatchObject({ commitIndex: 3, lastApplied: 3 });
  });

  it('"This also commits all preceding entries in the leader\'s log", applied once each and in order', () => {
    const before = server({ ...leader, commitIndex: 1, lastApplied: 1 });
    const ack = appendResponse({ term: 4, matchIndex: 4 });
    const step = raft.handleAppendEntriesResponse(before, ack, world(3));
    expect(step.effects).toEqual([
      { type: 'apply', index: 2, entry: entry(2) },
      { type: 'apply', index: 3, entry: entry(4) },
      { type: 'apply', index: 4, entry: entry(4) },
    ]);
    const again = raft.handleAppendEntriesResponse(step.state, { ...ack, from: 'c' }, world(3));
    expect(ofType(again.effects, 'apply')).toEqual([]);
  });

  it('§5.4.2: "Raft never commits log entries from previous terms by counting replicas" (Figure 8)', () => {
    const ack = appendResponse({ term: 4, matchIndex: 2 });
    const two = raft.handleAppendEntriesResponse(leader, ack, world(3));
    expect(two.state.commitIndex).toBe(0);
    expect(two.effects).toEqual([]);
  });

  it.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 2],
  ])('of %d servers, %d others must have the entry', (size, others) => {
    const env = world(size);
    const matchIndex = Object.fromEntries(
      ids.slice(1, size).map((id, place) => [id, place < others ? 4 : 0]),
    );
    expect(commitIndexOfLeader(server({ ...leader, matchIndex }), env)).toBe(4);
    if (others === 0) return;
    const oneLess = { ...matchIndex, b: 0 };
    expect(commitIndexOfLeader(server({ ...leader, matchIndex: oneLess }), env)).toBe(0);
  });

  it('indexes are compared as numbers, from 10 on too', () => {
    const log = terms(...Array.from({ length: 12 }, () => 4));
    const state = server({ ...leader, log, matchIndex: { b: 10, c: 9, d: 9, e: 9 } });
    expect(commitIndexOfLeader(state, world(5))).toBe(9);
    expect(commitIndexOfLeader(state, world(3))).toBe(10);
  });

  it('Figure 2 "If there exists an N such that ...", tried one N after the other, says the same', () => {
    const logs = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 12 });
    const matches = fc.array(fc.nat({ max: 12 }), { minLength: 0, maxLength: 4 });
    fc.assert(
      fc.property(logs, matches, fc.nat({ max: 12 }), (unsorted, reached, committed) => {
        const log = terms(...unsorted.toSorted((a, b) => a - b));
        const servers = ids.slice(0, reached.length + 1);
        const others = reached.map((index) => Math.min(index, log.length));
        const matchIndex = Object.fromEntries(others.map((n, i) => [ids[i + 1] ?? '', n]));
        const commitIndex = Math.min(committed, log.length);
        let expected = commitIndex;
        for (let N = commitIndex + 1; N <= log.length; N += 1) {
          const holders = 1 + others.filter((index) => index >= N).length;
          if (holders > servers.length / 2 && log[N - 1]?.term === 4) expected = N;
        }
        const state = server({ ...leader, log, commitIndex, matchIndex });
        expect(commitIndexOfLeader(state, world(servers.length))).toBe(expected);
      }),
    );
  });
});

describe('quorum', () => {
  it('two majorities of the same servers always share one', () => {
    for (let n = 1; n <= 9; n += 1) {
      expect(2 * majority(n)).toBeGreaterThan(n);
      expect(2 * (majority(n) - 1)).toBeLessThanOrEqual(n);
    }
  });

  it('only servers of the cluster count, and each once', () => {
    expect(isQuorum(['a', 'x', 'y'], ['a', 'b', 'c'])).toBe(false);
    expect(isQuorum(['a', 'a'], ['a', 'b', 'c'])).toBe(false);
    expect(isQuorum(['a', 'c'], ['a', 'b', 'c'])).toBe(true);
    expect(isQuorum(['a'], [])).toBe(false);
  });
});
