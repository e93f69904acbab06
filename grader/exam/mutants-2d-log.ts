/**
 * Rafts with one bug that lab 2D must find: where an entry stands when the log is cut, and what goes to disk together.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

const TAKEN = 'const state: ServerState = { ...s, snapshot, log: entriesAfter(s, index) };';
const LOG_OF_REQUEST =
  'const log = complete ? s.log : replaceFrom(s, firstMissing, m.entries.slice(present));';

/** Places in the array, and indexes. */
const places: readonly Mutant[] = [
  {
    id: 'index-is-the-place',
    lab: '2D',
    story:
      'The entry at an index is looked for at that place of the array, also when the log begins with a snapshot. Wrong entries are applied, or none.',
    source: 'dissertation §5.1.3',
    edits: [
      change('log.ts', 'return s.log[index - baseIndex(s) - 1];', 'return s.log[index - 1];'),
    ],
  },
  {
    id: 'one-place-too-far',
    lab: '2D',
    story:
      'Behind a snapshot every index means the entry after it. The first entry of the log is applied by nobody.',
    source: 'willemt/raft 9de8af4',
    edits: [
      change(
        'log.ts',
        'return s.log[index - baseIndex(s) - 1];',
        'return s.log[index - baseIndex(s) - (s.snapshot === null ? 1 : 0)];',
      ),
    ],
  },
  {
    id: 'term-after-the-cut',
    lab: '2D',
    story:
      'The log is cut, and then the term at the index of the snapshot is read in it. It is another entry’s, or none.',
    source: 'classic',
    edits: [
      change(
        'snapshot.ts',
        'const lastIncludedTerm = termAt(s, index);',
        'const lastIncludedTerm = termAt({ ...s, log: entriesAfter(s, index) }, index) ?? 0;',
      ),
    ],
  },
  {
    id: 'cuts-what-is-applied',
    lab: '2D',
    story:
      'A service that took its time hands over index 5 when 8 entries are applied. All 8 are cut off, and 6 to 8 are in no snapshot.',
    source: 'classic',
    edits: [
      change(
        'snapshot.ts',
        TAKEN,
        TAKEN.replace('entriesAfter(s, index)', 'entriesAfter(s, s.lastApplied)'),
      ),
    ],
  },
  {
    id: 'swallowed-entries-are-new',
    lab: '2D',
    story:
      'A late request carries entries that the snapshot has swallowed. They are taken for new ones, and stand where later entries stood.',
    source: 'openraft#511',
    edits: [
      change(
        'log.ts',
        'if (!agreesAt(s, place)) break;',
        'if (termAt(s, place.index) !== place.term) break;',
      ),
    ],
  },
  {
    id: 'late-request-replaces-the-log',
    lab: '2D',
    story:
      'A request that begins under the snapshot is taken for a conflict. What it carries replaces the log, and acknowledged entries behind it go.',
    source: 'openraft#511 (71a290cd)',
    edits: [
      change(
        'replication.ts',
        LOG_OF_REQUEST,
        'const swallowed = baseIndex(s) - m.prevLogIndex;\n  const log = swallowed > 0 ? m.entries.slice(swallowed) : complete ? s.log : replaceFrom(s, firstMissing, m.entries.slice(present));',
      ),
    ],
  },
];

/** The disk. */
const disk: readonly Mutant[] = [
  {
    id: 'installed-snapshot-not-persisted',
    lab: '2D',
    story:
      'A snapshot from the leader is installed and acknowledged, and not written to disk. After a crash the leader counts on what is gone.',
    source: 'MIT suite, mutant 50: "installed snapshot not persisted"',
    edits: [
      change('snapshot.ts', '...persistIfChanged(state, next),', '...persistIfChanged(state, s),'),
    ],
  },
  {
    id: 'snapshot-on-disk-before-the-shorter-log',
    lab: '2D',
    story:
      'The snapshot is written first, and then the log without the entries that it stands for. A crash between the two, and every entry has a wrong index.',
    source: "camunda#10463; Students' Guide",
    edits: [
      change(
        'snapshot.ts',
        'return { state, effects: [persist(state)] };',
        'return { state, effects: [persist({ ...state, log: s.log }), persist(state)] };',
      ),
    ],
  },
  {
    id: 'shorter-log-on-disk-before-the-snapshot',
    lab: '2D',
    story:
      'A snapshot from the leader replaces the log on disk, and then the old snapshot. A crash between the two leaves a log without a beginning.',
    source: 'camunda#10463; redisraft#43',
    edits: [
      change(
        'snapshot.ts',
        '...persistIfChanged(state, next),',
        '...(isNew ? [persist({ ...next, snapshot: s.snapshot })] : []),\n      ...persistIfChanged(state, next),',
      ),
    ],
  },
  {
    id: 'commit-index-begins-at-zero',
    lab: '2D',
    story:
      'After a restart from a snapshot commitIndex is 0 and lastApplied is not. What a leader says next moves both back.',
    source: 'Figure 2, "State"; 6.824, "apply out of order"',
    edits: [change('restart.ts', 'commitIndex: baseIndex(saved),', 'commitIndex: 0,')],
  },
];

/** Terms, votes and answers. */
const messages: readonly Mutant[] = [
  {
    id: 'takes-the-term-of-the-snapshot',
    lab: '2D',
    story:
      'With a snapshot the server takes the term of its last entry for its own. It goes back, and has a vote again in a term in which it voted.',
    source: 'WRaft#118.4',
    edits: [
      change(
        'snapshot.ts',
        'return { ...s, snapshot, log, commitIndex, lastApplied: commitIndex };',
        'return { ...s, currentTerm: lastIncludedTerm, snapshot, log, commitIndex, lastApplied: commitIndex };',
      ),
    ],
  },
  {
    id: 'snapshot-does-not-raise-the-term',
    lab: '2D',
    story:
      'A snapshot of a newer term is installed, and the term is not adopted. Leaders of both terms are obeyed in turn.',
    source: 'MIT suite, mutant 28; Figure 13',
    edits: [
      change(
        'snapshot.ts',
        '  m: InstallSnapshotRequest,\n  env: Environment,\n): Step {\n  const s = updateTerm(state, m);',
        '  m: InstallSnapshotRequest,\n  env: Environment,\n): Step {\n  const s = state;',
      ),
    ],
  },
  {
    id: 'snapshot-frees-the-vote',
    lab: '2D',
    story:
      'A snapshot from the leader of the same term clears votedFor. The vote is given once more in that term.',
    source: '§5.2; etcd-raft 9d2a465',
    edits: [
      change(
        'snapshot.ts',
        'const follower = followLeader(s, m.from);',
        'const follower = { ...followLeader(s, m.from), votedFor: null };',
      ),
    ],
  },
  {
    id: 'sends-a-snapshot-without-a-term',
    lab: '2D',
    story:
      'The snapshot goes out with lastIncludedTerm 0. The entries behind it are refused, and a voter with it alone finds every log better.',
    source: 'MIT suite, mutant 29: "LastIncludedTerm sent as 0"',
    edits: [
      change(
        'replication.ts',
        'to, term, snapshot });',
        'to, term, snapshot: { ...snapshot, lastIncludedTerm: 0 } });',
      ),
    ],
  },
  {
    id: 'late-snapshot-gets-no-answer',
    lab: '2D',
    story:
      'A snapshot of what is applied already gets no answer. If the answer to the first one was lost, the leader sends it for ever.',
    source: 'classic',
    edits: [
      change(
        'snapshot.ts',
        'send(respond(next, m, env, lastIncludedIndex)),',
        '...(isNew ? [send(respond(next, m, env, lastIncludedIndex))] : []),',
      ),
    ],
  },
  {
    id: 'late-snapshot-is-denied',
    lab: '2D',
    story:
      'The answer to a snapshot of what is applied already says 0. If the first answer was lost, the leader sends it for ever.',
    source: 'classic',
    edits: [
      change(
        'snapshot.ts',
        'send(respond(next, m, env, lastIncludedIndex)),',
        'send(respond(next, m, env, isNew ? lastIncludedIndex : 0)),',
      ),
    ],
  },
  {
    id: 'next-index-stays-under-the-snapshot',
    lab: '2D',
    story:
      'The answer to a snapshot moves matchIndex, and not nextIndex. The same snapshot goes out with each heartbeat, and no entry behind it.',
    source: 'openraft afd6508b',
    edits: [
      change(
        'snapshot.ts',
        'if (counts) return advance(s, m, env);',
        'if (counts) {\n    const { state: informed, effects } = advance(s, m, env);\n    return { state: { ...informed, nextIndex: s.nextIndex }, effects };\n  }',
      ),
    ],
  },
  {
    id: 'snapshot-counts-when-it-is-sent',
    lab: '2D',
    story:
      'A leader counts a snapshot as received when it sends it. It may be lost, and entries that count on it are committed by too few.',
    source: 'classic',
    edits: [
      change(
        'replication.ts',
        'return { state: s, effects: [...replicateToAll(s, env), armHeartbeatTimer()] };',
        `const effects = replicateToAll(s, env);
  let leader = s;
  for (const { message } of effects) {
    if (message.type !== 'InstallSnapshotRequest') continue;
    const matchIndex = message.snapshot.lastIncludedIndex;
    leader = {
      ...leader,
      nextIndex: { ...leader.nextIndex, [message.to]: matchIndex + 1 },
      matchIndex: { ...leader.matchIndex, [message.to]: matchIndex },
    };
  }
  return { state: leader, effects: [...effects, armHeartbeatTimer()] };`,
      ),
    ],
  },
  {
    id: 'lost-snapshot-is-the-last',
    lab: '2D',
    story:
      'A leader sends a snapshot and waits for the answer before it says anything more. If one of the two is lost, the follower hears nothing any more.',
    source: '6.824, RPC without timeout',
    edits: [
      change(
        'replication.ts',
        'return { state: s, effects: [...replicateToAll(s, env), armHeartbeatTimer()] };',
        `const waiting = s.waiting ?? [];
  const effects = replicateToAll(s, env).filter(({ message }) => !waiting.includes(message.to));
  const asked = effects.filter(({ message }) => message.type === 'InstallSnapshotRequest');
  const now = [...waiting, ...asked.map(({ message }) => message.to)];
  return { state: { ...s, waiting: now }, effects: [...effects, armHeartbeatTimer()] };`,
      ),
      change(
        'snapshot.ts',
        'if (counts) return advance(s, m, env);',
        'if (counts) return advance({ ...s, waiting: (s.waiting ?? []).filter((one) => one !== m.from) }, m, env);',
      ),
      change(
        'term.ts',
        "role: 'follower', leaderId: null };",
        "role: 'follower', leaderId: null, waiting: [] };",
      ),
    ],
  },
];

/** Cut logs. */
export const mutants2DLog: readonly Mutant[] = [...places, ...disk, ...messages];
