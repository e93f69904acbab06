/**
 * A server is given its service's state, and may cut its log: what it keeps, and what it must not take.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { without } from '../clusters.ts';
import { EVERY_SINGLE, EVERY_TENTH } from '../journal.ts';
import { reign, stage, tell, writeEntries } from '../stage.ts';
import { onlyAppliedIsTaken } from './rules.ts';
import {
  agreeOn,
  allServicesAgree,
  burst,
  compacting,
  hasJournal,
  oneWithService,
  requireShortLogs,
  tellToApply,
} from './stage.ts';

const notApplied: Scenario = {
  id: '2D.18',
  name: 'not-applied-is-not-taken',
  title: 'A snapshot of entries that are not applied yet changes nothing',
  story:
    'The follower has six entries and has applied three. It is handed a snapshot up to 5, and one up to 9, which it has ' +
    'not even heard of. Entries 4 and 5 may still be replaced; they must not go. Then it is handed what it may take.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const leader = reign(scene, cast.at(0), { term: world.random.int(1, 12) });
    writeEntries(leader, 6);
    tellToApply(scene, leader, { prevLogIndex: 0, count: 6, leaderCommit: 3 });
    world.takeSnapshot(subject, 5, 'too early');
    world.takeSnapshot(subject, 9, 'much too early');
    const base = state().snapshot?.lastIncludedIndex ?? 0;
    if (base > 3 || world.lastIndex(subject) !== 6) {
      const seen = `${subject} has applied 3 of its 6 entries; handed later snapshots, it has one up to ${base} and its log ends at ${world.lastIndex(subject)}`;
      world.wrong(onlyAppliedIsTaken, seen);
    }
    world.takeSnapshot(subject, 3);
    tell(scene, leader, { leaderCommit: 6 });
    hasJournal(scene, leader);
  },
};

const olderThanTheLast: Scenario = {
  id: '2D.19',
  name: 'older-than-the-last',
  title: 'A snapshot that is older than the last one, or the same again, changes nothing',
  story:
    'A service that writes its snapshots in the background may finish the second before the first. The entries of the ' +
    'first are gone by then; a server that computes with negative places keeps the wrong entries, or goes back.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    const leader = reign(scene, cast.at(0), { term: world.random.int(1, 12) });
    writeEntries(leader, 8);
    tellToApply(scene, leader, { prevLogIndex: 0, count: 8, leaderCommit: 6 });
    for (const index of world.random.shuffle([2, 4, 4, 6, 3])) world.takeSnapshot(subject, index);
    tellToApply(scene, leader, { leaderCommit: 8 });
    world.takeSnapshot(subject, 1);
    hasJournal(scene, leader);
    world.restart(subject);
    tell(scene, leader, { leaderCommit: 8 });
    hasJournal(scene, leader);
  },
};

const wholeLog: Scenario = {
  id: '2D.20',
  name: 'nothing-left-but-the-snapshot',
  title: 'With nothing in the log but a snapshot, servers elect, agree, and crash as before',
  story:
    'Every server takes a snapshot of all it has. The last index and the last term are the snapshot’s now: for votes, ' +
    'for the request that follows it, and after a restart. A server that says 0 gets a leader elected that lacks ' +
    'everything, or is one.',
  kind: 'safety',
  points: 4,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'snapshotted', 'restarted'],
  setup: (random) => ({ ...compacting(3, 4, 5)(random), service: EVERY_SINGLE }),
  play(world) {
    const { servers, random, network } = world;
    for (let round = 1; round <= 4; round += 1) {
      agreeOn(world, 3, servers.length);
      const leader = world.expect('somebody leads', () => world.leader());
      if (random.chance(0.5)) network.isolate(leader);
      else world.crash(leader);
      agreeOn(world, 2, servers.length - 1);
      network.heal();
      if (!world.isUp(leader)) world.restart(leader);
    }
    for (const server of servers) world.restart(server);
    allServicesAgree(world);
  },
};

const lonelyVoter: Scenario = {
  id: '2D.21',
  name: 'snapshot-counts-in-votes',
  title: 'A server whose log is all in its snapshot votes for no log that is older',
  story:
    'Four of five have agreed on twenty commands and hold them as snapshots; the fifth slept. It wakes with a short log ' +
    'and asks for votes at the time when the leader goes. With an empty log for a voter’s measure it would be elected, ' +
    'and what was committed would be gone.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'snapshotted'],
  setup: compacting(5),
  play(world) {
    const { network } = world;
    world.agree('first');
    const leader = world.expect('somebody leads', () => world.leader());
    const sleeper = world.random.pick(without(world, leader));
    network.isolate(sleeper);
    agreeOn(world, world.random.int(20, 22), 4);
    world.run(1_000);
    network.isolate(leader);
    network.rejoin(sleeper);
    network.cut(sleeper, leader);
    network.cut(leader, sleeper);
    agreeOn(world, 2, 4);
    network.heal();
    allServicesAgree(world);
  },
};

const lateSnapshots: Scenario = {
  id: '2D.22',
  name: 'slow-services',
  title: 'Services that hand over their snapshots late and at different times keep all logs short',
  story:
    'Writing a snapshot takes up to 300 ms, and entries are applied meanwhile. The index that a service hands over is ' +
    'not the last one that was applied: what is behind it stays in the log.',
  kind: 'efficiency',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted'],
  setup: (random) => ({
    ...compacting(3)(random),
    service: { ...EVERY_TENTH, snapshotDelay: [0, 300] },
  }),
  play(world) {
    for (let round = 1; round <= 20; round += 1) {
      burst(world, 5);
      world.agree(`round ${round}`);
      world.run(20);
      requireShortLogs(world);
    }
    for (const server of world.servers) world.restart(server);
    allServicesAgree(world);
  },
};

/** Taking snapshots. */
export const taking: readonly Scenario[] = [
  notApplied,
  olderThanTheLast,
  wholeLog,
  lonelyVoter,
  lateSnapshots,
];
