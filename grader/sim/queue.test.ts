import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Queue } from './queue.ts';

/** The same in the plainest way: a list that is sorted before each look, and sorting keeps what is equal in order. */
class SortedList {
  #items: { readonly at: number; readonly item: number }[] = [];

  get nextAt(): number {
    return this.#items[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  push(at: number, item: number): void {
    this.#items.push({ at, item });
    this.#items = this.#items.toSorted((one, other) => one.at - other.at);
  }

  pop(): number | undefined {
    return this.#items.shift()?.item;
  }
}

describe('the queue', () => {
  it('does what a sorted list does, whatever goes in and out', () => {
    // Few different times, so that many items share one.
    const steps = fc.array(fc.option(fc.nat(9), { nil: 'pop' as const, freq: 2 }), {
      maxLength: 300,
      size: 'max',
    });
    fc.assert(
      fc.property(steps, (all) => {
        const queue = new Queue<number>();
        const list = new SortedList();
        all.forEach((step, item) => {
          if (step !== 'pop') {
            queue.push(step, item);
            list.push(step, item);
          } else if (queue.size > 0) {
            expect(queue.pop()).toBe(list.pop());
          }
          expect(queue.nextAt).toBe(list.nextAt);
        });
        while (queue.size > 0) expect(queue.pop()).toBe(list.pop());
        expect(list.pop()).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });

  it('gives back items of the same time in the order in which they went in', () => {
    const queue = new Queue<number>();
    for (let item = 0; item < 100; item++) queue.push(5, item);
    expect(Array.from({ length: 100 }, () => queue.pop())).toEqual([...Array(100).keys()]);
  });

  it('has nothing due when it is empty, and refuses to give', () => {
    const queue = new Queue<string>();
    expect(queue.nextAt).toBe(Number.POSITIVE_INFINITY);
    expect(() => queue.pop()).toThrow(new RangeError('the queue is empty'));
    queue.push(3, 'a');
    expect([queue.size, queue.nextAt, queue.pop(), queue.size]).toEqual([1, 3, 'a', 0]);
    expect(() => queue.pop()).toThrow(RangeError);
  });
});
