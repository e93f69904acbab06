/** The rules of §5.1 and §5.2: terms, votes, leaders. */
import { describe, expect, test } from 'vitest';
import {
  electionSafety,
  leaderHasQuorum,
  messageTerm,
  monotonic,
  oneVotePerTerm,
  responseAnswersRequest,
  staleMessages,
  stepDown,
  upToDateVotes,
} from './index.ts';
import {
  append,
  appended,
  askVote,
  config,
  install,
  leading,
  log,
  persist,
  refused,
  send,
  snapshot,
  Trace,
  vote,
} from './testing.ts';

const five = ['n1', 'n2', 'n3', 'n4', 'n5'];

describe('election-safety', () => {
  test('two servers lead one term', () => {
    const trace = new Trace().timeout('n1', leading(1, 'n1')).timeout('n2', leading(1, 'n2'));
    expect(trace.verdict(electionSafety)).toBe(
      'n2 becomes leader of term 1, which n1 leads already',
    );
  });

  test('two servers send requests of one term, long after each other', () => {
    const trace = new Trace()
      .timeout('n1', leading(1, 'n1'), [send(append('n1>n2@1'))])
      .timeout('n2', leading(2, 'n2'), [send(append('n2>n1@2'))])
      .timeout('n1', { role: 'follower', currentTerm: 2 }, [send(append('n1>n3@2'))]);
    expect(trace.verdict(electionSafety)).toBe(
      'n1 sends an AppendEntriesRequest of term 2, which n2 leads',
    );
  });

  test('a server leads the term in which a puppet leads', () => {
    const trace = new Trace(['n1', 'n2', 'n3'], ['n2', 'n3'])
      .says(append('n2>n1@3'))
      .timeout('n1', leading(3, 'n1'));
    expect(trace.verdict(electionSafety)).toBe(
      'n1 becomes leader of term 3, which n2 leads already',
    );
  });

  test('a leader of a lower term still speaks, and one crashes as it is elected', () => {
    const trace = new Trace()
      .timeout('n1', leading(1, 'n1'), [send(append('n1>n2@1'))])
      .timeout('n2', leading(2, 'n2'), [send(append('n2>n1@2'))])
      .step('n1', { type: 'heartbeatTimeout' }, {}, [send(append('n1>n3@1'))])
      .dies('n3', { type: 'electionTimeout' }, leading(2, 'n3'));
    expect(trace.verdict(electionSafety)).toBeNull();
  });
});

describe('one-vote-per-term', () => {
  test('votes for two candidates', () => {
    const trace = new Trace()
      .deliver(askVote('n1>n3@4'), { currentTerm: 4, votedFor: 'n1' }, [send(vote('n3>n1@4'))])
      .deliver(askVote('n2>n3@4'), {}, [send(vote('n3>n2@4'))]);
    expect(trace.verdict(oneVotePerTerm)).toBe(
      'n3 gives its vote to n2 in term 4, after it voted for n1 in the same term',
    );
  });

  test('stands itself and votes for another, with a restart between', () => {
    const trace = new Trace()
      .timeout('n3', { currentTerm: 1 }, [send(askVote('n3>n1@1'))])
      .crash('n3')
      .boot('n3')
      .deliver(askVote('n2>n3@1'), { currentTerm: 1 }, [send(vote('n3>n2@1'))]);
    expect(trace.verdict(oneVotePerTerm)).toBe(
      'n3 gives its vote to n2 in term 1, after it voted for itself in the same term',
    );
  });

  test('changes votedFor without saying so', () => {
    const trace = new Trace()
      .timeout('n3', { currentTerm: 2, votedFor: 'n3' })
      .deliver(append('n1>n3@2'), { votedFor: 'n1' });
    expect(trace.verdict(oneVotePerTerm)).toBe('n3 changes its vote in term 2 from n3 to n1');
  });

  test('repeats its vote, refuses another, and votes anew in the next term', () => {
    const trace = new Trace()
      .deliver(askVote('n1>n3@1'), { currentTerm: 1, votedFor: 'n1' }, [send(vote('n3>n1@1'))])
      .deliver(askVote('n1>n3@1'), {}, [send(vote('n3>n1@1')), send(vote('n3>n1@1'))])
      .deliver(askVote('n2>n3@1'), {}, [send(vote('n3>n2@1', false))])
      .deliver(askVote('n2>n3@2'), { currentTerm: 2, votedFor: 'n2' }, [send(vote('n3>n2@2'))]);
    expect(trace.verdict(oneVotePerTerm)).toBeNull();
  });

  test('a vote that a crash kept from being stored and sent may be given to another', () => {
    const trace = new Trace()
      .dies(
        'n3',
        { type: 'deliver', message: askVote('n1>n3@1') },
        { currentTerm: 1, votedFor: 'n1' },
      )
      .boot('n3')
      .deliver(askVote('n2>n3@1'), { currentTerm: 1, votedFor: 'n2' }, [send(vote('n3>n2@1'))]);
    expect(trace.verdict(oneVotePerTerm)).toBeNull();
  });
});

describe('leader-has-quorum', () => {
  test('counts a vote of an older term', () => {
    const trace = new Trace()
      .timeout('n1', { currentTerm: 2, role: 'candidate', votedFor: 'n1' })
      .deliver(vote('n2>n1@1'), leading(2, 'n1'));
    expect(trace.verdict(leaderHasQuorum)).toBe(
      'n1 becomes leader of term 2 with votes in that term from n1, 1 of 3 servers',
    );
  });

  test('counts one voter twice, and half as a majority', () => {
    const trace = new Trace(['n1', 'n2', 'n3', 'n4'])
      .timeout('n1', { currentTerm: 1, role: 'candidate' })
      .deliver(vote('n2>n1@1'))
      .deliver(vote('n2>n1@1'), leading(1, 'n1'));
    expect(trace.verdict(leaderHasQuorum)).toBe(
      'n1 becomes leader of term 1 with votes in that term from n1 and n2, 2 of 4 servers',
    );
  });

  test('comes back from a restart as leader', () => {
    const trace = new Trace()
      .timeout('n1', { currentTerm: 1 })
      .deliver(vote('n2>n1@1'), leading(1, 'n1'))
      .crash('n1')
      .boot('n1', leading(1, 'n1'));
    expect(trace.verdict(leaderHasQuorum)).toBe(
      'n1 becomes leader of term 1 with votes in that term from n1, 1 of 3 servers',
    );
  });

  test('a majority, a single server, and votes that come late or by way of another message', () => {
    const trace = new Trace(five)
      .timeout('n1', { currentTerm: 1, role: 'candidate' })
      .deliver(vote('n4>n1@1'))
      .deliver(vote('n5>n1@1'), leading(1, 'n1'))
      .deliver(vote('n3>n1@1'));
    expect(trace.verdict(leaderHasQuorum)).toBeNull();
    expect(new Trace(['n1']).timeout('n1', leading(1, 'n1')).verdict(leaderHasQuorum)).toBeNull();
  });

  test('the newest configuration in its log decides who counts', () => {
    const servers = { log: [config(1, ['n1', 'n2', 'n3'])] };
    const enough = new Trace(five)
      .deliver(append('n2>n1@1', { entries: servers.log }), { currentTerm: 1, ...servers })
      .timeout('n1', { currentTerm: 2 })
      .deliver(vote('n3>n1@2'), leading(2, 'n1'));
    expect(enough.verdict(leaderHasQuorum)).toBeNull();
    const outside = new Trace(five)
      .deliver(append('n2>n4@1', { entries: servers.log }), { currentTerm: 1, ...servers })
      .timeout('n4', { currentTerm: 2 })
      .deliver(vote('n3>n4@2'), leading(2, 'n4'));
    expect(outside.verdict(leaderHasQuorum)).toBe(
      'n4 becomes leader of term 2 with votes in that term from n3, 1 of 3 servers',
    );
  });
});

describe('up-to-date-votes', () => {
  const voter = { currentTerm: 3, log: log(1, 1, 3) };

  test('votes for a longer log of an older term', () => {
    const trace = new Trace()
      .boot('n1', voter)
      .deliver(askVote('n2>n1@4', 9, 2), { currentTerm: 4 }, [send(vote('n1>n2@4'))]);
    expect(trace.verdict(upToDateVotes)).toBe(
      'n1 votes in term 4 for n2, whose log ends at index 9 with term 2, while its own ends at index 3 with term 3',
    );
  });

  test('votes for a shorter log of the same term, here behind a snapshot', () => {
    const trace = new Trace()
      .boot('n1', { currentTerm: 3, snapshot: snapshot(3, 3) })
      .deliver(askVote('n2>n1@4', 2, 3), { currentTerm: 4 }, [send(vote('n1>n2@4'))]);
    expect(trace.verdict(upToDateVotes)).toBe(
      'n1 votes in term 4 for n2, whose log ends at index 2 with term 3, while its own ends at index 3 with term 3',
    );
  });

  test('an equal log, a shorter one of a newer term, and a vote repeated when the log has grown', () => {
    const trace = new Trace()
      .boot('n1', voter)
      .deliver(askVote('n2>n1@4', 3, 3), { currentTerm: 4 }, [send(vote('n1>n2@4'))])
      .deliver(append('n2>n1@4', { prevLogIndex: 3 }), { log: log(1, 1, 3, 4) })
      .deliver(askVote('n2>n1@4', 3, 3), {}, [send(vote('n1>n2@4'))])
      .deliver(askVote('n3>n1@9', 1, 5), { currentTerm: 9 }, [send(vote('n1>n3@9'))]);
    expect(trace.verdict(upToDateVotes)).toBeNull();
  });
});

describe('monotonic', () => {
  test('the term goes back', () => {
    const trace = new Trace()
      .boot('n1', { currentTerm: 5 })
      .deliver(askVote('n2>n1@3'), { currentTerm: 3 });
    expect(trace.verdict(monotonic)).toBe('n1 goes back from term 5 to term 3');
  });

  test('the vote, commitIndex and lastApplied go back', () => {
    const state = {
      currentTerm: 2,
      votedFor: 'n2',
      log: log(1, 1),
      commitIndex: 2,
      lastApplied: 2,
    };
    const start = () => new Trace().boot('n1', state);
    expect(start().deliver(append('n2>n1@2'), { votedFor: null }).verdict(monotonic)).toBe(
      'n1 forgets in term 2 that it voted for n2 in that term',
    );
    expect(start().deliver(append('n2>n1@2'), { commitIndex: 1 }).verdict(monotonic)).toBe(
      'n1 takes its commitIndex back from 2 to 1 in term 2',
    );
    expect(start().deliver(append('n2>n1@2'), { lastApplied: 1 }).verdict(monotonic)).toBe(
      'n1 takes its lastApplied back from 2 to 1 in term 2',
    );
  });

  test('a restart below the term on disk', () => {
    const trace = new Trace()
      .timeout('n1', { currentTerm: 4 }, [persist({ currentTerm: 4 })])
      .crash('n1')
      .boot('n1', { currentTerm: 0 });
    expect(trace.verdict(monotonic)).toBe('n1 restarts in term 0, although its disk holds term 4');
  });

  test('a restart loses what was not stored, and a new term has no vote yet', () => {
    const trace = new Trace()
      .timeout('n1', { currentTerm: 1, votedFor: 'n1' }, [persist({ currentTerm: 1 })])
      .deliver(append('n2>n1@3'), {
        currentTerm: 3,
        votedFor: null,
        commitIndex: 1,
        lastApplied: 1,
      })
      .crash('n1')
      .boot('n1', { currentTerm: 1 });
    expect(trace.verdict(monotonic)).toBeNull();
  });
});

describe('step-down', () => {
  test('a leader ignores the higher term of a refusal', () => {
    const trace = new Trace().timeout('n1', leading(1, 'n1')).deliver({ ...refused('n2>n1@4') });
    expect(trace.verdict(stepDown)).toBe(
      'n1 hears of term 4 in an AppendEntriesResponse of n2 and stays in term 1',
    );
  });

  test('a leader adopts the term and goes on leading', () => {
    const trace = new Trace()
      .timeout('n1', leading(1, 'n1'))
      .deliver(vote('n2>n1@4', false), { currentTerm: 4 });
    expect(trace.verdict(stepDown)).toBe(
      'n1 hears of term 4 in a RequestVoteResponse of n2 and is leader of that term, not follower',
    );
  });

  test('a candidate does not give way to the leader of its term', () => {
    const trace = new Trace()
      .timeout('n1', { role: 'candidate', currentTerm: 2 })
      .deliver(append('n2>n1@2'));
    expect(trace.verdict(stepDown)).toBe(
      'n1 hears of term 2 in an AppendEntriesRequest of n2 and stays a candidate of that term',
    );
  });

  test('a candidate adopts the term of a request for its vote and is one in that term too', () => {
    const trace = new Trace()
      .timeout('n1', { role: 'candidate', currentTerm: 1 })
      .deliver(askVote('n2>n1@2'), { currentTerm: 2 });
    expect(trace.verdict(stepDown)).toBe(
      'n1 hears of term 2 in a RequestVoteRequest of n2 and is candidate of that term, not follower',
    );
  });

  test('a request for a vote may be ignored, and a removed server may ignore everything', () => {
    const trace = new Trace()
      .deliver(append('n2>n1@1'), { currentTerm: 1, log: [config(1, ['n2', 'n3'])] })
      .deliver(askVote('n3>n2@9'))
      .deliver(append('n3>n1@9'))
      .deliver(install('n3>n2@9', snapshot(1, 1)), { currentTerm: 9 });
    expect(trace.verdict(stepDown)).toBeNull();
  });
});

describe('stale-messages', () => {
  test('a leader steps down for an old heartbeat', () => {
    const trace = new Trace()
      .timeout('n1', leading(2, 'n1'))
      .deliver(append('n2>n1@1'), { role: 'follower' });
    expect(trace.verdict(staleMessages)).toBe(
      'n1 goes from leader to follower in term 2 on an AppendEntriesRequest of term 1',
    );
  });

  test('a request of an old term gets the vote of the new one', () => {
    const trace = new Trace()
      .boot('n1', { currentTerm: 3 })
      .deliver(askVote('n2>n1@2'), { votedFor: 'n2' });
    expect(trace.verdict(staleMessages)).toBe(
      'n1 votes for n2 in term 3 on a RequestVoteRequest of term 2',
    );
  });

  test('a leader steps down on its own when it hears no majority', () => {
    const trace = new Trace()
      .timeout('n1', leading(2, 'n1'))
      .step('n1', { type: 'heartbeatTimeout' }, { role: 'follower' })
      .deliver(append('n2>n1@1'), {}, [send(refused('n1>n2@2'))]);
    expect(trace.verdict(staleMessages)).toBeNull();
  });
});

describe('message-term', () => {
  test('answers with the term of the question', () => {
    const trace = new Trace()
      .boot('n1', { currentTerm: 5 })
      .deliver(append('n2>n1@3'), {}, [send(refused('n1>n2@3'))]);
    expect(trace.verdict(messageTerm)).toBe(
      'n1 sends n2 an AppendEntriesResponse of term 3, but its currentTerm is 5',
    );
  });

  test('speaks for another server', () => {
    const trace = new Trace().timeout('n1', { currentTerm: 1 }, [send(askVote('n2>n3@1'))]);
    expect(trace.verdict(messageTerm)).toBe('n1 sends n3 a RequestVoteRequest in the name of n2');
  });

  test('a step that moves the term on may use both, and own messages any term', () => {
    const trace = new Trace()
      .timeout('n1', leading(1, 'n1'))
      .deliver(vote('n2>n1@2', false), { currentTerm: 2, role: 'follower' }, [
        send(append('n1>n3@1')),
        send({ type: 'Custom', from: 'n1', to: 'n2', term: 3, name: 'preVote', body: null }),
      ]);
    expect(trace.verdict(messageTerm)).toBeNull();
  });
});

describe('response-answers-request', () => {
  test('votes for a server that asked in another term', () => {
    const trace = new Trace()
      .deliver(askVote('n2>n1@1'), { currentTerm: 1 }, [send(vote('n1>n2@1'))])
      .timeout('n1', { currentTerm: 2 }, [send(vote('n1>n2@2'))]);
    expect(trace.verdict(responseAnswersRequest)).toBe(
      'n1 votes for n2 in term 2, which never asked it for a vote in that term',
    );
  });

  test('acknowledges to a server that sent nothing', () => {
    const trace = new Trace().deliver(append('n2>n1@1'), { currentTerm: 1 }, [
      send(appended('n1>n3@1', 0)),
    ]);
    expect(trace.verdict(responseAnswersRequest)).toBe(
      'n1 sends an AppendEntriesResponse of term 1 to n3, which sent it no such request',
    );
  });

  test('answers later, twice, or with a newer term; or not at all', () => {
    const trace = new Trace()
      .deliver(append('n2>n1@1'), { currentTerm: 1 })
      .deliver(askVote('n3>n1@2'), { currentTerm: 2 }, [send(vote('n1>n3@2'))])
      .step('n1', { type: 'heartbeatTimeout' }, {}, [
        send(appended('n1>n2@2', 0)),
        send(vote('n1>n3@2')),
      ])
      .deliver(append('n3>n1@2'));
    expect(trace.verdict(responseAnswersRequest)).toBeNull();
  });

  test('refuses a vote in its own, older term', () => {
    const refusal = { ...vote('n1>n2@1'), voteGranted: false };
    const trace = new Trace().deliver(askVote('n2>n1@2'), { currentTerm: 1 }, [send(refusal)]);
    expect(trace.verdict(responseAnswersRequest)).toBeNull();
  });
});
