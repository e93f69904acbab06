/** Figure 2: "Updated on stable storage before responding to RPCs". */
import { describe, expect, test } from 'vitest';
import { durability, judge, safetyProperties, watchAll } from './index.ts';
import {
  append,
  appended,
  askVote,
  entry,
  install,
  installed,
  leading,
  log,
  noop,
  persist,
  refused,
  send,
  snapshot,
  Trace,
  vote,
} from './testing.ts';

describe('durability of terms and votes', () => {
  const voted = { currentTerm: 1, votedFor: 'n1' };

  test('sends before it stores', () => {
    const trace = new Trace().deliver(askVote('n1>n3@1'), voted, [
      send(vote('n3>n1@1')),
      persist(voted),
    ]);
    expect(trace.verdict(durability)).toBe(
      'n3 sends n1 a RequestVoteResponse of term 1, while its disk holds term 0',
    );
  });

  test('stores the term but not the vote', () => {
    const trace = new Trace()
      .deliver(append('n2>n3@1'), { currentTerm: 1 }, [
        persist({ currentTerm: 1 }),
        send(appended('n3>n2@1', 0)),
      ])
      .deliver(askVote('n1>n3@1'), voted, [send(vote('n3>n1@1'))]);
    expect(trace.verdict(durability)).toBe(
      'n3 gives its vote to n1 in term 1, while its disk holds no vote in that term',
    );
  });

  test('stands without storing its own vote', () => {
    const trace = new Trace().timeout('n1', { currentTerm: 1, votedFor: 'n1' }, [
      persist({ currentTerm: 1 }),
      send(askVote('n1>n2@1')),
    ]);
    expect(trace.verdict(durability)).toBe(
      'n1 asks n2 for its vote in term 1, while its disk holds no vote in that term',
    );
  });

  test('comes back without its vote, in an older term, or with another log', () => {
    const start = () =>
      new Trace()
        .timeout('n1', { ...voted, log: log(1) }, [persist({ ...voted, log: log(1) })])
        .crash('n1');
    expect(
      start()
        .boot('n1', { currentTerm: 1, log: log(1) })
        .verdict(durability),
    ).toBe('n1 restarts in term 1 without a vote, while its disk holds a vote for n1');
    expect(start().boot('n1').verdict(durability)).toBe(
      'n1 restarts in term 0, while its disk holds term 1',
    );
    expect(start().boot('n1', voted).verdict(durability)).toBe(
      'n1 restarts in term 1 with nothing at index 1, while its disk holds "c1.1" (term 1) there',
    );
    const behind = new Trace()
      .timeout('n1', {}, [persist({ snapshot: snapshot(3, 1) })])
      .boot('n1');
    expect(behind.verdict(durability)).toBe(
      'n1 restarts in term 0 with a snapshot up to index 0, while its disk holds one up to index 3',
    );
  });

  test('stores first, stores again and again, forgets what it told nobody, refuses, asks by its own messages', () => {
    const trace = new Trace()
      .timeout('n2', {}, [
        send({ type: 'Custom', from: 'n2', to: 'n3', term: 7, name: 'preVote', body: null }),
      ])
      .deliver(askVote('n1>n3@1'), voted, [persist(voted), persist(voted), send(vote('n3>n1@1'))])
      .deliver(askVote('n2>n3@1'), {}, [send(vote('n3>n2@1', false))])
      .dies(
        'n3',
        { type: 'deliver', message: append('n2>n3@5') },
        { currentTerm: 5, votedFor: null },
      )
      .boot('n3', voted);
    expect(trace.verdict(durability)).toBeNull();
  });
});

describe('durability of entries', () => {
  const disk = (...terms: number[]) => persist({ currentTerm: 2, log: log(...terms) });
  const request = append('n1>n2@2', { entries: log(1, 2) });

  test('acknowledges what it has not stored, or has stored otherwise', () => {
    const acks = (...stored: number[]) =>
      new Trace()
        .deliver(request, { currentTerm: 2, log: log(1, 2) }, [
          disk(...stored),
          send(appended('n2>n1@2', 2)),
        ])
        .verdict(durability);
    expect(acks(1)).toBe(
      'n2 acknowledges index 2 to n1 in term 2, while its disk does not hold index 2',
    );
    expect(acks(1, 1)).toBe(
      'n2 acknowledges index 2 to n1 in term 2, while its disk does not hold index 2',
    );
    expect(acks(1, 2)).toBeNull();
  });

  test('acknowledges a snapshot that is not stored', () => {
    const sent = install('n1>n2@2', snapshot(5, 2));
    const effects = [persist({ currentTerm: 2 }), send(installed('n2>n1@2', 5))];
    const trace = new Trace().deliver(sent, { currentTerm: 2, snapshot: sent.snapshot }, effects);
    expect(trace.verdict(durability)).toBe(
      'n2 acknowledges index 5 to n1 in term 2, while its disk does not hold index 1',
    );
  });

  test('a leader counts itself for what it has not stored', () => {
    const start = () =>
      new Trace()
        .timeout('n1', leading(1, 'n1'), [persist({ currentTerm: 1, votedFor: 'n1' })])
        .propose('n1', 'x', { log: [entry(1, 'x')] }, [
          send(append('n1>n2@1', { entries: [entry(1, 'x')] })),
        ]);
    expect(start().deliver(appended('n2>n1@1', 1), { commitIndex: 1 }).verdict(durability)).toBe(
      'n1, leader of term 1, counts itself to commit index 1, but has not stored index 1',
    );
    const others = start()
      .deliver(appended('n2>n1@1', 1))
      .deliver(appended('n3>n1@1', 1), { commitIndex: 1 });
    expect(others.verdict(durability)).toBeNull();
  });

  test('heartbeats, refusals, and entries behind a snapshot', () => {
    const trace = new Trace()
      .deliver(request, { currentTerm: 2, log: log(1, 2) }, [
        disk(1, 2),
        send(appended('n2>n1@2', 2)),
      ])
      .deliver(append('n1>n2@2'), {}, [send(appended('n2>n1@2', 0)), send(refused('n2>n1@2'))])
      .step(
        'n2',
        { type: 'takeSnapshot', index: 1, data: 'd' },
        { snapshot: snapshot(1, 1), log: log(1, 2).slice(1) },
      )
      .deliver(append('n1>n2@2', { prevLogIndex: 1, prevLogTerm: 1 }), {}, [
        send(appended('n2>n1@2', 2)),
      ])
      .crash('n2')
      .boot('n2', { currentTerm: 2, log: log(1, 2) });
    expect(trace.verdict(durability)).toBeNull();
  });
});

describe('all properties together', () => {
  const voted = { currentTerm: 1, votedFor: 'n1' };
  const x = entry(1, 'x');

  /** An election, one command on all servers, and the loss of the leader: what a right Raft does. */
  function quiet(): Trace {
    const sent = append('n1>n2@1', { entries: [noop(1)] });
    const more = append('n1>n2@1', {
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries: [x],
      leaderCommit: 1,
    });
    const candidate = { ...voted, role: 'candidate' } as const;
    return new Trace()
      .timeout('n1', candidate, [
        persist(voted),
        send(askVote('n1>n2@1')),
        send(askVote('n1>n3@1')),
      ])
      .deliver(askVote('n1>n2@1'), voted, [persist(voted), send(vote('n2>n1@1'))])
      .deliver(vote('n2>n1@1'), leading(1, 'n1', { log: [noop(1)] }), [
        persist({ ...voted, log: [noop(1)] }),
        send(sent),
      ])
      .deliver(sent, { log: [noop(1)] }, [
        persist({ ...voted, log: [noop(1)] }),
        send(appended('n2>n1@1', 1)),
      ])
      .deliver(appended('n2>n1@1', 1), { commitIndex: 1, lastApplied: 1 }, [
        { type: 'apply', index: 1, entry: noop(1) },
      ])
      .propose('n1', 'x', { log: [noop(1), x] }, [
        persist({ ...voted, log: [noop(1), x] }),
        send(more),
        { type: 'accepted', index: 2, term: 1 },
      ])
      .deliver(more, { log: [noop(1), x], commitIndex: 1 }, [
        persist({ ...voted, log: [noop(1), x] }),
        send(appended('n2>n1@1', 2)),
      ])
      .deliver(appended('n2>n1@1', 2), { commitIndex: 2, lastApplied: 2 }, [
        { type: 'apply', index: 2, entry: x },
      ])
      .crash('n1')
      .boot('n1', { ...voted, log: [noop(1), x] });
  }

  test('a right run breaks none', () => {
    expect(quiet().verdictOf([...safetyProperties, durability])).toBeNull();
  });

  test('the first violation is named with its property and event', () => {
    const trace = quiet().timeout('n3', leading(1, 'n3'));
    const violation = judge(trace.run, trace.events, [...safetyProperties, durability]);
    expect(violation?.property.id).toBe('leader-has-quorum');
    expect(violation?.event.n).toBe(trace.events.length);
    const watch = watchAll(safetyProperties, trace.run);
    expect(trace.events.map(watch).filter((found) => found !== null)).toHaveLength(1);
  });

  test('every property has an id of its own and a sentence', () => {
    const all = [...safetyProperties, durability];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, sentence, paper } of all) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(paper).toMatch(/§|Figure/);
    }
  });
});
