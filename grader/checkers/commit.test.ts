/** The rules of §5.3 and §5.4: what is committed, what is applied, what clients are told. */
import { describe, expect, test } from 'vitest';
import {
  applyOrder,
  clientAnswers,
  commitRule,
  followerCommit,
  leaderCompleteness,
  stateMachineSafety,
} from './index.ts';
import {
  append,
  appended,
  apply,
  config,
  entry,
  install,
  installed,
  leading,
  log,
  noop,
  refused,
  send,
  snapshot,
  Trace,
} from './testing.ts';

const five = ['n1', 'n2', 'n3', 'n4', 'n5'];

describe('commit-rule', () => {
  const start = () => new Trace(five).boot('n1', leading(4, 'n1', { log: log(2, 2, 4, 4) }));

  test('too few acknowledged', () => {
    const trace = start().deliver(appended('n2>n1@4', 3), { commitIndex: 3 });
    expect(trace.verdict(commitRule)).toBe(
      'n1, leader of term 4, commits index 3, which is known in that term to be on n1 and n2 only, 2 of 5 servers',
    );
  });

  test('an acknowledgement of an older term, a refusal, and one too short do not count', () => {
    const trace = start()
      .deliver(appended('n2>n1@3', 4))
      .deliver({ ...refused('n3>n1@4'), matchIndex: 4 })
      .deliver(appended('n4>n1@4', 3))
      .deliver(appended('n5>n1@4', 4), { commitIndex: 4 });
    expect(trace.verdict(commitRule)).toContain('on n1 and n5 only, 2 of 5 servers');
  });

  test('an entry of an older term by counting (Figure 8)', () => {
    const trace = start()
      .deliver(appended('n2>n1@4', 2))
      .deliver(appended('n3>n1@4', 2), { commitIndex: 2 });
    expect(trace.verdict(commitRule)).toBe(
      'n1, leader of term 4, commits index 2, where its entry is of term 2',
    );
  });

  test('an older entry goes along with one of the own term; snapshots and doubled answers count too', () => {
    const trace = start()
      .deliver(installed('n2>n1@4', 3))
      .deliver(appended('n2>n1@4', 2))
      .deliver(appended('n3>n1@4', 4), { commitIndex: 3 })
      .deliver(appended('n3>n1@4', 4))
      .deliver(appended('n2>n1@4', 4), { commitIndex: 4, role: 'follower' });
    expect(trace.verdict(commitRule)).toBeNull();
  });

  test('a single server commits at once, and a leader outside its configuration does not count', () => {
    const alone = new Trace(['n1'])
      .timeout('n1', leading(1, 'n1', { log: [noop(1)], commitIndex: 1 }))
      .propose('n1', 'x', { log: [noop(1), entry(1, 'x')], commitIndex: 2 });
    expect(alone.verdict(commitRule)).toBeNull();
    const removed = [config(1, ['n2', 'n3'])];
    const outside = () =>
      new Trace()
        .boot('n1', leading(1, 'n1'))
        .step('n1', { type: 'changeServers', servers: ['n2', 'n3'] }, { log: removed })
        .deliver(appended('n2>n1@1', 1), { commitIndex: 1 });
    expect(outside().verdict(commitRule)).toContain('on n2 only, 1 of 2 servers');
  });
});

describe('follower-commit', () => {
  const start = () => new Trace().boot('n2', { currentTerm: 2, log: log(1, 1, 1) });

  test('goes to the end of its log although only the first entry is confirmed', () => {
    const request = append('n1>n2@2', { prevLogIndex: 1, prevLogTerm: 1, leaderCommit: 3 });
    expect(start().deliver(request, { commitIndex: 3 }).verdict(followerCommit)).toBe(
      "n2 moves its commitIndex to 3 in term 2, but its log is known to equal the log of that term's leader only up to index 1",
    );
  });

  test('goes beyond its log, and beyond what it was told', () => {
    const request = append('n1>n2@2', { entries: log(1, 1, 1), leaderCommit: 5 });
    expect(start().deliver(request, { commitIndex: 5 }).verdict(followerCommit)).toBe(
      'n2 moves its commitIndex to 5 in term 2, but its log ends at index 3',
    );
    const early = append('n1>n2@2', { entries: log(1, 1, 1), leaderCommit: 1 });
    expect(start().deliver(early, { commitIndex: 3 }).verdict(followerCommit)).toBe(
      'n2 moves its commitIndex to 3 in term 2, but no leader told it of a commit beyond index 1',
    );
  });

  test('takes the confirmation of an older term, or of a request that did not match', () => {
    const older = start()
      .deliver(append('n1>n2@2', { entries: log(1, 1, 1) }))
      .deliver(append('n3>n2@3', { leaderCommit: 2 }), { currentTerm: 3, commitIndex: 2 });
    expect(older.verdict(followerCommit)).toContain('only up to index 0');
    const other = append('n1>n2@2', { prevLogIndex: 3, prevLogTerm: 2, leaderCommit: 3 });
    expect(start().deliver(other, { commitIndex: 3 }).verdict(followerCommit)).toContain(
      'only up to index 0',
    );
  });

  test('restarts with everything committed', () => {
    const trace = start()
      .crash('n2')
      .boot('n2', { log: log(1, 1, 1), commitIndex: 3 });
    expect(trace.verdict(followerCommit)).toBe(
      'n2 restarts with commitIndex 3, although it had never heard of a commit beyond index 0',
    );
  });

  test('confirmed earlier in the term, told later; by snapshot; by a stored commitIndex', () => {
    const trace = start()
      .deliver(append('n1>n2@2', { prevLogIndex: 2, prevLogTerm: 1 }))
      .deliver(append('n1>n2@2', { leaderCommit: 3 }), { commitIndex: 2 })
      .deliver(install('n1>n2@2', snapshot(9, 2)), {
        snapshot: snapshot(9, 2),
        log: [],
        commitIndex: 9,
      })
      .crash('n2')
      .boot('n2', { currentTerm: 2, snapshot: snapshot(9, 2), commitIndex: 9 });
    expect(trace.verdict(followerCommit)).toBeNull();
    const kept = start()
      .deliver(append('n1>n2@2', { entries: log(1, 1), leaderCommit: 2 }), { commitIndex: 2 })
      .crash('n2')
      .boot('n2', { currentTerm: 2, log: log(1, 1, 1), commitIndex: 2 });
    expect(kept.verdict(followerCommit)).toBeNull();
  });

  test('a commit heard of by a message of its own kind', () => {
    const message = {
      type: 'Custom',
      from: 'n1',
      to: 'n2',
      term: 2,
      name: 'commit',
      body: 3,
    } as const;
    const trace = start()
      .boot('n1', leading(2, 'n1', { log: log(1, 1, 2) }))
      .deliver(append('n1>n2@2', { entries: log(1, 1, 2) }), { log: log(1, 1, 2) })
      .deliver(appended('n2>n1@2', 3), { commitIndex: 3 })
      .deliver(message, { commitIndex: 3 });
    expect(trace.verdict(followerCommit)).toBeNull();
  });
});

describe('leader-completeness', () => {
  const start = () =>
    new Trace(five)
      .boot('n1', leading(2, 'n1', { log: log(1, 2) }))
      .deliver(appended('n2>n1@2', 2), { commitIndex: 2 });

  test('a later leader lacks an entry, or has another one', () => {
    expect(
      start()
        .boot('n3', { log: log(1) })
        .timeout('n3', leading(3, 'n3'))
        .verdict(leaderCompleteness),
    ).toBe('n3 leads term 3 with nothing at index 2, where n1 committed "c2.2" (term 2) in term 2');
    expect(
      start()
        .boot('n3', { log: log(1, 1) })
        .timeout('n3', leading(3, 'n3'))
        .verdict(leaderCompleteness),
    ).toBe(
      'n3 leads term 3 with "c2.1" (term 1) at index 2, where n1 committed "c2.2" (term 2) in term 2',
    );
  });

  test('a commit of an older term comes after the election', () => {
    const trace = new Trace(five)
      .boot('n1', leading(2, 'n1', { log: log(1, 2) }))
      .timeout('n3', leading(3, 'n3'))
      .deliver(appended('n2>n1@2', 2), { commitIndex: 2 });
    expect(trace.verdict(leaderCompleteness)).toBe(
      'n3 leads term 3 with nothing at index 1, where n1 committed "c1.1" (term 1) in term 2',
    );
  });

  test('a leader of a lower term that is elected late, a later one with the entry, one with a snapshot', () => {
    const trace = start()
      .timeout('n3', leading(1, 'n3'))
      .boot('n4', { log: log(1, 2, 2) })
      .timeout('n4', leading(3, 'n4'))
      .boot('n5', { snapshot: snapshot(2, 2) })
      .timeout('n5', leading(4, 'n5'));
    expect(trace.verdict(leaderCompleteness)).toBeNull();
  });
});

describe('state-machine-safety', () => {
  test('two servers apply different entries, and one does so after a restart', () => {
    const start = () => new Trace().timeout('n1', {}, [apply(1, entry(1, 'x'))]);
    expect(
      start()
        .timeout('n2', {}, [apply(1, entry(1, 'y'))])
        .verdict(stateMachineSafety),
    ).toBe('n2 applies "y" (term 1) at index 1, where n1 applied "x" (term 1)');
    expect(
      start()
        .crash('n1')
        .boot('n1')
        .timeout('n1', {}, [apply(1, entry(2, 'x'))])
        .verdict(stateMachineSafety),
    ).toBe('n1 applies "x" (term 2) at index 1, where n1 applied "x" (term 1)');
  });

  test('equal entries, also in other objects and with keys in another order', () => {
    const trace = new Trace()
      .timeout('n1', {}, [apply(1, entry(1, { a: 1, b: [null] }))])
      .timeout('n2', {}, [apply(1, entry(1, { b: [null], a: 1 }))]);
    expect(trace.verdict(stateMachineSafety)).toBeNull();
  });
});

describe('apply-order', () => {
  const one = entry(1, 'one');
  const two = entry(1, 'two');
  const three = entry(1, 'three');
  const start = (commitIndex = 3) =>
    new Trace()
      .propose('n3', 'one', {})
      .propose('n3', 'two', {})
      .propose('n3', 'three', {})
      .boot('n1', { log: [one, two, three], commitIndex });
  const applies = (...effects: ReturnType<typeof apply>[]) =>
    start().timeout('n1', {}, effects).verdict(applyOrder);

  test('leaves one out, does one twice, begins too late', () => {
    expect(applies(apply(1, one), apply(3, three))).toBe(
      'n1 applies index 3 in term 0 right after index 1',
    );
    expect(applies(apply(1, one), apply(2, two), apply(2, two))).toBe(
      'n1 applies index 2 in term 0, after it applied up to index 2 since it booted',
    );
    expect(applies(apply(2, two))).toBe(
      'n1 applies index 2 in term 0, before it applied anything or restored a snapshot since it booted',
    );
  });

  test('applies what is not committed, not in the log, or from nowhere', () => {
    expect(
      start(1)
        .timeout('n1', {}, [apply(1, one), apply(2, two)])
        .verdict(applyOrder),
    ).toBe('n1 applies index 2 in term 0, but its commitIndex is 1');
    expect(applies(apply(1, two))).toBe(
      'n1 applies index 1 in term 0 with "two" (term 1), but its log has "one" (term 1) there',
    );
    const invented = new Trace()
      .boot('n1', { log: [one], commitIndex: 1 })
      .timeout('n1', {}, [apply(1, one)]);
    expect(invented.verdict(applyOrder)).toBe(
      'n1 applies "one" (term 1) at index 1, which no client proposed',
    );
  });

  test('takes the state machine back', () => {
    const trace = start().timeout('n1', {}, [
      apply(1, one),
      apply(2, two),
      { type: 'restore', snapshot: snapshot(1, 1) },
    ]);
    expect(trace.verdict(applyOrder)).toBe(
      'n1 takes its state machine back to a snapshot up to index 1 in term 0, after it applied up to index 2',
    );
  });

  test('again after a restart, after a restored snapshot, later than committed, no-ops, entries of puppets', () => {
    const trace = start()
      .timeout('n1', {}, [apply(1, one)])
      .timeout('n1', {}, [apply(2, two)])
      .crash('n1')
      .boot('n1', { log: [one, two, three], commitIndex: 2 }, [apply(1, one), apply(2, two)])
      .crash('n1')
      .boot('n1', { snapshot: snapshot(2, 1), log: [three], commitIndex: 3 }, [
        { type: 'restore', snapshot: snapshot(2, 1) },
        apply(3, three),
      ]);
    expect(trace.verdict(applyOrder)).toBeNull();
    const puppet = new Trace(['n1', 'n2'], ['n2'])
      .says(append('n2>n1@1', { entries: [noop(1), entry(1, { a: 1, b: 2 })] }))
      .deliver(append('n2>n1@1'), { commitIndex: 2 }, [
        apply(1, noop(1)),
        apply(2, entry(1, { b: 2, a: 1 })),
      ]);
    expect(puppet.verdict(applyOrder)).toBeNull();
  });
});

describe('client-answers', () => {
  const start = () => new Trace().boot('n1', leading(2, 'n1'));
  const accepted = { type: 'accepted', index: 1, term: 2 } as const;
  const rejected = { type: 'rejected', leaderId: null } as const;
  const taken = { log: [entry(2, 'x')] };

  test('no answer, and two', () => {
    expect(start().propose('n1', 'x', taken).verdict(clientAnswers)).toBe(
      'n1 gives no answer to a clientRequest in term 2',
    );
    expect(start().propose('n1', 'x', taken, [accepted, accepted]).verdict(clientAnswers)).toBe(
      'n1 gives 2 answers to a clientRequest in term 2',
    );
  });

  test('accepts as a follower, in another term, at another place, another command', () => {
    const says = (trace: Trace) => trace.verdict(clientAnswers);
    expect(says(new Trace().propose('n1', 'x', { currentTerm: 2 }, [accepted]))).toBe(
      'n1 accepts a clientRequest at index 1 in term 2, but is a follower of term 2',
    );
    expect(says(start().propose('n1', 'x', taken, [{ ...accepted, term: 1 }]))).toBe(
      'n1 accepts a clientRequest at index 1 in term 1, but its term is 2',
    );
    expect(says(start().propose('n1', 'x', taken, [{ ...accepted, index: 2 }]))).toBe(
      'n1 accepts a clientRequest at index 2 in term 2, but its log ends at index 1',
    );
    expect(says(start().propose('n1', 'y', taken, [accepted]))).toBe(
      'n1 accepts a clientRequest at index 1 in term 2, but its log has "x" (term 2) there',
    );
    expect(says(start().propose('n1', 'x', taken, [rejected]))).toBe(
      'n1 rejects a clientRequest in term 2, but puts it into its log at index 1',
    );
  });

  test('accepts, rejects as follower or as leader, crashes before it answers, takes a configuration', () => {
    const servers = ['n1', 'n2'];
    const trace = start()
      .propose('n1', 'x', taken, [send(append('n1>n2@2')), accepted])
      .propose('n2', 'x', {}, [rejected])
      .propose('n1', 'x', {}, [rejected])
      .step(
        'n1',
        { type: 'changeServers', servers },
        { log: [entry(2, 'x'), config(2, ['n2', 'n1'])] },
        [{ ...accepted, index: 2 }],
      )
      .dies('n1', { type: 'clientRequest', command: 'y' }, taken);
    expect(trace.verdict(clientAnswers)).toBeNull();
  });
});
