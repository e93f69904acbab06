/**
 * The search for an order of operations that explains all answers: Wing and Gong's, with Lowe's memory.
 *
 * Wing and Gong 1993: the next in the order can be any operation that was called before the first answer which is still
 * to be explained. Take one, let the model do it, and go on if the model answers the same; if none fits, take the last one
 * back and try another. Lowe 2017: two ways to place the same operations that lead to the same state have the same
 * future, so the second is given up at once. Without that, the search is exponential for quite ordinary histories.
 *
 * There is no recursion: a history of ten thousand operations must not hang on the size of a stack.
 *
 * @module
 */
import type { Json } from '../../skeleton/contract/index.ts';
import type { Model, Operation } from './history.ts';
import { canonical, sameJson } from './log.ts';
import { type Answer, type Call, Timeline } from './timeline.ts';

/** An answer that fits nowhere. All that came before it can be explained. */
export interface Misfit<O> {
  /** The operation with this answer: the first, by the time of the answers, with which there is no order any more. */
  readonly operation: O;
  /** An order of all operations that were answered before it, and perhaps of some that were still open. */
  readonly order: readonly O[];
  /** What the part is like after these. */
  readonly state: Json;
  /** What the operation would answer there. */
  readonly instead: Json;
}

type Found<O> =
  | { readonly verdict: 'ok' }
  | { readonly verdict: 'illegal'; readonly misfit: Misfit<O> }
  | { readonly verdict: 'unknown' };

/** A call that was given a place in the order, and the state before it. */
interface Placed<O> {
  readonly call: Call<O>;
  readonly before: Json;
}

/** Looks for an order of the operations on one part. */
export function findOrder<Input, O extends Operation<Input>>(
  model: Model<Input>,
  operations: readonly O[],
  stepsMax: number,
): Found<O> {
  const timeline = new Timeline(operations);
  const memory = new Memory(operations.length);
  const placed: Placed<O>[] = [];
  const furthest = new Furthest<O>();
  let state = model.init;
  let steps = 0;
  let moment = timeline.first;
  // Calls that nobody answered may stay without a place.
  while (moment !== null && timeline.answersLeft > 0) {
    if (moment.kind === 'call') {
      steps += 1;
      if (steps > stepsMax) return { verdict: 'unknown' };
      const after = tryNext(model, state, moment.operation);
      if (after !== undefined && memory.isNew(moment.number, after)) {
        placed.push({ call: moment, before: state });
        state = after;
        timeline.remove(moment);
        moment = timeline.first;
      } else {
        moment = moment.next;
      }
    } else {
      furthest.see(moment, placed, state);
      const last = placed.pop();
      if (last === undefined) return { verdict: 'illegal', misfit: furthest.misfit(model) };
      state = last.before;
      memory.unplace(last.call.number);
      timeline.putBack(last.call);
      moment = last.call.next;
    }
  }
  return { verdict: 'ok' };
}

/** The state after an operation, `undefined` when it cannot be next. */
function tryNext<Input>(
  model: Model<Input>,
  state: Json,
  { input, answer }: Operation<Input>,
): Json | undefined {
  const after = model.step(state, input);
  // Nobody was told, so if it changes nothing either, it makes no difference whether it happened.
  const fits =
    answer === null ? !sameJson(after.state, state) : sameJson(after.output, answer.output);
  return fits ? after.state : undefined;
}

/** Which operations are placed, and with which others and states this was so before. */
class Memory {
  readonly #placed: Uint32Array;
  /** By a hash of the operations and the state. */
  readonly #seen = new Map<number, { readonly placed: Uint32Array; readonly state: number }[]>();
  readonly #states = new Map<string, number>();

  constructor(operations: number) {
    this.#placed = new Uint32Array(Math.ceil(operations / 32));
  }

  /** Places an operation, unless the same operations have been placed before and led to the same state. */
  isNew(operation: number, after: Json): boolean {
    const state = this.#numberOf(after);
    this.#flip(operation);
    const hash = this.#hash(state);
    const alike = this.#seen.get(hash) ?? [];
    if (alike.some((known) => known.state === state && sameBits(known.placed, this.#placed))) {
      this.#flip(operation);
      return false;
    }
    if (alike.length === 0) this.#seen.set(hash, alike);
    alike.push({ placed: this.#placed.slice(), state });
    return true;
  }

  unplace(operation: number): void {
    this.#flip(operation);
  }

  #flip(operation: number): void {
    const word = operation >>> 5;
    this.#placed[word] = (this.#placed[word] ?? 0) ^ (1 << (operation & 31));
  }

  #numberOf(state: Json): number {
    const text = canonical(state);
    const known = this.#states.get(text);
    if (known !== undefined) return known;
    this.#states.set(text, this.#states.size);
    return this.#states.size - 1;
  }

  /** FNV-1a over words instead of bytes. */
  #hash(state: number): number {
    let hash = Math.imul(state ^ 0x811c9dc5, 0x01000193);
    for (const word of this.#placed) hash = Math.imul(hash ^ word, 0x01000193);
    return hash ^ (hash >>> 15);
  }
}

function sameBits(one: Uint32Array, other: Uint32Array): boolean {
  return one.every((word, at) => word === other[at]);
}

/** How far any order came in time: the latest answer that was still missing when nothing fitted any more. */
class Furthest<O extends Operation<unknown>> {
  #missing: Answer<O> | null = null;
  #order: readonly Placed<O>[] = [];
  #state: Json = null;

  /** Nothing fits before this answer. */
  see(missing: Answer<O>, order: readonly Placed<O>[], state: Json): void {
    const at = this.#missing?.at ?? Number.NEGATIVE_INFINITY;
    if (missing.at < at || (missing.at === at && order.length <= this.#order.length)) return;
    this.#missing = missing;
    this.#order = [...order];
    this.#state = state;
  }

  misfit(model: Model<O['input']>): Misfit<O> {
    if (this.#missing === null) throw new Error('no answer is missing');
    const { operation } = this.#missing.call;
    return {
      operation,
      order: this.#order.map(({ call }) => call.operation),
      state: this.#state,
      instead: model.step(this.#state, operation.input).output,
    };
  }
}
