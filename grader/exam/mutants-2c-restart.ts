/**
 * Rafts with one bug that lab 2C must find: what a server is when it comes back, and how a leader finds the place where
 * two logs part.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';
import { oneBackAtATime, patientBackup } from './variants-replication.ts';

const DURABLE = '    ...durable(saved),\n';
const TIMER = 'return { state, effects: [...restored, armElectionTimer(env)] };';

/** Coming back. */
const restarting: readonly Mutant[] = [
  {
    id: 'vote-not-restored',
    lab: '2C',
    story: 'The vote is on disk, and restart does not read it. The server votes twice in one term.',
    source: 'MIT suite, mutant 16',
    edits: [change('restart.ts', DURABLE, `${DURABLE}    votedFor: null,\n`)],
  },
  {
    id: 'term-from-the-last-entry',
    lab: '2C',
    story:
      'After a restart the term is that of the last entry. A term without entries is forgotten, with the vote in it.',
    source: 'MIT suite, mutant 17',
    edits: [
      change(
        'restart.ts',
        DURABLE,
        `${DURABLE}    currentTerm: saved.log.at(-1)?.term ?? 0,\n    votedFor: null,\n`,
      ),
    ],
  },
  {
    id: 'nothing-restored',
    lab: '2C',
    story: 'Everything is on disk, and restart reads nothing of it.',
    source: 'MIT suite: the tester of 2025 passes it in four of eight tests',
    edits: [change('restart.ts', 'const saved = disk ?? firstBoot;', 'const saved = firstBoot;')],
  },
  {
    id: 'log-not-restored',
    lab: '2C',
    story:
      'Term and vote come back from disk, and the log does not. The next append writes the short one over it.',
    source: 'MIT suite: the tester of 2025 passes it in four of eight tests',
    edits: [change('restart.ts', DURABLE, `${DURABLE}    log: [],\n`)],
  },
  {
    id: 'last-entry-not-restored',
    lab: '2C',
    story: 'The loop over the entries on disk ends one too early. An acknowledged entry is gone.',
    source: 'classic',
    edits: [change('restart.ts', DURABLE, `${DURABLE}    log: saved.log.slice(0, -1),\n`)],
  },
  {
    id: 'begins-with-all-applied',
    lab: '2C',
    story:
      'lastApplied comes back as if the state machine had its state still. It is empty, and the entries are never applied again.',
    source: 'dissertation §3.8; erratum',
    edits: [
      change(
        'restart.ts',
        '    commitIndex: baseIndex(saved),\n    lastApplied: baseIndex(saved),',
        '    commitIndex: baseIndex(saved) + saved.log.length,\n    lastApplied: baseIndex(saved) + saved.log.length,',
      ),
    ],
  },
  {
    id: 'begins-with-all-committed',
    lab: '2C',
    story:
      'After a restart all that is in the log counts as committed. The end of it may be what the next leader replaces.',
    source: 'MIT suite, mutant 35',
    edits: [
      change(
        'restart.ts',
        'commitIndex: baseIndex(saved),',
        'commitIndex: baseIndex(saved) + saved.log.length,',
      ),
    ],
  },
  {
    id: 'applies-its-log-at-restart',
    lab: '2C',
    story:
      'restart applies the whole log from disk. The end of it was never committed, and the next leader replaces it.',
    source: 'MIT suite, mutant 35',
    edits: [
      change(
        'restart.ts',
        TIMER,
        `const commitIndex = baseIndex(saved) + saved.log.length;
  const again = saved.log.map((entry, place) => {
    return { type: 'apply', index: baseIndex(saved) + place + 1, entry };
  });
  return {
    state: { ...state, commitIndex, lastApplied: commitIndex },
    effects: [...restored, ...again, armElectionTimer(env)],
  };`,
      ),
    ],
  },
  {
    id: 'no-timer-after-a-restart',
    lab: '2C',
    story:
      'The election timer is armed at the first boot only. After a power cut of all servers everybody waits for a leader.',
    source: 'openraft 228077a6',
    edits: [
      change(
        'restart.ts',
        TIMER,
        'return { state, effects: disk === null ? [armElectionTimer(env)] : restored };',
      ),
    ],
  },
  {
    id: 'comes-back-as-leader',
    lab: '2C',
    story:
      'Whoever finds its own vote on disk leads again. It may never have been elected, and others may follow somebody else.',
    source: 'openraft ff9a9335; etcd TestStartAsFollower',
    edits: [
      change(
        'restart.ts',
        "    role: 'follower',\n    leaderId: null,",
        "    role: saved.votedFor === env.id ? 'leader' : 'follower',\n    leaderId: null,",
      ),
      change(
        'restart.ts',
        TIMER,
        "const timer = state.role === 'leader' ? { type: 'setTimer', timer: 'heartbeat', ms: 1 } : armElectionTimer(env);\n  return { state, effects: [...restored, timer] };",
      ),
    ],
  },
  {
    id: 'comes-back-as-candidate',
    lab: '2C',
    story:
      'Whoever finds its own vote on disk is a candidate still. When servers start up, they begin as followers.',
    source: '§5.2',
    edits: [
      change(
        'restart.ts',
        "    role: 'follower',\n    leaderId: null,",
        "    role: saved.votedFor === env.id ? 'candidate' : 'follower',\n    leaderId: null,",
      ),
    ],
  },
  {
    id: 'restart-clears-the-disk',
    lab: '2C',
    story:
      'restart writes an empty disk and then what it has read. When the power fails again in between, everything is lost.',
    source: 'classic; files without a rename',
    edits: [
      change(
        'restart.ts',
        TIMER,
        "const writes = [firstBoot, durable(saved)].map((one) => ({ type: 'persist', state: one }));\n  return { state, effects: [...restored, ...writes, armElectionTimer(env)] };",
      ),
    ],
  },
  {
    id: 'restart-forgets-when-it-writes',
    lab: '2C',
    story:
      'restart writes what it has read, and leaves the vote out. The second restart has no vote on disk.',
    source: '6.824 TestSnapshotInit, for the vote',
    edits: [
      change(
        'restart.ts',
        TIMER,
        "const write = { type: 'persist', state: { ...durable(saved), votedFor: null } };\n  return { state, effects: [...restored, write, armElectionTimer(env)] };",
      ),
    ],
  },
  {
    id: 'vote-in-a-module-variable',
    lab: '2C',
    story:
      'The vote is kept in a variable of the module, which a process loses when it dies, and not on disk.',
    source: 'JavaScript: state that outlives the instance in tests only',
    edits: [
      change(
        'effects.ts',
        'export function durable(',
        'export const kept = { votedFor: null };\n\nexport function durable(',
      ),
      change(
        'effects.ts',
        "return { type: 'persist', state: durable(s) };",
        "kept.votedFor = s.votedFor;\n  return { type: 'persist', state: { ...durable(s), votedFor: null } };",
      ),
      change('restart.ts', 'import { durable, restore }', 'import { durable, kept, restore }'),
      change('restart.ts', DURABLE, `${DURABLE}    votedFor: kept.votedFor,\n`),
    ],
  },
  {
    id: 'commands-as-text-on-disk',
    lab: '2C',
    story:
      'Commands are written to disk as text. After a restart the state machine gets other commands than before.',
    source: 'JavaScript: lossy serialisation',
    edits: [
      change(
        'restart.ts',
        DURABLE,
        `${DURABLE}    log: saved.log.map(({ term, payload }) => ({
      term,
      payload: payload.kind === 'command' ? { ...payload, command: String(payload.command) } : payload,
    })),\n`,
      ),
    ],
  },
  {
    id: 'falsy-commands-are-lost',
    lab: '2C',
    story: 'What is false, 0 or the empty text counts as nothing when the log is read from disk.',
    source: 'JavaScript: truth of values',
    edits: [
      change(
        'restart.ts',
        DURABLE,
        `${DURABLE}    log: saved.log.map(({ term, payload }) => ({
      term,
      payload: payload.kind === 'command' ? { ...payload, command: payload.command || null } : payload,
    })),\n`,
      ),
    ],
  },
];

/** Fast backup. */
const backingUp: readonly Mutant[] = [
  {
    id: 'backs-up-one-by-one',
    lab: '2C',
    story:
      'nextIndex goes back by one for each refusal. A follower with a hundred conflicting entries costs a hundred round trips.',
    source: '§5.3; MIT suite, mutant 23',
    edits: oneBackAtATime,
  },
  {
    id: 'backs-up-one-a-heartbeat',
    lab: '2C',
    story:
      'nextIndex goes back by one for each refusal, and the next try waits for the next heartbeat. A hundred conflicting entries take a hundred heartbeats.',
    source: '§5.3; 6.824 TestBackup',
    edits: [...oneBackAtATime, ...patientBackup],
  },
  {
    id: 'hint-is-the-entry-before',
    lab: '2C',
    story:
      'The hint names the place that was refused, and not where its term begins. It is one step back for each refusal, with more bytes.',
    source: '§5.3, fast backup',
    edits: [
      change(
        'replication.ts',
        'conflictIndex: firstIndexOfRun(s, m.prevLogIndex), conflictTerm };',
        'conflictIndex: m.prevLogIndex };',
      ),
    ],
  },
];

/** Restarts and backup. */
export const mutants2CRestart: readonly Mutant[] = [...restarting, ...backingUp];
