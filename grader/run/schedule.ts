/**
 * A schedule: the inputs of a cluster in the order in which they happen, with nothing left to chance.
 *
 * It takes no time. Messages wait until the schedule delivers them, timers go off when it says so, and messages of a
 * submission's own kind (`Custom`) arrive at once between any two inputs. That is one of the orders in which a network and
 * clocks may have it, and so every right Raft must live through it. A step that a Raft gives no occasion for, because it
 * has sent no such message or leads no more, is left out.
 *
 * @module
 */
import type { Json, LabId, Message, ServerId } from '../../skeleton/contract/index.ts';
import type { Held, World } from './scenario.ts';

/** One input of one server. */
export type ScheduleStep =
  | {
      readonly does: 'electionTimeout' | 'heartbeatTimeout' | 'restart';
      readonly server: ServerId;
    }
  | { readonly does: 'clientRequest'; readonly server: ServerId; readonly command: Json }
  | { readonly does: 'takeSnapshot'; readonly server: ServerId; readonly index: number }
  | {
      readonly does: 'changeServers';
      readonly server: ServerId;
      readonly servers: readonly ServerId[];
    }
  /** With `copy` the message arrives and is under way still. */
  | { readonly does: 'deliver'; readonly message: Message; readonly copy?: true };

/** The way to a broken rule that the model checker has found in a weakening of the specification. */
export interface Schedule {
  /** The weakening's. */
  readonly name: string;
  /** The first lab in which all of it can happen. */
  readonly lab: LabId;
  readonly story: string;
  readonly source: string;
  /** The property of the specification that does not hold behind the last step. */
  readonly falls: string;
  readonly servers: readonly ServerId[];
  /** The first configuration. */
  readonly initial: readonly ServerId[];
  readonly steps: readonly ScheduleStep[];
}

/** Plays the steps, and returns how many of them took place. The world must have just begun, with no delays. */
export function follow(world: World, { name, story, steps }: Schedule): number {
  world.tell(`${name}: ${story}`);
  const held = world.network.hold(({ type }) => type !== 'Custom');
  let took = 0;
  for (const step of steps) {
    if (takes(world, held, step)) took += 1;
    world.run(0);
  }
  held.drop();
  world.tell(`${took} of ${steps.length} steps took place`);
  return took;
}

/** Plays one step; false when there is no occasion for it. */
function takes(world: World, held: Held, step: ScheduleStep): boolean {
  switch (step.does) {
    case 'electionTimeout':
      return world.goesOff(step.server, 'election');
    case 'heartbeatTimeout':
      return world.goesOff(step.server, 'heartbeat');
    case 'restart':
      world.restart(step.server);
      return true;
    case 'clientRequest':
      return world.propose(step.server, step.command) !== null;
    case 'changeServers':
      return world.changeServers(step.server, step.servers) !== null;
    case 'takeSnapshot':
      return takesSnapshot(world, step.server, step.index);
    case 'deliver':
      return arrives(world, held, step);
  }
}

/** What is not even committed, no service can hand over and no server may take: there the schedule makes something up. */
function takesSnapshot(world: World, server: ServerId, index: number): boolean {
  const { lastApplied, commitIndex } = world.state(server);
  if (index <= lastApplied) world.takeSnapshot(server, index);
  else if (index > commitIndex) world.takeSnapshot(server, index, 'not committed');
  return world.state(server).snapshot?.lastIncludedIndex === index;
}

/** A request that was not sent by itself may come with the next heartbeat. */
function arrives(
  world: World,
  held: Held,
  { message, copy }: Extract<ScheduleStep, { does: 'deliver' }>,
): boolean {
  let found = closest(held.messages, message);
  if (found === undefined && SENT_WITH_HEARTBEATS.includes(message.type)) {
    world.goesOff(message.from, 'heartbeat');
    world.run(0);
    found = closest(held.messages, message);
  }
  if (found === undefined) return false;
  held.deliver(found, copy);
  return true;
}

const SENT_WITH_HEARTBEATS: readonly Message['type'][] = [
  'AppendEntriesRequest',
  'InstallSnapshotRequest',
];

/**
 * Of the messages of this kind, between these two, of this term: the one that says the most of what is wanted, the first of
 * several. Logs may differ a little: a Raft may have a no-op in front, or send one entry at a time.
 */
function closest(messages: readonly Message[], wanted: Message): Message | undefined {
  const says = facts(wanted);
  let best: { readonly message: Message; readonly score: number } | undefined;
  for (const message of messages) {
    const { type, from, to, term } = message;
    if (type !== wanted.type || from !== wanted.from || to !== wanted.to || term !== wanted.term) {
      continue;
    }
    const score = facts(message).filter((fact) => says.includes(fact)).length;
    if (best === undefined || score > best.score) best = { message, score };
  }
  return best?.message;
}

/** What a message says, in pieces that can be compared. A snapshot's data is the service's own affair. */
function facts(message: Message): readonly string[] {
  const { lastIncludedIndex } = message.type === 'InstallSnapshotRequest' ? message.snapshot : {};
  const all = { ...message, snapshot: lastIncludedIndex };
  return Object.entries(all).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
}
