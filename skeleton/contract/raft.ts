/**
 * A Raft server as a set of pure handlers: `(state, input) => { state, effects }`.
 *
 * A handler has no clock, no randomness, no I/O and nothing to wait for. What it needs comes in as an argument;
 * what it wants goes out as an effect. So the same inputs give the same run on every machine, and a failure can be
 * played again.
 *
 * Each handler is one action of the TLA+ specification with the same name.
 *
 * @module
 */
import type { Json, PersistentState, ServerId, ServerState } from './data.ts';
import type { Effect } from './effects.ts';
import type {
  AppendEntriesRequest,
  AppendEntriesResponse,
  Custom,
  InstallSnapshotRequest,
  InstallSnapshotResponse,
  RequestVoteRequest,
  RequestVoteResponse,
} from './messages.ts';

/** What a handler returns: the state after it, and what the machine is to do, in this order. */
export interface Step<S extends ServerState = ServerState> {
  readonly state: S;
  readonly effects: readonly Effect[];
}

/** What a server may know of the world around it. */
export interface Environment {
  /** This server. */
  readonly id: ServerId;
  /**
   * The cluster that this server was booted with, itself included. In labs 2A-2D it never changes. In lab 2E it
   * is the first configuration, and empty for a server that waits to be added.
   */
  readonly servers: readonly ServerId[];
  /** A number in [0, 1) from the run's seed. The only source of randomness: `Math.random` would end replay. */
  random(): number;
}

/**
 * The handlers. `raft.ts` of a submission exports one: `export const raft: Raft = { ... }`.
 *
 * A handler that throws crashes the server, and the grader says so.
 */
export interface Raft<S extends ServerState = ServerState> {
  /**
   * Boots the server: first with `disk === null`, after a crash with what it last persisted. It starts as a follower
   * and arms its election timer. Spec: `Restart(i)`. Lab 2A, with a disk from lab 2C on.
   */
  restart(disk: PersistentState | null, env: Environment): Step<S>;

  /** The election timer went off (§5.2). Spec: `ElectionTimeout(i)`. Lab 2A. */
  electionTimeout(state: S, env: Environment): Step<S>;

  /** The heartbeat timer went off (§5.2, §5.3). Spec: `HeartbeatTimeout(i)`. Lab 2A. */
  heartbeatTimeout(state: S, env: Environment): Step<S>;

  /** Spec: `HandleRequestVoteRequest(i, m)`. Lab 2A. */
  handleRequestVoteRequest(state: S, message: RequestVoteRequest, env: Environment): Step<S>;

  /** Spec: `HandleRequestVoteResponse(i, m)`. Lab 2A. */
  handleRequestVoteResponse(state: S, message: RequestVoteResponse, env: Environment): Step<S>;

  /** Spec: `HandleAppendEntriesRequest(i, m)`. Lab 2A for heartbeats, lab 2B for entries. */
  handleAppendEntriesRequest(state: S, message: AppendEntriesRequest, env: Environment): Step<S>;

  /** Spec: `HandleAppendEntriesResponse(i, m)`. Lab 2A for its term, lab 2B for the rest. */
  handleAppendEntriesResponse(state: S, message: AppendEntriesResponse, env: Environment): Step<S>;

  /**
   * A client proposes a command (§5.3). The effects hold exactly one `accepted` or `rejected`.
   * Spec: `ClientRequest(i, v)`. Lab 2B.
   */
  clientRequest(state: S, command: Json, env: Environment): Step<S>;

  /** Spec: `HandleInstallSnapshotRequest(i, m)`. Lab 2D. */
  handleInstallSnapshotRequest(
    state: S,
    message: InstallSnapshotRequest,
    env: Environment,
  ): Step<S>;

  /** Spec: `HandleInstallSnapshotResponse(i, m)`. Lab 2D. */
  handleInstallSnapshotResponse(
    state: S,
    message: InstallSnapshotResponse,
    env: Environment,
  ): Step<S>;

  /**
   * The state machine hands over its state as of `index`; the log up to there may go (§7). An index that is not
   * applied yet, or older than the snapshot, changes nothing. Spec: `TakeSnapshot(i, index)`. Lab 2D.
   */
  takeSnapshot(state: S, index: number, data: Json, env: Environment): Step<S>;

  /**
   * An administrator asks for a configuration that differs from the current one by one server (dissertation §4.1).
   * The effects hold exactly one `accepted` or `rejected`. Spec: `ChangeServers(i, servers)`. Lab 2E.
   */
  changeServers(state: S, servers: readonly ServerId[], env: Environment): Step<S>;

  /** For messages of the submission's own. Without it they are dropped. */
  handleCustom?(state: S, message: Custom, env: Environment): Step<S>;
}

/** The labs, in order. Each builds on the ones before it. */
export type LabId = '2A' | '2B' | '2C' | '2D' | '2E';

/**
 * What every stub of the skeleton throws. The grader turns it into the verdict "not written yet" instead of a crash.
 *
 * @param handler - The function that is still a stub.
 * @param lab - The lab that fills it in.
 */
export function notWrittenYet(handler: string, lab: LabId): never {
  const error = new Error(`not written yet: \`${handler}\` (lab ${lab})`);
  error.name = 'NotWrittenYet';
  throw error;
}
