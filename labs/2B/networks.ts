/**
 * Networks that carry messages in one direction only, and networks that do everything at once.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import {
  aLeader,
  aLeaderAmong,
  allAgree,
  anyCluster,
  cluster,
  hasApplied,
  without,
} from '../clusters.ts';

/** Longer than the longest delay in this file. */
const ALL_ARRIVED = 2_500;

const mute: Scenario = {
  id: '2B.51',
  name: 'mute-leader',
  title: 'A leader that nobody hears is replaced, and what it took in vain is not applied',
  story:
    'The leader hears everybody and is heard by nobody. It takes a command; the others elect and commit. The old ' +
    'leader learns from their requests that it is over.',
  kind: 'safety',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'lost'],
  setup: cluster(5),
  play(world) {
    world.agree('all');
    const leader = aLeader(world);
    const others = without(world, leader);
    const { currentTerm } = world.state(leader);
    for (const server of others) world.network.cut(leader, server);
    world.propose(leader, 'in vain');
    aLeaderAmong(world, others, currentTerm);
    world.agree('the others', { count: 4 });
    world.network.heal();
    allAgree(world);
    const vain = world.servers.find((server) => hasApplied(world, server, 'in vain'));
    if (vain !== undefined) world.notReached('the command in vain reaches nobody');
  },
};

const deaf: Scenario = {
  id: '2B.52',
  name: 'deaf-leader',
  title: 'A leader that hears nobody commits nothing, and once it hears again all are well',
  story:
    'The followers hear their leader and store what it sends, but none of their answers arrives. Nothing may be ' +
    'committed by it. Whether it steps down or not is its own affair; when the answers come through again, everything ' +
    'commits.',
  kind: 'safety',
  points: 1,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: cluster(3),
  play(world) {
    world.agree('all');
    const leader = aLeader(world);
    for (const server of without(world, leader)) world.network.cut(server, leader);
    for (const command of ['b', 'c', 'd']) world.propose(leader, command);
    world.run(1_500);
    world.network.heal();
    allAgree(world);
  },
};

const deafFollower: Scenario = {
  id: '2B.53',
  name: 'deaf-follower',
  title: 'A follower that hears nobody and asks for votes again and again costs no committed entry',
  story:
    'One of five hears nobody, but all hear it. Its requests for votes have ever higher terms and depose the leader ' +
    'again and again; with its old log it must not win. The bursts of commands in between commit or not; when it ' +
    'hears again, all must agree.',
  kind: 'safety',
  points: 1,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: cluster(5),
  play(world) {
    world.agree('all');
    const follower = world.random.pick(without(world, aLeader(world)));
    for (const server of without(world, follower)) world.network.cut(server, follower);
    for (let round = 1; round <= 8; round += 1) {
      for (const server of world.servers) world.propose(server, `round ${round}`);
      world.run(world.random.int(100, 300));
    }
    world.network.heal();
    allAgree(world);
  },
};

/** Proposes some commands wherever somebody says that it leads, cut off or not. */
function burst(world: World, round: number): void {
  const leaders = world.servers.filter((server) => world.state(server).role === 'leader');
  for (const leader of leaders) {
    const many = world.random.int(1, 4);
    for (let number = 1; number <= many; number += 1) world.propose(leader, `${round}.${number}`);
  }
}

/** One bad thing happens to the network, of the seed's choice, most of them to a leader. */
function mischief(world: World): void {
  const { network, random, servers } = world;
  const leader: ServerId = world.leader() ?? random.pick(servers);
  const other = random.pick(without(world, leader));
  const order = random.shuffle(servers);
  const cutAt = random.int(1, servers.length - 1);
  const choices: readonly (() => void)[] = [
    () => network.isolate(leader),
    () => network.isolate(leader),
    () => network.partition([leader, other], without(world, leader, other)),
    () => network.isolate(other),
    () => network.cut(leader, other),
    () => network.cut(other, leader),
    () => {
      for (const server of without(world, leader)) network.cut(leader, server);
    },
    () => {
      for (const server of without(world, leader)) network.cut(server, leader);
    },
    () => network.partition(order.slice(0, cutAt), order.slice(cutAt)),
  ];
  random.pick(choices)();
}

const swarm: Scenario = {
  id: '2B.54',
  name: 'swarm',
  title: 'After any mix of loss, doubles, long delays, cuts and lonely leaders all logs are equal',
  story:
    'The seed chooses the size and the names of the cluster, which kinds of bad weather there are at all, and a dozen ' +
    'cuts in all directions, most of them aimed at leaders that are given commands at that moment. Some messages are ' +
    'late by many election timeouts and arrive in another age. Every rule is judged at every step. In the end the ' +
    'network is whole and calm, and every server must have applied the same log.',
  kind: 'safety',
  points: 4,
  seeds: 10,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: (random) => {
    const weather = {
      loss: random.pick([0, 0.02, 0.1]),
      duplicate: random.pick([0, 0.05, 0.2]),
      late: random.pick([0, 0.05, 0.1]),
      lateDelay: [100, 2_000],
    } as const;
    return { ...anyCluster(3, 3, 4, 5, 5, 7)(random), weather };
  },
  play(world) {
    const { network, random } = world;
    world.reach('somebody leads', () => world.leader());
    for (let round = 1; round <= 12; round += 1) {
      if (random.chance(0.7)) burst(world, round);
      mischief(world);
      if (random.chance(0.7)) burst(world, round + 100);
      world.run(random.int(50, 800));
      if (random.chance(0.7)) network.heal();
    }
    network.isolate(world.leader() ?? random.pick(world.servers));
    world.run(100);
    network.heal();
    network.weather({ loss: 0, duplicate: 0, late: 0 });
    world.run(ALL_ARRIVED);
    allAgree(world);
  },
};

/** Networks. */
export const networks: readonly Scenario[] = [mute, deaf, deafFollower, swarm];
