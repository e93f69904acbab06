/**
 * One real follower, and puppets that lead it and send it snapshots: Figure 13, InstallSnapshot RPC, receiver.
 *
 * All messages are legal ones of a legal history: what a snapshot stands for was committed by the puppets among
 * themselves. They are odd because a network may be: late, twice, out of order.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { QUIET } from '../clusters.ts';
import { arrivesLate, reign, stage, tell, writeEntries } from '../stage.ts';
import {
  conflictGoes,
  oldLeaderInstallsNothing,
  snapshotIsHeartbeat,
  suffixStays,
} from './rules.ts';
import { hasJournal, install, oneWithService, requireInstalled, snapshotOf } from './stage.ts';

const emptyLog: Scenario = {
  id: '2D.9',
  name: 'snapshot-instead-of-a-log',
  title: 'A server that has nothing installs a snapshot, and entries follow on it',
  story:
    'A follower with an empty log gets a snapshot. Its state machine is the snapshot’s, and the entries behind it, ' +
    'which a request names as following the last included index and term, are stored and applied. A server that looks ' +
    'for that previous entry in its log, and not in its snapshot, refuses them for ever.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: ['applied', 'installed'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const leader = reign(scene, scene.cast.at(0), { term: world.random.int(1, 12) });
    writeEntries(leader, 8);
    const snapshot = snapshotOf(scene, leader, world.random.int(4, 6));
    install(scene, leader, snapshot);
    requireInstalled(scene, snapshot);
    tell(scene, leader, {
      prevLogIndex: snapshot.lastIncludedIndex,
      count: 8 - snapshot.lastIncludedIndex,
      leaderCommit: 8,
    });
    hasJournal(scene, leader);
  },
};

const oldLeader: Scenario = {
  id: '2D.10',
  name: 'snapshot-of-an-old-leader',
  title:
    'A snapshot from a leader of an older term is not installed, and the sender is told the term',
  story:
    'The old leader sent its snapshot before it was deposed. When it arrives, the follower has heard of the next term. ' +
    'What the snapshot holds was committed; but the old leader must learn that its time is over.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneWithService(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const old = reign(scene, cast.at(0), { term: 2 });
    writeEntries(old, 5);
    const late = snapshotOf(scene, old, 4);
    const next = reign(scene, cast.at(1), { term: 4, log: old.log });
    tell(scene, next, {});
    install(scene, old, late);
    if (state().snapshot !== null) {
      world.wrong(
        oldLeaderInstallsNothing,
        `${subject} of term 4 installs a snapshot sent in term 2`,
      );
    }
    world.watch(20, oldLeaderInstallsNothing, () => {
      const wrong = old.heard('InstallSnapshotResponse').find(({ term }) => term < 4);
      return wrong === undefined ? null : `${subject} of term 4 answers in term ${wrong.term}`;
    });
    tell(scene, next, { prevLogIndex: 0, count: 5, leaderCommit: 5 });
    hasJournal(scene, next);
  },
};

const oldSnapshot: Scenario = {
  id: '2D.11',
  name: 'old-snapshot-changes-nothing',
  title: 'A snapshot of what is applied already comes late, and the state machine does not go back',
  story:
    'The follower has applied six entries when a snapshot of the first three or four arrives, sent long ago by its own ' +
    'leader. Installed, it would take the state machine back, and the log behind it away. MIT’s suite has no delays ' +
    'that are long enough.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['applied'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const leader = reign(scene, scene.cast.at(0), { term: world.random.int(1, 12) });
    writeEntries(leader, 6);
    const late = snapshotOf(scene, leader, world.random.int(3, 4));
    tell(scene, leader, { prevLogIndex: 0, count: 6, leaderCommit: world.random.int(5, 6) });
    install(scene, leader, late);
    install(scene, leader, late);
    writeEntries(leader, 2);
    tell(scene, leader, { prevLogIndex: 6, count: 2, leaderCommit: 8 });
    hasJournal(scene, leader);
  },
};

const twice: Scenario = {
  id: '2D.12',
  name: 'snapshots-twice-and-in-any-order',
  title: 'Snapshots come twice, and an older one behind a newer one, and nothing is undone',
  story:
    'The leader has sent snapshots up to 4, 6 and 8. They arrive in any order, each twice, with entries in between. The ' +
    'newest counts, and entries behind it stay.',
  kind: 'safety',
  points: 3,
  seeds: 5,
  sometimes: ['applied', 'installed'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const leader = reign(scene, scene.cast.at(0), { term: world.random.int(1, 12) });
    writeEntries(leader, 10);
    const snapshots = [4, 6, 8].map((index) => snapshotOf(scene, leader, index));
    for (const snapshot of world.random.shuffle([...snapshots, ...snapshots])) {
      install(scene, leader, snapshot);
      if (world.random.chance(0.4))
        tell(scene, leader, { prevLogIndex: 8, count: 1, leaderCommit: 9 });
    }
    tell(scene, leader, { prevLogIndex: 8, count: 2, leaderCommit: 10 });
    hasJournal(scene, leader);
  },
};

const overtaken: Scenario = {
  id: '2D.13',
  name: 'entries-overtake-the-snapshot',
  title: 'Entries arrive before the snapshot that they follow, and again after it',
  story:
    'A snapshot is large and slow. The entries behind it arrive first and are refused; then come the snapshot, an old ' +
    'request with entries that the snapshot has swallowed in part, and the entries once more. The place of an entry in ' +
    'the array is not its index any more.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['applied', 'installed'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject } = scene;
    const leader = reign(scene, scene.cast.at(0), { term: world.random.int(1, 12) });
    writeEntries(leader, 8);
    tell(scene, leader, { prevLogIndex: 0, count: 2, leaderCommit: 1 });
    const overlap = leader.appendRequest(subject, { prevLogIndex: 2, count: 5, leaderCommit: 4 });
    const first = leader.appendRequest(subject, { prevLogIndex: 0, count: 3, leaderCommit: 2 });
    tell(scene, leader, { prevLogIndex: 5, count: 2, leaderCommit: 7 });
    install(scene, leader, snapshotOf(scene, leader, 5));
    for (const message of world.random.shuffle([overlap, first, overlap])) {
      arrivesLate(scene, leader, message);
    }
    tell(scene, leader, { prevLogIndex: 5, count: 3, leaderCommit: 8 });
    hasJournal(scene, leader);
  },
};

const matchingSuffix: Scenario = {
  id: '2D.14',
  name: 'matching-suffix-stays',
  title: 'Entries that follow a snapshot in the log, and agree with it, stay',
  story:
    'The follower has acknowledged six entries and knows that one is committed. A snapshot up to 4 arrives, which its ' +
    'log agrees with. Entries 5 and 6 stay: the leader counts on them, and a majority with this server in it may have ' +
    'committed them. A server that discards its whole log has broken its promise.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['applied'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject } = scene;
    const leader = reign(scene, scene.cast.at(0), { term: world.random.int(1, 12) });
    writeEntries(leader, 6);
    tell(scene, leader, { prevLogIndex: 0, count: 6, leaderCommit: world.random.int(0, 2) });
    install(scene, leader, snapshotOf(scene, leader, world.random.int(3, 5)));
    if (world.lastIndex(subject) < 6) {
      const seen = `${subject} had acknowledged entries up to 6; with the snapshot its log ends at ${world.lastIndex(subject)}`;
      world.wrong(suffixStays, seen);
    }
    tell(scene, leader, { leaderCommit: 6 });
    hasJournal(scene, leader);
  },
};

const conflictingSuffix: Scenario = {
  id: '2D.15',
  name: 'conflicting-suffix-goes',
  title: 'A log that has another entry at the snapshot’s last index goes as a whole',
  story:
    'The follower has entries of a leader that was deposed and committed nothing of them. The snapshot of the next ' +
    'leader ends in the middle of these. If the old entries behind it stayed, they would follow what they never followed.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['applied', 'installed'],
  setup: oneWithService(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    const old = reign(scene, cast.at(0), { term: 2 });
    writeEntries(old, 7);
    tell(scene, old, { prevLogIndex: 0, count: 7, leaderCommit: 1 });
    const next = reign(scene, cast.at(1), { term: 3, log: old.log.slice(0, 2) });
    writeEntries(next, 6);
    const snapshot = snapshotOf(scene, next, world.random.int(4, 6));
    install(scene, next, snapshot);
    const left = world.lastIndex(subject);
    if (left > snapshot.lastIncludedIndex) {
      const seen = `${subject} had entries of term 2 up to 7; with the snapshot its log still ends at ${left}`;
      world.wrong(conflictGoes, seen);
    }
    const { lastIncludedIndex: prevLogIndex } = snapshot;
    tell(scene, next, { prevLogIndex, count: 8 - prevLogIndex, leaderCommit: 8 });
    hasJournal(scene, next);
  },
};

const atCandidate: Scenario = {
  id: '2D.16',
  name: 'snapshot-at-a-candidate',
  title: 'A candidate that gets a snapshot from the leader of its term follows it',
  story:
    'The first thing that a candidate hears of the leader that won is a snapshot. It is a message of a leader like an ' +
    'AppendEntries request: the candidate becomes a follower, and installs.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['applied', 'installed'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const term = world.reach(`${subject} stands`, () => {
      const { role, currentTerm } = state();
      return role === 'candidate' && currentTerm;
    });
    const leader = reign(scene, cast.at(0), { term });
    writeEntries(leader, 6);
    install(scene, leader, snapshotOf(scene, leader, 5));
    if (state().currentTerm !== term) world.notReached('it is still the same term');
    requireInstalled(scene, snapshotOf(scene, leader, 5));
    tell(scene, leader, { prevLogIndex: 5, count: 1, leaderCommit: 6 });
    hasJournal(scene, leader);
  },
};

const heartbeat: Scenario = {
  id: '2D.17',
  name: 'snapshots-keep-a-follower-quiet',
  title: 'A server that gets a snapshot again and again, and nothing else, does not stand',
  story:
    'The answers of the follower are lost, and so the leader sends the same snapshot every 50 ms and no heartbeat. It is ' +
    'a leader that is heard. A server whose election timer goes on deposes it.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: ['installed'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    world.run(QUIET);
    const leader = reign(scene, cast.at(0), { term: cast.termAbove(state().currentTerm) });
    writeEntries(leader, 5);
    const snapshot = snapshotOf(scene, leader, 5);
    for (let round = 1; round <= 60; round += 1) {
      install(scene, leader, snapshot);
      world.run(48);
      const { currentTerm } = state();
      if (currentTerm > leader.currentTerm) {
        const seen = `${subject} gets the snapshot of ${leader.id} every 50 ms, and is in term ${currentTerm}`;
        world.wrong(snapshotIsHeartbeat, seen);
      }
    }
    hasJournal(scene, leader);
  },
};

/** A follower and its snapshots. */
export const follower: readonly Scenario[] = [
  emptyLog,
  oldLeader,
  oldSnapshot,
  twice,
  overtaken,
  matchingSuffix,
  conflictingSuffix,
  atCandidate,
  heartbeat,
];
