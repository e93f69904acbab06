/**
 * Clusters under everything at once, with clients of a key-value store who say in the end whether it was one store.
 *
 * @module
 */
import type { Random, Scenario, Setup, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import { Clients } from '../clients.ts';
import { anyCluster, without } from '../clusters.ts';
import { kv } from '../kv.ts';
import { linearizable } from '../linearizable.ts';
import { allServicesAgree } from './stage.ts';

/** Longer than the longest delay in this file. */
const ALL_ARRIVED = 1_600;

const HANDLERS = [
  'handleAppendEntriesRequest',
  'handleInstallSnapshotRequest',
  'takeSnapshot',
  'clientRequest',
  'restart',
] as const;

/** A cluster with a store, in weather and with snapshots of the seed's choice. */
function stormyStore(random: Random): Setup {
  const slow = random.pick([0, 0, 100, 400]);
  return {
    ...anyCluster(3, 3, 4, 5, 5)(random),
    weather: {
      loss: random.pick([0, 0.05, 0.15]),
      duplicate: random.pick([0, 0.1, 0.3]),
      late: random.pick([0, 0.05, 0.1]),
      lateDelay: [50, 1_500],
    },
    service: { machine: kv, snapshotEvery: random.int(1, 12), snapshotDelay: [0, slow] },
  };
}

function downServers(world: World): ServerId[] {
  return world.servers.filter((server) => !world.isUp(server));
}

/** One bad thing happens, of the seed's choice, most of them to a leader. */
function mischief(world: World): void {
  const { network, random, servers } = world;
  const leader = world.leader() ?? random.pick(servers);
  const other = random.pick(without(world, leader));
  const victim = random.chance(0.6) ? leader : other;
  const choices: readonly (() => void)[] = [
    () => network.isolate(victim),
    () => network.partition([leader, other], without(world, leader, other)),
    () => network.cut(victim, leader === victim ? other : leader),
    () => world.crash(victim),
    () => world.restart(victim),
    () => world.crashAfterEffects(victim, random.int(0, 4), random.pick(HANDLERS)),
  ];
  random.pick(choices)();
}

/** As many are up as a majority needs, more or less. */
function mendSome(world: World): void {
  const { network, random, servers } = world;
  if (random.chance(0.6)) network.heal();
  for (const server of downServers(world)) {
    const few = downServers(world).length > (servers.length - 1) / 2;
    if (few || random.chance(0.3)) world.restart(server);
  }
}

/** No more bad weather, everybody up. */
function healAll(world: World): void {
  const { network, servers } = world;
  for (const server of servers) world.crashAfterEffects(server, 1_000_000);
  network.heal();
  network.weather({ loss: 0, duplicate: 0, late: 0 });
  for (const server of downServers(world)) world.restart(server);
}

const swarm: Scenario = {
  id: '2D.31',
  name: 'swarm',
  title: 'Clients see one store, whatever crashes, is lost, and is cut short',
  story:
    'Four clients read, write and swap values at whoever they believe leads, and ask again when no answer comes. ' +
    'Servers crash, also between two effects, links fail, messages come late and twice, and logs are cut at each dozenth ' +
    'entry or at every one. In the end all is well: every client must get its answer, all services must be the same, and ' +
    'there must be an order of all that was done which explains every answer. A session that a snapshot leaves out lets ' +
    'a request happen twice; a service that goes back answers with the past.',
  kind: 'safety',
  points: 6,
  seeds: 10,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted'],
  setup: stormyStore,
  play(world) {
    const plan = { clients: 4, keys: ['x', 'y'], pause: [0, 60], patience: 300 } as const;
    const clients = new Clients(world, plan);
    for (let round = 1; round <= 12; round += 1) {
      clients.run(world.random.int(50, 500));
      mischief(world);
      clients.run(world.random.int(20, 200));
      mendSome(world);
    }
    healAll(world);
    clients.run(ALL_ARRIVED);
    clients.finish();
    allServicesAgree(world);
    linearizable(world, clients.history);
  },
};

/** Everything at once. */
export const swarms: readonly Scenario[] = [swarm];
