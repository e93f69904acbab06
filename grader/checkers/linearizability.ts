/**
 * Did all clients see one and the same copy? Linearizability of a history of calls and answers.
 *
 * Raft paper §8; dissertation §6.3; Herlihy and Wing 1990. A history is linearizable when every operation can be given one
 * moment between its call and its answer, so that a single server that does the operations at these moments gives the same
 * answers. It is all that a client may ask of a replicated service, and it knows nothing of Raft: whatever breaks inside,
 * in the end somebody reads what is gone, or misses what was written.
 *
 * A history is linearizable exactly when the history of each part of the service is (Herlihy and Wing: locality). So the
 * parts are judged one by one, as in Porcupine, and one hard problem becomes several easy ones.
 *
 * @module
 */
import type { Model, Operation } from './history.ts';
import { findOrder, type Misfit } from './linearization.ts';

/** What came of it. */
export type Linearizability<O> =
  | { readonly verdict: 'ok' }
  /** There is an answer that fits nowhere. */
  | { readonly verdict: 'illegal'; readonly part: string; readonly misfit: Misfit<O> }
  /** The search was given up after so many steps. The history may be good or bad: this is not a pass. */
  | { readonly verdict: 'unknown'; readonly part: string; readonly steps: number };

/**
 * Judges a history.
 *
 * @param stepsMax - How often an operation may be tried at a place, for each part, before the search is given up. The time
 *   it takes grows, at worst, exponentially with the number of operations that are open at the same time.
 */
export function checkLinearizable<Input, O extends Operation<Input>>(
  model: Model<Input>,
  history: readonly O[],
  stepsMax: number,
): Linearizability<O> {
  let unknown: Linearizability<O> | null = null;
  for (const [part, operations] of partsOf(model, history)) {
    const found = findOrder(model, operations, stepsMax);
    if (found.verdict === 'illegal') return { ...found, part };
    if (found.verdict === 'unknown') unknown ??= { verdict: 'unknown', part, steps: stepsMax };
  }
  return unknown ?? { verdict: 'ok' };
}

function partsOf<Input, O extends Operation<Input>>(
  model: Model<Input>,
  history: readonly O[],
): ReadonlyMap<string, readonly O[]> {
  const parts = new Map<string, O[]>();
  for (const operation of history) {
    const part = model.partOf(operation.input);
    const operations = parts.get(part);
    if (operations === undefined) parts.set(part, [operation]);
    else operations.push(operation);
  }
  return parts;
}
