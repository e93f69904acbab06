/**
 * Rafts that are right and replicate otherwise than the reference: what is sent when, how far back, when it is applied.
 *
 * Each is a list of edits of the reference, so that several can be combined.
 *
 * @module
 */
import type { Edit } from '../sandbox/bundle.ts';
import { change } from './mutant.ts';

/** Code that goes before the function with this comment, which is the last of its file. */
const LAST_OF_REPLICATION = '/** How far a peer is known to agree. */';

const EMPTIED = `/** A heartbeat that carries nothing. */
function emptied(effect: Effect): Effect {
  const message = effect.type === 'send' ? { ...effect.message, entries: [] } : null;
  return message === null ? effect : { ...effect, message };
}

`;

/**
 * Heartbeats carry nothing; whoever answers one and is behind gets entries. An answer that says less than is known gets none:
 * in a network that doubles messages, each would begin an exchange of its own, and their number would double with them.
 */
export const emptyHeartbeats: readonly Edit[] = [
  change(
    'replication.ts',
    '[...replicateToAll(s, env), armHeartbeatTimer()]',
    '[...replicateToAll(s, env).map(emptied), armHeartbeatTimer()]',
  ),
  change('replication.ts', LAST_OF_REPLICATION, `${EMPTIED}${LAST_OF_REPLICATION}`),
  change(
    'replication.ts',
    'if (matchIndex === oldMatch) return { state: s, effects: [] };',
    `if (matchIndex === oldMatch) {
    const behind = m.matchIndex === matchIndex && lastIndex(s) > matchIndex;
    return { state: s, effects: behind ? [replicate(s, m.from, env)] : [] };
  }`,
  ),
];

/** One entry a message at most. */
export const oneEntryAMessage: readonly Edit[] = [
  change('replication.ts', 'entriesPerMessageMax = 64;', 'entriesPerMessageMax = 1;'),
];

/** A leader begins its term with an entry of its own (§8). */
export const noopAtStart: readonly Edit[] = [
  change(
    'election.ts',
    "...candidate,\n    role: 'leader',",
    "...candidate,\n    log: [...candidate.log, { term: candidate.currentTerm, payload: { kind: 'noop' } }],\n    role: 'leader',",
  ),
  change(
    'election.ts',
    "const effects = [cancelTimer('election'), ",
    "const effects = [persist(leader), cancelTimer('election'), ",
  ),
  change(
    'election.ts',
    '  const finished = finishChange(leader, env); // lab 2E',
    '  const finished = commitTo(leader, commitIndexOfLeader(leader, env));',
  ),
  change(
    'election.ts',
    "import { isQuorum } from './quorum.ts';",
    "import { isQuorum } from './quorum.ts';\nimport { commitIndexOfLeader, commitTo } from './commit.ts';",
  ),
];

/** Nothing is sent when a command comes in; the next heartbeat takes it along. */
export const onlyWithHeartbeats: readonly Edit[] = [
  change(
    'replication.ts',
    '      ...replicateToAll(leader, env),\n      accepted',
    '      accepted',
  ),
];

/** `nextIndex` moves when entries are sent; a refusal brings it back. */
export const pipelining: readonly Edit[] = [
  change(
    'replication.ts',
    '  return {\n    state: committed.state,\n    effects: [\n      persist(leader),',
    `  const next = peers(leader, env).map((peer) => [
    peer,
    Math.min(nextIndexOf(leader, peer) + entriesPerMessageMax, lastIndex(leader) + 1),
  ]);
  return {
    state: { ...committed.state, nextIndex: Object.fromEntries(next) },
    effects: [
      persist(leader),`,
  ),
];

/** All followers are told at once when commitIndex moves. */
export const tellsCommits: readonly Edit[] = [
  change(
    'replication.ts',
    'return { state: committed.state, effects: [...committed.effects, ...batch] };',
    `const moved = committed.state.commitIndex > s.commitIndex;
  const news = moved ? replicateToAll(committed.state, env) : batch;
  return { state: committed.state, effects: [...committed.effects, ...news] };`,
  ),
];

/** Every message carries the whole log. */
export const wholeLog: readonly Edit[] = [
  change('replication.ts', 'entriesPerMessageMax = 64;', 'entriesPerMessageMax = 1_000_000;'),
  change(
    'replication.ts',
    'const prevLogIndex = nextIndexOf(s, to) - 1;',
    'const prevLogIndex = baseIndex(s);',
  ),
];

/** One index back for each refusal. */
export const oneBackAtATime: readonly Edit[] = [
  change(
    'replication.ts',
    'return m.conflictIndex ?? nextIndexOf(s, m.from) - 1;',
    'return nextIndexOf(s, m.from) - 1;',
  ),
  change('replication.ts', 'if (lastOfTerm !== undefined) return lastOfTerm + 1;\n', ''),
  change('replication.ts', 'return { ...no, conflictIndex: lastIndex(s) + 1 };', 'return no;'),
  change(
    'replication.ts',
    'return { ...no, conflictIndex: firstIndexOfRun(s, m.prevLogIndex), conflictTerm };',
    'return no;',
  ),
];

/** A refusal names an index and no term. */
export const indexHints: readonly Edit[] = [
  change(
    'replication.ts',
    'conflictIndex: firstIndexOfRun(s, m.prevLogIndex), conflictTerm };',
    'conflictIndex: firstIndexOfRun(s, m.prevLogIndex) };',
  ),
];

/** After a refusal the leader goes back at once, and sends with the next heartbeat. */
export const patientBackup: readonly Edit[] = [
  change(
    'replication.ts',
    'return { state: leader, effects: [replicate(leader, m.from, env)] };',
    'return { state: leader, effects: [] };',
  ),
];

/** An entry at prevLogIndex that conflicts is dropped with the refusal already. */
export const dropsOnRefusal: readonly Edit[] = [
  change(
    'replication.ts',
    ': { state: follower, effects: [] };',
    ': { state: m.prevLogIndex > lastIndex(follower) ? follower : { ...follower, log: replaceFrom(follower, m.prevLogIndex, []) }, effects: [] };',
  ),
];

/** `nextIndex` is kept over elections, as far as the log still reaches. */
export const keepsNextIndex: readonly Edit[] = [
  change(
    'election.ts',
    'nextIndex: forEach(others, lastIndex(candidate) + 1),',
    `nextIndex: Object.fromEntries(
      others.map((peer) => [
        peer,
        Math.min(candidate.nextIndex[peer] ?? Infinity, lastIndex(candidate) + 1),
      ]),
    ),`,
  ),
];

/** Every message is sent twice. */
export const everythingTwice: readonly Edit[] = wrapped(`function wrap(handler) {
  return (...input) => {
    const { state, effects } = handler(...input);
    const twice = effects.flatMap((effect) => (effect.type === 'send' ? [effect, effect] : [effect]));
    return { state, effects: twice };
  };
}`);

/** What is committed is applied at the beginning of the next step. */
export const appliesLater: readonly Edit[] = [
  change(
    'commit.ts',
    'return { state: { ...s, commitIndex, lastApplied: commitIndex }, effects };',
    'return { state: { ...s, commitIndex }, effects: [] };',
  ),
  change(
    'raft.ts',
    "import { changeServers } from './membership.ts';",
    "import { changeServers } from './membership.ts';\nimport { apply } from './effects.ts';\nimport { entryAt } from './log.ts';",
  ),
  ...wrapped(`function wrap(handler, name) {
  if (name === 'restart') return handler;
  return (before, ...input) => {
    const late = [];
    for (let index = before.lastApplied + 1; index <= before.commitIndex; index += 1) {
      late.push(apply(index, entryAt(before, index)));
    }
    const applied = late.length === 0 ? before : { ...before, lastApplied: before.commitIndex };
    const { state, effects } = handler(applied, ...input);
    return { state, effects: [...late, ...effects] };
  };
}`),
];

/** Every message that is handled writes to disk, whether or not there is anything new. */
export const alwaysPersists: readonly Edit[] = [
  change(
    'term.ts',
    'return sameTerm && sameVote && sameLog ? nothing : [persist(after)];',
    'void sameTerm, sameVote, sameLog;\n  return [persist(after)];',
  ),
];

/** Nothing is written to disk. */
export const neverPersists: readonly Edit[] = wrapped(`function wrap(handler) {
  return (...input) => {
    const { state, effects } = handler(...input);
    return { state, effects: effects.filter((effect) => effect.type !== 'persist') };
  };
}`);

/** `matchIndex` is what the last answer said, also when that is an old one. */
export const believesTheLastAnswer: readonly Edit[] = [
  change(
    'replication.ts',
    'const matchIndex = Math.max(oldMatch, m.matchIndex);',
    'const { matchIndex } = m;',
  ),
];

/** Puts a function called `wrap`, which takes a handler and its name, around every handler. */
function wrapped(wrap: string): readonly Edit[] {
  return [
    change('raft.ts', 'export const raft: Raft = {', 'const plain: Raft = {'),
    change(
      'raft.ts',
      '  changeServers,\n};',
      `  changeServers,
};

${wrap}

export const raft = Object.fromEntries(
  Object.entries(plain).map(([name, handler]) => [name, wrap(handler, name)]),
);`,
    ),
  ];
}
