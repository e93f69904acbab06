/**
 * Rafts with one bug that lab 2A must find: who votes for whom, and who counts what.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

/** Votes and majorities. */
export const mutants2AVotes: readonly Mutant[] = [
  {
    id: 'votes-for-everybody',
    lab: '2A',
    story:
      'A server grants its vote without looking whom it has voted for. Two candidates of one term both get the vote of ' +
      'the third server, and both lead.',
    source: 'Figure 2, RequestVote 2; akka-raft#56',
    edits: [
      change(
        'election.ts',
        'const voteFree = s.votedFor === null || s.votedFor === m.from;',
        'const voteFree = true;',
      ),
      change(
        'election.ts',
        'const next = grant && s.votedFor === null ?',
        'const next = grant && s.votedFor !== m.from ?',
      ),
    ],
  },
  {
    id: 'append-frees-the-vote',
    lab: '2A',
    story:
      'A server that hears the leader of its own term forgets its vote. A late request of another candidate of that term ' +
      'gets a second one.',
    source: 'eliben/raft#27; CCF#8094; camunda#5356',
    edits: [
      change(
        'replication.ts',
        "return follows ? s : { ...s, role: 'follower', leaderId };",
        "return follows ? s : { ...s, role: 'follower', leaderId, votedFor: null };",
      ),
    ],
  },
  {
    id: 'no-vote-for-oneself-counted',
    lab: '2A',
    story:
      'A candidate starts with no votes. With one of three servers away it needs two others, of which there is one.',
    source: 'akka-raft#60',
    edits: [change('election.ts', 'votesGranted: [env.id],', 'votesGranted: [],')],
  },
  {
    id: 'no-vote-for-oneself-kept',
    lab: '2A',
    story:
      'A candidate counts its own vote, but does not note it down. It gives it to another candidate of the same term as ' +
      'well, and both have two of three.',
    source: 'nebula#3415',
    edits: [change('election.ts', 'votedFor: env.id,', 'votedFor: null,')],
  },
  {
    id: 'counts-votes-of-older-terms',
    lab: '2A',
    story:
      'A vote that was given in term 1 arrives in term 2, where its giver has voted for another. Counted, it makes a second ' +
      'leader of term 2.',
    source: 'Xraft#33; little-raft#44; MIT suite, mutant 12',
    edits: [
      change(
        'election.ts',
        "const counts = s.role === 'candidate' && thisTerm && m.voteGranted && isNew;",
        "const counts = s.role === 'candidate' && m.voteGranted && isNew;",
      ),
    ],
  },
  {
    id: 'counts-a-vote-twice',
    lab: '2A',
    story:
      'Votes are a list, and its length is counted. The network delivers one vote of five servers twice, and three are a majority.',
    source: 'Figure 2, Candidates',
    edits: [
      change('election.ts', 'thisTerm && m.voteGranted && isNew;', 'thisTerm && m.voteGranted;'),
      change(
        'quorum.ts',
        'servers.filter((server) => supporters.includes(server)).length;',
        'supporters.length;',
      ),
    ],
  },
  {
    id: 'counts-refusals',
    lab: '2A',
    story:
      'Every answer counts as a vote. A candidate that two servers refuse leads beside their leader.',
    source: 'Figure 2, Candidates',
    edits: [change('election.ts', 'thisTerm && m.voteGranted && isNew;', 'thisTerm && isNew;')],
  },
  {
    id: 'two-of-five-are-a-majority',
    lab: '2A',
    story:
      'A majority is half of the servers, rounded down: 2 of 5, 1 of 3. Each side of a cut elects a leader.',
    source: 'openraft d60f1e85; MIT suite, mutant 14',
    edits: [
      change(
        'quorum.ts',
        'return Math.floor(servers / 2) + 1;',
        'return Math.max(1, Math.floor(servers / 2));',
      ),
    ],
  },
  {
    id: 'half-is-a-majority',
    lab: '2A',
    story:
      'A majority is half of the servers, rounded up. That is right for odd numbers; of four servers, each half elects ' +
      'a leader of the same term.',
    source: 'hashicorp/raft 163a55f',
    edits: [
      change('quorum.ts', 'return Math.floor(servers / 2) + 1;', 'return Math.ceil(servers / 2);'),
    ],
  },
  {
    id: 'leader-gives-its-vote-away',
    lab: '2A',
    story:
      'Who becomes leader clears its vote. A late request of another candidate of that term gets it, and may complete a second majority.',
    source: 'etcd-raft 55d0016; DaosRaft#70',
    edits: [change('election.ts', "role: 'leader',\n", "role: 'leader',\n    votedFor: null,\n")],
  },
  {
    id: 'same-candidate-is-refused',
    lab: '2A',
    story:
      'A vote is given only while none was. The answer gets lost, the candidate asks again, and the server that has voted for it says no.',
    source: 'nebula#2419',
    edits: [
      change(
        'election.ts',
        's.votedFor === null || s.votedFor === m.from;',
        's.votedFor === null;',
      ),
    ],
  },
  {
    id: 'votes-before-it-adopts-the-term',
    lab: '2A',
    story:
      'Whether the vote is free is looked up before the higher term is adopted, which frees it. Every voter wastes the ' +
      'first request of each term.',
    source: "Students' Guide",
    edits: [
      change(
        'election.ts',
        's.votedFor === null || s.votedFor === m.from;',
        'state.votedFor === null || s.votedFor === m.from;',
      ),
    ],
  },
  {
    id: 'vote-is-never-free-again',
    lab: '2A',
    story:
      'A new term does not clear the vote. Who has voted once never votes for another, and a new leader is never found.',
    source: 'MIT suite, mutant 27',
    edits: [
      change(
        'term.ts',
        "currentTerm, votedFor: null, role: 'follower'",
        "currentTerm, role: 'follower'",
      ),
    ],
  },
  {
    id: 'grants-older-terms',
    lab: '2A',
    story:
      'A candidate of an older term gets the vote of a newer one. It cannot use it, and nobody else gets it.',
    source: 'Figure 2, RequestVote 1',
    edits: [
      change(
        'election.ts',
        'const grant = thisTerm && voteFree && logOk;',
        'const grant = voteFree && logOk;',
      ),
    ],
  },
  {
    id: 'needs-a-strictly-better-log',
    lab: '2A',
    story:
      'A vote goes only to a log that is longer than the voter’s. All logs are equal, and nobody is ever elected.',
    source: '6.824 notes; etcd TestVoter',
    edits: [
      change(
        'log.ts',
        'const notShorter = last.index >= lastIndex(s);',
        'const notShorter = last.index > lastIndex(s);',
      ),
    ],
  },
  {
    id: 'asks-one-server-after-the-other',
    lab: '2A',
    story:
      'A candidate asks the next server only when the one before has voted for it. One server that is away, and nobody is elected.',
    source: '6.824, serial RPCs',
    edits: [
      change(
        'election.ts',
        'const requests = peers(candidate, env).map(',
        'const requests = peers(candidate, env).slice(0, 1).map(',
      ),
      change(
        'election.ts',
        'return wins ? becomeLeader(candidate, env) : { state: candidate, effects: [] };',
        `if (wins) return becomeLeader(candidate, env);
  const next = peers(candidate, env).find((peer) => !candidate.votesGranted.includes(peer));
  const asked = next === undefined ? [] : [send(requestVote(candidate, next, env))];
  return { state: candidate, effects: asked };`,
      ),
    ],
  },
  {
    id: 'lonely-server-waits',
    lab: '2A',
    story:
      'Whether a candidate has won is asked only when a vote arrives. Alone in its cluster it waits for ever.',
    source: 'etcd-raft 797b167; openraft 86e2ccd0',
    edits: [
      change(
        'election.ts',
        'const wins = isQuorum(candidate.votesGranted, servers); //',
        'const wins = false; //',
      ),
    ],
  },
  {
    id: 'names-as-text',
    lab: '2A',
    story:
      'The names of those who have voted are kept in one text. With 10 in it, the votes of 1 and of 0 are no news.',
    source: 'JavaScript',
    edits: [
      change(
        'election.ts',
        'const isNew = !s.votesGranted.includes(m.from);',
        "const isNew = !s.votesGranted.join(',').includes(m.from);",
      ),
    ],
  },
  {
    id: 'falsy-vote',
    lab: '2A',
    story: 'A vote for server 0 is taken for no vote, and given once more in the same term.',
    source: 'willemt/raft fe60545',
    edits: [
      change(
        'election.ts',
        's.votedFor === null || s.votedFor === m.from;',
        "s.votedFor === null || s.votedFor === '0' || s.votedFor === m.from;",
      ),
      change(
        'election.ts',
        'const next = grant && s.votedFor === null ?',
        'const next = grant && s.votedFor !== m.from ?',
      ),
    ],
  },
];
