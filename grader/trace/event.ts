/**
 * What happened in a run, event by event: the one thing that the simulator writes and that checkers, reports and
 * replay read.
 *
 * Events share the frozen data of the run and copy nothing, so that an event costs the same for a long log as for
 * a short one. `file.ts` turns them into JSON Lines.
 *
 * @module
 */
import type {
  Effect,
  Json,
  Message,
  ServerId,
  ServerState,
} from '../../skeleton/contract/index.ts';

/** What a handler was called for. Together with the time and the server it is one step of the schedule. */
export type Input =
  | { readonly type: 'restart' }
  | { readonly type: 'electionTimeout' }
  | { readonly type: 'heartbeatTimeout' }
  | { readonly type: 'deliver'; readonly message: Message }
  | { readonly type: 'clientRequest'; readonly command: Json }
  | { readonly type: 'takeSnapshot'; readonly index: number; readonly data: Json }
  | { readonly type: 'changeServers'; readonly servers: readonly ServerId[] };

/** What every event has. */
interface EventHead {
  /** The number of the event in its run, from 1. */
  readonly n: number;
  /** Virtual time in milliseconds, with three decimals. */
  readonly at: number;
}

/** A server took an input. */
export interface StepEvent extends EventHead {
  readonly kind: 'step';
  readonly server: ServerId;
  readonly input: Input;
  /** The state before, `null` when the server was booted by this step. Not written to files: it is the last `state`. */
  readonly before: ServerState | null;
  /** The state after. */
  readonly state: ServerState;
  /** The effects that were carried out, in order. */
  readonly effects: readonly Effect[];
  /**
   * The index of the first log entry in which `state` differs from `before`: new, changed or gone. `null` when the
   * logs are equal. After a restart it counts from an empty log. Compaction alone changes no entry.
   */
  readonly changedFrom: number | null;
  /** True when the machine crashed after these effects, so that the rest was not carried out and `state` was lost. */
  readonly crashed: boolean;
}

/** A server went down. Its memory is gone, its disk is not. */
export interface CrashEvent extends EventHead {
  readonly kind: 'crash';
  readonly server: ServerId;
}

/** A message from or to a server that the scenario plays itself. */
export interface PuppetEvent extends EventHead {
  readonly kind: 'puppet';
  readonly server: ServerId;
  readonly direction: 'says' | 'hears';
  readonly message: Message;
}

/** The world changed: links, loss, clocks, pauses. For the reader only; replay does not need it. */
export interface WorldEvent extends EventHead {
  readonly kind: 'world';
  readonly text: string;
}

export type TraceEvent = StepEvent | CrashEvent | PuppetEvent | WorldEvent;

/** What holds for a whole run: the first line of a trace. */
export interface RunInfo {
  /** For example `2A.1`. */
  readonly scenario: string;
  readonly seed: number;
  /** The number of the try, from 1: a seed that does not bring about what a scenario needs is tried again, otherwise. */
  readonly attempt: number;
  /** All servers, puppets included. */
  readonly servers: readonly ServerId[];
  /** The servers that the scenario plays itself. */
  readonly puppets: readonly ServerId[];
  /** The first configuration. The other servers boot with an empty one and wait to be added (lab 2E). */
  readonly initial: readonly ServerId[];
}
