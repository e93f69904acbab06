/**
 * One real follower, and puppets that lead it: what it may take for committed, and what it may say about its log
 * (Figure 2, AppendEntries RPC, receiver 5, and the results).
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { oneAmongPuppets } from '../clusters.ts';
import {
  arrivesLate,
  hasWholeLog,
  reign,
  type Stage,
  stage,
  tell,
  writeEntries,
} from '../stage.ts';
import { onlyCommittedIsApplied } from './rules.ts';

/** For some time the real server may have applied no more than this many entries. */
function appliesNoMore({ world, subject }: Stage, ms: number, most: number): void {
  world.watch(ms, onlyCommittedIsApplied, () => {
    const applied = world.applied(subject).length;
    return applied > most
      ? `${subject} has applied ${applied} entries, and only ${most} may be`
      : null;
  });
}

const oldTail: Scenario = {
  id: '2B.17',
  name: 'old-tail-is-not-committed',
  title:
    'A leaderCommit beyond the entries of a request does not commit what an old leader left behind them',
  story:
    'A follower holds a of a common past and x, y of an old leader. The new leader’s log is a, B, C, all committed, ' +
    'but the follower has only been sent a heartbeat that follows a. It must commit a and nothing else, and may say ' +
    'that it matches up to a and no further. With the end of its own log in place of the "index of last new entry" ' +
    'it applies x and y, or has B and C counted where it holds x and y. Copycat, Scylla and RabbitMQ had this bug; no ' +
    'test of MIT finds it.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: ['applied', 'truncated'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { cast } = scene;
    const old = reign(scene, cast.at(0), { term: 1 });
    writeEntries(old, 4);
    const shared = world.random.int(1, 2);
    tell(scene, old, { prevLogIndex: 0, count: 4, leaderCommit: world.random.int(0, 1) });
    const next = reign(scene, cast.at(1), { term: 2, log: old.log.slice(0, shared) });
    writeEntries(next, 3);
    const end = next.lastIndex;
    tell(scene, next, { prevLogIndex: shared, leaderCommit: end });
    tell(scene, next, { prevLogIndex: shared - 1, count: 1, leaderCommit: end });
    appliesNoMore(scene, 60, shared);
    tell(scene, next, { prevLogIndex: shared, count: 1, leaderCommit: end });
    appliesNoMore(scene, 30, shared + 1);
    tell(scene, next, { prevLogIndex: shared, count: 3, leaderCommit: end });
    hasWholeLog(scene, next);
  },
};

const oneByOne: Scenario = {
  id: '2B.18',
  name: 'one-entry-a-message',
  title: 'A leader that sends one entry at a time is far ahead with its leaderCommit',
  story:
    'A follower far behind is sent one entry a message, each with a leaderCommit that lies ten entries ahead: legal, ' +
    'if unusual. It can commit no further than it has been sent; otherwise it applies entries that it does not have. ' +
    'Every few messages, one comes twice.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneAmongPuppets(3, 5),
  play(world) {
    const scene = stage(world);
    const { cast } = scene;
    const leader = reign(scene, cast.at(0), { term: 2 });
    writeEntries(leader, 12);
    const leaderCommit = 11;
    tell(scene, leader, { prevLogIndex: 0, leaderCommit });
    for (let prevLogIndex = 0; prevLogIndex < 12; prevLogIndex += 1) {
      tell(scene, leader, { prevLogIndex, count: 1, leaderCommit });
      appliesNoMore(scene, 1, Math.min(prevLogIndex + 1, leaderCommit));
      if (world.random.chance(0.3)) tell(scene, leader, { prevLogIndex, count: 1, leaderCommit });
    }
    tell(scene, leader, { prevLogIndex: 12, leaderCommit: 12 });
    hasWholeLog(scene, leader);
  },
};

const notTooEarly: Scenario = {
  id: '2B.19',
  name: 'apply-waits-for-commit',
  title: 'Entries are applied when they are committed, neither before nor never',
  story:
    'A follower gets three entries, of which one is committed. It applies one. A new leader replaces the two others, ' +
    'which were never committed: a server that applies what it appends, or that runs to the end of its log whenever ' +
    'commitIndex moves, has applied them already. Then a single heartbeat says that all is committed, and nothing else comes.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: ['applied', 'truncated'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { cast } = scene;
    const old = reign(scene, cast.at(0), { term: 1 });
    writeEntries(old, 3);
    tell(scene, old, { prevLogIndex: 0, count: 3, leaderCommit: 1 });
    appliesNoMore(scene, 60, 1);
    const next = reign(scene, cast.at(1), { term: 2, log: old.log.slice(0, 1) });
    writeEntries(next, 2);
    tell(scene, next, { prevLogIndex: 1, count: 2, leaderCommit: 1 });
    appliesNoMore(scene, 30, 1);
    tell(scene, next, { prevLogIndex: 3, leaderCommit: 3 });
    hasWholeLog(scene, next);
  },
};

const commitGoesUp: Scenario = {
  id: '2B.20',
  name: 'commit-never-goes-back',
  title: 'A lower leaderCommit, from the past or from a new leader, does not lower commitIndex',
  story:
    'The leaderCommit that a follower hears goes up and down: old requests arrive late, and a new leader knows of fewer ' +
    'commits than the old one, as it may. commitIndex never goes back, and nothing is applied twice (a bug of PySyncObj, ' +
    'found by model checking).',
  kind: 'safety',
  points: 1,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    const old = reign(scene, cast.at(0), { term: 1 });
    writeEntries(old, 5);
    const late = [0, 1, 2, 3].map((leaderCommit) =>
      old.appendRequest(subject, { prevLogIndex: 5, leaderCommit }),
    );
    tell(scene, old, { prevLogIndex: 0, count: 5, leaderCommit: 2 });
    tell(scene, old, { prevLogIndex: 5, leaderCommit: 4 });
    for (const message of world.random.shuffle(late)) arrivesLate(scene, old, message);
    const next = reign(scene, cast.at(1), { term: 2, log: old.log });
    for (const leaderCommit of [1, 4, 2, 3]) tell(scene, next, { prevLogIndex: 5, leaderCommit });
    writeEntries(next, 1);
    tell(scene, next, { prevLogIndex: 5, count: 1, leaderCommit: 3 });
    tell(scene, next, { prevLogIndex: 6, leaderCommit: 6 });
    hasWholeLog(scene, next);
  },
};

/** What a follower takes for committed. */
export const followerCommits: readonly Scenario[] = [oldTail, oneByOne, notTooEarly, commitGoesUp];
