/**
 * Rafts with one bug that lab 2B must find: what a leader believes of its followers, and what it commits.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

const OWN_TERM = 'const ownTerm = termAt(s, N) === s.currentTerm;';

/** Believing and committing, as the leader. */
export const mutants2BCommit: readonly Mutant[] = [
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
    id: 'counts-what-was-sent',
    lab: '2B',
    story:
      'What is sent next is taken for what is there: nextIndex in the place of matchIndex. A leader commits what nobody has.',
    source: 'Figure 2, Leaders; spec/weakenings, CountsWhatWasSent',
    edits: [change('commit.ts', '(s.matchIndex[server] ?? 0)', '(s.nextIndex[server] ?? 0)')],
  },
  {
    id: 'counts-one-too-many',
    lab: '2B',
    story:
      'matchIndex is read as the number of the next entry. A leader commits one entry more than a majority has.',
    source: 'Figure 2, Leaders; spec/weakenings, CountsOneTooMany',
    edits: [
      change(
        'commit.ts',
        '(s.matchIndex[server] ?? 0)',
        'Math.min(lastIndex(s), (s.matchIndex[server] ?? 0) + 1)',
      ),
    ],
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
  {
    id: 'counts-answers',
    lab: '2B',
    story:
      'A leader counts how many answers each entry has got, and not from whom. One follower whose answer comes twice is a majority of three.',
    source: '§5.3; 6.824, counting replies',
    edits: [
      change(
        'replication.ts',
        'if (matchIndex === oldMatch) return { state: s, effects: [] };',
        `const answers = { ...s.answers };
  for (let index = s.commitIndex + 1; index <= m.matchIndex; index += 1) {
    answers[index] = (answers[index] ?? 0) + 1;
  }`,
      ),
      change(
        'replication.ts',
        'const informed: ServerState = {\n    ...s,',
        'const informed: ServerState = {\n    ...s,\n    answers,',
      ),
      change(
        'election.ts',
        'matchIndex: forEach(others, 0),',
        'matchIndex: forEach(others, 0),\n    answers: {},',
      ),
      change(
        'commit.ts',
        'const N = indexOfMajority(reached);',
        `let N = s.commitIndex;
  if (reached.length === 1) N = lastIndex(s);
  while (reached.length > 1 && (s.answers[N + 1] ?? 0) >= Math.floor(reached.length / 2)) N += 1;`,
      ),
      change('commit.ts', "import { indexOfMajority } from './quorum.ts';\n", ''),
    ],
  },
];
