/**
 * Clusters for the scenarios of all labs, and the words for what is to be reached in them.
 *
 * @module
 */
import type { Random, Setup, World } from '../grader/index.ts';
import type { Json, ServerId } from '../skeleton/contract/index.ts';

/** Longer than any election timeout that the handout allows, in milliseconds. */
export const QUIET = 1_200;

/** Names as teams give them: plain, numbers that sort badly, numbers that look like array places, and words. */
const NAMES: readonly (readonly ServerId[])[] = [
  ['s1', 's2', 's3', 's4', 's5', 's6', 's7'],
  ['0', '1', '2', '3', '4', '5', '6'],
  ['10', '9', '100', '1', '99', '0', '11'],
  ['Zoë', 'a b', 'x.y', 'A', 'a', 'null', '-1'],
];

const PLAIN = ['s1', 's2', 's3', 's4', 's5', 's6', 's7'];

/** A cluster, in an order that the seed chooses. */
export function cluster(size: number): (random: Random) => Setup {
  return (random) => ({ servers: random.shuffle(PLAIN.slice(0, size)) });
}

/** A cluster of one of these sizes, with names of any kind. */
export function anyCluster(...sizes: readonly number[]): (random: Random) => Setup {
  return (random) => ({
    servers: random.shuffle(random.pick(NAMES).slice(0, random.pick(sizes))),
  });
}

/** A cluster in which only the first server is real. */
export function oneAmongPuppets(...sizes: readonly number[]): (random: Random) => Setup {
  return (random) => {
    const servers = random.shuffle(PLAIN.slice(0, random.pick(sizes)));
    return { servers, puppets: servers.slice(1) };
  };
}

/** All servers but these. */
export function without(world: World, ...gone: readonly ServerId[]): ServerId[] {
  return world.servers.filter((server) => !gone.includes(server));
}

/** The leader as soon as there is one. */
export function aLeader(world: World): ServerId {
  return world.expect('there is a leader', () => world.leader());
}

/** A leader among these, of a term above the given one. */
export function aLeaderAmong(world: World, among: readonly ServerId[], aboveTerm = 0): ServerId {
  return world.expect(`one of ${among.join(', ')} leads`, () => {
    const leader = world.leader();
    if (leader === undefined || !among.includes(leader)) return null;
    return world.state(leader).currentTerm > aboveTerm && leader;
  });
}

/** Cuts off a leader, and waits until one of the others leads a newer term. */
export function replaceLeader(world: World, old: ServerId): ServerId {
  const { currentTerm } = world.state(old);
  world.network.isolate(old);
  return aLeaderAmong(world, without(world, old), currentTerm);
}

/** True when all servers have applied the same number of entries, which is all that is in their logs. */
export function allEqual(world: World, servers: readonly ServerId[] = world.servers): boolean {
  const lengths = servers.flatMap((server) => [
    world.lastIndex(server),
    world.applied(server).length,
  ]);
  return lengths.every((length) => length === lengths[0]);
}

/** One more command reaches every server, and then all logs are equal and applied to their ends. A goal. */
export function allAgree(world: World, servers: readonly ServerId[] = world.servers): void {
  world.agree('at last', { count: servers.length });
  world.expect('all logs are equal and applied', () => allEqual(world, servers));
}

/** True when a server has applied this command. */
export function hasApplied(world: World, server: ServerId, command: Json): boolean {
  return world
    .applied(server)
    .some(({ payload }) => payload.kind === 'command' && payload.command === command);
}
