/**
 * Rafts with one bug that lab 2C must find: what is not written to disk, what is written too late, and what is on disk
 * between two writes.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

const SAVE = "return { type: 'persist', state: durable(s) };";
const IF_CHANGED = 'return sameTerm && sameVote && sameLog ? nothing : [persist(after)];';
const STAND = 'const effects = [persist(candidate), armElectionTimer(env), ...requests.map(send)];';
const MIT_SUITE = 'MIT suite';

/** Parts that are missing on the disk. */
const missing: readonly Mutant[] = [
  {
    id: 'vote-not-persisted',
    lab: '2C',
    story:
      'The vote stays in memory. The server votes for one candidate, restarts, and votes for another one in the same term: two leaders.',
    source: `cornerstone#65; PySyncObj#84; ${MIT_SUITE}, mutant 03`,
    edits: [
      change(
        'effects.ts',
        SAVE,
        "return { type: 'persist', state: { ...durable(s), votedFor: null } };",
      ),
    ],
  },
  {
    id: 'term-not-persisted',
    lab: '2C',
    story:
      'The term on disk is that of the last entry. After a restart the server obeys leaders of terms that are over, and votes in them again.',
    source: 'Figure 2, "Persistent state"',
    edits: [
      change(
        'effects.ts',
        SAVE,
        "return { type: 'persist', state: { ...durable(s), currentTerm: s.log.at(-1)?.term ?? 0 } };",
      ),
    ],
  },
  {
    id: 'log-not-persisted',
    lab: '2C',
    story:
      'Term and vote are written to disk, and the log is not. After a restart of all, what was committed is gone.',
    source: 'Figure 2, "Persistent state"',
    edits: [
      change('effects.ts', SAVE, "return { type: 'persist', state: { ...durable(s), log: [] } };"),
    ],
  },
  {
    id: 'only-committed-entries-persisted',
    lab: '2C',
    story:
      'Entries are written to disk when they are committed. What was acknowledged and counted before that is lost in a crash.',
    source: 'classic',
    edits: [
      change(
        'effects.ts',
        SAVE,
        "return { type: 'persist', state: { ...durable(s), log: s.log.slice(0, s.commitIndex ?? 0) } };",
      ),
    ],
  },
  {
    id: 'vote-persisted-only-with-the-term',
    lab: '2C',
    story:
      'The disk is written when the term changes. A vote in a term that was known before is not on it.',
    source: `${MIT_SUITE}, mutant 03`,
    edits: [
      change('term.ts', IF_CHANGED, 'return sameTerm && sameLog ? nothing : [persist(after)];'),
    ],
  },
  {
    id: 'term-persisted-only-with-the-vote',
    lab: '2C',
    story:
      'The disk is written when vote or log change. A new term alone is forgotten, and an old leader is obeyed after the restart.',
    source: `${MIT_SUITE}, mutant 04`,
    edits: [
      change('term.ts', IF_CHANGED, 'return sameVote && sameLog ? nothing : [persist(after)];'),
    ],
  },
  {
    id: 'candidacy-not-persisted',
    lab: '2C',
    story:
      'A candidate asks for votes in a term that its disk does not know. Back from a crash it votes for another one in that term.',
    source: `${MIT_SUITE}, mutant 20`,
    edits: [change('election.ts', STAND, STAND.replace('persist(candidate), ', ''))],
  },
  {
    id: 'own-vote-not-persisted',
    lab: '2C',
    story:
      'A candidate writes its term down, and not its vote for itself. Back from a crash it has a vote to give away in that term.',
    source: '§5.2',
    edits: [
      change(
        'election.ts',
        STAND,
        STAND.replace('persist(candidate)', 'persist({ ...candidate, votedFor: null })'),
      ),
    ],
  },
  {
    id: 'leader-does-not-persist-its-entries',
    lab: '2C',
    story:
      'A leader stores what it is sent, and not what it takes from clients. Committed with one follower of two, an entry is on one disk only.',
    source: `openraft a9f696a9; hashicorp/raft#507; ${MIT_SUITE}, mutant 06`,
    edits: [change('replication.ts', '      persist(leader),\n', '')],
  },
  {
    id: 'follower-does-not-persist-entries',
    lab: '2C',
    story: 'A follower acknowledges entries that are in its memory only.',
    source: `${MIT_SUITE}, mutant 05`,
    edits: [
      change(
        'replication.ts',
        '...persistIfChanged(state, stored.state),',
        '...persistIfChanged(state, { ...stored.state, log: state.log }),',
      ),
    ],
  },
  {
    id: 'only-longer-logs-persisted',
    lab: '2C',
    story:
      'The log is written when it has grown. Entries that replaced others are not on disk, and after a crash the old ones are back.',
    source: 'classic',
    edits: [
      change(
        'term.ts',
        'const sameLog = after.log === before.log &&',
        'const sameLog = after.log.length <= before.log.length &&',
      ),
    ],
  },
  {
    id: 'term-of-a-refused-append-not-persisted',
    lab: '2C',
    story:
      'The disk is written when entries fit. A refusal goes out in a term that is forgotten in a crash.',
    source: 'Figure 2, "Updated on stable storage before responding to RPCs"',
    edits: [
      change(
        'replication.ts',
        '...persistIfChanged(state, stored.state),',
        '...(logOk ? persistIfChanged(state, stored.state) : []),',
      ),
    ],
  },
  {
    id: 'term-of-a-refused-vote-not-persisted',
    lab: '2C',
    story:
      'The disk is written when a vote is granted. A refusal goes out in a term that is forgotten in a crash.',
    source: 'Figure 2, "Updated on stable storage before responding to RPCs"',
    edits: [
      change(
        'election.ts',
        '...persistIfChanged(state, next),',
        '...(grant ? persistIfChanged(state, next) : []),',
      ),
    ],
  },
  {
    id: 'term-of-a-vote-answer-not-persisted',
    lab: '2C',
    story:
      'A term that a candidate hears of in a refusal is not written down. What it says in that term later is not on its disk.',
    source: 'eliben/raft 0ae7b34; abrange.dev',
    edits: [change('election.ts', '      ...persistIfChanged(state, s),\n', '')],
  },
  {
    id: 'term-of-an-append-answer-not-persisted',
    lab: '2C',
    story:
      'A term that a leader hears of in a refusal is not written down. What it says in that term later is not on its disk.',
    source: 'eliben/raft 0ae7b34; abrange.dev',
    edits: [change('replication.ts', '    ...persistIfChanged(state, s),\n', '')],
  },
];

/** Right, but too late. */
const late: readonly Mutant[] = [
  {
    id: 'asks-before-it-persists',
    lab: '2C',
    story:
      'The requests for votes go out before term and vote are on disk. A crash in between, and it votes for another candidate of that term.',
    source: `${MIT_SUITE}, mutant 48`,
    edits: [
      change(
        'election.ts',
        STAND,
        'const effects = [armElectionTimer(env), ...requests.map(send), persist(candidate)];',
      ),
    ],
  },
  {
    id: 'votes-before-it-persists',
    lab: '2C',
    story:
      'The answer goes out before the vote is on disk. A crash in between, and it votes for another candidate of that term.',
    source: 'openraft ee460f37; PySyncObj#84; valkey#3887',
    edits: [
      change(
        'election.ts',
        '      ...persistIfChanged(state, next),\n      ...timersAfter(state, next, { restart: grant }, env),',
        '      ...timersAfter(state, next, { restart: grant }, env),',
      ),
      change(
        'election.ts',
        '        voteGranted: grant,\n      }),',
        '        voteGranted: grant,\n      }),\n      ...persistIfChanged(state, next),',
      ),
    ],
  },
  {
    id: 'acknowledges-before-it-persists',
    lab: '2C',
    story:
      'The answer goes out before the entries are on disk. A crash in between, and the leader counts on what is gone.',
    source: 'openraft ee460f37; PySyncObj#84; valkey#3887',
    edits: [
      change('replication.ts', '      ...persistIfChanged(state, stored.state),\n', ''),
      change(
        'replication.ts',
        '      send(response),\n',
        '      send(response),\n      ...persistIfChanged(state, stored.state),\n',
      ),
    ],
  },
  {
    id: 'applies-before-it-persists',
    lab: '2C',
    story:
      'A server that is alone commits and applies a command, and writes it down last. After a crash in between, the client has an answer that nobody knows of.',
    source: 'Figure 2, "Updated on stable storage before responding to RPCs"',
    edits: [
      change('replication.ts', '      persist(leader),\n', ''),
      change(
        'replication.ts',
        '      accepted(index, s.currentTerm),\n      ...committed.effects,',
        '      accepted(index, s.currentTerm),\n      ...committed.effects,\n      persist(leader),',
      ),
    ],
  },
  {
    id: 'persists-one-step-late',
    lab: '2C',
    story:
      'What is written is the state that the message found, not the one that it left. The disk is always one step behind.',
    source: 'classic',
    edits: [change('term.ts', IF_CHANGED, IF_CHANGED.replace('persist(after)', 'persist(before)'))],
  },
];

/** Two writes where there should be one. */
const torn: readonly Mutant[] = [
  {
    id: 'term-on-disk-before-the-vote',
    lab: '2C',
    story:
      'The term is written first and the vote after it. A crash between the two leaves the vote of the old term beside the new term.',
    source: "Students' Guide; two storage keys",
    edits: [
      change(
        'term.ts',
        IF_CHANGED,
        'return sameTerm && sameVote && sameLog ? nothing : [persist({ ...after, votedFor: before.votedFor }), persist(after)];',
      ),
    ],
  },
  {
    id: 'vote-on-disk-before-the-term',
    lab: '2C',
    story:
      'The vote is written first and the term after it. A crash between the two leaves the vote of the new term beside the old term, where another one was given.',
    source: "Students' Guide; two storage keys",
    edits: [
      change(
        'term.ts',
        IF_CHANGED,
        'return sameTerm && sameVote && sameLog ? nothing : [persist({ ...after, currentTerm: before.currentTerm }), persist(after)];',
      ),
    ],
  },
  {
    id: 'log-on-disk-before-the-term',
    lab: '2C',
    story:
      'The log is written first, term and vote after it. A crash between the two leaves entries of a term that the disk does not know.',
    source: "Students' Guide; two storage keys",
    edits: [
      change(
        'term.ts',
        IF_CHANGED,
        'const { currentTerm, votedFor } = before;\n  return sameTerm && sameVote && sameLog ? nothing : [persist({ ...after, currentTerm, votedFor }), persist(after)];',
      ),
    ],
  },
  {
    id: 'clears-the-disk-before-it-writes',
    lab: '2C',
    story:
      'The log on disk is emptied and then written anew. A crash between the two loses all that was acknowledged.',
    source: 'classic; files without a rename',
    edits: [
      change(
        'term.ts',
        IF_CHANGED,
        'return sameTerm && sameVote && sameLog ? nothing : [persist({ ...after, log: [] }), persist(after)];',
      ),
    ],
  },
];

/** The disk. */
export const mutants2CDisk: readonly Mutant[] = [...missing, ...late, ...torn];
