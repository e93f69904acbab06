/**
 * Right at the edge of a snapshot: the entries just behind it, and a follower that lacks just the last one in it.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { aLeader, without } from '../clusters.ts';
import { comes, leadsInPeace, reign, stage, tell, writeEntries } from '../stage.ts';
import { catchesUp, installed, nextSnapshot } from './leader.ts';
import {
  agreeOn,
  allServicesAgree,
  compacting,
  hasJournal,
  install,
  oneWithService,
  snapshotOf,
} from './stage.ts';

const notTheEnd: Scenario = {
  id: '2D.32',
  name: 'answer-ends-with-the-snapshot',
  title: 'The answer to a snapshot says nothing of the entries that the log has behind it',
  story:
    'The follower has seven entries of an old leader. The next leader has the first four of them, and sends a snapshot of ' +
    'these. The rest may stay for now, but it is not the leader’s, and is not acknowledged: a leader that was told of the ' +
    'end of that log would count entries that the follower does not have.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneWithService(5),
  play(world) {
    const scene = stage(world);
    const { cast } = scene;
    const old = reign(scene, cast.at(0), { term: 2 });
    writeEntries(old, 7);
    tell(scene, old, { prevLogIndex: 0, count: 7, leaderCommit: world.random.int(0, 2) });
    const next = reign(scene, cast.at(1), { term: 3, log: old.log.slice(0, 4) });
    writeEntries(next, 5);
    const snapshot = snapshotOf(scene, next, 4);
    install(scene, next, snapshot);
    install(scene, next, snapshot);
    tell(scene, next, { prevLogIndex: 4, count: 5, leaderCommit: 9 });
    hasJournal(scene, next);
  },
};

const lacksOne: Scenario = {
  id: '2D.33',
  name: 'lacks-just-the-last-one',
  title: 'A follower that lacks just the last entry of the snapshot gets the snapshot',
  story:
    'The follower has everything up to the entry before the last one that the snapshot stands for. The entry that it ' +
    'needs next is the first one that the leader cannot send. A leader that compares one index too late sends what ' +
    'follows, and is refused for ever.',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    leadsInPeace(scene);
    const commands = world.random.int(2, 8);
    for (let number = 1; number <= commands; number += 1) {
      world.agree(`${number}`, { count: 1 });
    }
    const behind = cast.at(0);
    world.reach(`${behind.id} has acknowledged all`, () => {
      return state().matchIndex[behind.id] === world.lastIndex(subject);
    });
    world.network.isolate(behind.id);
    world.agree('the last one', { count: 1 });
    world.takeSnapshot(subject);
    const base = state().snapshot?.lastIncludedIndex ?? 0;
    if (base !== behind.lastIndex + 1) world.notReached(`${behind.id} lacks just one entry`);
    world.network.heal();
    const has = (): boolean => behind.lastIndex >= base;
    comes(world, 2_000, () => has() || behind.heard('InstallSnapshotRequest').length > 0);
    if (!has()) installed(scene, behind, nextSnapshot(scene, behind, 0));
    catchesUp(scene, behind);
  },
};

const answerIsLost: Scenario = {
  id: '2D.34',
  name: 'answer-is-lost',
  title: 'A follower that gets the snapshot again, because its answer was lost, answers again',
  story:
    'A follower was down, installs the snapshot, and its first two answers are lost. The leader cannot know, and sends the snapshot ' +
    'again. By now it is old news for the follower, but not for the leader: until it gets an answer, it sends nothing of ' +
    'what comes behind. Nobody proposes anything, so no newer snapshot comes to help.',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied', 'installed', 'lost', 'crashed'],
  setup: compacting(3),
  play(world) {
    const { network } = world;
    world.agree('first');
    const victim = world.random.pick(without(world, aLeader(world)));
    world.crash(victim);
    agreeOn(world, world.random.int(12, 14), 2);
    let lost = 0;
    network.lose((message) => {
      const acknowledges = message.type === 'InstallSnapshotResponse' && message.matchIndex > 0;
      if (!acknowledges || lost === 2) return false;
      lost += 1;
      return true;
    });
    world.restart(victim);
    world.expect(`${victim} has applied all that is in the leader’s log`, () => {
      return world.state(victim).lastApplied === world.lastIndex(aLeader(world));
    });
    allServicesAgree(world);
  },
};

/** The edge of a snapshot. */
export const edges: readonly Scenario[] = [notTheEnd, lacksOne, answerIsLost];
