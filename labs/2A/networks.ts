/**
 * Networks that lose, double, delay, or let messages through in one direction only; and how much may be said.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import { leaderStays, messageBudget } from './rules.ts';
import { agreement, cluster, reignBroken, settled } from './stage.ts';

/** Longer than the longest delay of the bad weather below. */
const ALL_ARRIVED = 1_600;

/** The network is whole and calm again: the cluster agrees on a leader and keeps it. */
function recovers(world: World): void {
  world.network.heal();
  world.network.weather({ loss: 0, duplicate: 0, late: 0 });
  world.run(ALL_ARRIVED);
  const reign = settled(world);
  world.watch(1_000, leaderStays, () => reignBroken(world, world.servers, reign));
}

const oneWay: Scenario = {
  id: '2A.30',
  name: 'one-way-links',
  title:
    'A leader that nobody hears is replaced, and a deaf one does not stop the cluster for good',
  story:
    'First the leader hears everybody and is heard by nobody: the others elect, and since their requests reach it, it ' +
    'steps down. Then a follower is heard but hears nobody, and stands again and again. At last all links are whole, ' +
    'and whatever terms have come up, there is one leader and it stays. MIT only ever cuts both directions.',
  kind: 'liveness',
  points: 2,
  seeds: 5,
  sometimes: ['elected', 'reelected', 'lost'],
  setup: cluster(5),
  play(world) {
    const { leader: mute, term } = settled(world);
    const others = world.servers.filter((server) => server !== mute);
    for (const server of others) world.network.cut(mute, server);
    const next = world.expect(`the others elect, since nobody hears ${mute}`, () => {
      const reign = agreement(world, others);
      return reign !== null && reign.term > term && reign;
    });
    world.expect(
      `${mute} hears of a newer term and leads no longer`,
      () => world.state(mute).currentTerm > term && world.state(mute).role !== 'leader',
    );
    world.network.heal();
    const deaf = world.random.pick(world.servers.filter((server) => server !== next.leader));
    for (const server of world.servers) world.network.cut(server, deaf);
    world.run(2_000);
    recovers(world);
  },
};

const inARow: Scenario = {
  id: '2A.31',
  name: 'links-in-a-row',
  title: 'Three servers in a row elect a leader, though the ends do not hear each other',
  story:
    'A hears B and B hears C, but A and C do not hear each other. Each end has a majority with B. Somebody must lead ' +
    'again and again, though plain Raft may not settle; once the last link is there, it must.',
  kind: 'liveness',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'lost'],
  setup: cluster(3),
  play(world) {
    const [left, , right] = world.servers;
    if (left === undefined || right === undefined) return;
    world.network.cut(left, right);
    world.network.cut(right, left);
    for (let round = 0; round < 4; round += 1) {
      world.expect('somebody leads', () => world.leader());
      world.run(500);
    }
    recovers(world);
  },
};

const budget: Scenario = {
  id: '2A.32',
  name: 'message-budget',
  title: 'An election and an idle second take few messages',
  story:
    'MIT allows 30 RPCs for the first election of three servers, and 60 for an idle second. Here requests and answers ' +
    'are counted, and four times as many are allowed for the election, three times as many for the idle second. It ' +
    'shows loops that resend without waiting, and heartbeats every few milliseconds.',
  kind: 'efficiency',
  points: 2,
  seeds: 5,
  sometimes: ['elected'],
  setup: cluster(3),
  play(world) {
    world.expect('the three agree on a leader', () => agreement(world, world.servers));
    const election = world.counts.messages;
    if (election > 240) world.wrong(messageBudget, `the first election took ${election} messages`);
    settled(world);
    const before = world.counts.messages;
    world.run(2_000);
    const idle = (world.counts.messages - before) / 2;
    if (idle > 360) world.wrong(messageBudget, `an idle second took ${idle} messages`);
  },
};

/** One bad thing happens to the network, of the seed's choice. */
function mischief(world: World): void {
  const { network, random, servers } = world;
  const leader = world.leader() ?? random.pick(servers);
  const other = random.pick(servers.filter((server) => server !== leader));
  const order = random.shuffle(servers);
  const halves = random.int(1, servers.length - 1);
  const choices: readonly (() => void)[] = [
    () => network.isolate(leader),
    () => network.isolate(other),
    () => network.cut(leader, other),
    () => network.cut(other, leader),
    () => {
      for (const server of servers) if (server !== leader) network.cut(leader, server);
    },
    () => {
      for (const server of servers) if (server !== other) network.cut(server, other);
    },
    () => network.partition(order.slice(0, halves), order.slice(halves)),
  ];
  random.pick(choices)();
}

const swarm: Scenario = {
  id: '2A.33',
  name: 'swarm',
  title: 'After any mix of loss, doubles, delays and cuts there is one leader again',
  story:
    'The seed chooses the size of the cluster, which kinds of bad weather there are at all, and a dozen cuts in all ' +
    'directions, most of them aimed at the leader. Every rule is judged at every step. In the end the network is whole ' +
    'and calm, and the cluster must agree on a leader and keep it.',
  kind: 'safety',
  points: 4,
  seeds: 10,
  sometimes: ['elected', 'reelected', 'lost'],
  setup: (random) => {
    const weather = {
      loss: random.pick([0, 0.02, 0.15]),
      duplicate: random.pick([0, 0.1, 0.3]),
      late: random.pick([0, 0.05, 0.2]),
      lateDelay: [100, 1_500],
    } as const;
    return { ...cluster(random.pick([3, 3, 4, 5, 7]))(random), weather };
  },
  play(world) {
    world.reach('somebody leads', () => world.leader());
    for (let round = 0; round < 12; round += 1) {
      mischief(world);
      world.run(world.random.int(50, 700));
      if (world.random.chance(0.6)) world.network.heal();
    }
    world.network.heal();
    const leader = world.reach('somebody leads', () => world.leader());
    const { currentTerm } = world.state(leader);
    world.network.isolate(leader);
    world.expect('a newer leader', () => {
      const next = world.leader();
      return next !== undefined && world.state(next).currentTerm > currentTerm;
    });
    recovers(world);
  },
};

/** Networks. */
export const networks: readonly Scenario[] = [oneWay, inARow, budget, swarm];
