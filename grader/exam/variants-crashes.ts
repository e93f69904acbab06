/**
 * Rafts that are right and store, cut their logs, or change the cluster otherwise than the reference.
 *
 * Each is a list of edits of the reference, so that several can be combined.
 *
 * @module
 */
import type { Edit } from '../sandbox/bundle.ts';
import { change } from './mutant.ts';

const IF_CHANGED = 'return sameTerm && sameVote && sameLog ? nothing : [persist(after)];';

/** Term and vote are written first, and the log after them. What lies on disk in between is a state as any other. */
export const storesTheTermFirst: readonly Edit[] = [
  change(
    'term.ts',
    IF_CHANGED,
    `const { log, snapshot } = before;
  return sameTerm && sameVote && sameLog ? nothing : [persist({ ...after, log, snapshot }), persist(after)];`,
  ),
];

/** Everything is written twice. */
export const storesTwice: readonly Edit[] = [
  change(
    'term.ts',
    IF_CHANGED,
    IF_CHANGED.replace('[persist(after)]', '[persist(after), persist(after)]'),
  ),
  change(
    'replication.ts',
    '      persist(leader),\n',
    '      persist(leader),\n      persist(leader),\n',
  ),
];

/** restart writes back what it has read. */
export const writesAtRestart: readonly Edit[] = [
  change(
    'restart.ts',
    'return { state, effects: [...restored, armElectionTimer(env)] };',
    'return { state, effects: [persist(saved), ...restored, armElectionTimer(env)] };',
  ),
  change('restart.ts', 'import { durable, restore }', 'import { durable, persist, restore }'),
];

/** A leader sends entries first, and writes them down behind that (dissertation §10.2.1). */
export const sendsBeforeItStores: readonly Edit[] = [
  change('replication.ts', '      persist(leader),\n', ''),
  change(
    'replication.ts',
    '      accepted(index, s.currentTerm),\n',
    '      persist(leader),\n      accepted(index, s.currentTerm),\n',
  ),
];

/** After a refusal the leader begins behind what is known to agree, whatever the hint. */
export const backToTheMatch: readonly Edit[] = [
  change('replication.ts', 'if (lastOfTerm !== undefined) return lastOfTerm + 1;\n', ''),
  change(
    'replication.ts',
    'return m.conflictIndex ?? nextIndexOf(s, m.from) - 1;',
    'return matchIndexOf(s, m.from) + 1;',
  ),
];

/** Who has the last entry of a snapshot in its log keeps the log as it is, and only answers (Figure 13, 6). */
export const keepsItsLog: readonly Edit[] = [
  change(
    'snapshot.ts',
    'const isNew = lastIncludedIndex > follower.commitIndex;',
    `const isThere = termAt(follower, lastIncludedIndex) === m.snapshot.lastIncludedTerm;
  const isNew = lastIncludedIndex > follower.commitIndex && !isThere;`,
  ),
];

/** The answer to a late snapshot says how far the follower has come since. */
export const answersWithItsCommitIndex: readonly Edit[] = [
  change(
    'snapshot.ts',
    'send(respond(next, m, env, lastIncludedIndex)),',
    'send(respond(next, m, env, Math.max(lastIncludedIndex, next.commitIndex))),',
  ),
];

/** A request that begins under the snapshot is refused, with the end of the log for a hint. */
export const refusesUnderTheSnapshot: readonly Edit[] = [
  change(
    'log.ts',
    'return place.index < baseIndex(s) || termAt(s, place.index) === place.term;',
    'return termAt(s, place.index) === place.term;',
  ),
];

/** A snapshot goes out with one heartbeat in three, and an empty request with the others. */
export const snapshotsNowAndThen: readonly Edit[] = [
  change(
    'replication.ts',
    'if (snapshot !== null && isGone) {',
    'if (snapshot !== null && isGone && env.random() < 0.33) {',
  ),
  change(
    'replication.ts',
    'const prevLogIndex = nextIndexOf(s, to) - 1;\n',
    'const prevLogIndex = Math.max(baseIndex(s), nextIndexOf(s, to) - 1);\n',
  ),
];

/** All requests for votes are heard. To be combined with a pre-vote, by which removed servers get nowhere. */
export const hearsStrangers: readonly Edit[] = [
  change(
    'configuration.ts',
    'return believesInLeader && isStranger;',
    'return believesInLeader && isStranger && s === null;',
  ),
];

/** A newcomer first gets the log, and counts when it has all that is committed (dissertation §4.2.1). */
export const catchesUpFirst: readonly Edit[] = [
  change(
    'membership.ts',
    'const leader = added === undefined ? s : meet(s, added);',
    `if (added !== undefined && s.learner !== added) {
    const teacher = { ...meet(s, added), learner: added };
    return { state: teacher, effects: [...replicateToAll(teacher, env), rejected(env.id)] };
  }
  const isBehind = added !== undefined && (s.matchIndex[added] ?? 0) < s.commitIndex;
  if (isBehind) return { state: s, effects: [rejected(env.id)] };
  const leader = { ...s, learner: null };`,
  ),
  change('membership.ts', 'import { append } from', 'import { append, replicateToAll } from'),
  change(
    'replication.ts',
    'return peers(s, env).map((peer) => replicate(s, peer, env));',
    `const others = peers(s, env);
  const learns = (s.learner ?? null) !== null && !others.includes(s.learner);
  return [...others, ...(learns ? [s.learner] : [])].map((peer) => replicate(s, peer, env));`,
  ),
  change('election.ts', "    role: 'leader',\n", "    role: 'leader',\n    learner: null,\n"),
];

/** While a change is under way no command is taken. */
export const noCommandsDuringChanges: readonly Edit[] = [
  change(
    'replication.ts',
    "if (s.role !== 'leader') return { state: s, effects: [rejected(s.leaderId)] };",
    `const changing = configurationIndex(s, lastIndex(s)) > s.commitIndex;
  if (s.role !== 'leader' || changing) return { state: s, effects: [rejected(s.leaderId)] };`,
  ),
  change(
    'replication.ts',
    'import { belongs, peers }',
    'import { belongs, configurationIndex, peers }',
  ),
];
