/**
 * A server crashes between any two effects of the steps in which snapshots are taken, installed and restored.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import type { VotingPuppet } from '../puppets.ts';
import type { Stage } from '../stage.ts';
import { reign, stage, tell, writeEntries } from '../stage.ts';
import { sameState, suffixStays } from './rules.ts';
import {
  hasJournal,
  install,
  journalOf,
  oneWithService,
  requireInstalled,
  snapshotOf,
  tellToApply,
} from './stage.ts';

/** No step of these has as many effects. */
const EFFECTS_MAX = 8;
/** For a crash that is not to come. */
const NEVER = 1_000_000;

/** The state machine stands where the server believes it does, and holds what the leader's log says. */
function requireTrueService({ world, subject, state }: Stage, leader: VotingPuppet): void {
  const { lastApplied } = state();
  const expected = JSON.stringify(journalOf(leader.log.slice(0, lastApplied)));
  const found = JSON.stringify(world.service(subject));
  if (found === expected) return;
  const seen = `${subject} has restarted with lastApplied ${lastApplied}; its state machine holds ${found}, and should hold ${expected}`;
  world.wrong(sameState, seen);
}

/** Back on, if it went down, and judged before anything else happens to it. */
function bringBack(scene: Stage, leader: VotingPuppet): void {
  const { world, subject } = scene;
  world.crashAfterEffects(subject, NEVER);
  if (world.isUp(subject)) return;
  world.restart(subject);
  requireTrueService(scene, leader);
}

const duringInstall: Scenario = {
  id: '2D.28',
  name: 'crash-while-installing',
  title:
    'A crash at any place between storing, restoring and answering leaves a server that goes on',
  story:
    'The follower installs a snapshot and crashes before the first effect, after it, after the second, and so on. What ' +
    'was acknowledged must be there. What was stored without being restored must be restored at the restart: the state ' +
    'machine is empty by then. A snapshot that is stored without the log that goes with it gives every entry a wrong index.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['applied', 'installed', 'crashed', 'restarted'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject } = scene;
    const leader = reign(scene, scene.cast.at(0), { term: world.random.int(1, 12) });
    for (let effects = 0; effects <= EFFECTS_MAX; effects += 1) {
      for (const known of world.random.shuffle([0, world.random.int(1, 5)])) {
        const before = leader.lastIndex;
        writeEntries(leader, 5);
        tell(scene, leader, { prevLogIndex: before, count: known, leaderCommit: before });
        const end = world.lastIndex(subject);
        const snapshot = snapshotOf(scene, leader, before + 4);
        world.crashAfterEffects(subject, effects, 'handleInstallSnapshotRequest');
        install(scene, leader, snapshot);
        bringBack(scene, leader);
        if (world.lastIndex(subject) < end) {
          const seen = `${subject} had acknowledged entries up to ${end}; after a crash its log ends at ${world.lastIndex(subject)}`;
          world.wrong(suffixStays, seen);
        }
        install(scene, leader, snapshot);
        requireInstalled(scene, snapshot);
        tell(scene, leader, { prevLogIndex: before + 4, count: 1, leaderCommit: before + 5 });
        hasJournal(scene, leader);
      }
    }
  },
};

const duringTake: Scenario = {
  id: '2D.29',
  name: 'crash-while-taking',
  title: 'A crash before or after a snapshot is stored loses nothing of what was acknowledged',
  story:
    'The server is handed its service’s state and crashes before the first effect, after it, and so on. Either the whole ' +
    'new disk is there or the whole old one. Nobody may count entries as gone that the disk still has, or the other way ' +
    'round.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['applied', 'crashed', 'restarted'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject } = scene;
    const leader = reign(scene, scene.cast.at(0), { term: world.random.int(1, 12) });
    for (let effects = 0; effects <= EFFECTS_MAX; effects += 1) {
      const before = leader.lastIndex;
      writeEntries(leader, 4);
      tellToApply(scene, leader, { prevLogIndex: before, count: 4, leaderCommit: before + 3 });
      world.crashAfterEffects(subject, effects, 'takeSnapshot');
      world.takeSnapshot(subject, before + 2);
      bringBack(scene, leader);
      tell(scene, leader, { leaderCommit: before + 4 });
      hasJournal(scene, leader);
    }
    world.takeSnapshot(subject);
  },
};

const duringRestart: Scenario = {
  id: '2D.30',
  name: 'crash-while-restarting',
  title: 'A server restarts from snapshot and log, and crashes again before it is done',
  story:
    'Power comes, goes in the middle of the restart, and comes again. A restart may do anything but lose what was on ' +
    'disk. The state machine begins with the snapshot each time, and never with nothing.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['applied', 'crashed', 'restarted'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject } = scene;
    const leader = reign(scene, scene.cast.at(0), { term: world.random.int(1, 12) });
    writeEntries(leader, 6);
    tellToApply(scene, leader, { prevLogIndex: 0, count: 6, leaderCommit: 5 });
    world.takeSnapshot(subject, world.random.int(2, 5));
    for (let effects = 0; effects <= EFFECTS_MAX; effects += 1) {
      world.crash(subject);
      world.crashAfterEffects(subject, effects, 'restart');
      world.restart(subject);
      bringBack(scene, leader);
      tell(scene, leader, { leaderCommit: 6 });
      hasJournal(scene, leader);
    }
  },
};

/** Crashes at every boundary. */
export const crashes: readonly Scenario[] = [duringInstall, duringTake, duringRestart];
