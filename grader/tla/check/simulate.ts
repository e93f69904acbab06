/**
 * Random walks through the states of a model: for models that are too large to be searched. Nothing is remembered but the
 * way of the walk, so a counterexample need not be a shortest one.
 *
 * @module
 */
import { Judge } from './judge.ts';
import type { Model, Property } from './model.ts';
import { type Checked, evaluationError, type Outcome, type TraceState } from './outcome.ts';

/** How long to walk. */
export interface WalkOptions {
  /** How many walks there are. */
  readonly behaviours: number;
  /** The most states of a walk. */
  readonly depth: number;
  /** A random whole number from 0 on, below a bound. The same numbers give the same walks. */
  readonly random: (below: number) => number;
  /** Called from time to time. */
  readonly progress?: (walked: Walked) => void;
}

/** How far it went. */
export interface Walked {
  /** How many walks were begun. */
  readonly behaviours: number;
  /** States that were made and judged: all that could come next, of which the walk took one. */
  readonly generated: number;
  /** The number of states of the longest walk. */
  readonly longest: number;
}

/** What is known after the walks. */
export interface WalkReport extends Checked {
  readonly walked: Walked;
}

const BEHAVIOURS_BETWEEN_PROGRESS = 100;

/** Walks at random. Each state that could come next is judged, and has the same chance to be the next. */
export function simulate(model: Model, options: WalkOptions): WalkReport {
  return new Simulation(model, options).run();
}

class Simulation {
  readonly #model: Model;
  readonly #judge: Judge;
  readonly #options: WalkOptions;
  #walk: TraceState[] = [];
  #behaviours = 0;
  #generated = 0;
  #longest = 0;
  /** How many states could come next, how many of them are in the model, and the one that is taken. */
  #successors = 0;
  #choices = 0;
  #chosen: TraceState | null = null;
  #ended: Outcome | null = null;

  constructor(model: Model, options: WalkOptions) {
    this.#model = model;
    this.#judge = new Judge(model);
    this.#options = options;
  }

  run(): WalkReport {
    this.#model.search.found = () => this.#found();
    try {
      while (this.#ended === null && this.#behaviours < this.#options.behaviours) this.#behave();
    } catch (error) {
      this.#ended = { kind: 'error', error: evaluationError(error), trace: this.#walk };
    }
    return {
      outcome: this.#ended ?? { kind: 'holds' },
      walked: this.#walked(),
      ...this.#judge.end(),
    };
  }

  #walked(): Walked {
    const [behaviours, generated, longest] = [this.#behaviours, this.#generated, this.#longest];
    return { behaviours, generated, longest };
  }

  /** One walk, from an initial state to the end. */
  #behave(): void {
    const { machine, initial, next, checkDeadlock, search: hook } = this.#model;
    const { depth, progress } = this.#options;
    this.#behaviours += 1;
    this.#walk = [];
    hook.action = -1;
    let state = this.#choose(initial);
    while (state !== null) {
      this.#walk.push(state);
      this.#longest = Math.max(this.#longest, this.#walk.length);
      if (this.#walk.length === depth) break;
      state.values.forEach((value, index) => {
        machine.now[index] = value;
      });
      machine.versions[0] += 1;
      state = this.#choose(next);
      if (checkDeadlock && this.#ended === null && this.#successors === 0) {
        this.#ended = { kind: 'deadlock', trace: this.#walk };
      }
    }
    if (this.#behaviours % BEHAVIOURS_BETWEEN_PROGRESS === 0) progress?.(this.#walked());
  }

  /** Makes states and takes one of them; none if there is none, or if a property fell. */
  #choose(make: () => boolean): TraceState | null {
    this.#successors = 0;
    this.#choices = 0;
    this.#chosen = null;
    return make() ? null : this.#chosen;
  }

  /** A state was made. Of n states that could be taken, each is taken with a chance of 1 to n. */
  #found(): boolean {
    const { invariants, steps, initials } = this.#model;
    const judge = this.#judge;
    const initial = this.#walk.length === 0;
    judge.made();
    this.#generated += 1;
    this.#successors += 1;
    if (this.#broken(invariants, 'invariant')) return true;
    if (initial ? this.#broken(initials, 'initial') : this.#broken(steps, 'step')) return true;
    if (!judge.isInModel(initial)) return false;
    this.#choices += 1;
    if (this.#options.random(this.#choices) === 0) this.#chosen = judge.last();
    return false;
  }

  #broken(properties: readonly Property[], kind: 'invariant' | 'step' | 'initial'): boolean {
    const property = this.#judge.broken(properties);
    if (property === null) return false;
    const trace = [...this.#walk, this.#judge.last()];
    this.#ended = { kind, property: property.name, trace };
    return true;
  }
}
