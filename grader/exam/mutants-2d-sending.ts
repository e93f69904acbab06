/**
 * Rafts with one bug that lab 2D must find: when a leader sends its snapshot, and what an answer means.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

/** Sending, and the answers. */
export const mutants2DSending: readonly Mutant[] = [
  {
    id: 'never-sends-a-snapshot',
    lab: '2D',
    story: 'A follower that needs what is gone is sent what is left, which it refuses for ever.',
    source: 'camunda#4451',
    edits: [
      change(
        'replication.ts',
        'if (snapshot !== null && isGone) {',
        'if (snapshot !== null && isGone && to === env.id) {',
      ),
      change(
        'replication.ts',
        'const prevLogIndex = nextIndexOf(s, to) - 1;\n  const prevLogTerm',
        'const prevLogIndex = Math.max(baseIndex(s), nextIndexOf(s, to) - 1);\n  const prevLogTerm',
      ),
    ],
  },
  {
    id: 'sends-the-snapshot-one-too-late',
    lab: '2D',
    story:
      'A follower that lacks exactly the last entry of the snapshot is not sent it. It is sent the entries behind, which it refuses.',
    source: 'WRaft#118.2',
    edits: [
      change(
        'replication.ts',
        'const isGone = nextIndexOf(s, to) <= baseIndex(s);',
        'const isGone = nextIndexOf(s, to) < baseIndex(s);',
      ),
      change(
        'replication.ts',
        'const prevLogIndex = nextIndexOf(s, to) - 1;\n  const prevLogTerm',
        'const prevLogIndex = Math.max(baseIndex(s), nextIndexOf(s, to) - 1);\n  const prevLogTerm',
      ),
    ],
  },
  {
    id: 'answer-means-everything',
    lab: '2D',
    story:
      'The answer to a snapshot counts for the leader’s whole log. Entries that were appended since are committed by too few.',
    source: 'Students\' Guide, "the state has changed"',
    edits: [
      change(
        'snapshot.ts',
        'if (counts) return advance(s, m, env);',
        'if (counts) return advance(s, { ...m, matchIndex: baseIndex(s) + s.log.length }, env);',
      ),
    ],
  },
  {
    id: 'answer-means-the-newest-snapshot',
    lab: '2D',
    story:
      'The answer to a snapshot counts for the one that the leader has now, which may be a newer one.',
    source: 'classic',
    edits: [
      change(
        'snapshot.ts',
        'if (counts) return advance(s, m, env);',
        'if (counts) return advance(s, { ...m, matchIndex: baseIndex(s) }, env);',
      ),
    ],
  },
  {
    id: 'answer-means-nothing',
    lab: '2D',
    story: 'The answer to a snapshot is not looked at. The same snapshot is sent for ever.',
    source: 'openraft afd6508b',
    edits: [
      change(
        'snapshot.ts',
        'if (counts) return advance(s, m, env);',
        'if (counts) return { state: s, effects: [] };',
      ),
    ],
  },
  {
    id: 'newer-term-in-the-answer-is-missed',
    lab: '2D',
    story:
      'The term in the answer to a snapshot is not looked at. A deposed leader does not learn of it.',
    source: '§5.1',
    edits: [
      change(
        'snapshot.ts',
        '  m: InstallSnapshotResponse,\n  env: Environment,\n): Step {\n  const s = updateTerm(state, m);',
        '  m: InstallSnapshotResponse,\n  env: Environment,\n): Step {\n  const s = state;',
      ),
    ],
  },
  {
    id: 'snapshot-to-one-ends-the-round',
    lab: '2D',
    story:
      'When a snapshot was sent to one follower, the round is over. Those behind it in the list hear no heartbeat, and stand.',
    source: 'WRaft#118.8',
    edits: [
      change(
        'replication.ts',
        'return peers(s, env).map((peer) => replicate(s, peer, env));',
        "const all = peers(s, env).map((peer) => replicate(s, peer, env));\n  const snapshot = all.findIndex((effect) => effect.type === 'send' && effect.message.type === 'InstallSnapshotRequest');\n  return snapshot === -1 ? all : all.slice(0, snapshot + 1);",
      ),
    ],
  },
];
