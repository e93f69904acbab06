/**
 * Rafts with one bug that lab 2A must find: elections, terms and timers.
 *
 * Sources in brackets such as [A16] are rows of the kit's collection of bugs; the others name where the bug was seen.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

/** The head of a handler, up to the line that adopts a higher term. */
const head = (type: string): string =>
  `m: ${type},\n  env: Environment,\n): Step {\n  const s = updateTerm(state, m);`;

const votes: readonly Mutant[] = [
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
    story: 'Every answer counts as a vote. A candidate that two servers refuse leads beside their leader.',
    source: 'Figure 2, Candidates',
    edits: [
      change('election.ts', 'thisTerm && m.voteGranted && isNew;', 'thisTerm && isNew;'),
    ],
  },
  {
    id: 'two-of-five-are-a-majority',
    lab: '2A',
    story: 'A majority is half of the servers, rounded down: 2 of 5, 1 of 3. Each side of a cut elects a leader.',
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
    edits: [
      change('election.ts', "role: 'leader',\n", "role: 'leader',\n    votedFor: null,\n"),
    ],
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
    story: 'A new term does not clear the vote. Who has voted once never votes for another, and a new leader is never found.',
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
    story: 'A vote goes only to a log that is longer than the voter’s. All logs are equal, and nobody is ever elected.',
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
    story: 'Whether a candidate has won is asked only when a vote arrives. Alone in its cluster it waits for ever.',
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
      'The names of those who have voted are kept in one string. With the vote of 10 in it, the vote of 1 or of 0 is no news.',
    source: 'JavaScript; willemt/raft fe60545 had the like for server 0',
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

const terms: readonly Mutant[] = [
  {
    id: 'goes-back-to-older-terms',
    lab: '2A',
    story:
      'A request for a vote sets the term, also to an older one. The votes of the newer terms are forgotten, and given again.',
    source: 'Figure 2; WRaft#4',
    edits: [
      change(
        'election.ts',
        head('RequestVoteRequest'),
        head('RequestVoteRequest').replace(
          'updateTerm(state, m);',
          "m.term === state.currentTerm ? state : { ...state, currentTerm: m.term, votedFor: null, role: 'follower' as const };",
        ),
      ),
    ],
  },
  {
    id: 'obeys-an-older-leader',
    lab: '2A',
    story:
      'The term of an AppendEntries is not looked at. The leader of term 1, cut off for long, comes back and deposes that of term 2.',
    source: 'Figure 2, AppendEntries 1; MIT suite, mutant 33',
    edits: [
      change(
        'replication.ts',
        'const fromOldLeader = m.term < s.currentTerm;',
        'const fromOldLeader = false;',
      ),
      change(
        'replication.ts',
        "if (s.role === 'leader') return { state: s, effects: [] };\n\n  const follower",
        "if (s.role === 'leader' && m.term === s.currentTerm) return { state: s, effects: [] };\n\n  const follower",
      ),
    ],
  },
  {
    id: 'deaf-to-a-newer-leader',
    lab: '2A',
    story:
      'A leader ignores every AppendEntries, thinking that there can be no other leader. Both lead on, side by side.',
    source: '§5.1, discovery of newer terms',
    edits: [
      change(
        'replication.ts',
        head('AppendEntriesRequest'),
        `m: AppendEntriesRequest,
  env: Environment,
): Step {
  if (state.role === 'leader') return { state, effects: [] };
  const s = updateTerm(state, m);`,
      ),
    ],
  },
  {
    id: 'deaf-to-terms-in-append-answers',
    lab: '2A',
    story:
      'A newer term in an answer to AppendEntries is ignored. A leader that was replaced goes on leading as long as nobody else speaks to it.',
    source: '§5.1; willemt 75b0104; MIT suite, mutant 24',
    edits: [
      change(
        'replication.ts',
        head('AppendEntriesResponse'),
        head('AppendEntriesResponse').replace('updateTerm(state, m)', 'state'),
      ),
    ],
  },
  {
    id: 'deaf-to-terms-in-vote-answers',
    lab: '2A',
    story:
      'A newer term in an answer to RequestVote is ignored. A candidate far behind climbs to it one timeout at a time.',
    source: '§5.1; openraft 4015cc38; MIT suite, mutant 24',
    edits: [
      change(
        'election.ts',
        head('RequestVoteResponse'),
        head('RequestVoteResponse').replace('updateTerm(state, m)', 'state'),
      ),
    ],
  },
  {
    id: 'append-answers-echo-the-term',
    lab: '2A',
    story:
      'An answer to AppendEntries repeats the term of the request. A leader that was replaced never learns it from a refusal.',
    source: 'RaftOS#27; redpanda#31547',
    edits: [
      change(
        'replication.ts',
        'const { currentTerm: term } = s;\n',
        'const { term } = m;\n',
      ),
    ],
  },
  {
    id: 'vote-answers-echo-the-term',
    lab: '2A',
    story:
      'An answer to RequestVote repeats the term of the request. A candidate that is behind never learns it from a refusal.',
    source: 'RaftOS#27; redpanda#31547',
    edits: [change('election.ts', 'term: next.currentTerm,', 'term: m.term,')],
  },
  {
    id: 'stands-in-the-same-term',
    lab: '2A',
    story:
      'An election does not raise the term. After a split vote, or behind a leader that is gone, everybody has voted already.',
    source: 'Figure 2, Candidates',
    edits: [
      change(
        'election.ts',
        'currentTerm: state.currentTerm + 1,',
        'currentTerm: Math.max(1, state.currentTerm),',
      ),
    ],
  },
  {
    id: 'voter-raises-the-term',
    lab: '2A',
    story: 'A server that is asked for its vote raises its own term above the candidate’s. The candidate is always behind.',
    source: 'Raft Q&A',
    edits: [
      change(
        'election.ts',
        head('RequestVoteRequest'),
        head('RequestVoteRequest').replace('(state, m)', '(state, { ...m, term: m.term + 1 })'),
      ),
    ],
  },
  {
    id: 'terms-as-text',
    lab: '2A',
    story: 'Terms are compared as text. "10" > "9" is false, and from term 10 on nobody adopts a newer one.',
    source: 'JavaScript',
    edits: [
      change(
        'term.ts',
        'return m.term > s.currentTerm ?',
        'return String(m.term) > String(s.currentTerm) ?',
      ),
    ],
  },
  {
    id: 'keeps-its-role-in-a-newer-term',
    lab: '2A',
    story: 'A newer term is adopted, the role stays. A leader of term 1 that hears of term 2 leads that, too.',
    source: '§5.1; Figure 2, All Servers',
    edits: [
      change(
        'term.ts',
        "votedFor: null, role: 'follower', leaderId: null };",
        'votedFor: null, leaderId: null };',
      ),
    ],
  },
  {
    id: 'candidate-ignores-the-winner',
    lab: '2A',
    story:
      'A candidate does not follow the leader of its own term. It stands again, in a newer term, and deposes a leader that everybody hears.',
    source: '§5.2; MIT suite, mutant 46',
    edits: [
      change(
        'replication.ts',
        "if (s.role === 'leader') return { state: s, effects: [] };\n\n  const follower",
        "if (s.role !== 'follower') return { state: s, effects: [] };\n\n  const follower",
      ),
    ],
  },
  {
    id: 'names-the-first-leader-for-ever',
    lab: '2A',
    story: 'Whom a server follows is noted once. After the next election it sends clients to a server that leads no more.',
    source: 'hashicorp/raft a88bfa8; dissertation §6.2',
    edits: [
      change(
        'term.ts',
        "votedFor: null, role: 'follower', leaderId: null };",
        "votedFor: null, role: 'follower' };",
      ),
      change(
        'replication.ts',
        "{ ...s, role: 'follower', leaderId };",
        "{ ...s, role: 'follower', leaderId: s.leaderId ?? leaderId };",
      ),
      change('election.ts', "role: 'candidate',\n    leaderId: null,", "role: 'candidate',"),
    ],
  },
];

const timers: readonly Mutant[] = [
  {
    id: 'timeouts-are-all-the-same',
    lab: '2A',
    story: 'All election timeouts are 150 ms. Servers that boot together split the vote in every term.',
    source: '§5.2; hashicorp/raft#50',
    edits: [change('timing.ts', 'electionTimeoutMaxMs = 300;', 'electionTimeoutMaxMs = 151;')],
  },
  {
    id: 'timeouts-are-much-the-same',
    lab: '2A',
    story: 'All election timeouts lie within 4 ms, less than a round trip. Votes split again and again.',
    source: '§9.3; dissertation, chapter 9',
    edits: [change('timing.ts', 'electionTimeoutMaxMs = 300;', 'electionTimeoutMaxMs = 154;')],
  },
  {
    id: 'candidate-gives-up',
    lab: '2A',
    story: 'Who stands does not start its timer again. After one split vote, or one lost, it waits for ever.',
    source: "Students' Guide, livelocks",
    edits: [
      change('election.ts', 'persist(candidate), armElectionTimer(env), ', 'persist(candidate), '),
    ],
  },
  {
    id: 'refused-vote-restarts-the-timer',
    lab: '2A',
    story:
      'Every request for a vote starts the timer anew, a refused one too. A candidate that cannot win silences those that can.',
    source: "Students' Guide; MIT suite, mutant 25",
    edits: [change('election.ts', '{ restart: grant }', '{ restart: true }')],
  },
  {
    id: 'vote-does-not-restart-the-timer',
    lab: '2A',
    story: 'Who has just voted stands itself, and takes the term away from the candidate that it has helped.',
    source: "Students' Guide; MIT suite, mutant 26",
    edits: [change('election.ts', '{ restart: grant }', '{ restart: false }')],
  },
  {
    id: 'older-leader-restarts-the-timer',
    lab: '2A',
    story:
      'The heartbeat of an older leader starts the timer anew. A leader that is heard and hears nobody blocks all elections.',
    source: "Students' Guide",
    edits: [
      change(
        'replication.ts',
        'effects: [send(refusal(s, m, env))] };',
        'effects: [...timersAfter(state, s, { restart: true }, env), send(refusal(s, m, env))] };',
      ),
    ],
  },
  {
    id: 'heartbeat-does-not-restart-the-timer',
    lab: '2A',
    story: 'Heartbeats arrive, and the follower stands all the same. Every few hundred milliseconds there is another leader.',
    source: '§5.2',
    edits: [change('replication.ts', '{ restart: true }', '{ restart: false }')],
  },
  {
    id: 'heartbeats-are-too-rare',
    lab: '2A',
    story: 'A leader speaks every 400 ms, followers wait 150 to 300 ms. A healthy leader is deposed again and again.',
    source: '§5.6; DaosRaft#70',
    edits: [change('timing.ts', 'heartbeatIntervalMs = 50;', 'heartbeatIntervalMs = 400;')],
  },
  {
    id: 'one-heartbeat-only',
    lab: '2A',
    story: 'The heartbeat timer is not started again. A leader falls silent after its second heartbeat, and is deposed.',
    source: '§5.2',
    edits: [
      change(
        'replication.ts',
        '[...replicateToAll(s, env), armHeartbeatTimer()]',
        'replicateToAll(s, env)',
      ),
    ],
  },
  {
    id: 'deposed-leader-goes-on',
    lab: '2A',
    story:
      'The heartbeats of a deposed leader go on and carry the term that deposed it. Two servers send AppendEntries in one term.',
    source: 'eliben/raft#13',
    edits: [
      change(
        'replication.ts',
        "if (s.role !== 'leader') return { state: s, effects: [] };\n  return { state: s, effects: [...replicate",
        'return { state: s, effects: [...replicate',
      ),
      change('term.ts', "return [cancelTimer('heartbeat'), armElectionTimer(env)];", 'return [armElectionTimer(env)];'),
    ],
  },
  {
    id: 'deposed-leader-sleeps',
    lab: '2A',
    story: 'A deposed leader has no election timer. If the next leader never reaches it, it waits for ever; if all wait, there is none.',
    source: '§5.2',
    edits: [
      change(
        'term.ts',
        "return [cancelTimer('heartbeat'), armElectionTimer(env)];",
        "return [cancelTimer('heartbeat')];",
      ),
    ],
  },
  {
    id: 'leader-stands-again',
    lab: '2A',
    story: 'A leader keeps its election timer, and stands against itself every few hundred milliseconds.',
    source: '§5.2',
    edits: [
      change('election.ts', "state.role !== 'leader' && servers", 'servers'),
      change('election.ts', "const effects = [cancelTimer('election'), ", 'const effects = ['),
    ],
  },
  {
    id: 'broadcast-stops-early',
    lab: '2A',
    story:
      'The loop over the followers ends at the first one that lacks nothing. Those behind it hear no heartbeat, and stand.',
    source: 'WRaft#118.8',
    edits: [
      change(
        'replication.ts',
        'return peers(s, env).map((peer) => replicate(s, peer, env));',
        `const all = peers(s, env);
  const idle = all.findIndex((peer) => nextIndexOf(s, peer) > lastIndex(s));
  return all.slice(0, idle === -1 ? all.length : idle + 1).map((peer) => replicate(s, peer, env));`,
      ),
    ],
  },
  {
    id: 'answers-every-answer',
    lab: '2A',
    story: 'A leader sends the next heartbeat as soon as one is answered. The network is full of heartbeats.',
    source: '6.824 TestCount',
    edits: [
      change(
        'replication.ts',
        'if (matchIndex === oldMatch) return { state: s, effects: [] };',
        'if (matchIndex === oldMatch) return { state: s, effects: [replicate(s, m.from, env)] };',
      ),
    ],
  },
];

/** All of lab 2A. */
export const mutants2A: readonly Mutant[] = [...votes, ...terms, ...timers];
