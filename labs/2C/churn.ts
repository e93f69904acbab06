/**
 * Clusters that never rest: clients that go on while servers come and go, and swarms of everything at once.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import { allAgree, anyCluster, cluster, hasApplied, without } from '../clusters.ts';
import { bringAllBack, bringBack, powerCycle, upServers } from './stage.ts';

/** Three clients propose wherever they find somebody, for some time. Returns the commands that they saw applied. */
function clientsGoOn(world: World, ms: number, name: string): string[] {
  const { random, servers } = world;
  const until = world.now + ms;
  const open: string[] = [];
  for (let number = 1; world.now < until; number += 1) {
    for (const client of ['A', 'B', 'C']) {
      const command = `${name} ${client}${number}`;
      const taken = random.shuffle(servers).some((server) => world.propose(server, command));
      if (taken) open.push(command);
    }
    world.run(random.int(5, 60));
  }
  return open.filter((command) => servers.some((server) => hasApplied(world, server, command)));
}

/** One round of MIT's churn: somebody is cut off, somebody comes back, somebody crashes, or not. */
function churnOnce(world: World): void {
  const { random, servers, network } = world;
  if (random.chance(0.2)) network.isolate(random.pick(servers));
  if (random.chance(0.5)) {
    const server = random.pick(servers);
    if (!world.isUp(server)) bringBack(world, server);
    network.rejoin(server);
  }
  if (random.chance(0.2)) world.crash(random.pick(servers));
}

/** Everybody is up, and every link is whole. */
function mendAll(world: World): void {
  world.network.heal();
  bringAllBack(
    world,
    world.servers.filter((server) => !world.isUp(server)),
  );
}

function churn(world: World): void {
  const seen: string[] = [];
  for (let round = 1; round <= 12; round += 1) {
    churnOnce(world);
    seen.push(...clientsGoOn(world, 300, `round ${round}`));
  }
  mendAll(world);
  allAgree(world);
  world.expect(
    'whatever a client saw applied is applied everywhere',
    () =>
      seen.every((command) => world.servers.every((server) => hasApplied(world, server, command))),
    1,
  );
}

const reliableChurn: Scenario = {
  id: '2C.12',
  name: 'churn',
  title: 'Three clients go on while servers are cut off, crash and come back, and lose nothing',
  story:
    'In each round a server may be cut off, another one come back, a third one crash. Whatever a client saw applied, ' +
    'anywhere and at any time, must be applied everywhere in the end.',
  kind: 'safety',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: cluster(5),
  play: churn,
};

const unreliableChurn: Scenario = {
  id: '2C.13',
  name: 'unreliable-churn',
  title: 'The same over a network that loses, doubles and delays',
  story:
    'Servers come and go, and each message has its own fate: lost, doubled, late. A promise that was forgotten in a ' +
    'crash meets the message that reminds of it.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted', 'lost', 'duplicated'],
  setup: (random) => ({
    ...cluster(5)(random),
    weather: { loss: 0.1, duplicate: 0.1, delay: [1, 27], late: 0.05, lateDelay: [100, 1_500] },
  }),
  play: churn,
};

/** One bad thing happens, of the seed's choice. */
function mischief(world: World): void {
  const { network, random, servers } = world;
  const leader = world.leader() ?? random.pick(servers);
  const other = random.pick(servers);
  const order = random.shuffle(servers);
  const cutAt = random.int(0, servers.length);
  const choices: readonly (() => void)[] = [
    () => world.crash(leader),
    () => world.crash(other),
    () => powerCycle(world, leader, random.int(1, 300)),
    () => powerCycle(world, other, random.int(1, 300)),
    () => world.crashAfterEffects(leader, random.int(0, 4)),
    () => world.crashAfterEffects(other, random.int(0, 4)),
    () =>
      order.slice(0, cutAt).forEach((server) => {
        world.crash(server);
      }),
    () =>
      servers.forEach((server) => {
        world.crash(server);
      }),
    () => network.isolate(leader),
    () => network.partition(order.slice(0, cutAt), order.slice(cutAt)),
    () =>
      without(world, leader).forEach((server) => {
        network.cut(server, leader);
      }),
    () => world.pause(leader),
    () => world.pause(other),
    () => world.clockRate(other, random.pick([0.5, 2])),
    () => world.slow(other, random.int(0, 40)),
  ];
  random.pick(choices)();
}

/** Some of the damage is repaired. */
function repairSome(world: World): void {
  const { network, random, servers } = world;
  for (const server of servers) {
    if (!world.isUp(server)) {
      if (random.chance(0.6)) bringBack(world, server);
    } else if (random.chance(0.6)) {
      world.resume(server);
    }
  }
  if (random.chance(0.6)) network.heal();
}

/** All damage is repaired, and what was under way has arrived. */
function healAll(world: World): void {
  const { network, servers } = world;
  network.weather({ loss: 0, duplicate: 0, late: 0 });
  for (const server of servers) {
    world.crashAfterEffects(server, Number.POSITIVE_INFINITY);
    world.resume(server);
    world.clockRate(server, 1);
    world.slow(server, 0);
  }
  mendAll(world);
}

const swarm: Scenario = {
  id: '2C.14',
  name: 'swarm',
  title: 'After any mix of crashes, cuts, loss, pauses and clocks that go wrong all logs are equal',
  story:
    'The seed chooses the size and the names of the cluster and the weather. In the first phase anything may happen: ' +
    'crashes in the middle of a handler, of all at once, pauses, wrong clocks, slow machines, cuts in all directions; ' +
    'only safety is judged. Then everything is healed, and the cluster must make progress.',
  kind: 'safety',
  points: 6,
  seeds: 10,
  sometimes: ['elected', 'applied', 'crashed', 'restarted'],
  setup: (random) => {
    const weather = {
      loss: random.pick([0, 0.05, 0.2]),
      duplicate: random.pick([0, 0.05, 0.2]),
      late: random.pick([0, 0.05, 0.1]),
      lateDelay: [100, 2_000],
    } as const;
    return { ...anyCluster(1, 2, 3, 3, 3, 4, 5, 5, 6, 7)(random), weather };
  },
  play(world) {
    const { random } = world;
    world.reach('somebody leads', () => world.leader());
    for (let round = 1; round <= 15; round += 1) {
      for (const server of upServers(world)) world.propose(server, `${round}.${server}`);
      mischief(world);
      for (const server of upServers(world)) world.propose(server, `${round}.${server} again`);
      world.run(random.int(20, 600));
      repairSome(world);
    }
    healAll(world);
    allAgree(world);
  },
};

/** Restless clusters. */
export const churns: readonly Scenario[] = [reliableChurn, unreliableChurn, swarm];
