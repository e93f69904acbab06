/**
 * What a scenario is: one named test of a lab, with points, played in virtual time.
 *
 * A scenario is plain synchronous code. It looks at the world, does something to it, lets time pass, and says what must
 * come. It never counts messages by position and never fires a timer: it waits for conditions, with generous deadlines. The
 * one exception is a schedule (`schedule.ts`), which takes no time and leaves nothing to chance.
 *
 * @module
 */
import type {
  Json,
  LogEntry,
  Message,
  PersistentState,
  ServerId,
  ServerState,
  TimerName,
} from '../../skeleton/contract/index.ts';
import type { Rule } from '../checkers/property.ts';
import type { Weather } from '../sim/network.ts';
import type { ServicePlan } from '../sim/service.ts';

export type { Weather } from '../sim/network.ts';
export type { ServicePlan, StateMachine } from '../sim/service.ts';

/** Random numbers from a stream of their own, so that one more draw here changes nothing elsewhere. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number, both bounds included. */
  int(least: number, most: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of them; throws on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** The same items in another order. */
  shuffle<T>(items: readonly T[]): T[];
}

/** The cluster that a scenario wants. */
export interface Setup {
  /** All servers, in the order in which they boot. */
  readonly servers: readonly ServerId[];
  /** Those of them that the scenario plays itself; no code of the submission runs in them. */
  readonly puppets?: readonly ServerId[];
  /** What differs from the calm default: no loss, no duplicates, 1 to 10 ms. */
  readonly weather?: Partial<Weather>;
  /**
   * The first configuration, all servers unless given. A server outside it boots with an empty `env.servers` and waits to
   * be added (lab 2E).
   */
  readonly initial?: readonly ServerId[];
  /** The state machine on every server; none unless given, which is enough for labs without snapshots. */
  readonly service?: ServicePlan;
}

/** What must have happened at least once in a run that passes, or the run has shown nothing. */
export type Mark =
  | 'elected' // a server became leader
  | 'reelected' // leaders of two terms were seen
  | 'committed' // a leader's commitIndex grew
  | 'applied' // a command was applied
  | 'truncated' // a follower dropped entries
  | 'refused' // a vote or an append was refused
  | 'lost' // the network lost a message
  | 'duplicated' // the network delivered a message twice
  | 'snapshotted' // a server cut its log behind what its service handed over
  | 'installed' // a running server restored a snapshot
  | 'crashed'
  | 'restarted';

/** One named test of a lab. A run of it is one seed. */
export interface Scenario {
  /** The lab and a number: `2A.1`. */
  readonly id: string;
  /** In kebab case: `initial-election`. */
  readonly name: string;
  /** What must hold, in one sentence for the result line. */
  readonly title: string;
  /** What it shows and why it matters; where it comes from. For the handout and the failure report. */
  readonly story: string;
  readonly kind: 'safety' | 'liveness' | 'efficiency';
  readonly points: number;
  /** How many seeds it is run with unless the command line says otherwise. */
  readonly seeds: number;
  readonly sometimes: readonly Mark[];
  /** Chooses the cluster. `random` is the run's own, and the same for every playing of the seed. */
  setup(random: Random, seed: number): Setup;
  play(world: World): void;
}

/** A command that a leader took. */
export interface Proposal {
  readonly server: ServerId;
  readonly command: Json;
  readonly index: number;
  readonly term: number;
}

/** A configuration that a leader took. */
export interface ConfigProposal {
  readonly server: ServerId;
  readonly servers: readonly ServerId[];
  readonly index: number;
  readonly term: number;
}

/** Which messages are meant. */
export type Which = (message: Message) => boolean;

/** A message without its sender, which the puppet fills in. */
export type Unsent<M extends Message = Message> = M extends Message ? Omit<M, 'from'> : never;

/** A server that the scenario plays. Messages of the submission's own kind (`Custom`) are answered by its own code. */
export interface Puppet {
  readonly id: ServerId;
  /** Everything that reached it, oldest first. */
  readonly heard: readonly Message[];
  /** Sends a message, which arrives one millisecond later whatever the weather, unless a cut or a hold is in its way. */
  send(message: Unsent): void;
  /** Calls this for every message that reaches it from now on; a later call replaces an earlier one. */
  listen(answer: (message: Message) => void): void;
}

/** Messages that were taken out of the network and wait. */
export interface Held {
  readonly messages: readonly Message[];
  /** Lets one of them arrive right now; with `copy` it goes on waiting as well. */
  deliver(message: Message, copy?: boolean): void;
  /** Puts all that wait back and holds no more; they arrive in their order, one millisecond apart. */
  release(): void;
  /** Drops all that wait and holds no more. */
  drop(): void;
}

/** The network between the servers. A message is lost when its link is cut as it is sent or as it would arrive. */
export interface NetworkControl {
  /** Changes the weather from now on. */
  weather(change: Partial<Weather>): void;
  /** Changes the weather of one direction of one link. */
  linkWeather(from: ServerId, to: ServerId, change: Partial<Weather>): void;
  /** Cuts one direction. */
  cut(from: ServerId, to: ServerId): void;
  /** Mends one direction. */
  mend(from: ServerId, to: ServerId): void;
  /** Cuts a server off from all others, both ways. */
  isolate(server: ServerId): void;
  /** Mends all links of a server, both ways. */
  rejoin(server: ServerId): void;
  /** Only servers of the same group hear each other. A server in no group is alone. */
  partition(...groups: readonly (readonly ServerId[])[]): void;
  /** Mends every link. Weather, holds and losses stay. */
  heal(): void;
  /** True when messages from one can reach the other. */
  linked(from: ServerId, to: ServerId): boolean;
  /** Loses every message that matches, until the returned function is called. */
  lose(which: Which): () => void;
  /** Takes every message that matches out of the network, as it is sent. */
  hold(which: Which): Held;
}

/** What a server's state machine was given. */
export interface Applied {
  readonly index: number;
  readonly entry: LogEntry;
}

/** How much was said so far. */
export interface Counts {
  /** Messages sent by the submission's servers. */
  readonly messages: number;
  /** The same in bytes of JSON. */
  readonly bytes: number;
  /** Servers that became leader. */
  readonly elections: number;
}

/** The world of one run, as a scenario sees and changes it. */
export interface World {
  readonly servers: readonly ServerId[];
  readonly random: Random;
  /** The seed of the run. */
  readonly seed: number;
  /** Virtual time since the start, in milliseconds. */
  readonly now: number;
  readonly network: NetworkControl;
  readonly counts: Counts;

  /** Lets time pass; calls `meanwhile` at the beginning and after each event. */
  run(ms: number, meanwhile?: () => void): void;
  /**
   * Lets time pass until a condition holds, and returns what it returned. This is set-up: when it does not come in time,
   * the run is tried again with the next seed instead of failed. Default 20,000 ms.
   */
  reach<T>(what: string, condition: () => T | null | undefined | false, withinMs?: number): T;
  /** The same as a goal: when it does not come in time, the verdict is "no progress". Default 20,000 ms. */
  expect<T>(what: string, condition: () => T | null | undefined | false, withinMs?: number): T;
  /** Lets time pass; the verdict is "wrong" as soon as the condition answers with what it saw. */
  watch(ms: number, rule: Rule, condition: () => string | null): void;
  /** The verdict is "wrong": a rule was broken, and this is what was seen. */
  wrong(rule: Rule, seen: string): never;
  /** What was seen cannot be judged with the effort that is allowed. Not a pass, and no accusation either. */
  inconclusive(what: string): never;
  /** The set-up did not work out: try the next seed. */
  notReached(what: string): never;

  /** What a server knows, as of its last step. Also of a crashed one. */
  state(server: ServerId): ServerState;
  isUp(server: ServerId): boolean;
  /** The leader of the highest term among servers that are up, running, and linked both ways with at least half of the others. */
  leader(): ServerId | undefined;
  /** What a server has applied over its whole life, by index; index 1 is at place 0. Kept over restarts. */
  applied(server: ServerId): readonly LogEntry[];
  /** How many servers have applied an entry at this index. */
  appliedBy(index: number): number;
  /** The index of the last log entry, and its term. */
  lastIndex(server: ServerId): number;
  lastTerm(server: ServerId): number;
  /** The entry at an index of a server's log, `undefined` when there is none. */
  entry(server: ServerId, index: number): LogEntry | undefined;

  /** A client proposes a command at a server: its place in the log, or `null` when the server rejects it. */
  propose(server: ServerId, command: Json): Proposal | null;
  /**
   * Proposes a command wherever a leader is, as often as it takes, until `count` servers (default: all that are up and not
   * puppets) have applied it; a goal with the verdict "no progress". Returns its index.
   */
  agree(command: Json, options?: { count?: number; withinMs?: number }): number;

  /** An administrator asks a server for another configuration: its place in the log, or `null` when it is rejected. */
  changeServers(server: ServerId, servers: readonly ServerId[]): ConfigProposal | null;
  /**
   * The service of a server hands over its state as of an index that it has applied; the newest one unless given. With
   * `data` it hands over that instead, at any index: what no service would do, and no server may take.
   */
  takeSnapshot(server: ServerId, index?: number, data?: Json): void;
  /** The state of a server's service, as of its last apply or restore. */
  service(server: ServerId): Json;
  /** What a command gave at an index on a server, `undefined` when it has not applied it in this life. */
  result(server: ServerId, index: number): Json | undefined;
  /** What is on a server's disk. */
  disk(server: ServerId): PersistentState | null;

  /** Power off. In labs 2A and 2B nothing is ever crashed: there a server that is down is cut off. */
  crash(server: ServerId): void;
  /**
   * The machine crashes during its next step that has at least this many effects, after carrying out this many. With
   * `handler`, during the next such step of that handler: `handleAppendEntriesRequest`, `clientRequest`, ...
   */
  crashAfterEffects(server: ServerId, effects: number, handler?: string): void;
  /** Power on: a fresh instance of the submission with what is on disk. */
  restart(server: ServerId): void;
  /**
   * The process stands still: messages wait, timers go off late. A crash ends that, and where a machine is down there is no
   * process to pause.
   */
  pause(server: ServerId): void;
  resume(server: ServerId): void;
  /** A timer of a server goes off now, however long it had to run. False when it is not armed. */
  goesOff(server: ServerId, timer: TimerName): boolean;
  /** How fast a server's clock goes; 1 is right, 2 means that its timers go off in half the time. */
  clockRate(server: ServerId, rate: number): void;
  /** Every input of this server waits this long before it is handled, in milliseconds. */
  slow(server: ServerId, ms: number): void;

  puppet(server: ServerId): Puppet;

  /** Writes a remark into the trace. */
  tell(text: string): void;
}
