/**
 * Everything at once, with a cluster that changes meanwhile.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import { Clients } from '../clients.ts';
import { kv } from '../kv.ts';
import { linearizable } from '../linearizable.ts';
import { leaderAmong, newestOf } from './stage.ts';

/** An administrator adds or removes one server, of the seed's choice, wherever somebody leads. */
function changeSomething(world: World, first: readonly ServerId[]): void {
  const { random, servers } = world;
  const leader = leaderAmong(world, servers);
  if (leader === undefined) return;
  const current = newestOf(world, leader)?.servers ?? first;
  const outside = servers.filter((server) => !current.includes(server));
  const grows = outside.length > 0 && (current.length < 3 || random.chance(0.5));
  if (grows) world.changeServers(leader, [...current, random.pick(outside)]);
  else if (current.length > 2) {
    const gone = random.pick(current);
    world.changeServers(
      leader,
      current.filter((server) => server !== gone),
    );
  }
}

/** In the swarm a name says who belongs to the first configuration, and who waits. */
function isMember(server: ServerId): boolean {
  return server.startsWith('m');
}

/** One bad thing happens, of the seed's choice. */
function mischief(world: World): void {
  const { network, random, servers } = world;
  const leader = leaderAmong(world, servers) ?? random.pick(servers);
  const other = random.pick(servers);
  const order = random.shuffle(servers);
  const cutAt = random.int(1, servers.length - 1);
  random.pick<() => void>([
    () => world.crash(leader),
    () => world.crash(other),
    () => world.crashAfterEffects(leader, random.int(0, 4)),
    () => network.isolate(leader),
    () => network.partition(order.slice(0, cutAt), order.slice(cutAt)),
    () => world.pause(other),
    () => world.slow(other, random.int(0, 30)),
  ])();
}

/** Some of the damage is repaired; all of it when it is sure. */
function repair(world: World, sure = false): void {
  const { network, random, servers } = world;
  for (const server of servers) {
    if (!sure && random.chance(0.3)) continue;
    world.crashAfterEffects(server, Number.POSITIVE_INFINITY);
    if (world.isUp(server)) world.resume(server);
    else world.restart(server);
    if (sure) world.slow(server, 0);
  }
  if (sure || random.chance(0.6)) network.heal();
}

const swarm: Scenario = {
  id: '2E.26',
  name: 'swarm',
  title:
    'After any mix of changes, crashes, cuts and snapshots the cluster serves, whatever it is now',
  story:
    'Clients write and read, an administrator adds and removes, servers crash in the middle of handlers, the network parts ' +
    'and loses. Only safety is judged, and what clients are told. Then everything is healed: the members of the newest ' +
    'committed configuration must answer every client.',
  kind: 'safety',
  points: 6,
  seeds: 10,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: (random) => {
    const members = random.int(1, 5);
    const servers = [1, 2, 3, 4, 5, 6].map((place) => `${place <= members ? 'm' : 'w'}${place}`);
    const initial = servers.filter(isMember);
    const weather = { loss: random.pick([0, 0.05, 0.15]), duplicate: random.pick([0, 0.1]) };
    const snapshotEvery = random.pick([3, 10, 1_000]);
    return { servers, initial, weather, service: { machine: kv, snapshotEvery } };
  },
  play(world) {
    const { random, servers } = world;
    const first = servers.filter(isMember);
    const clients = new Clients(world, {
      clients: 3,
      keys: ['x', 'y', 'z'],
      pause: [50, 200],
      patience: 800,
    });
    world.reach('somebody leads', () => leaderAmong(world, servers));
    for (let round = 1; round <= 14; round += 1) {
      changeSomething(world, first);
      clients.run(random.int(50, 400));
      mischief(world);
      clients.run(random.int(20, 500));
      changeSomething(world, first);
      repair(world);
    }
    world.network.weather({ loss: 0, duplicate: 0 });
    repair(world, true);
    clients.finish();
    linearizable(world, clients.history);
  },
};

/** Restless clusters. */
export const swarms: readonly Scenario[] = [swarm];
