/** The rules of §5.3: the consistency check, acknowledgements, requests; and the snapshots of §7. */
import { describe, expect, test } from 'vitest';
import type { ServerId } from '../../skeleton/contract/index.ts';
import { appendConsistency, honestAcks, honestRequests, snapshots } from './index.ts';
import {
  append,
  appended,
  askVote,
  config,
  entry,
  install,
  installed,
  leading,
  log,
  refused,
  send,
  snapshot,
  Trace,
} from './testing.ts';

describe('append-consistency', () => {
  const start = () => new Trace().boot('n2', { currentTerm: 2, log: log(1, 1) });
  const yes = (match: number) => [send(appended('n2>n1@2', match))];

  test('success without the previous entry, for an old term, and without storing', () => {
    expect(
      start()
        .deliver(append('n1>n2@2', { prevLogIndex: 2, prevLogTerm: 2 }), {}, yes(2))
        .verdict(appendConsistency),
    ).toBe(
      'n2 answers success in term 2, although the request follows an entry of term 2 at index 2 and its log has one of term 1',
    );
    expect(
      start()
        .deliver(append('n1>n2@2', { prevLogIndex: 5, prevLogTerm: 2 }), {}, yes(2))
        .verdict(appendConsistency),
    ).toBe(
      'n2 answers success in term 2, although the request follows an entry of term 2 at index 5 and its log has no entry there',
    );
    expect(start().deliver(append('n1>n2@1'), {}, yes(0)).verdict(appendConsistency)).toBe(
      'n2 answers success to a request of term 1, although its own term is 2',
    );
    const request = append('n1>n2@2', {
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries: [entry(2, 'x')],
    });
    expect(start().deliver(request, {}, yes(2)).verdict(appendConsistency)).toBe(
      'n2 answers success in term 2, but has "c2.1" (term 1) at index 2, where the request carries "x" (term 2)',
    );
  });

  test('success to a late request, to one below the snapshot, and a refusal for whatever reason', () => {
    const late = append('n1>n2@2', { entries: log(1) });
    expect(start().deliver(late, {}, yes(1)).verdict(appendConsistency)).toBeNull();
    const below = new Trace()
      .boot('n2', { currentTerm: 2, snapshot: snapshot(2, 1) })
      .deliver(late, {}, yes(2))
      .deliver(append('n1>n2@2', { prevLogIndex: 1, prevLogTerm: 1 }), {}, [
        send(refused('n2>n1@2')),
      ]);
    expect(below.verdict(appendConsistency)).toBeNull();
  });
});

describe('honest-acks', () => {
  const start = () => new Trace().boot('n2', { currentTerm: 2, log: log(1, 1, 1) });
  const heartbeat = append('n1>n2@2', { prevLogIndex: 1, prevLogTerm: 1 });

  test('acknowledges what its log has beyond the request', () => {
    expect(
      start()
        .deliver(heartbeat, {}, [send(appended('n2>n1@2', 3))])
        .verdict(honestAcks),
    ).toBe(
      "n2 acknowledges index 3 to n1 in term 2, but its log is known to equal the leader's only up to index 1",
    );
  });

  test('acknowledges more than it has', () => {
    expect(
      start()
        .deliver(heartbeat, {}, [send(appended('n2>n1@2', 4))])
        .verdict(honestAcks),
    ).toBe('n2 acknowledges index 4 to n1 in term 2, but its log ends at index 3');
  });

  test('acknowledges the end of its log to a snapshot, and what an earlier leader confirmed', () => {
    const request = install('n1>n2@2', snapshot(2, 1));
    const answer = [send(installed('n2>n1@2', 3))];
    expect(start().deliver(request, {}, answer).verdict(honestAcks)).toContain(
      'only up to index 2',
    );
    const later = start()
      .deliver(append('n1>n2@2', { prevLogIndex: 3, prevLogTerm: 1 }), {}, [
        send(appended('n2>n1@2', 3)),
      ])
      .deliver(append('n3>n2@3'), { currentTerm: 3 }, [send(appended('n2>n3@3', 3))]);
    expect(later.verdict(honestAcks)).toContain('only up to index 0');
  });

  test('remembers the term, knows what is committed, and answers an old snapshot with its new term', () => {
    const trace = start()
      .deliver(append('n1>n2@2', { prevLogIndex: 2, prevLogTerm: 1 }), {}, [
        send(appended('n2>n1@2', 2)),
      ])
      .deliver(heartbeat, { commitIndex: 3 }, [
        send(appended('n2>n1@2', 2)),
        send(appended('n2>n1@2', 3)),
      ])
      .deliver(install('n3>n2@1', snapshot(9, 1)), {}, [send(installed('n2>n3@2', 9))]);
    expect(trace.verdict(honestAcks)).toBeNull();
  });
});

describe('honest-requests', () => {
  const start = () =>
    new Trace().boot('n1', leading(3, 'n1', { log: log(1, 2, 3), commitIndex: 1 }));
  const sends = (content: object) =>
    start()
      .timeout('n1', {}, [send(append('n1>n2@3', content))])
      .verdict(honestRequests);

  test('a leader says what is not in its log', () => {
    expect(sends({ leaderCommit: 2 })).toBe(
      'n1 tells n2 in term 3 that index 2 is committed, but its commitIndex is 1',
    );
    expect(sends({ prevLogIndex: 2, prevLogTerm: 3 })).toBe(
      'n1 tells n2 in term 3 that its entry at index 2 is of term 3, but its log has one of term 2',
    );
    expect(sends({ prevLogIndex: 3, prevLogTerm: 3, entries: [entry(3, 'x')] })).toBe(
      'n1 sends n2 "x" (term 3) for index 4 in term 3, but its log has nothing there',
    );
  });

  test('a candidate gives its commitIndex for its last index', () => {
    const trace = start().timeout('n1', { role: 'candidate', currentTerm: 4 }, [
      send(askVote('n1>n2@4', 1, 1)),
    ]);
    expect(trace.verdict(honestRequests)).toBe(
      'n1 tells n2 in term 4 that its log ends at index 1 with term 1, but it ends at index 3 with term 3',
    );
  });

  test('a snapshot with the term of now', () => {
    const trace = start().timeout('n1', {}, [send(install('n1>n2@3', { ...snapshot(1, 3) }))]);
    expect(trace.verdict(honestRequests)).toBe(
      'n1 sends n2 a snapshot up to index 1 in term 3 and says that its last entry is of term 3, but it is of term 1',
    );
  });

  test('batches, copies, old commit indexes, and entries that a snapshot has just replaced', () => {
    expect(
      sends({ prevLogIndex: 1, prevLogTerm: 1, entries: log(1, 2, 3).slice(1, 2) }),
    ).toBeNull();
    expect(sends({ entries: log(1, 2, 3), leaderCommit: 0 })).toBeNull();
    const trace = start().step(
      'n1',
      { type: 'takeSnapshot', index: 1, data: 'd' },
      { snapshot: snapshot(1, 1), log: log(1, 2, 3).slice(1) },
      [send(append('n1>n2@3', { entries: log(1, 2) })), send(install('n1>n2@3', snapshot(1, 1)))],
    );
    expect(trace.verdict(honestRequests)).toBeNull();
  });
});

describe('snapshots', () => {
  const start = () =>
    new Trace().boot('n1', { currentTerm: 2, log: log(1, 1, 2), commitIndex: 2, lastApplied: 2 });
  const takes = (index: number, term: number, data = 'd') =>
    start()
      .step(
        'n1',
        { type: 'takeSnapshot', index, data: 'd' },
        { snapshot: snapshot(index, term, data), log: [] },
      )
      .verdict(snapshots);

  test('takes what it should not', () => {
    expect(takes(3, 2)).toBe(
      'n1 takes a snapshot up to index 3 in term 2, but has applied only up to index 2',
    );
    expect(takes(2, 2)).toBe(
      'n1 takes a snapshot up to index 2 in term 2 with lastIncludedTerm 2, but its entry there is of term 1',
    );
    expect(takes(2, 1, 'e')).toBe(
      'n1 takes a snapshot up to index 2 in term 2 with other data than its state machine handed over',
    );
  });

  test('installs an old one, or another than was sent', () => {
    const old = install('n2>n1@1', snapshot(9, 1));
    expect(start().deliver(old, { snapshot: old.snapshot, log: [] }).verdict(snapshots)).toBe(
      'n1 installs a snapshot up to index 9 from a request of term 1, although its own term is 2',
    );
    const sent = install('n2>n1@2', snapshot(9, 1));
    expect(
      start()
        .deliver(sent, { snapshot: snapshot(9, 2), log: [] })
        .verdict(snapshots),
    ).toBe('n1 installs a snapshot up to index 9 with lastIncludedTerm 2, but the request says 1');
    const back = new Trace()
      .boot('n1', { snapshot: snapshot(5, 1) })
      .deliver(install('n2>n1@1', snapshot(3, 1)), { snapshot: snapshot(3, 1) });
    expect(back.verdict(snapshots)).toBe(
      'n1 goes back from a snapshot up to index 5 to one up to index 3',
    );
  });

  test('names other servers than those of the configuration at its index', () => {
    const changed = [...log(1), config(1, ['n1', 'n2'])];
    const takesOf = (index: number, servers: readonly ServerId[], rest = changed.slice(index)) =>
      new Trace()
        .boot('n1', { currentTerm: 1, log: changed, commitIndex: 2, lastApplied: 2 })
        .step(
          'n1',
          { type: 'takeSnapshot', index, data: 'd' },
          { snapshot: { ...snapshot(index, 1, 'd'), servers }, log: rest },
        )
        .verdict(snapshots);
    expect(takesOf(2, ['n2', 'n1'])).toBeNull();
    expect(takesOf(1, ['n1', 'n2', 'n3'])).toBeNull();
    expect(takesOf(2, ['n1', 'n2', 'n3'])).toBe(
      'n1 takes a snapshot up to index 2 in term 1 that names n1, n2 and n3, but the configuration there is n1 and n2',
    );
    expect(takesOf(1, ['n1', 'n2'])).toBe(
      'n1 takes a snapshot up to index 1 in term 1 that names n1 and n2, but the configuration there is n1, n2 and n3',
    );
  });

  test('takes, installs, ignores, and compacts later', () => {
    expect(takes(2, 1)).toBeNull();
    const trace = start()
      .step('n1', { type: 'takeSnapshot', index: 1, data: 'd' })
      .step(
        'n1',
        { type: 'heartbeatTimeout' },
        { snapshot: snapshot(1, 1, 'd'), log: log(1, 1, 2).slice(1) },
      )
      .deliver(install('n2>n1@2', snapshot(9, 2)), { snapshot: snapshot(9, 2), log: [] })
      .deliver(install('n2>n1@2', snapshot(4, 2)));
    expect(trace.verdict(snapshots)).toBeNull();
  });
});
