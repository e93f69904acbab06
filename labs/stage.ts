/**
 * A stage for the scenarios of labs 2B to 2E: one real server among puppets, and the words for what happens there.
 *
 * Every step waits for an effect and for nothing else. So a Raft that sends whole logs, one entry a message, only
 * with its heartbeats, or everything twice plays along as well as a plain one.
 *
 * @module
 */
import type { World } from '../grader/index.ts';
import type {
  AppendEntriesRequest,
  Json,
  LogEntry,
  Message,
  Payload,
  ServerId,
  ServerState,
} from '../skeleton/contract/index.ts';
import { electSubject, type VotingPuppet, type VotingPuppets, votingPuppets } from './puppets.ts';

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
