/**
 * Rafts with one bug that lab 2B must find: what a follower takes for committed, and what is applied.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

const FOLLOWER_COMMIT =
  'const commitIndex = Math.max(s.commitIndex, Math.min(m.leaderCommit, lastNewEntry));';

/** Committing on followers, and applying. */
export const mutants2BApply: readonly Mutant[] = [
  {
    id: 'commits-to-its-own-end',
    lab: '2B',
    story:
      'A follower’s commitIndex goes to the end of its log, instead of the last new entry. What stands between the two is an old leader’s, and is applied.',
    source: "Students' Guide; copycat#265; scylladb#9965; MIT suite, mutant 36",
    edits: [
      change(
        'replication.ts',
        'Math.min(m.leaderCommit, lastNewEntry)',
        'Math.min(m.leaderCommit, Math.max(lastNewEntry, log.length))',
      ),
    ],
  },
  {
    id: 'commits-to-its-own-end-batching',
    lab: '2B',
    story:
      'The same in a Raft with empty heartbeats, in which any message may end before the log does.',
    source: "Students' Guide; rabbitmq/ra#508",
    host: 'batching',
    edits: [
      change(
        'replication.ts',
        'Math.min(m.leaderCommit, lastNewEntry)',
        'Math.min(m.leaderCommit, Math.max(lastNewEntry, log.length))',
      ),
    ],
  },
  {
    id: 'commits-what-it-is-told',
    lab: '2B',
    story:
      'A follower takes over leaderCommit as it is, also beyond its log, or over entries of an old leader.',
    source: 'Figure 2, AppendEntries 5',
    edits: [change('replication.ts', 'Math.min(m.leaderCommit, lastNewEntry)', 'm.leaderCommit')],
  },
  {
    id: 'commit-index-goes-back',
    lab: '2B',
    story:
      'A late message with a smaller leaderCommit moves commitIndex back, and entries are applied a second time.',
    source: 'PySyncObj#166; raft.tla#19',
    edits: [
      change(
        'replication.ts',
        FOLLOWER_COMMIT,
        'const commitIndex = Math.min(m.leaderCommit, lastNewEntry);',
      ),
    ],
  },
  {
    id: 'commits-what-it-stores',
    lab: '2B',
    story:
      'A follower applies entries when it stores them. The leader dies, the next one replaces them.',
    source: '§5.3',
    edits: [
      change(
        'replication.ts',
        FOLLOWER_COMMIT,
        'const commitIndex = Math.max(s.commitIndex, lastNewEntry);',
      ),
    ],
  },
  {
    id: 'commits-what-it-refuses',
    lab: '2B',
    story:
      'A message that does not fit is refused, but its leaderCommit counts. Entries of an old leader are applied.',
    source: 'Figure 2, AppendEntries 2 and 5',
    edits: [
      change(
        'replication.ts',
        ': { state: follower, effects: [] };',
        ': commitTo(follower, Math.max(follower.commitIndex, Math.min(m.leaderCommit, lastIndex(follower))));',
      ),
    ],
  },
  {
    id: 'applies-all-it-has',
    lab: '2B',
    story: 'When commitIndex moves, the log is applied to its end.',
    source: 'willemt/raft 30e4688',
    edits: [
      change('commit.ts', 'index <= commitIndex; index += 1', 'index <= lastIndex(s); index += 1'),
      change('commit.ts', 'lastApplied: commitIndex }', 'lastApplied: lastIndex(s) }'),
    ],
  },
  {
    id: 'applies-one-commit-late',
    lab: '2B',
    story:
      'What is committed is applied when something else is committed after it. The last command is never applied.',
    source: "Students' Guide",
    edits: [
      change('commit.ts', 'index <= commitIndex; index += 1', 'index <= s.commitIndex; index += 1'),
      change('commit.ts', 'lastApplied: commitIndex }', 'lastApplied: s.commitIndex }'),
    ],
  },
  {
    id: 'new-leader-applies-again',
    lab: '2B',
    story: 'A new leader applies its log from the start, as if it had been restarted.',
    source: '§5.3; openraft 8cd24ba0',
    edits: [change('election.ts', "role: 'leader',\n", "role: 'leader',\n    lastApplied: 0,\n")],
  },
  {
    id: 'applies-in-reverse',
    lab: '2B',
    story: 'Entries that are committed together are applied from the last to the first.',
    source: '§5.3',
    edits: [
      change(
        'commit.ts',
        'effects.push(apply(index, entry));',
        'effects.unshift(apply(index, entry));',
      ),
    ],
  },
  {
    id: 'applies-the-last-one-again',
    lab: '2B',
    story:
      'lastApplied is taken for the next entry to apply. With every commit the last entry of the one before is applied again.',
    source: "Students' Guide; openraft 8cd24ba0",
    edits: [
      change(
        'commit.ts',
        'let index = s.lastApplied + 1;',
        'let index = Math.max(1, s.lastApplied);',
      ),
    ],
  },
];
