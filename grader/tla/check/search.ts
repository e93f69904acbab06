/**
 * The search through all states that a model can reach, breadth first, so that the way to a violation is a shortest one.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import { idOf } from '../values/table.ts';
import type { Value } from '../values/value.ts';
import { Fingerprint, Fingerprints } from './fingerprints.ts';
import type { Model, Property } from './model.ts';
import { States } from './states.ts';
import { representative } from './symmetry.ts';

/** How far a search has come. */
export interface Counts {
  /** States that were made, each as often as it was made. */
  readonly generated: number;
  /** States that differ. */
  readonly distinct: number;
  /** States whose successors are still to be made. */
  readonly queued: number;
  /** The number of states on the longest of all shortest ways from an initial state. */
  readonly depth: number;
}

/** What an action led to. */
export interface Coverage {
  readonly name: string;
  readonly at: Place;
  /** How often it was taken, and how often it led to a state that was new. */
  readonly generated: number;
  readonly distinct: number;
}

/** One state of a counterexample, and the action that led to it. */
export interface TraceState {
  /** `null` for the initial state. */
  readonly action: string | null;
  readonly values: readonly Value[];
}

/** How a search ended. */
export type Outcome =
  | { readonly kind: 'holds' }
  /** The state limit was reached before all states were seen. */
  | { readonly kind: 'limit'; readonly limit: number }
  | {
      readonly kind: 'invariant' | 'step' | 'initial';
      readonly property: string;
      readonly trace: readonly TraceState[];
    }
  | { readonly kind: 'deadlock'; readonly trace: readonly TraceState[] }
  /** An expression has no value; the trace leads to the state from which it was evaluated. */
  | {
      readonly kind: 'error';
      readonly error: ValueError;
      readonly trace: readonly TraceState[];
    };

/** What is known after a search. */
export interface Report {
  readonly outcome: Outcome;
  readonly counts: Counts;
  readonly coverage: readonly Coverage[];
  readonly variables: readonly string[];
}

/** What a search may be told. */
export interface SearchOptions {
  /** The most states that are kept. */
  readonly stateLimit?: number;
  /** Called from time to time. */
  readonly progress?: (counts: Counts) => void;
  /**
   * All variables, in the order in which SYMMETRY compares them; as declared if left out. With SYMMETRY and VIEW together
   * the number of states depends on it: two states that look alike in the view may be represented by states that do not.
   * TLC takes the order of a hash table, which the traces that it prints show.
   */
  readonly variableOrder?: readonly string[];
  /** Called with each state and all that was made from it, also what is not in the model or not new. */
  readonly visit?: (state: readonly Value[], successors: readonly (readonly Value[])[]) => void;
}

/** About 1 GB for a model of 15 variables. */
const STATE_LIMIT = 10_000_000;
const STATES_BETWEEN_PROGRESS = 5_000;

/** Checks a model. */
export function search(model: Model, options: SearchOptions = {}): Report {
  return new Search(model, options).run();
}

class Search {
  readonly #model: Model;
  readonly #limit: number;
  readonly #progress: ((counts: Counts) => void) | undefined;
  readonly #visit: SearchOptions['visit'];
  readonly #order: readonly number[];
  readonly #states: States;
  readonly #seen = new Fingerprints();
  readonly #fingerprint = new Fingerprint();
  readonly #taken: { generated: number; distinct: number }[];
  #generated = 0;
  #depth = 0;
  #parent = -1;
  #action = -1;
  #successors = 0;
  #made: Value[][] = [];
  #ended: Outcome | null = null;

  constructor(model: Model, options: SearchOptions) {
    const { stateLimit = STATE_LIMIT, progress, variableOrder, visit } = options;
    const { variables } = model.machine;
    this.#order = (variableOrder ?? variables).map((name) => variables.indexOf(name));
    this.#model = model;
    this.#limit = stateLimit;
    this.#progress = progress;
    this.#visit = visit;
    this.#states = new States(model.machine.variables.length);
    this.#taken = model.actions.map(() => ({ generated: 0, distinct: 0 }));
  }

  run(): Report {
    try {
      this.#explore();
    } catch (error) {
      this.#ended = { kind: 'error', error: evaluationError(error), trace: this.#trace() };
    }
    const { actions, machine } = this.#model;
    machine.next.fill(undefined);
    return {
      outcome: this.#ended ?? { kind: 'holds' },
      counts: this.#counts(this.#parent + 1),
      coverage: actions.map(({ name, at }, index) => ({
        name,
        at,
        ...(this.#taken[index] ?? { generated: 0, distinct: 0 }),
      })),
      variables: machine.variables,
    };
  }

  #explore(): void {
    const { machine, initial, actions, checkDeadlock, search: hook } = this.#model;
    hook.found = () => this.#found();
    if (initial()) return;
    let levelEnd = this.#states.size;
    this.#depth = levelEnd > 0 ? 1 : 0;
    for (let state = 0; state < this.#states.size; state += 1) {
      if (state === levelEnd) {
        levelEnd = this.#states.size;
        this.#depth += 1;
      }
      this.#parent = state;
      this.#successors = 0;
      this.#states.read(state, machine.now);
      machine.versions[0] += 1;
      for (let index = 0; index < actions.length; index += 1) {
        this.#action = index;
        if (actions[index]?.step()) return;
      }
      if (this.#visit !== undefined) {
        this.#visit(machine.now.slice() as Value[], this.#made);
        this.#made = [];
      }
      if (checkDeadlock && this.#successors === 0) {
        this.#ended = { kind: 'deadlock', trace: this.#trace() };
        return;
      }
      if (state % STATES_BETWEEN_PROGRESS === STATES_BETWEEN_PROGRESS - 1) {
        this.#progress?.(this.#counts(state + 1));
      }
    }
  }

  #counts(done: number): Counts {
    const distinct = this.#seen.size;
    return {
      generated: this.#generated,
      distinct,
      queued: Math.max(0, this.#states.size - done),
      depth: this.#depth,
    };
  }

  /** A state was made: it is the machine's next state. Returns whether the search is over. */
  #found(): boolean {
    const { machine, invariants, steps, initials } = this.#model;
    this.#complete();
    machine.versions[1] += 1;
    this.#generated += 1;
    this.#successors += 1;
    const taken = this.#taken[this.#action];
    if (taken !== undefined) taken.generated += 1;
    if (this.#visit !== undefined && this.#parent >= 0)
      this.#made.push(machine.next.slice() as Value[]);
    const isIn = this.#isInModel();
    const isNew = !isIn || this.#isNew();
    if (isNew) {
      const broken = this.#broken(invariants, 'invariant');
      if (broken) return true;
    }
    if (this.#broken(this.#parent < 0 ? initials : steps, this.#parent < 0 ? 'initial' : 'step')) {
      return true;
    }
    if (!isIn || !isNew) return false;
    if (taken !== undefined) taken.distinct += 1;
    if (this.#states.size >= this.#limit) {
      this.#ended = { kind: 'limit', limit: this.#limit };
      return true;
    }
    this.#states.add(machine.next, this.#parent, this.#action);
    return false;
  }

  /** Every variable must have a value. */
  #complete(): void {
    const { next, variables } = this.#model.machine;
    for (let index = 0; index < variables.length; index += 1) {
      if (next[index] === undefined) {
        const at = this.#model.actions[this.#action]?.at ?? { file: '', line: 0, column: 0 };
        throw new ValueError(at, `this gives ${variables[index]} no value in the new state`);
      }
    }
  }

  #isInModel(): boolean {
    const { constraints, actionConstraints } = this.#model;
    for (const { holds } of constraints) if (!holds()) return false;
    if (this.#parent < 0) return true;
    for (const { holds } of actionConstraints) if (!holds()) return false;
    return true;
  }

  #isNew(): boolean {
    const { machine, view, symmetry } = this.#model;
    const print = this.#fingerprint;
    let row = machine.next;
    print.reset();
    if (symmetry.length > 0) row = representative(row as Value[], symmetry, this.#order);
    if (view === null) for (const value of row) print.add(idOf(value as Value));
    else this.#addView(row, view);
    print.finish();
    return this.#seen.add(print.high, print.low);
  }

  #addView(row: readonly (Value | undefined)[], view: readonly (() => Value)[]): void {
    const { next, versions } = this.#model.machine;
    const own = row === next ? row : next.slice();
    if (row !== next) copy(row, next);
    versions[1] += 1;
    for (const part of view) this.#fingerprint.add(idOf(part()));
    if (row !== next) copy(own, next);
    versions[1] += 1;
  }

  /** Ends the search if a property does not hold. */
  #broken(properties: readonly Property[], kind: 'invariant' | 'step' | 'initial'): boolean {
    for (const { name, holds } of properties) {
      if (!holds()) {
        const { next } = this.#model.machine;
        const last = { action: this.#nameOf(this.#action), values: next.slice() as Value[] };
        this.#ended = { kind, property: name, trace: [...this.#trace(), last] };
        return true;
      }
    }
    return false;
  }

  #nameOf(action: number): string | null {
    return this.#model.actions[action]?.name ?? null;
  }

  /** The way to the state whose successors are being made. */
  #trace(): TraceState[] {
    const trace: TraceState[] = [];
    for (let state = this.#parent; state >= 0; state = this.#states.parent(state)) {
      const values: Value[] = [];
      this.#states.read(state, values);
      trace.push({ action: this.#nameOf(this.#states.action(state)), values });
    }
    return trace.reverse();
  }
}

function evaluationError(error: unknown): ValueError {
  if (error instanceof ValueError) return error;
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return new ValueError({ file: '', line: 0, column: 0 }, 'an operator calls itself without end');
  }
  throw error;
}

/** The arrays of a machine are never replaced, so their contents are. */
function copy<Item>(from: readonly Item[], to: Item[]): void {
  from.forEach((item, index) => {
    to[index] = item;
  });
}
