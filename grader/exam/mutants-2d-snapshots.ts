/**
 * Rafts with one bug that lab 2D must find: what a snapshot replaces, what stays, and who is told.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

const INSTALL = 'const retains = termAt(s, lastIncludedIndex) === lastIncludedTerm;';
const IS_NEW = 'const isNew = lastIncludedIndex > follower.commitIndex;';
const ANSWER = 'send(respond(next, m, env, lastIncludedIndex)),';

/** Taking snapshots, and what a log is when it begins with one. */
const taking: readonly Mutant[] = [
  {
    id: 'keeps-the-log',
    lab: '2D',
    story:
      'What its service hands over is thrown away. Nothing is wrong but the log, which grows for ever.',
    source: '§7; 6.824 TestSnapshotSize',
    edits: [
      change(
        'snapshot.ts',
        'const mayReplace = isNew &&',
        'const mayReplace = isNew && index < 0 &&',
      ),
    ],
  },
  {
    id: 'takes-what-is-not-applied',
    lab: '2D',
    story:
      'It takes a snapshot of entries that may still be replaced, and cannot be told otherwise later.',
    source: '§7',
    edits: [
      change('snapshot.ts', 'const isApplied = index <= s.lastApplied;', 'const isApplied = true;'),
      change(
        'snapshot.ts',
        'const lastIncludedTerm = termAt(s, index);',
        'const lastIncludedTerm = termAt(s, index) ?? s.currentTerm;',
      ),
    ],
  },
  {
    id: 'takes-older-snapshots',
    lab: '2D',
    story:
      'A service that hands over the first snapshot after the second takes the server back to the first. The entries between the two are gone.',
    source: '6.824 Snapshot',
    edits: [
      change('snapshot.ts', 'const isNew = index > baseIndex(s);', 'const isNew = index > 0;'),
      change(
        'snapshot.ts',
        'const lastIncludedTerm = termAt(s, index);',
        'const lastIncludedTerm = termAt(s, index) ?? s.currentTerm;',
      ),
    ],
  },
  {
    id: 'drops-more-than-the-snapshot',
    lab: '2D',
    story:
      'The log is emptied, whatever index the snapshot stands for. Entries that were acknowledged behind it are lost.',
    source: 'classic',
    edits: [
      change(
        'snapshot.ts',
        'const state: ServerState = { ...s, snapshot, log: entriesAfter(s, index) };',
        'const state: ServerState = { ...s, snapshot, log: [] };',
      ),
    ],
  },
  {
    id: 'current-term-in-the-snapshot',
    lab: '2D',
    story:
      'The snapshot says that its last entry is of the current term. The entry behind it is then refused by all, or a log that is older gets better.',
    source: 'classic',
    edits: [
      change(
        'snapshot.ts',
        'const snapshot: Snapshot = { lastIncludedIndex: index, lastIncludedTerm, servers, data };',
        'const snapshot: Snapshot = { lastIncludedIndex: index, lastIncludedTerm: s.currentTerm, servers, data };',
      ),
    ],
  },
  {
    id: 'next-term-in-the-snapshot',
    lab: '2D',
    story:
      'The snapshot says that its last entry is of the term to come. Logs that end there look better than those that go on.',
    source: 'Figure 13; spec/weakenings, SnapshotOfThisTerm',
    edits: [
      change(
        'snapshot.ts',
        'const snapshot: Snapshot = { lastIncludedIndex: index, lastIncludedTerm, servers, data };',
        'const snapshot: Snapshot = { lastIncludedIndex: index, lastIncludedTerm: s.currentTerm + 1, servers, data };',
      ),
    ],
  },
  {
    id: 'snapshot-not-persisted',
    lab: '2D',
    story:
      'The shorter log is written to disk, and the snapshot is not. A restart finds a log without a beginning.',
    source: 'redisraft#43',
    edits: [
      change(
        'snapshot.ts',
        'return { state, effects: [persist(state)] };',
        'return { state, effects: [persist({ ...state, snapshot: s.snapshot })] };',
      ),
    ],
  },
  {
    id: 'no-index-without-a-log',
    lab: '2D',
    story:
      'With an empty log the last index is 0, snapshot or not. It votes for logs that lack everything, and asks for votes as if it had nothing.',
    source: 'willemt/raft',
    edits: [
      change(
        'log.ts',
        'return baseIndex(s) + s.log.length;',
        'return s.log.length === 0 ? 0 : baseIndex(s) + s.log.length;',
      ),
    ],
  },
  {
    id: 'no-term-without-a-log',
    lab: '2D',
    story:
      'The term of the entry before the log is 0, snapshot or not. Whoever has nothing but a snapshot votes for logs of older terms.',
    source: 'willemt/raft',
    edits: [
      change(
        'log.ts',
        'return s.snapshot === null ? 0 : s.snapshot.lastIncludedTerm;',
        'return 0;',
      ),
    ],
  },
  {
    id: 'state-machine-starts-empty',
    lab: '2D',
    story:
      'After a restart the state machine is not given the snapshot. It applies what follows on nothing.',
    source: 'Figure 13, receiver 8; 6.824 persister',
    edits: [
      change(
        'restart.ts',
        'const restored = saved.snapshot === null ? [] : [restore(saved.snapshot)];',
        'const restored = saved.snapshot === null ? [] : [];',
      ),
    ],
  },
  {
    id: 'applies-from-the-beginning',
    lab: '2D',
    story:
      'After a restart lastApplied is 0, although the first entries are only in the snapshot. It waits for entries that nobody has, or applies others in their place.',
    source: '6.824, "apply out of order"',
    edits: [change('restart.ts', 'lastApplied: baseIndex(saved),', 'lastApplied: 0,')],
  },
  {
    id: 'forgets-the-snapshot-at-restart',
    lab: '2D',
    story:
      'What it persists after a restart has no snapshot. The next restart finds a log without a beginning.',
    source: '6.824 TestSnapshotInit',
    edits: [
      change(
        'effects.ts',
        'snapshot: s.snapshot,',
        'snapshot: s.log.length > 0 ? s.snapshot : null,',
      ),
    ],
  },
];

/** Installing snapshots. */
const installing: readonly Mutant[] = [
  {
    id: 'never-installs',
    lab: '2D',
    story:
      'A snapshot is acknowledged, and not installed. The leader counts what the follower has never had.',
    source: 'Figure 13; spec/weakenings, NeverInstalls',
    edits: [
      change(
        'snapshot.ts',
        'const isNew = lastIncludedIndex > follower.commitIndex;',
        'const isNew = lastIncludedIndex > Infinity;',
      ),
    ],
  },
  {
    id: 'installs-old-snapshots',
    lab: '2D',
    story: 'It installs whatever snapshot comes. A late one takes the state machine back.',
    source: 'etcd-raft f3e61d4; NuRaft#407',
    edits: [change('snapshot.ts', IS_NEW, 'const isNew = lastIncludedIndex > 0;')],
  },
  {
    id: 'compares-with-its-own-snapshot',
    lab: '2D',
    story:
      'Whether a snapshot is old is asked of the last snapshot, and not of what was applied since. It takes the state machine back.',
    source: 'NuRaft#407; 6.5840 CondInstallSnapshot',
    edits: [
      change('snapshot.ts', IS_NEW, 'const isNew = lastIncludedIndex > baseIndex(follower);'),
    ],
  },
  {
    id: 'drops-the-suffix',
    lab: '2D',
    story:
      'A snapshot always replaces the whole log. Entries behind it, which it has acknowledged and the leader counts, are gone.',
    source: 'Figure 13, receiver 6',
    edits: [change('snapshot.ts', INSTALL, 'const retains = lastIncludedTerm < 0;')],
  },
  {
    id: 'keeps-a-conflicting-suffix',
    lab: '2D',
    story:
      'Entries behind the snapshot stay, whatever the term at its last index. They are an old leader’s and never followed it.',
    source: 'hashicorp/raft#697; openraft 674e78aa',
    edits: [
      change('snapshot.ts', INSTALL, 'const retains = termAt(s, lastIncludedIndex) !== undefined;'),
    ],
  },
  {
    id: 'installs-and-does-not-restore',
    lab: '2D',
    story:
      'The snapshot is stored and the state machine gets nothing of it. It goes on with the entries behind.',
    source: 'Figure 13, receiver 8',
    edits: [change('snapshot.ts', '...(isNew ? [restore(m.snapshot)] : []),', '')],
  },
  {
    id: 'restores-only-without-a-suffix',
    lab: '2D',
    story:
      'With a suffix that stays it only answers, as the paper says, but cuts its log. What was not applied yet is gone from it.',
    source: 'Figure 13, receiver 6, read literally',
    edits: [
      change(
        'snapshot.ts',
        '...(isNew ? [restore(m.snapshot)] : []),',
        '...(isNew && next.log.length === 0 ? [restore(m.snapshot)] : []),',
      ),
    ],
  },
  {
    id: 'commit-index-stays-behind-the-snapshot',
    lab: '2D',
    story:
      'After a snapshot lastApplied is what it was. The entries up to the snapshot are to be applied again, and are gone.',
    source: 'openraft eed681d5',
    edits: [
      change(
        'snapshot.ts',
        'return { ...s, snapshot, log, commitIndex, lastApplied: commitIndex };',
        'return { ...s, snapshot, log, commitIndex };',
      ),
    ],
  },
  {
    id: 'installs-for-old-leaders',
    lab: '2D',
    story: 'The term of the sender is not looked at. A leader of an older term is followed.',
    source: 'Figure 13, receiver 1',
    edits: [
      change(
        'snapshot.ts',
        'const fromOldLeader = m.term < s.currentTerm;',
        'const fromOldLeader = m.term < 0;',
      ),
    ],
  },
  {
    id: 'snapshot-is-no-heartbeat',
    lab: '2D',
    story:
      'A snapshot does not restart the election timer. Whoever gets large snapshots deposes its leader all the time.',
    source: 'dissertation §5.1',
    edits: [change('snapshot.ts', '{ restart: true }', '{ restart: false }')],
  },
  {
    id: 'answers-before-it-stores',
    lab: '2D',
    story:
      'The answer goes out before the disk is written. After a crash between the two the leader counts on what is gone.',
    source: 'Figure 2, "Updated on stable storage before responding to RPCs"',
    edits: [
      change(
        'snapshot.ts',
        '      ...persistIfChanged(state, next),\n      ...timersAfter(state, next, { restart: true }, env),',
        `      ${ANSWER}\n      ...persistIfChanged(state, next),\n      ...timersAfter(state, next, { restart: true }, env),`,
      ),
      change(
        'snapshot.ts',
        `[restore(m.snapshot)] : []),\n      ${ANSWER}`,
        '[restore(m.snapshot)] : []),',
      ),
    ],
  },
  {
    id: 'answers-a-snapshot-with-its-own-end',
    lab: '2D',
    story:
      'The answer to a snapshot names the end of its own log. What stands there may be an old leader’s, and is counted.',
    source: "Students' Guide",
    edits: [
      change(
        'snapshot.ts',
        ANSWER,
        'send(respond(next, m, env, baseIndex(next) + next.log.length)),',
      ),
    ],
  },
  {
    id: 'candidate-ignores-snapshots',
    lab: '2D',
    story:
      'Only followers listen to snapshots. A candidate that hears nothing else of the new leader stays one.',
    source: '§5.2',
    edits: [
      change('snapshot.ts', "if (s.role === 'leader') return", "if (s.role !== 'follower') return"),
    ],
  },
];

/** Taking and installing. */
export const mutants2DSnapshots: readonly Mutant[] = [...taking, ...installing];
