/**
 * What a server is when it comes back: a follower with an empty state machine and a running election timer.
 *
 * @module
 */
import type { Scenario, StateMachine, World } from '../../grader/index.ts';
import type { Json, ServerId } from '../../skeleton/contract/index.ts';
import { aLeader, aLeaderAmong, allAgree, anyCluster, QUIET } from '../clusters.ts';
import { isAppend, reign, type Stage, stage, tell, writeEntries } from '../stage.ts';
import { startsAsFollower } from './rules.ts';
import { sameLogs } from './situations.ts';
import { ALL_HEARD, bringAllBack, crashAll, oneReal, powerCycle } from './stage.ts';

/** A state machine that remembers all that it was given. */
const listOfAll: StateMachine = {
  initial: [],
  apply: (state, command) => ({ state: [...listOf(state), command], result: null }),
};

function listOf(state: Json): readonly Json[] {
  return Array.isArray(state) ? state : [];
}

/** How many commands the state machine of a server's present life was given. */
function given(world: World, server: ServerId): number {
  return listOf(world.service(server)).length;
}

/** Nobody speaks for a while, and the real server commits and applies nothing. */
function appliesNothingByItself({ world, subject, state }: Stage): void {
  world.watch(QUIET, startsAsFollower, () => {
    const { commitIndex, lastApplied } = state();
    if (commitIndex === 0 && lastApplied === 0 && given(world, subject) === 0) return null;
    return `${subject} restarted and has heard of no leader, and its commitIndex is ${commitIndex}, its lastApplied ${lastApplied}`;
  });
}

const appliesAgain: Scenario = {
  id: '2C.30',
  name: 'applies-again-in-order',
  title:
    'A restarted server applies nothing until a leader speaks, and then everything from index 1',
  story:
    'The state machine is as volatile as the memory: after a crash it is empty, and needs every entry again. But not ' +
    'the entries that were never committed, which are on disk with the others: only a leader can tell them apart. So ' +
    'commitIndex and lastApplied begin at 0. Whoever stores lastApplied has a state machine with a hole, and whoever ' +
    'begins with the whole log applies what a new leader is about to replace.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['applied', 'crashed', 'restarted', 'truncated'],
  setup: (random) => ({ ...oneReal(3, 5)(random), service: { machine: listOfAll } }),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const old = reign(scene, cast.at(0), { term: 1 });
    writeEntries(old, 6);
    tell(scene, old, { prevLogIndex: 0, count: 6, leaderCommit: 4 });
    powerCycle(world, subject);
    appliesNothingByItself(scene);
    powerCycle(world, subject);
    const next = reign(scene, cast.at(1), {
      term: cast.termAbove(state().currentTerm + 3),
      log: old.log.slice(0, 4),
    });
    writeEntries(next, 2);
    for (let leaderCommit = 1; leaderCommit <= 6; leaderCommit += 1) {
      const prevLogIndex = Math.min(leaderCommit, 3);
      for (let times = 0; times < 2; times += 1) {
        tell(scene, next, { prevLogIndex, count: 6 - prevLogIndex, leaderCommit });
      }
      world.expect(
        `the state machine of ${subject} has the first ${leaderCommit} commands`,
        () => given(world, subject) === leaderCommit,
        10_000,
      );
    }
  },
};

const leaderComesBack: Scenario = {
  id: '2C.31',
  name: 'leader-comes-back-as-follower',
  title: 'A leader that crashed and is back at once does not go on leading its term',
  story:
    'A leader’s power fails for a moment only. It has voted for itself in the term on its disk, and still it is a ' +
    'follower: nextIndex and matchIndex are gone, and the others may follow somebody else by now. It says nothing to ' +
    'them until it is elected again or stands.',
  kind: 'safety',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: anyCluster(1, 2, 3, 5),
  play(world) {
    for (let round = 1; round <= 4; round += 1) {
      world.agree(`round ${round}`);
      const leader = aLeader(world);
      const { currentTerm } = world.state(leader);
      world.propose(leader, `${round}: perhaps`);
      powerCycle(world, leader, world.random.pick([0, 1, 40]));
      const stop = world.network.lose((message) => {
        if (message.from !== leader || message.term > currentTerm || !isAppend(message))
          return false;
        const seen = `${leader} led term ${currentTerm}, crashed, and sends AppendEntries in that term again`;
        return world.wrong(startsAsFollower, seen);
      });
      aLeaderAmong(world, world.servers, currentTerm);
      stop();
    }
    allAgree(world);
  },
};

const standsAgain: Scenario = {
  id: '2C.32',
  name: 'stands-again',
  title: 'A restarted server that hears nobody stands for election',
  story:
    'After a power cut of all servers each waits for the others, unless restart arms the election timer. It must do so ' +
    'with a disk as well as without, in whatever role it crashed.',
  kind: 'liveness',
  points: 1,
  seeds: 4,
  sometimes: ['crashed', 'restarted'],
  setup: oneReal(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    for (let round = 1; round <= 3; round += 1) {
      world.run(world.random.int(0, 800));
      powerCycle(world, subject);
      const voter = cast.at(0);
      const known = voter.heard('RequestVoteRequest').length;
      world.expect(
        `${subject} asks for votes`,
        () => voter.heard('RequestVoteRequest').length > known,
      );
    }
    sameLogs(scene);
    powerCycle(world, subject);
    cast.able({ votes: true, acks: true });
    world.agree('led again', { count: 1 });
  },
};

/** All handlers in which a server can crash; one that a submission does not have is never reached. */
const HANDLERS = [
  'clientRequest',
  'handleAppendEntriesRequest',
  'handleAppendEntriesResponse',
  'heartbeatTimeout',
  'electionTimeout',
  'handleRequestVoteRequest',
  'handleRequestVoteResponse',
  'handleCustom',
] as const;

/** Who goes down first within a step of this handler that has so many effects; `null` when nobody has such a step. */
function firstToCrash(world: World, handler: string, effects: number): ServerId | null {
  const { servers } = world;
  for (const server of servers) world.crashAfterEffects(server, effects, handler);
  const down = (): ServerId | undefined => servers.find((server) => !world.isUp(server));
  for (let round = 0; round < 4 && down() === undefined; round += 1) {
    for (const server of servers) {
      if (down() === undefined) world.propose(server, `${handler} ${effects} ${round}`);
    }
    const leader = world.leader();
    if (round % 2 === 1 && leader !== undefined) world.network.isolate(leader);
    const until = world.now + 500;
    while (down() === undefined && world.now < until) world.run(5);
    world.network.heal();
  }
  for (const server of servers) world.crashAfterEffects(server, Number.POSITIVE_INFINITY);
  return down() ?? null;
}

const everywhere: Scenario = {
  id: '2C.33',
  name: 'crash-everywhere-in-a-cluster',
  title: 'Whoever comes first to a place between two effects crashes there; nothing is ever lost',
  story:
    'A real cluster works, with commands and elections. For each handler and each number of effects the first server ' +
    'whose step has so many crashes behind them, is down for a moment or for long, and comes back. The number goes up ' +
    'until nobody has such a step. At times all others lose their power, too.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: anyCluster(2, 3, 3, 4, 5),
  play(world) {
    const { random, servers } = world;
    world.agree('first');
    for (const handler of random.shuffle(HANDLERS)) {
      for (let effects = 0; effects < 40; effects += 1) {
        const crashed = firstToCrash(world, handler, effects);
        if (crashed === null) break;
        if (random.chance(0.1)) crashAll(world, servers);
        world.run(random.pick([1, ALL_HEARD, 400]));
        bringAllBack(
          world,
          servers.filter((server) => !world.isUp(server)),
        );
      }
    }
    allAgree(world);
  },
};

/** Who comes back as what. */
export const restarts: readonly Scenario[] = [
  appliesAgain,
  leaderComesBack,
  standsAgain,
  everywhere,
];
