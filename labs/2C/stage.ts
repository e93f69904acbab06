/**
 * What the scenarios of lab 2C share: clusters that crash, and what must hold of a server that comes back.
 *
 * As in lab 2B every step waits for an effect and for nothing else, and whoever counts on a server to vote or to stand
 * leaves it in silence for longer than any election timeout first.
 *
 * @module
 */
import type { Random, Setup, World } from '../../grader/index.ts';
import type { LogEntry, ServerId } from '../../skeleton/contract/index.ts';
import { oneAmongPuppets, QUIET } from '../clusters.ts';
import type { VotingPuppet } from '../puppets.ts';
import type { Stage } from '../stage.ts';
import { diskIsWhole, promisesSurvive, startsAsFollower } from './rules.ts';

/** Longer than any message of the calm weather is under way. */
export const ALL_HEARD = 15;

/** Names that are easily mixed up: a part of another name, a number, a word that JSON knows. */
const AWKWARD = ['10', '0', '1', '100', 'null', '-1', '2'];

/** A cluster in which only the first server is real; every other seed has awkward names. */
export function oneReal(...sizes: readonly number[]): (random: Random) => Setup {
  return (random) => {
    if (random.chance(0.5)) return oneAmongPuppets(...sizes)(random);
    const servers = AWKWARD.slice(0, random.pick(sizes));
    return { servers, puppets: servers.slice(1) };
  };
}

/** Power off and on again, for a moment or for a while. What was under way to it in between is lost. */
export function powerCycle(world: World, server: ServerId, downMs = ALL_HEARD): void {
  world.crash(server);
  world.run(downMs);
  bringBack(world, server);
}

/** Power on. The server must begin as Figure 2 says. */
export function bringBack(world: World, server: ServerId): void {
  const disk = world.disk(server);
  const lastTerm = disk?.log.at(-1)?.term ?? 0;
  if (disk !== null && lastTerm > disk.currentTerm) {
    world.wrong(
      diskIsWhole,
      `the disk of ${server} holds term ${disk.currentTerm}, and an entry of term ${lastTerm}`,
    );
  }
  world.restart(server);
  if (world.isUp(server)) requireFreshStart(world, server);
}

/** Judged right behind `restart`: nothing else has happened to the server yet. */
function requireFreshStart(world: World, server: ServerId): void {
  const { role, commitIndex, lastApplied } = world.state(server);
  const snapshotIndex = world.state(server).snapshot?.lastIncludedIndex ?? 0;
  if (role === 'follower' && commitIndex === snapshotIndex && lastApplied === snapshotIndex) return;
  world.wrong(
    startsAsFollower,
    `${server} restarts as ${role} with commitIndex ${commitIndex} and lastApplied ${lastApplied}`,
  );
}

/** Power off for all of these, in this order, some milliseconds apart. */
export function crashAll(world: World, order: readonly ServerId[], apartMs = 0): void {
  for (const server of order) {
    world.crash(server);
    if (apartMs > 0) world.run(apartMs);
  }
}

/** Power on for all of these, in this order, some milliseconds apart. */
export function bringAllBack(world: World, order: readonly ServerId[], apartMs = 0): void {
  for (const server of order) {
    bringBack(world, server);
    if (apartMs > 0) world.run(apartMs);
  }
}

/** Those that are up. */
export function upServers(world: World): ServerId[] {
  return world.servers.filter((server) => world.isUp(server));
}

/** Every order of some items. */
export function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, place) => {
    const rest = items.filter((_, other) => other !== place);
    return orders(rest).map((order) => [first, ...order]);
  });
}

/** The real server is up and has heard nobody for so long that it listens to candidates. Returns a term above all. */
export function silence({ world, cast, state }: Stage): number {
  cast.able({ votes: false, acks: false });
  world.run(QUIET);
  return cast.termAbove(state().currentTerm + 3);
}

/**
 * Judges what puppets have heard the real server say: its term and its votes must still be there. To be called when it
 * has restarted, before anything else reaches it.
 */
export function keepsPromises({ world, subject, cast, state }: Stage): void {
  const { currentTerm, votedFor } = state();
  for (const puppet of cast.all) {
    for (const message of puppet.puppet.heard) {
      const { type, term } = message;
      if (type === 'Custom' || term < currentTerm) continue;
      if (term > currentTerm) {
        const seen = `${subject} spoke in term ${term}, and restarts in term ${currentTerm}`;
        world.wrong(promisesSurvive, seen);
      }
      const asked = type === 'RequestVoteRequest' ? subject : null;
      const gave = type === 'RequestVoteResponse' && message.voteGranted ? puppet.id : null;
      const vote = asked ?? gave;
      if (vote === null || vote === votedFor) continue;
      const now = votedFor === null ? 'for nobody' : `for ${votedFor}`;
      const seen = `${subject} voted for ${vote} in term ${term}, and restarts with a vote ${now}`;
      world.wrong(promisesSurvive, seen);
    }
  }
}

/** The index up to which the real server has told a leader, in the leader's term, that their logs are the same. */
export function acknowledged(leader: VotingPuppet): number {
  const indexes = leader
    .heard('AppendEntriesResponse')
    .filter(({ success, term }) => success && term === leader.currentTerm)
    .map(({ matchIndex }) => matchIndex);
  return Math.max(0, ...indexes);
}

/** Judges that the real server still has the beginning of a log, up to an index, after a restart. */
export function keepsEntries(scene: Stage, log: readonly LogEntry[], through: number): void {
  const { world, subject } = scene;
  for (let index = 1; index <= through; index += 1) {
    const expected = log[index - 1]?.term;
    const found = world.entry(subject, index)?.term;
    if (found === expected) continue;
    const now = found === undefined ? 'nothing' : `an entry of term ${found}`;
    const seen = `${subject} acknowledged index ${index} of term ${expected}, and restarts with ${now} there`;
    world.wrong(promisesSurvive, seen);
  }
}
