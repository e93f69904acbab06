/**
 * Rafts with one bug that lab 2B must find: what a follower does with its log, who may be elected, and what is sent.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

const STORE =
  'const log = complete ? s.log : replaceFrom(s, firstMissing, m.entries.slice(present));';
const LOG_OK = 'const logOk = agreesAt(follower, { index: m.prevLogIndex, term: m.prevLogTerm });';

const storing: readonly Mutant[] = [
  {
    id: 'every-append-cuts-the-log',
    lab: '2B',
    story:
      'What stands behind prevLogIndex is dropped before anything else, by heartbeats too. A heartbeat that was late takes back ' +
      'an entry that was acknowledged and counted.',
    source: "Students' Guide; akka-raft#66; openraft 9540c904",
    edits: [
      change('replication.ts', STORE, 'const log = replaceFrom(s, m.prevLogIndex + 1, m.entries);'),
    ],
  },
  {
    id: 'every-entry-cuts-the-log',
    lab: '2B',
    story:
      'What stands behind the entries of a message is dropped, conflict or not. Entries 1 and 2 are acknowledged, a late ' +
      'message with entry 1 alone takes entry 2 back.',
    source: 'Raft Q&A; MIT suite, mutant 02',
    edits: [
      change(
        'replication.ts',
        STORE,
        'const log = m.entries.length === 0 ? s.log : replaceFrom(s, m.prevLogIndex + 1, m.entries);',
      ),
    ],
  },
  {
    id: 'every-entry-cuts-the-log-batching',
    lab: '2B',
    story:
      'The same in a Raft that sends entries one by one: every message that comes twice takes back all that came after it.',
    source: 'Raft Q&A; RaftOS#26',
    host: 'batching',
    edits: [
      change(
        'replication.ts',
        STORE,
        'const log = m.entries.length === 0 ? s.log : replaceFrom(s, m.prevLogIndex + 1, m.entries);',
      ),
    ],
  },
  {
    id: 'stores-a-batch-in-reverse',
    lab: '2B',
    story:
      'The new entries of one message are stored from the last to the first, as a list that is pushed onto another from its end. ' +
      'With one entry in a message nothing is wrong; with two, the follower acknowledges a log that nobody else has.',
    source: 'the weakening StoresInReverse',
    edits: [
      change('replication.ts', STORE, STORE.replace('slice(present)', 'slice(present).reverse()')),
    ],
  },
  {
    id: 'first-message-replaces-the-log',
    lab: '2B',
    story:
      'With prevLogIndex 0 the log becomes what the message carries. The very first message, late, takes back all others.',
    source: 'WRaft#118.1',
    edits: [
      change(
        'replication.ts',
        STORE,
        'const log = m.prevLogIndex === 0 ? m.entries : complete ? s.log : replaceFrom(s, firstMissing, m.entries.slice(present));',
      ),
    ],
  },
  {
    id: 'stale-tail-stays',
    lab: '2B',
    story:
      'Only the entries in conflict are replaced, and what an old leader left behind them stays: a follower with entries ' +
      'that no leader of the new term ever sent.',
    source: 'Figure 2, AppendEntries 3; MIT suite, mutant 34',
    edits: [
      change(
        'replication.ts',
        'replaceFrom(s, firstMissing, m.entries.slice(present));',
        '[...replaceFrom(s, firstMissing, m.entries.slice(present)), ...s.log.slice(m.prevLogIndex + m.entries.length)];',
      ),
    ],
  },
  {
    id: 'conflicts-are-not-seen',
    lab: '2B',
    story:
      'An entry that is there is taken for the right one, whatever its term. Entries of an old leader stay, and are acknowledged.',
    source: 'Figure 2, AppendEntries 3',
    edits: [
      change('log.ts', 'if (!agreesAt(s, place)) break;', 'if (place.index > lastIndex(s)) break;'),
    ],
  },
  {
    id: 'appends-what-is-there',
    lab: '2B',
    story:
      'All entries of a message are appended behind those that are there already. An overlapping message doubles entries.',
    source: 'Figure 2, AppendEntries 4',
    edits: [
      change(
        'replication.ts',
        'replaceFrom(s, firstMissing, m.entries.slice(present));',
        'replaceFrom(s, firstMissing, m.entries);',
      ),
    ],
  },
  {
    id: 'never-cuts-the-log',
    lab: '2B',
    story:
      'What is missing is appended behind the entries in conflict, which stay. It stands at an index that the leader never gave it.',
    source: 'Figure 2, AppendEntries 3; spec/weakenings, NeverTruncates',
    edits: [
      change(
        'replication.ts',
        'complete ? s.log : replaceFrom(s, firstMissing, m.entries.slice(present))',
        'complete ? s.log : replaceFrom(s, Math.max(firstMissing, lastIndex(s) + 1), m.entries.slice(present))',
      ),
    ],
  },
  {
    id: 'stamps-entries-with-the-message-term',
    lab: '2B',
    story:
      'Entries are stored with the term of the message instead of their own. Two logs have different terms for one entry.',
    source: 'Figure 2, AppendEntries 4',
    edits: [
      change(
        'replication.ts',
        'replaceFrom(s, firstMissing, m.entries.slice(present));',
        'replaceFrom(s, firstMissing, m.entries.slice(present).map((entry) => ({ ...entry, term: m.term })));',
      ),
    ],
  },
  {
    id: 'term-before-is-not-compared',
    lab: '2B',
    story:
      'It is enough that there is an entry at prevLogIndex. A log with another entry there goes on, and what stands below never gets repaired.',
    source: 'Figure 2, AppendEntries 2; MIT suite, mutant 21',
    edits: [
      change('replication.ts', LOG_OK, 'const logOk = m.prevLogIndex <= lastIndex(follower);'),
    ],
  },
  {
    id: 'nothing-is-compared',
    lab: '2B',
    story: 'Entries are stored wherever they belong, also behind a gap.',
    source: 'Figure 2, AppendEntries 2',
    edits: [change('replication.ts', LOG_OK, 'const logOk = m.prevLogIndex >= 0;')],
  },
  {
    id: 'heartbeats-are-not-compared',
    lab: '2B',
    story:
      'A heartbeat is answered with yes, and moves commitIndex, whatever stands at prevLogIndex. An entry of an old leader is ' +
      'counted, and applied.',
    source: "Students' Guide; MIT suite, mutant 22",
    edits: [change('replication.ts', LOG_OK, `${LOG_OK.slice(0, -1)} || m.entries.length === 0;`)],
  },
  {
    id: 'drops-the-tail-with-a-new-term',
    lab: '2B',
    story:
      'A server that enters a new term drops what is not committed as far as it knows. It was acknowledged, counted and committed elsewhere.',
    source: 'CCF#5991',
    edits: [
      change(
        'term.ts',
        "return { ...s, currentTerm, votedFor: null, role: 'follower', leaderId: null };",
        "const log = s.log.slice(0, s.commitIndex);\n  return { ...s, log, currentTerm, votedFor: null, role: 'follower', leaderId: null };",
      ),
    ],
  },
  {
    id: 'acknowledges-its-own-end',
    lab: '2B',
    story:
      'A follower acknowledges all of its log, instead of what the message stood for. Entries of an old leader behind that are counted.',
    source: 'CCF#6001 and #6016',
    edits: [
      change(
        'replication.ts',
        'const matchIndex = m.prevLogIndex + m.entries.length;',
        'const matchIndex = lastIndex(s);',
      ),
    ],
  },
  {
    id: 'acknowledges-its-own-end-batching',
    lab: '2B',
    story:
      'The same in a Raft with empty heartbeats, in which every heartbeat stands before the end of some log.',
    source: 'CCF#6001 and #6016',
    host: 'batching',
    edits: [
      change(
        'replication.ts',
        'const matchIndex = m.prevLogIndex + m.entries.length;',
        'const matchIndex = lastIndex(s);',
      ),
    ],
  },
  {
    id: 'follower-takes-commands',
    lab: '2B',
    story:
      'A follower appends a client’s command to its own log, in the term of its leader, and rejects it.',
    source: '§5.3, §8',
    edits: [
      change(
        'replication.ts',
        "if (s.role !== 'leader') return { state: s, effects: [rejected(s.leaderId)] };",
        `if (s.role !== 'leader') {
    const mine: LogEntry = { term: s.currentTerm, payload: { kind: 'command', command } };
    const state = { ...s, log: [...s.log, mine] };
    return { state, effects: [persist(state), rejected(s.leaderId)] };
  }`,
      ),
    ],
  },
];

const elections: readonly Mutant[] = [
  {
    id: 'longest-log-wins',
    lab: '2B',
    story:
      'Of two logs the longer is the better one, whatever its last term. An old leader with many entries that nobody has erases a committed one.',
    source: "§5.4.1; Students' Guide; MIT suite, mutant 08",
    edits: [
      change('log.ts', 'return laterTerm || (sameTerm && notShorter);', 'return notShorter;'),
    ],
  },
  {
    id: 'latest-term-wins',
    lab: '2B',
    story:
      'Of two logs with one last term each is as good as the other. A server that lacks the last committed entry is elected.',
    source: '§5.4.1; MIT suite, mutant 09',
    edits: [
      change(
        'log.ts',
        'return laterTerm || (sameTerm && notShorter);',
        'return laterTerm || sameTerm;',
      ),
    ],
  },
  {
    id: 'later-term-and-longer',
    lab: '2B',
    story:
      'A log must be better in both, term and length. One with a later last term that is shorter gets no vote, and the other may not have one.',
    source: 'hashicorp/raft#94; openraft a48a3282',
    edits: [
      change(
        'log.ts',
        'return laterTerm || (sameTerm && notShorter);',
        'return (laterTerm || sameTerm) && notShorter;',
      ),
    ],
  },
  {
    id: 'any-log-wins',
    lab: '2B',
    story:
      'Logs are not compared. A server that missed a committed entry is elected, and has everybody drop it.',
    source: '§5.4.1; MIT suite, mutant 07',
    edits: [change('log.ts', 'return laterTerm || (sameTerm && notShorter);', 'return true;')],
  },
  {
    id: 'voter-compares-its-commit-index',
    lab: '2B',
    story:
      'A voter wants what it knows to be committed, and not what it has acknowledged. A leader has committed an entry of which its followers ' +
      'do not know that yet.',
    source: '§5.4.1',
    edits: [
      change(
        'election.ts',
        'const logOk = isUpToDate({ term: m.lastLogTerm, index: m.lastLogIndex }, s);',
        'const logOk = m.lastLogTerm >= 0 && m.lastLogIndex >= s.commitIndex;',
      ),
    ],
  },
  {
    id: 'candidate-names-its-commit-index',
    lab: '2B',
    story:
      'A candidate offers its commitIndex for the end of its log, and loses against logs that are worse.',
    source: '§5.4.1',
    edits: [change('election.ts', 'lastLogIndex: lastIndex(s),', 'lastLogIndex: s.commitIndex,')],
  },
  {
    id: 'new-leader-drops-its-tail',
    lab: '2B',
    story:
      'A new leader drops what is not committed as far as it knows. A majority may hold it, and the last leader may have committed it.',
    source: '§5.3, Leader Append-Only',
    edits: [
      change(
        'election.ts',
        "...candidate,\n    role: 'leader',",
        "...candidate,\n    log: candidate.log.slice(0, candidate.commitIndex),\n    role: 'leader',",
      ),
      change(
        'election.ts',
        'nextIndex: forEach(others, lastIndex(candidate) + 1),',
        'nextIndex: forEach(others, candidate.commitIndex + 1),',
      ),
    ],
  },
  {
    id: 'new-leader-restamps-its-log',
    lab: '2B',
    story:
      'A new leader gives all entries its own term, so that it may commit them. Others have the same entries with other terms, and they never agree.',
    source: '§5.4.2, Log Matching',
    edits: [
      change(
        'election.ts',
        "...candidate,\n    role: 'leader',",
        "...candidate,\n    log: candidate.log.map((entry) => ({ ...entry, term: candidate.currentTerm })),\n    role: 'leader',",
      ),
    ],
  },
];

/** The log, on both sides. */
export const mutants2BLog: readonly Mutant[] = [...storing, ...elections];
