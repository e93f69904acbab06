/**
 * What is asked of each state that was made: the next state of the machine.
 *
 * @module
 */
import { ValueError } from '../error.ts';
import { useNames } from '../values/order.ts';
import type { Value } from '../values/value.ts';
import type { Model, Property } from './model.ts';
import type { Checked, TraceState } from './outcome.ts';
import { unreached } from './unreached.ts';

/** Judges the states of a model, and counts what its actions lead to. */
export class Judge {
  readonly #model: Model;
  readonly #taken: { generated: number; distinct: number }[];

  constructor(model: Model) {
    this.#model = model;
    useNames(model.names);
    this.#taken = model.actions.map(() => ({ generated: 0, distinct: 0 }));
  }

  /** A state was made. Every variable must have a value. */
  made(): void {
    const { machine, actions, search } = this.#model;
    const { next, variables } = machine;
    for (let index = 0; index < variables.length; index += 1) {
      if (next[index] === undefined) {
        const at = actions[search.action]?.at ?? { file: '', line: 0, column: 0 };
        throw new ValueError(at, `this gives ${variables[index]} no value in the new state`);
      }
    }
    machine.versions[1] += 1;
    const taken = this.#taken[search.action];
    if (taken !== undefined) taken.generated += 1;
  }

  /** The state that was made is new. */
  isNew(): void {
    const taken = this.#taken[this.#model.search.action];
    if (taken !== undefined) taken.distinct += 1;
  }

  /** Whether no constraint leaves the state out. An initial state is reached by no step. */
  isInModel(initial: boolean): boolean {
    const { constraints, actionConstraints } = this.#model;
    for (const { holds } of constraints) if (!holds()) return false;
    if (initial) return true;
    for (const { holds } of actionConstraints) if (!holds()) return false;
    return true;
  }

  /** The first of these properties that does not hold. */
  broken(properties: readonly Property[]): Property | null {
    for (const property of properties) if (!property.holds()) return property;
    return null;
  }

  /** The state that was made, as the last one of a trace. */
  last(): TraceState {
    const { machine, search } = this.#model;
    return { action: this.nameOf(search.action), values: machine.next.slice() as Value[] };
  }

  /** The name of an action. */
  nameOf(action: number): string | null {
    return this.#model.actions[action]?.name ?? null;
  }

  /** Empties the next state, and says what is known whatever came out. */
  end(): Omit<Checked, 'outcome'> {
    const { machine, actions, ignored, modules, reach } = this.#model;
    machine.next.fill(undefined);
    return {
      coverage: actions.map(({ name, at }, index) => ({
        name,
        at,
        ...(this.#taken[index] ?? { generated: 0, distinct: 0 }),
      })),
      unreached: reach === null ? null : unreached(modules, reach),
      variables: machine.variables,
      ignored,
    };
  }
}
