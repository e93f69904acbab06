/**
 * One simulated machine: a disk, two timers, a clock of its own, and the student's server while it is up.
 *
 * @module
 */
import type {
  Effect,
  Environment,
  LogEntry,
  PersistentState,
  Raft,
  ServerId,
  ServerState,
  Step,
  TimerName,
} from '../../skeleton/contract/index.ts';
import type { Input } from '../trace/event.ts';
import { Alarm } from './alarm.ts';
import { BadStep, HandlerThrew, handlerOf, handlerOfMessage } from './fault.ts';
import { WrongShape } from './field.ts';
import { Guard } from './guard.ts';
import type { Service } from './service.ts';
import { checkEffect, checkState } from './shape.ts';

/** A submission that was evaluated afresh: no boot of any server shares a variable with another. */
export interface Booted {
  readonly raft: Raft;
  /** Called before each handler call: starts its budget of loop turns anew. */
  beginCall(): void;
  /** Called after it: throws when the handler ran out of turns and hid it. */
  endCall(): void;
}

/** What came of one handler call: checked, frozen, not yet carried out. */
export interface Outcome {
  readonly before: ServerState | null;
  readonly state: ServerState;
  readonly effects: readonly Effect[];
  readonly changedFrom: number | null;
}

export class Machine {
  readonly id: ServerId;
  /** Its place in the cluster. */
  readonly index: number;
  /** The running server, `null` while the machine is down. */
  booted: Booted | null = null;
  #guard: Guard | null = null;
  disk: PersistentState | null = null;
  /** What the state machine was given at each index, over the machine's whole life; index 1 is at place 0. */
  readonly applied: LogEntry[] = [];
  /** The highest index that a snapshot stood for when its state machine was restored from one. */
  restoredTo = 0;
  /** The state machine of its present life, when the scenario has one. */
  service: Service | null = null;
  readonly alarms: Record<TimerName, Alarm> = {
    election: new Alarm(),
    heartbeat: new Alarm(),
  };
  paused = false;
  /** Inputs that came during a pause. */
  backlog: Input[] = [];
  /** How fast its clock goes; 2 makes timers go off in half the time. */
  clockRate = 1;
  /** How long every input waits, in microseconds. */
  slowness = 0;
  /** Crash during the next step that has so many effects, of this handler or of any, after carrying them out. */
  crashAfter: { readonly effects: number; readonly handler: string | null } | null = null;
  boots = 0;
  /** Messages sent in the current virtual second. */
  sentLately = 0;

  constructor(id: ServerId, index: number) {
    this.id = id;
    this.index = index;
  }

  /** What the server knew after its last step. */
  get state(): ServerState | null {
    return this.#guard === null ? null : this.#guard.state;
  }

  /** True when its state machine has been given an index, as an entry or in a snapshot, in any of its lives. */
  hasApplied(index: number): boolean {
    return index <= this.restoredTo || this.applied[index - 1] !== undefined;
  }

  /** Calls the handler for an input and checks what it returns. */
  call(input: Input, env: Environment): Outcome {
    const { booted } = this;
    if (booted === null) throw new Error(`${this.id} is down and cannot take an input`);
    const before = input.type === 'restart' ? null : this.state;
    booted.beginCall();
    let step: Step;
    try {
      step = dispatch(booted.raft, input, before, this.disk, env);
      booted.endCall();
    } catch (thrown) {
      throw new HandlerThrew(this.id, handlerOf(input), thrown);
    }
    if (before !== null) this.#requireUnchanged(booted.raft, input, env);
    const changedFrom = this.#check(before, step, input);
    if (this.#guard === null || step.state !== before) this.#guard = new Guard(step.state);
    return { before, state: this.#guard.state, effects: step.effects, changedFrom };
  }

  /** A handler that changed the state it was given is called once more with a frozen one, to throw at the place. */
  #requireUnchanged(raft: Raft, input: Input, env: Environment): void {
    const field = this.#guard?.changedField() ?? null;
    if (field === null || this.#guard === null) return;
    try {
      dispatch(raft, input, this.#guard.frozen(), this.disk, env);
    } catch (thrown) {
      throw new HandlerThrew(this.id, handlerOf(input), thrown);
    }
    throw new BadStep(this.id, handlerOf(input), `after it had changed state.${field} in place`);
  }

  #check(before: ServerState | null, step: Step, input: Input): number | null {
    let effectAt = -1;
    try {
      if (typeof step !== 'object' || step === null || !Array.isArray(step.effects)) {
        throw new WrongShape('', 'no { state, effects } with a list of effects');
      }
      const changedFrom = checkState(before, step.state);
      const { state, effects } = step;
      for (effectAt = 0; effectAt < effects.length; effectAt++) {
        const effect = effects[effectAt] as Effect;
        checkEffect(effect, state, this.disk);
        if (effect.type === 'send' && effect.message.from !== this.id) {
          throw new WrongShape('message.from', `is not the sender, ${this.id}`);
        }
      }
      Object.freeze(effects);
      return changedFrom;
    } catch (error) {
      if (!(error instanceof WrongShape)) throw error;
      const seen = effectAt < 0 ? error : error.within(`effects[${effectAt}]`);
      throw new BadStep(this.id, handlerOf(input), seen.message);
    }
  }
}

/** Calls the one handler that an input is for. `before` is `null` only at a restart. */
function dispatch(
  raft: Raft,
  input: Input,
  before: ServerState | null,
  disk: PersistentState | null,
  env: Environment,
): Step {
  const state = before as ServerState;
  switch (input.type) {
    case 'restart':
      return raft.restart(disk, env);
    case 'electionTimeout':
      return raft.electionTimeout(state, env);
    case 'heartbeatTimeout':
      return raft.heartbeatTimeout(state, env);
    case 'clientRequest':
      return raft.clientRequest(state, input.command, env);
    case 'takeSnapshot':
      return raft.takeSnapshot(state, input.index, input.data, env);
    case 'changeServers':
      return raft.changeServers(state, input.servers, env);
    case 'deliver':
      return deliver(raft, input, state, env);
    default:
      return unreachable(input);
  }
}

function deliver(
  raft: Raft,
  { message }: Extract<Input, { type: 'deliver' }>,
  state: ServerState,
  env: Environment,
): Step {
  switch (message.type) {
    case 'RequestVoteRequest':
      return raft.handleRequestVoteRequest(state, message, env);
    case 'RequestVoteResponse':
      return raft.handleRequestVoteResponse(state, message, env);
    case 'AppendEntriesRequest':
      return raft.handleAppendEntriesRequest(state, message, env);
    case 'AppendEntriesResponse':
      return raft.handleAppendEntriesResponse(state, message, env);
    case 'InstallSnapshotRequest':
      return raft.handleInstallSnapshotRequest(state, message, env);
    case 'InstallSnapshotResponse':
      return raft.handleInstallSnapshotResponse(state, message, env);
    case 'Custom':
      if (raft.handleCustom === undefined) throw new Error(`no ${handlerOfMessage(message.type)}`);
      return raft.handleCustom(state, message, env);
    default:
      return unreachable(message);
  }
}

function unreachable(value: never): never {
  throw new Error(`no handler for ${JSON.stringify(value)}`);
}
