/**
 * What the scenarios of lab 2B share: clusters, a stage with one real server among puppets, and the words for what
 * is to be reached there.
 *
 * Every step waits for an effect and for nothing else. So a Raft that sends whole logs, one entry a message, only
 * with its heartbeats, or everything twice plays along as well as a plain one.
 *
 * @module
 */
import type { Random, Setup, World } from '../../grader/index.ts';
import type {
  AppendEntriesRequest,
  Json,
  LogEntry,
  Message,
  Payload,
  ServerId,
  ServerState,
} from '../../skeleton/contract/index.ts';
import { electSubject, type VotingPuppet, type VotingPuppets, votingPuppets } from '../puppets.ts';

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

/** What a log entry carries when a client has proposed this. */
function command(value: Json): Payload {
  return { kind: 'command', command: value };
}

/** An entry that carries a command. Named after its place, so that a picture of the log explains itself. */
export function entryOf(term: number, index: number): LogEntry {
  return { term, payload: command(`${index}@${term}`) };
}

/** A log whose entries have these terms. */
export function logOf(...terms: readonly number[]): LogEntry[] {
  return terms.map((term, place) => entryOf(term, place + 1));
}

/** True for requests to append, from or to anybody. */
export function isAppend(message: Message): message is AppendEntriesRequest {
  return message.type === 'AppendEntriesRequest';
}

/** The index of the last entry that a request carries or stands behind. */
export function endOf(request: AppendEntriesRequest): number {
  return request.prevLogIndex + request.entries.length;
}

/** One real server among puppets, which at first answer nothing. */
export interface Stage {
  readonly world: World;
  readonly subject: ServerId;
  readonly cast: VotingPuppets;
  /** What the real server knows now. */
  state(): ServerState;
}

/** Takes the place that {@link oneAmongPuppets} has set up. */
export function stage(world: World): Stage {
  const [subject, ...puppets] = world.servers;
  if (subject === undefined) throw new Error('scenario: an empty cluster');
  const cast = votingPuppets(world, puppets);
  cast.able({ votes: false, acks: false });
  return { world, subject, cast, state: () => world.state(subject) };
}

/** A puppet leads a term with this log before it, by the votes of other puppets. The real server hears nothing of it. */
export function reign(
  { cast }: Stage,
  leader: VotingPuppet,
  what: { readonly term: number; readonly log?: readonly LogEntry[] },
): VotingPuppet {
  if (what.log !== undefined) leader.adoptLog(what.log);
  return cast.crown(leader, what.term);
}

/** A leader adds entries of its term, named after their places. */
export function writeEntries(leader: VotingPuppet, count: number): void {
  for (let added = 0; added < count; added += 1) {
    leader.write(entryOf(leader.currentTerm, leader.lastIndex + 1).payload);
  }
}

/** A leader says this to the real server, which has handled it when this returns. */
export function tell(
  { world, subject }: Stage,
  leader: VotingPuppet,
  what: Parameters<VotingPuppet['append']>[1],
): void {
  leader.append(subject, what);
  world.run(2);
}

/** A message that was under way for long arrives at last. */
export function arrivesLate(
  { world }: Stage,
  sender: VotingPuppet,
  message: Parameters<VotingPuppet['puppet']['send']>[0],
): void {
  sender.puppet.send(message);
  world.run(2);
}

/** The real server's log is the leader's, entry by entry, and applied. A goal. */
export function hasWholeLog({ world, subject }: Stage, leader: VotingPuppet): void {
  const whole = leader.log;
  const what = `${subject} has applied all ${whole.length} entries of ${leader.id}'s log`;
  world.expect(what, () => world.applied(subject).length >= whole.length);
  world.expect(`${subject} has the log of ${leader.id}`, () =>
    sameLog(world.state(subject).log, whole),
  );
}

/** True when two logs have the same terms at the same places. */
export function sameLog(one: readonly LogEntry[], other: readonly LogEntry[]): boolean {
  return (
    one.length === other.length && one.every((entry, place) => entry.term === other[place]?.term)
  );
}

/** Lets time pass until something holds, for so long at most; says whether it came. Neither a goal nor a set-up. */
export function comes(world: World, withinMs: number, condition: () => boolean): boolean {
  const until = world.now + withinMs;
  while (!condition() && world.now < until) world.run(2);
  return condition();
}

/** How far each puppet can be reached: requests that carry or stand behind later entries are lost on the way. */
export class Limits {
  readonly #limits = new Map<ServerId, number>();

  constructor(world: World) {
    world.network.lose((message) => {
      const limit = this.#limits.get(message.to);
      return limit !== undefined && isAppend(message) && endOf(message) > limit;
    });
  }

  /** Nothing behind this index reaches these puppets. */
  set(limit: number, ...puppets: readonly VotingPuppet[]): void {
    for (const { id } of puppets) this.#limits.set(id, limit);
  }

  /** Everything reaches everybody again. */
  clear(): void {
    this.#limits.clear();
  }
}

/** The real server leads, and everybody has its log. Returns the index of its end. */
export function leadsInPeace({ world, subject, cast }: Stage): number {
  electSubject(world, subject, cast);
  world.agree('in peace', { count: 1 });
  return world.reach('everybody has the whole log', () => {
    const end = world.lastIndex(subject);
    return cast.all.every((puppet) => puppet.lastIndex === end) && end;
  });
}

/** The network is whole, all puppets answer, and the real server gets a last command committed. A goal. */
export function allIsWell({ world, subject, cast }: Stage, limits?: Limits): void {
  limits?.clear();
  world.network.heal();
  cast.able({ votes: true, acks: true, rival: false });
  world.agree('all is well', { count: 1 });
  const log = () => world.state(subject).log;
  world.expect('everybody has the log of the leader', () =>
    cast.all.every((puppet) => sameLog(puppet.log, log())),
  );
}
