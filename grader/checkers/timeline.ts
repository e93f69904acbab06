/**
 * The calls and answers of a history in the order of time, as a list from which operations can be taken out and put back
 * in constant time: what the search for an order moves along.
 *
 * @module
 */
import type { Operation } from './history.ts';

/** An operation begins. */
export interface Call<O> {
  readonly kind: 'call';
  readonly operation: O;
  /** Its place in the history, from 0. */
  readonly number: number;
  answer: Answer<O> | null;
  previous: Moment<O> | null;
  next: Moment<O> | null;
}

/** An operation was answered. */
export interface Answer<O> {
  readonly kind: 'answer';
  readonly call: Call<O>;
  /** The time of the answer. */
  readonly at: number;
  previous: Moment<O> | null;
  next: Moment<O> | null;
}

export type Moment<O> = Call<O> | Answer<O>;

/** The moments that are left. */
export class Timeline<O extends Operation<unknown>> {
  first: Moment<O> | null = null;
  /** How many operations with an answer are left. */
  answersLeft = 0;

  constructor(operations: readonly O[]) {
    let last: Moment<O> | null = null;
    for (const moment of inOrder(operations)) {
      moment.previous = last;
      if (last === null) this.first = moment;
      else last.next = moment;
      last = moment;
      if (moment.kind === 'answer') this.answersLeft += 1;
    }
  }

  /** Takes an operation out. Its moments remember their places. */
  remove(call: Call<O>): void {
    this.#unlink(call);
    if (call.answer === null) return;
    this.#unlink(call.answer);
    this.answersLeft -= 1;
  }

  /** Puts back the operation that was taken out last. */
  putBack(call: Call<O>): void {
    if (call.answer !== null) {
      this.#link(call.answer);
      this.answersLeft += 1;
    }
    this.#link(call);
  }

  #unlink({ previous, next }: Moment<O>): void {
    if (previous === null) this.first = next;
    else previous.next = next;
    if (next !== null) next.previous = previous;
  }

  #link(moment: Moment<O>): void {
    if (moment.previous === null) this.first = moment;
    else moment.previous.next = moment;
    if (moment.next !== null) moment.next.previous = moment;
  }
}

function inOrder<O extends Operation<unknown>>(operations: readonly O[]): Moment<O>[] {
  const moments = operations.flatMap((operation, number) => momentsOf(operation, number));
  return moments.sort((one, other) => {
    const calls = Number(other.kind === 'call') - Number(one.kind === 'call');
    return timeOf(one) - timeOf(other) || calls;
  });
}

function momentsOf<O extends Operation<unknown>>(operation: O, number: number): Moment<O>[] {
  const call: Call<O> = {
    kind: 'call',
    operation,
    number,
    answer: null,
    previous: null,
    next: null,
  };
  if (operation.answer === null) return [call];
  const { at } = operation.answer;
  if (at < operation.calledAt) throw new RangeError('an operation was answered before its call');
  call.answer = { kind: 'answer', call, at, previous: null, next: null };
  return [call, call.answer];
}

function timeOf<O extends Operation<unknown>>(moment: Moment<O>): number {
  return moment.kind === 'call' ? moment.operation.calledAt : moment.at;
}
