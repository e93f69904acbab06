/**
 * Rafts with one bug that lab 2B must find: what a leader believes of its followers, what it commits, what it sends.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

const OWN_TERM = 'const ownTerm = termAt(s, N) === s.currentTerm;';

const leading: readonly Mutant[] = [
  {
    id: 'commits-older-terms-by-counting',
    lab: '2B',
    story:
      'An entry of an older term is committed as soon as a majority has it. Figure 8: a server with a later last term wins, and replaces it.',
    source: '§5.4.2, Figure 8; PySyncObj#169; nats#6944; MIT suite, mutant 01',
    edits: [change('commit.ts', OWN_TERM, 'const ownTerm = true;')],
  },
  {
    id: 'commits-older-terms-by-counting-batching',
    lab: '2B',
    story:
      'The same in a Raft that sends entries one by one, so that old entries often arrive without new ones.',
    source: '§5.4.2, Figure 8; MIT suite, mutant 01',
    host: 'batching',
    edits: [change('commit.ts', OWN_TERM, 'const ownTerm = true;')],
  },
  {
    id: 'commit-stops-at-an-older-term',
    lab: '2B',
    story:
      'The search for the next commitIndex goes upwards, and ends at an entry of an older term. With one of these uncommitted, ' +
      'nothing commits any more.',
    source: 'RaftOS#30',
    edits: [
      change(
        'commit.ts',
        OWN_TERM,
        'const ownTerm = termAt(s, s.commitIndex + 1) === s.currentTerm && termAt(s, N) === s.currentTerm;',
      ),
    ],
  },
  {
    id: 'commits-when-all-have-it',
    lab: '2B',
    story: 'An entry is committed when every server has it. One server away, and nothing commits.',
    source: '§5.3',
    edits: [
      change(
        'quorum.ts',
        'descending[majority(reached.length) - 1]',
        'descending[reached.length - 1]',
      ),
    ],
  },
  {
    id: 'commits-one-short-of-a-majority',
    lab: '2B',
    story:
      'One replica fewer than a majority is enough. The leader of a minority commits what the majority’s next leader does not have.',
    source: 'MIT suite, mutant 15',
    edits: [
      change(
        'quorum.ts',
        'descending[majority(reached.length) - 1]',
        'descending[Math.max(0, majority(reached.length) - 2)]',
      ),
    ],
  },
  {
    id: 'half-of-an-even-cluster-commits',
    lab: '2B',
    story:
      'Two of four servers commit. The other two elect a leader with a vote of one that has it not.',
    source: 'hashicorp/raft 163a55f',
    edits: [
      change(
        'quorum.ts',
        'descending[majority(reached.length) - 1]',
        'descending[Math.ceil(reached.length / 2) - 1]',
      ),
    ],
  },
  {
    id: 'leader-does-not-count-itself',
    lab: '2B',
    story: 'The leader’s own log does not count. With one of three servers away nothing commits.',
    source: '§5.3',
    edits: [change('commit.ts', 'server === env.id ? lastIndex(s) :', 'server === env.id ? 0 :')],
  },
  {
    id: 'match-index-starts-at-the-end',
    lab: '2B',
    story:
      'A new leader believes that all followers have its log, so no refusal leads it back. A follower that lacks something never gets it.',
    source: "Students' Guide",
    edits: [
      change(
        'election.ts',
        'matchIndex: forEach(others, 0),',
        'matchIndex: forEach(others, lastIndex(candidate)),',
      ),
    ],
  },
  {
    id: 'match-index-outlives-the-term',
    lab: '2B',
    story:
      'Who leads again believes what followers acknowledged when it led before. A leader in between has replaced it, and it counts what is gone.',
    source: 'akka-raft#58; MIT suite, mutant 37',
    edits: [
      change(
        'election.ts',
        'matchIndex: forEach(others, 0),',
        'matchIndex: { ...forEach(others, 0), ...candidate.matchIndex },',
      ),
    ],
  },
  {
    id: 'match-index-from-its-own-end',
    lab: '2B',
    story:
      'An answer of yes moves matchIndex to the end of the leader’s log. What was appended since the request was sent counts as stored.',
    source: "Students' Guide; MIT suite, mutant 32",
    edits: [
      change(
        'replication.ts',
        'const matchIndex = Math.max(oldMatch, m.matchIndex);',
        'const matchIndex = Math.max(oldMatch, lastIndex(s));',
      ),
    ],
  },
  {
    id: 'counts-answers-of-older-terms',
    lab: '2B',
    story:
      'An answer from an earlier term in which this server led arrives late, and counts. A leader in between has replaced what it stood for.',
    source: "Students' Guide, term confusion; openraft a80579ef; MIT suite, mutant 13",
    edits: [
      change(
        'replication.ts',
        "const counts = s.role === 'leader' && thisTerm;",
        "const counts = s.role === 'leader';",
      ),
    ],
  },
  {
    id: 'sorts-indexes-as-text',
    lab: '2B',
    story:
      'The indexes that followers have reached are sorted as text. With 9, 9 and 10 the majority’s is taken to be 9, with 10, 10 and 9 to be more.',
    source: 'JavaScript',
    edits: [change('quorum.ts', '.sort((a, b) => b - a)', '.sort().reverse()')],
  },
  {
    id: 'commits-what-is-proposed',
    lab: '2B',
    story:
      'A leader commits and applies a command when it takes it. A leader that is cut off answers for entries that are lost.',
    source: '§5.3',
    edits: [
      change(
        'replication.ts',
        'commitTo(leader, commitIndexOfLeader(leader, env)); //',
        'commitTo(leader, index); //',
      ),
    ],
  },
  {
    id: 'names-another-place',
    lab: '2B',
    story:
      'A command is answered with the place behind the last committed entry. With two commands under way both have the same.',
    source: 'the contract, `accepted`',
    edits: [
      change(
        'replication.ts',
        'accepted(index, s.currentTerm),',
        'accepted(s.commitIndex + 1, s.currentTerm),',
      ),
    ],
  },
];

const sending: readonly Mutant[] = [
  {
    id: 'heartbeats-carry-nothing',
    lab: '2B',
    story:
      'Entries are sent when they are proposed and in heartbeats never. One message lost, and its entry waits for the next proposal.',
    source: 'etcd-raft 85e68cf; 6.824, RPC without timeout',
    edits: [
      change(
        'replication.ts',
        '[...replicateToAll(s, env), armHeartbeatTimer()]',
        `[...replicateToAll(s, env).map((effect) => effect.type === 'send' ? { ...effect, message: { ...effect.message, entries: [] } } : effect), armHeartbeatTimer()]`,
      ),
    ],
  },
  {
    id: 'hint-is-the-end',
    lab: '2B',
    story:
      'Whatever does not fit, a follower asks for what comes behind its log. Of two logs of one length the leader tries the same place for ever.',
    source: 'cubefs#2428; openraft 6d53aa12; CCF#2835',
    edits: [
      change(
        'replication.ts',
        'conflictIndex: firstIndexOfRun(s, m.prevLogIndex), conflictTerm };',
        'conflictIndex: lastIndex(s) + 1 };',
      ),
    ],
  },
  {
    id: 'never-goes-back',
    lab: '2B',
    story:
      'A refusal changes nothing. A follower that missed something, or has something else, never catches up.',
    source: '§5.3',
    edits: [
      change(
        'replication.ts',
        'const oldRefusal = nextIndex >= oldNext;',
        'const oldRefusal = nextIndex >= 0;',
      ),
    ],
  },
  {
    id: 'retries-one-too-far-ahead',
    lab: '2B',
    story:
      'Behind its last entry of the conflicting term the leader leaves one out. It is refused at the same place again and again.',
    source: '§5.3, fast backup',
    edits: [change('replication.ts', 'return lastOfTerm + 1;', 'return lastOfTerm + 2;')],
  },
  {
    id: 'sends-its-last-term',
    lab: '2B',
    story:
      'prevLogTerm is the term of the leader’s last entry, not of the one at prevLogIndex. A follower that is behind is refused for ever, or agrees where it does not.',
    source: 'Figure 2, AppendEntries, Arguments',
    edits: [
      change(
        'replication.ts',
        'const prevLogTerm = termAt(s, prevLogIndex);',
        'const prevLogTerm = s.log.at(-1)?.term ?? 0;',
      ),
    ],
  },
  {
    id: 'commit-index-never-in-heartbeats',
    lab: '2B',
    story:
      'A message without entries says that nothing is committed. The last command is never applied by the followers.',
    source: 'classic',
    edits: [
      change(
        'replication.ts',
        'leaderCommit: s.commitIndex,',
        'leaderCommit: prevLogIndex < lastIndex(s) ? s.commitIndex : 0,',
      ),
    ],
  },
  {
    id: 'sends-its-end-as-commit-index',
    lab: '2B',
    story: 'leaderCommit is the end of the leader’s log. Followers apply what only they have.',
    source: 'Figure 2, AppendEntries, Arguments',
    edits: [
      change('replication.ts', 'leaderCommit: s.commitIndex,', 'leaderCommit: lastIndex(s),'),
    ],
  },
];

/** Leading and sending. */
export const mutants2BCommit: readonly Mutant[] = [...leading, ...sending];
