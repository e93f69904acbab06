/**
 * The search through all states that a model can reach, breadth first, so that the way to a violation is a shortest one.
 *
 * @module
 */

import { Fingerprints } from '../values/fingerprints.ts';
import { idOf } from '../values/table.ts';
import type { Value } from '../values/value.ts';
import { Judge } from './judge.ts';
import type { Model, Property } from './model.ts';
import { type Checked, evaluationError, type Outcome, type TraceState } from './outcome.ts';
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

/** What is known after a search. */
export interface Report extends Checked {
  readonly counts: Counts;
}

/** What a search may be told. */
export interface SearchOptions {
  /** The most states that are kept. */
  readonly stateLimit?: number;
  /** Called from time to time. */
  readonly progress?: (counts: Counts) => void;
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
  readonly #judge: Judge;
  readonly #limit: number;
  readonly #progress: ((counts: Counts) => void) | undefined;
  readonly #visit: SearchOptions['visit'];
  readonly #states: States;
  readonly #seen = new Fingerprints();
  #generated = 0;
  /** The number of states on the way to those that are being made. */
  #level = 1;
  #depth = 0;
  #parent = -1;
  #successors = 0;
  #made: Value[][] = [];
  #ended: Outcome | null = null;

  constructor(model: Model, options: SearchOptions) {
    const { stateLimit = STATE_LIMIT, progress, visit } = options;
    this.#model = model;
    this.#judge = new Judge(model);
    this.#limit = stateLimit;
    this.#progress = progress;
    this.#visit = visit;
    this.#states = new States(model.machine.variables.length);
  }

  run(): Report {
    try {
      this.#explore();
    } catch (error) {
      this.#ended = { kind: 'error', error: evaluationError(error), trace: this.#trace() };
    }
    return {
      outcome: this.#ended ?? { kind: 'holds' },
      counts: this.#counts(this.#parent + 1),
      ...this.#judge.end(),
    };
  }

  #explore(): void {
    const { machine, initial, next, checkDeadlock, search: hook } = this.#model;
    hook.found = () => this.#found();
    hook.action = -1;
    if (initial()) return;
    let levelEnd = this.#states.size;
    this.#level = 2;
    for (let state = 0; state < this.#states.size; state += 1) {
      if (state === levelEnd) {
        levelEnd = this.#states.size;
        this.#level += 1;
      }
      this.#parent = state;
      this.#successors = 0;
      this.#states.read(state, machine.now);
      machine.versions[0] += 1;
      if (next()) return;
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
    return {
      generated: this.#generated,
      distinct: this.#seen.size,
      queued: Math.max(0, this.#states.size - done),
      depth: this.#depth,
    };
  }

  /** A state was made: it is the machine's next state. Returns whether the search is over. */
  #found(): boolean {
    const { machine, invariants, steps, initials, search: hook } = this.#model;
    const judge = this.#judge;
    const initial = this.#parent < 0;
    judge.made();
    this.#generated += 1;
    this.#successors += 1;
    if (this.#visit !== undefined && !initial) this.#made.push(machine.next.slice() as Value[]);
    const isIn = judge.isInModel(initial);
    const isNew = !isIn || this.#isNew();
    if (isIn && isNew) this.#depth = this.#level;
    if (isNew && this.#broken(invariants, 'invariant')) return true;
    if (initial ? this.#broken(initials, 'initial') : this.#broken(steps, 'step')) return true;
    if (!isIn || !isNew) return false;
    judge.isNew();
    if (this.#states.size >= this.#limit) {
      this.#ended = { kind: 'limit', limit: this.#limit };
      return true;
    }
    this.#states.add(machine.next, this.#parent, hook.action);
    return false;
  }

  #isNew(): boolean {
    const { machine, view, print, symmetry, variableOrder } = this.#model;
    let row: readonly (Value | undefined)[] = machine.next;
    print.reset();
    if (symmetry.length > 0) row = representative(row as Value[], symmetry, variableOrder);
    if (view === null) for (const value of row) print.add(idOf(value as Value));
    else this.#addView(row, view);
    print.finish();
    return this.#seen.add(print.high, print.low);
  }

  #addView(row: readonly (Value | undefined)[], view: () => void): void {
    const { next, versions } = this.#model.machine;
    const own = row === next ? row : next.slice();
    if (row !== next) copy(row, next);
    versions[1] += 1;
    view();
    if (row !== next) copy(own, next);
    versions[1] += 1;
  }

  /** Ends the search if a property does not hold. */
  #broken(properties: readonly Property[], kind: 'invariant' | 'step' | 'initial'): boolean {
    const property = this.#judge.broken(properties);
    if (property === null) return false;
    const trace = [...this.#trace(), this.#judge.last()];
    this.#ended = { kind, property: property.name, trace };
    return true;
  }

  /** The way to the state whose successors are being made. */
  #trace(): TraceState[] {
    const trace: TraceState[] = [];
    for (let state = this.#parent; state >= 0; state = this.#states.parent(state)) {
      const values: Value[] = [];
      this.#states.read(state, values);
      trace.push({ action: this.#judge.nameOf(this.#states.action(state)), values });
    }
    return trace.reverse();
  }
}

/** The arrays of a machine are never replaced, so their contents are. */
function copy<Item>(from: readonly Item[], to: Item[]): void {
  from.forEach((item, index) => {
    to[index] = item;
  });
}
