/** The rules of §5.3 and Figure 13 on what a log may become. */
import { describe, expect, test } from 'vitest';
import { leaderAppendOnly, logChanges, logMatching } from './index.ts';
import {
  append,
  askVote,
  entry,
  install,
  leading,
  log,
  noop,
  refused,
  send,
  snapshot,
  Trace,
  vote,
} from './testing.ts';

describe('leader-append-only', () => {
  test('overwrites and deletes', () => {
    const start = () => new Trace().boot('n1', leading(3, 'n1', { log: log(1, 3) }));
    expect(
      start()
        .propose('n1', 'x', { log: log(1, 3).with(1, entry(3, 'x')) })
        .verdict(leaderAppendOnly),
    ).toBe('n1, leader of term 3, overwrites its entry at index 2');
    expect(
      start()
        .propose('n1', 'x', { log: log(1) })
        .verdict(leaderAppendOnly),
    ).toBe('n1, leader of term 3, deletes its entry at index 2');
  });

  test('appends, compacts, and loses entries as a follower of a later term', () => {
    const trace = new Trace()
      .boot('n1', leading(3, 'n1', { log: log(1, 3) }))
      .propose('n1', 'x', { log: [...log(1, 3), entry(3, 'x')] })
      .step(
        'n1',
        { type: 'takeSnapshot', index: 1, data: 'd' },
        { snapshot: snapshot(1, 1), log: [...log(1, 3).slice(1), entry(3, 'x')] },
      )
      .deliver(append('n2>n1@4', { prevLogIndex: 2, prevLogTerm: 4 }), {
        role: 'follower',
        currentTerm: 4,
        log: [],
      });
    expect(trace.verdict(leaderAppendOnly)).toBeNull();
  });
});

describe('log-matching', () => {
  test('another command with the same index and term', () => {
    const trace = new Trace()
      .boot('n1', leading(1, 'n1', { log: log(1, 1) }))
      .deliver(append('n1>n2@1'), { log: log(1, 1).with(1, entry(1, 'x')) });
    expect(trace.verdict(logMatching)).toBe(
      'n2 has "x" (term 1) at index 2, where n1 had "c2.1" (term 1) with the same index and term',
    );
  });

  test('the same entry behind another one', () => {
    const trace = new Trace()
      .boot('n1', leading(3, 'n1', { log: log(2, 3) }))
      .deliver(append('n1>n2@3'), { log: log(1, 3) });
    expect(trace.verdict(logMatching)).toBe(
      'n2 has the entry of index 2 and term 3 after one of term 1, n1 had it after one of term 2',
    );
  });

  test('a message that carries another command than a puppet sent', () => {
    const trace = new Trace(['n1', 'n2'], ['n2'])
      .says(append('n2>n1@1', { entries: log(1) }))
      .timeout('n1', {}, [send(append('n1>n2@2', { entries: [entry(1, 'x')] }))]);
    expect(trace.verdict(logMatching)).toBe(
      'n1 has "x" (term 1) at index 1, where n2 had "c1.1" (term 1) with the same index and term',
    );
  });

  test('other terms at one index, copies of entries, a log behind a snapshot, a step that was lost', () => {
    const trace = new Trace()
      .boot('n1', { log: log(1, 2, 2) })
      .boot('n2', { log: log(1, 1) })
      .boot('n3', { snapshot: snapshot(2, 2), log: log(1, 2, 2).slice(2) })
      .deliver(append('n1>n2@2', { entries: log(1, 2, 2) }), { log: log(1, 2, 2) })
      .dies(
        'n1',
        { type: 'clientRequest', command: 'a' },
        { log: [...log(1, 2, 2), entry(2, 'a')] },
      )
      .boot('n1', { log: log(1, 2, 2) })
      .propose('n1', 'b', { log: [...log(1, 2, 2), entry(2, 'b')] });
    expect(trace.verdict(logMatching)).toBeNull();
  });
});

describe('log-changes by AppendEntries', () => {
  const start = () => new Trace().boot('n2', { currentTerm: 1, log: log(1, 1, 1) });

  test('cuts the log at a heartbeat, or at a request that ends earlier', () => {
    const heartbeat = append('n1>n2@1', { prevLogIndex: 1, prevLogTerm: 1 });
    expect(
      start()
        .deliver(heartbeat, { log: log(1) })
        .verdict(logChanges),
    ).toBe(
      'n2 drops its entry at index 2, "c2.1" (term 1), which does not conflict with the AppendEntriesRequest of n1 in term 1',
    );
    const short = append('n1>n2@1', { entries: log(1, 1) });
    expect(
      start()
        .deliver(short, { log: log(1, 1) })
        .verdict(logChanges),
    ).toContain('index 3');
  });

  test('keeps the old suffix behind a conflict', () => {
    const request = append('n1>n2@2', {
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries: [entry(2, 'x')],
    });
    const kept = start().deliver(request, {
      currentTerm: 2,
      log: log(1, 1, 1).with(1, entry(2, 'x')),
    });
    expect(kept.verdict(logChanges)).toBe(
      'n2 has "c3.1" (term 1) at index 3 after an AppendEntriesRequest of term 2 that carries nothing there',
    );
  });

  test('appends without the previous entry, with the wrong term, and for an old leader', () => {
    const request = append('n1>n2@2', {
      prevLogIndex: 3,
      prevLogTerm: 2,
      entries: [entry(2, 'x')],
    });
    expect(
      start()
        .deliver(request, { log: [...log(1, 1, 1), entry(2, 'x')] })
        .verdict(logChanges),
    ).toBe(
      'n2 appends at index 4 in term 2, although its log has no entry of term 2 at prevLogIndex 3',
    );
    const old = append('n1>n2@2', { prevLogIndex: 3, prevLogTerm: 1, entries: [entry(1, 'x')] });
    expect(
      start()
        .deliver(old, { log: [...log(1, 1, 1), entry(2, 'x')] })
        .verdict(logChanges),
    ).toBe(
      'n2 has "x" (term 2) at index 4 after an AppendEntriesRequest of term 2 that carries "x" (term 1) there',
    );
    const stale = append('n1>n2@0', { prevLogIndex: 3, prevLogTerm: 1, entries: [entry(1, 'x')] });
    expect(
      start()
        .deliver(stale, { log: [...log(1, 1, 1), entry(1, 'x')] })
        .verdict(logChanges),
    ).toBe(
      'n2 changes its log at index 4 for an AppendEntriesRequest of term 0, although its own term is 1',
    );
  });

  test('drops a conflict, also at prevLogIndex while it refuses; appends a part only', () => {
    const conflict = append('n1>n2@3', {
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries: [entry(3, 'x'), entry(3, 'y')],
    });
    const at = append('n1>n2@3', { prevLogIndex: 2, prevLogTerm: 2, entries: [entry(3, 'x')] });
    expect(
      start()
        .deliver(conflict, { currentTerm: 3, log: [...log(1), entry(3, 'x'), entry(3, 'y')] })
        .verdict(logChanges),
    ).toBeNull();
    expect(
      start()
        .deliver(conflict, { currentTerm: 3, log: [...log(1), entry(3, 'x')] })
        .verdict(logChanges),
    ).toBeNull();
    expect(
      start()
        .deliver(at, { currentTerm: 3, log: log(1) }, [send(refused('n2>n1@3'))])
        .verdict(logChanges),
    ).toBeNull();
  });

  test('a request that begins below the snapshot', () => {
    const trace = new Trace()
      .boot('n2', { currentTerm: 1, snapshot: snapshot(3, 1), log: log(1, 1, 1, 1).slice(3) })
      .deliver(
        append('n1>n2@1', {
          prevLogIndex: 1,
          prevLogTerm: 1,
          entries: log(1, 1, 1, 1, 1).slice(1),
        }),
        {
          log: log(1, 1, 1, 1, 1).slice(3),
        },
      );
    expect(trace.verdict(logChanges)).toBeNull();
  });
});

describe('log-changes by anything else', () => {
  test('a follower appends what a client proposes', () => {
    const trace = new Trace().propose('n2', 'x', { log: [entry(0, 'x')] });
    expect(trace.verdict(logChanges)).toBe(
      'n2, a follower of term 0, appends "x" (term 0) at index 1 on clientRequest',
    );
  });

  test('a follower drops what is not committed when it hears of a new term', () => {
    const trace = new Trace()
      .boot('n2', { currentTerm: 1, log: log(1, 1) })
      .deliver(askVote('n1>n2@2', 5, 1), { currentTerm: 2, log: log(1) });
    expect(trace.verdict(logChanges)).toBe(
      'n2 drops its entry at index 2, "c2.1" (term 1), on RequestVoteRequest in term 2',
    );
  });

  test('a leader appends an entry of another term', () => {
    const trace = new Trace()
      .boot('n1', leading(3, 'n1'))
      .propose('n1', 'x', { log: [entry(2, 'x')] });
    expect(trace.verdict(logChanges)).toBe('n1, leader of term 3, appends "x" (term 2) at index 1');
  });

  test('compaction that takes entries behind the snapshot along', () => {
    const trace = new Trace()
      .boot('n1', { currentTerm: 1, log: log(1, 1, 1) })
      .step(
        'n1',
        { type: 'takeSnapshot', index: 2, data: 'd' },
        { snapshot: snapshot(2, 1), log: [] },
      );
    expect(trace.verdict(logChanges)).toBe(
      'n1 drops its entry at index 3, "c3.1" (term 1), on takeSnapshot in term 1',
    );
  });

  test('a no-op of a new leader, several entries at once, compaction', () => {
    const trace = new Trace()
      .timeout('n1', { currentTerm: 1, role: 'candidate' })
      .deliver(vote('n2>n1@1'), leading(1, 'n1', { log: [noop(1)] }))
      .propose('n1', 'x', { log: [noop(1), entry(1, 'x'), entry(1, 'y')] })
      .step(
        'n1',
        { type: 'takeSnapshot', index: 2, data: 'd' },
        { snapshot: snapshot(2, 1), log: [entry(1, 'y')] },
      );
    expect(trace.verdict(logChanges)).toBeNull();
  });

  test('a snapshot whose last entry the log has must leave the rest, and one that it has not must not', () => {
    const start = () => new Trace().boot('n2', { currentTerm: 2, log: log(1, 1, 1, 1) });
    const same = install('n1>n2@2', snapshot(3, 1));
    const other = install('n1>n2@2', snapshot(3, 2));
    const kept = { log: log(1, 1, 1, 1).slice(3) };
    expect(
      start().deliver(same, { snapshot: same.snapshot, log: [] }).verdict(logChanges),
    ).toContain('n2 drops its entries after index 3 for a snapshot in term 2');
    expect(
      start()
        .deliver(other, { snapshot: other.snapshot, ...kept })
        .verdict(logChanges),
    ).toBe(
      'n2 keeps "c4.1" (term 1) at index 4 behind a snapshot of n1 in term 2, although its log did not hold the ' +
        "snapshot's last entry, index 3 of term 2",
    );
    expect(
      start()
        .deliver(same, { snapshot: same.snapshot, ...kept })
        .verdict(logChanges),
    ).toBeNull();
    expect(
      start().deliver(other, { snapshot: other.snapshot, log: [] }).verdict(logChanges),
    ).toBeNull();
    const ahead = install('n1>n2@2', snapshot(9, 2));
    expect(
      start().deliver(ahead, { snapshot: ahead.snapshot, log: [] }).verdict(logChanges),
    ).toBeNull();
    expect(start().deliver(ahead).verdict(logChanges)).toBeNull();
  });
});
