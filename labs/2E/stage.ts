/**
 * What the scenarios of lab 2E share: clusters in which some servers only wait to be added, an administrator, and a real
 * server that leads puppets of which not all belong to the cluster.
 *
 * @module
 */
import type { ConfigProposal, Random, Setup, World } from '../../grader/index.ts';
import type { Json, ServerId } from '../../skeleton/contract/index.ts';
import { QUIET } from '../clusters.ts';
import type { VotingPuppet } from '../puppets.ts';
import { type Stage, stage } from '../stage.ts';

const NAMES: readonly (readonly ServerId[])[] = [
  ['s1', 's2', 's3', 's4', 's5', 's6', 's7'],
  ['0', '1', '2', '3', '4', '5', '6'],
  ['10', '9', '100', '1', '99', '0', '11'],
];

/** So long an administrator keeps asking, in milliseconds. */
const PATIENCE_MS = 30_000;
/** So long before asking again. */
const PAUSE_MS = 20;

/** A cluster of the first so many servers, and as many more that wait to be added. */
export function growing(members: number, waiting: number): (random: Random) => Setup {
  return (random) => {
    const servers = random.pick(NAMES).slice(0, members + waiting);
    return { servers, initial: servers.slice(0, members) };
  };
}

/** One real server, the first, in a cluster of so many with puppets; more puppets wait to be added. */
export function leadingPuppets(members: number, waiting: number): (random: Random) => Setup {
  return (random) => {
    const setup = growing(members, waiting)(random);
    return { ...setup, puppets: setup.servers.slice(1) };
  };
}

/** The leader of the newest term among some servers that are up. */
export function leaderAmong(world: World, servers: readonly ServerId[]): ServerId | undefined {
  return servers
    .filter((server) => world.isUp(server) && world.state(server).role === 'leader')
    .sort((a, b) => world.state(b).currentTerm - world.state(a).currentTerm)[0];
}

/** The same list, whatever its order. */
function sameServers(one: readonly ServerId[], other: readonly ServerId[]): boolean {
  return one.length === other.length && one.every((server) => other.includes(server));
}

/** Asks one server for a configuration until it takes it. A goal. */
export function asks(world: World, server: ServerId, servers: readonly ServerId[]): ConfigProposal {
  const until = world.now + PATIENCE_MS;
  while (world.now < until) {
    const taken = world.changeServers(server, servers);
    if (taken !== null) return taken;
    world.run(PAUSE_MS);
  }
  return neverCame(world, `${server} takes the configuration ${show(servers)}`);
}

/**
 * Asks the real server to add a puppet until it takes the change. A goal. The puppet acknowledges what it is sent until
 * then, since a leader may wait for a newcomer to catch up, and nothing from then on.
 */
export function adds(
  { world, subject }: Stage,
  members: readonly ServerId[],
  added: VotingPuppet,
): ConfigProposal {
  added.able({ acks: true });
  const taken = asks(world, subject, [...members, added.id]);
  added.able({ acks: false });
  return taken;
}

/** The newest configuration in a server's log, else in its snapshot; `null` when it has only the first one. */
export function newestOf(
  world: World,
  server: ServerId,
): { readonly servers: readonly ServerId[]; readonly index: number } | null {
  const { log, snapshot } = world.state(server);
  const base = snapshot?.lastIncludedIndex ?? 0;
  const place = log.findLastIndex(({ payload }) => payload.kind === 'config');
  const payload = log[place]?.payload;
  if (payload?.kind === 'config') return { servers: payload.servers, index: base + place + 1 };
  return snapshot === null ? null : { servers: snapshot.servers, index: base };
}

/**
 * Changes the cluster by one server, asking whoever leads, as often as it takes. A goal: every server that is up and stays
 * has applied the change.
 */
export function reconfigure(
  world: World,
  from: readonly ServerId[],
  to: readonly ServerId[],
): void {
  const staying = from.filter((server) => to.includes(server) && world.isUp(server));
  const isDone = (): boolean =>
    staying.every((server) => {
      const newest = newestOf(world, server);
      const { lastApplied } = world.state(server);
      return newest !== null && sameServers(newest.servers, to) && lastApplied >= newest.index;
    });
  const until = world.now + PATIENCE_MS;
  while (!isDone()) {
    if (world.now >= until) neverCame(world, `${show(from)} becomes ${show(to)}`);
    const leader = leaderAmong(world, from);
    if (leader !== undefined) world.changeServers(leader, to);
    for (let waited = 0; waited < 500 && !isDone(); waited += PAUSE_MS) world.run(PAUSE_MS);
  }
}

/** A command is applied by all of these servers. A goal. */
export function allApply(world: World, servers: readonly ServerId[], command: Json): void {
  const until = world.now + PATIENCE_MS;
  while (world.now < until) {
    const leader = leaderAmong(world, servers);
    const taken = leader === undefined ? null : world.propose(leader, command);
    if (taken !== null) {
      const { index, term } = taken;
      world.run(50);
      for (let waited = 0; waited < 3_000; waited += PAUSE_MS) {
        if (servers.every((server) => world.state(server).lastApplied >= index)) break;
        world.run(PAUSE_MS);
      }
      const own = servers.every((server) => {
        const applied = world.applied(server)[index - 1];
        return (
          world.state(server).lastApplied >= index &&
          (applied === undefined || applied.term === term)
        );
      });
      if (own) return;
    }
    world.run(PAUSE_MS);
  }
  neverCame(world, `${show(servers)} apply ${JSON.stringify(command)}`);
}

/** A goal that was waited for in vain. */
function neverCame(world: World, what: string): never {
  world.expect(`${what}, within ${PATIENCE_MS} ms`, () => null, 0);
  throw new Error('a goal that does not come ends the run');
}

/** `{s1, s2, s3}` */
export function show(servers: readonly ServerId[]): string {
  return `{${servers.join(', ')}}`;
}

/** A real server that leads, with the puppets that belong to its cluster and those that wait. */
export interface Reign extends Stage {
  /** The configuration at first, the real server included. */
  readonly members: readonly ServerId[];
  readonly followers: readonly VotingPuppet[];
  readonly waiting: readonly VotingPuppet[];
}

/**
 * The real server leads the puppets of its cluster, and an entry of its term is committed: it may change the cluster now.
 * From here on no puppet answers by itself.
 *
 * @param members - How many servers the cluster has at first.
 */
export function reign(world: World, members: number): Reign {
  const scene = stage(world);
  const { subject, cast } = scene;
  const followers = cast.all.slice(0, members - 1);
  const waiting = cast.all.slice(members - 1);
  for (const follower of followers) follower.able({ votes: true, acks: true });
  leads(scene);
  world.reach('a command is committed and everywhere', () => {
    const taken = world.lastIndex(subject) > 0 || world.propose(subject, 'in peace') !== null;
    const { commitIndex } = world.state(subject);
    const end = world.lastIndex(subject);
    const own = world.entry(subject, commitIndex)?.term === world.state(subject).currentTerm;
    return taken && own && commitIndex === end && followers.every((one) => one.lastIndex === end);
  });
  cast.able({ votes: false, acks: false });
  const all = [subject, ...followers.map(({ id }) => id)];
  return { ...scene, members: all, followers, waiting };
}

/** The real server leads. A set-up. */
export function leads({ world, subject, state }: Stage): void {
  world.reach(`${subject} leads`, () => state().role === 'leader');
}

/** Lets some puppets acknowledge what the leader sends, and the others keep silent. */
export function onlyAck({ cast }: Stage, ...some: readonly VotingPuppet[]): void {
  cast.able({ acks: false });
  for (const puppet of some) puppet.able({ acks: true });
}

/** The real server hears nobody for longer than any election timeout. */
export function hush({ world, cast }: Stage): void {
  cast.able({ votes: false, acks: false });
  world.run(QUIET);
}
