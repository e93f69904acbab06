/**
 * One real follower, and puppets that lead it: what may go into its log, and what must stay there (Figure 2,
 * AppendEntries RPC, receiver 1-4).
 *
 * All messages are legal ones of a legal history. They are odd because a network may be: late, twice, out of order.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { oneAmongPuppets, QUIET } from '../clusters.ts';
import {
  arrivesLate,
  entryOf,
  hasWholeLog,
  logOf,
  reign,
  stage,
  tell,
  writeEntries,
} from '../stage.ts';
import { onlyLeadersAccept } from './rules.ts';

const lateAppends: Scenario = {
  id: '2B.10',
  name: 'late-append-deletes-nothing',
  title: 'Requests with older entries, or with none, arrive after newer ones and delete nothing',
  story:
    'A follower holds and has acknowledged entries 1 to 4, some of them committed. Now come, late and in any order, ' +
    'an old heartbeat, the very first request with entry 1 alone, and others from the middle, all with a lower ' +
    'leaderCommit. Only a conflict deletes entries. A server that cuts its log behind every request loses what a ' +
    'majority was counted to hold; MIT’s network has no such delays, and its suite lets this bug pass.',
  kind: 'safety',
  points: 2,
  seeds: 5,
  sometimes: ['applied'],
  setup: oneAmongPuppets(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    const leader = reign(scene, cast.at(0), { term: world.random.int(1, 12) });
    const late = [leader.appendRequest(subject, { prevLogIndex: 0 })];
    writeEntries(leader, 4);
    for (const [prevLogIndex, count] of [
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
      [2, 0],
      [0, 3],
    ] as const) {
      const leaderCommit = world.random.int(0, 1);
      late.push(leader.appendRequest(subject, { prevLogIndex, count, leaderCommit }));
    }
    tell(scene, leader, { prevLogIndex: 0, count: 4 });
    tell(scene, leader, { prevLogIndex: 4, leaderCommit: world.random.int(2, 4) });
    for (const message of world.random.shuffle(late)) arrivesLate(scene, leader, message);
    writeEntries(leader, 1);
    tell(scene, leader, { prevLogIndex: 4, count: 1, leaderCommit: 5 });
    hasWholeLog(scene, leader);
  },
};

const midConflict: Scenario = {
  id: '2B.11',
  name: 'conflict-in-the-middle',
  title: 'An entry that conflicts goes, and so does everything behind it',
  story:
    'A follower holds a, b, c, d of an old leader. A new leader sends B for index 2. Now b, c and d must go: if only ' +
    'b were replaced, c and d would stay behind an entry that they never followed, and two logs that agree at index 4 ' +
    'would differ before it (Log Matching).',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: ['applied', 'truncated'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { cast } = scene;
    const old = reign(scene, cast.at(0), { term: 1 });
    writeEntries(old, 5);
    tell(scene, old, { prevLogIndex: 0, count: 5, leaderCommit: 1 });
    const next = reign(scene, cast.at(1), {
      term: 2,
      log: old.log.slice(0, world.random.int(1, 3)),
    });
    const shared = next.lastIndex;
    writeEntries(next, 1);
    tell(scene, next, { prevLogIndex: shared, count: 1, leaderCommit: 1 });
    tell(scene, next, { leaderCommit: shared + 1 });
    writeEntries(next, 1);
    tell(scene, next, { prevLogIndex: shared + 1, count: 1, leaderCommit: shared + 2 });
    hasWholeLog(scene, next);
  },
};

const consistencyCheck: Scenario = {
  id: '2B.12',
  name: 'consistency-check',
  title:
    'Entries behind a gap or behind another term’s entry are refused, and so are such heartbeats',
  story:
    'A follower holds two entries of term 1; the leader of term 2 has others behind the first. Its requests that ' +
    'follow index 2, 3 or 4 must be refused, those without entries too: a heartbeat that skips the check would commit ' +
    'whatever happens to stand in the log. A log that is written at a place beyond its end gets holes, in JavaScript ' +
    'without a word.',
  kind: 'safety',
  points: 2,
  seeds: 5,
  sometimes: ['applied', 'truncated', 'refused'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    const old = reign(scene, cast.at(0), { term: 1 });
    writeEntries(old, 2);
    tell(scene, old, { prevLogIndex: 0, count: 2, leaderCommit: 1 });
    const next = reign(scene, cast.at(1), { term: 2, log: old.log.slice(0, 1) });
    writeEntries(next, 3);
    const odd = [
      [4, 0],
      [3, 1],
      [3, 0],
      [2, 2],
      [2, 1],
      [2, 0],
    ] as const;
    for (const [prevLogIndex, count] of world.random.shuffle(odd)) {
      tell(scene, next, { prevLogIndex, count, leaderCommit: world.random.int(2, 4) });
    }
    if (world.lastIndex(subject) > 2) return;
    tell(scene, next, { prevLogIndex: 1, count: 3, leaderCommit: 4 });
    hasWholeLog(scene, next);
  },
};

const entryTerms: Scenario = {
  id: '2B.13',
  name: 'entries-keep-their-terms',
  title: 'Entries of many terms in one request are stored with the terms that they have',
  story:
    'A leader sends a follower with an empty log entries of its own and of earlier terms. An entry’s term is that of ' +
    'the leader that created it and never changes; stored with the term of the request, the next consistency check ' +
    'fails, or elections go to the wrong log. Terms go above 9, where text no longer sorts like numbers.',
  kind: 'safety',
  points: 1,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { cast } = scene;
    const first = reign(scene, cast.at(0), { term: 10, log: logOf(1, 2, 2, 4, 9, 9) });
    writeEntries(first, 2);
    tell(scene, first, { prevLogIndex: 0, count: 8, leaderCommit: 3 });
    const second = reign(scene, cast.at(1), { term: 11, log: first.log });
    writeEntries(second, 1);
    tell(scene, second, { prevLogIndex: 8, count: 1, leaderCommit: 9 });
    hasWholeLog(scene, second);
  },
};

const keepsUnacknowledged: Scenario = {
  id: '2B.14',
  name: 'new-term-deletes-nothing',
  title: 'A new term alone, from a candidate or from a leader, deletes no entry',
  story:
    'A follower has acknowledged entries that it does not know to be committed; with its word the old leader may have ' +
    'committed them. Then it hears of new terms: from a candidate with an empty log, from one that it votes for, and ' +
    'from a leader’s heartbeat. A server that goes back to its commitIndex at a new term (a bug of CCF, 2023) loses ' +
    'what it promised to hold.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const old = reign(scene, cast.at(0), { term: 1 });
    writeEntries(old, 3);
    tell(scene, old, { prevLogIndex: 0, count: 3, leaderCommit: world.random.int(0, 1) });
    const empty = cast.at(1);
    empty.stand(3);
    empty.askVote(subject);
    world.run(QUIET);
    const equal = cast.at(2);
    equal.adoptLog(old.log);
    equal.stand(cast.termAbove(state().currentTerm + 2));
    equal.askVote(subject);
    world.run(5);
    const next = reign(scene, cast.at(3), {
      term: cast.termAbove(state().currentTerm + 2),
      log: old.log,
    });
    tell(scene, next, { prevLogIndex: 3, leaderCommit: 0 });
    writeEntries(next, 1);
    tell(scene, next, { prevLogIndex: 3, count: 1, leaderCommit: 4 });
    hasWholeLog(scene, next);
  },
};

const oldLeader: Scenario = {
  id: '2B.15',
  name: 'old-leader-writes-nothing',
  title: 'Entries from a leader of an older term are refused, whatever they fit behind',
  story:
    'A follower has heard from the leader of a newer term. Requests of the old leader that were long under way arrive: ' +
    'they fit behind what is in the log, and say that their entries are committed. They must change nothing, or two ' +
    'leaders write into one log.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: ['applied', 'truncated'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    const old = reign(scene, cast.at(0), { term: world.random.pick([1, 9]) });
    writeEntries(old, 3);
    const late = [
      old.appendRequest(subject, { prevLogIndex: 0, count: 3, leaderCommit: 1 }),
      old.appendRequest(subject, { prevLogIndex: 1, count: 2, leaderCommit: 1 }),
      old.appendRequest(subject, { prevLogIndex: 3, leaderCommit: 1 }),
    ];
    tell(scene, old, { prevLogIndex: 0, count: 2, leaderCommit: 1 });
    const next = reign(scene, cast.at(1), { term: old.currentTerm + 1, log: old.log.slice(0, 1) });
    writeEntries(next, 2);
    if (world.random.chance(0.5)) tell(scene, next, { prevLogIndex: 1, leaderCommit: 1 });
    else tell(scene, next, { prevLogIndex: 1, count: 1, leaderCommit: 1 });
    for (const message of world.random.shuffle(late)) arrivesLate(scene, old, message);
    tell(scene, next, { prevLogIndex: 1, count: 2, leaderCommit: 3 });
    for (const message of world.random.shuffle(late)) arrivesLate(scene, old, message);
    tell(scene, next, { prevLogIndex: 3, leaderCommit: 3 });
    hasWholeLog(scene, next);
  },
};

const rejects: Scenario = {
  id: '2B.16',
  name: 'only-the-leader-accepts',
  title: 'A follower and a candidate reject a command, and their logs stay as they are',
  story:
    'A client asks a follower, and later a candidate. Neither may take the command: an entry that no leader created ' +
    'could have the index and the term of another one.',
  kind: 'safety',
  points: 1,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const asks = (): void => {
      const before = state().log;
      const taken = world.propose(subject, entryOf(0, 0).payload.kind);
      if (taken === null && state().log.length === before.length) return;
      world.wrong(
        onlyLeadersAccept,
        `${subject}, ${state().role} of term ${state().currentTerm}, took a command`,
      );
    };
    const leader = reign(scene, cast.at(0), { term: 3 });
    writeEntries(leader, 2);
    asks();
    tell(scene, leader, { prevLogIndex: 0, count: 2, leaderCommit: 1 });
    asks();
    world.run(QUIET);
    asks();
  },
};

/** One real follower. */
export const follower: readonly Scenario[] = [
  lateAppends,
  midConflict,
  consistencyCheck,
  entryTerms,
  keepsUnacknowledged,
  oldLeader,
  rejects,
];
