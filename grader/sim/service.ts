/**
 * The state machine on top of a server: applies what the server gives it, starts again from snapshots, and hands its own
 * over.
 *
 * It is volatile: a crash takes it with it, and the server must give it everything again.
 *
 * @module
 */
import type { Json, LogEntry, Snapshot } from '../../skeleton/contract/index.ts';

/** What applied commands do. Pure: it answers with a new state and leaves the old one alone. */
export interface StateMachine {
  readonly initial: Json;
  apply(state: Json, command: Json): { readonly state: Json; readonly result: Json };
}

/** The state machine of a run, and when it hands over snapshots. */
export interface ServicePlan {
  readonly machine: StateMachine;
  /** Hands over a snapshot each time that so many more entries were applied. Never unless given. */
  readonly snapshotEvery?: number;
  /** How long after the apply it does so, in milliseconds; later applies may come in between. At once unless given. */
  readonly snapshotDelay?: readonly [least: number, most: number];
}

/** One service, for one life of one server. */
export class Service {
  state: Json;
  /** The index that `state` stands for. */
  index = 0;
  readonly #plan: ServicePlan;
  readonly #states = new Map<number, Json>();
  readonly #results = new Map<number, Json>();
  #snapshotAt = 0;

  constructor(plan: ServicePlan) {
    this.#plan = plan;
    this.state = plan.machine.initial;
  }

  apply(index: number, { payload }: LogEntry): void {
    if (payload.kind === 'command') {
      const { state, result } = this.#plan.machine.apply(this.state, payload.command);
      this.state = state;
      this.#results.set(index, result);
    }
    this.#moveTo(index);
  }

  restore({ lastIncludedIndex, data }: Snapshot): void {
    this.state = data;
    this.#moveTo(lastIncludedIndex);
    this.#snapshotAt = lastIncludedIndex;
  }

  /** True when it is time for a snapshot; asked after each apply. */
  wantsSnapshot(): boolean {
    const { snapshotEvery } = this.#plan;
    if (snapshotEvery === undefined || this.index < this.#snapshotAt + snapshotEvery) return false;
    this.#snapshotAt = this.index;
    return true;
  }

  /** What it was like when it had applied up to an index, `undefined` when it never was there. */
  stateAt(index: number): Json | undefined {
    return this.#states.get(index);
  }

  resultAt(index: number): Json | undefined {
    return this.#results.get(index);
  }

  #moveTo(index: number): void {
    this.index = index;
    this.#states.set(index, this.state);
  }
}
