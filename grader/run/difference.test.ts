import { describe, expect, it } from 'vitest';
import { firstDifference } from './difference.ts';

describe('the first difference', () => {
  it.each([
    ['equal values', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['equal fields in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['zeros of either sign, as JSON has only one', [0], [-0]],
  ])('of %s is none', (_, was, is) => {
    expect(firstDifference(was, is)).toBe(null);
  });

  it.each([
    ['a number', { state: { term: 1 } }, { state: { term: 2 } }, ['state.term', 1, 2]],
    ['an item', { effects: [{ a: 1 }] }, { effects: [{ a: 2 }] }, ['effects[0].a', 1, 2]],
    ['a longer list', { log: [1] }, { log: [1, 2] }, ['log[1]', undefined, 2]],
    ['a shorter list', { log: [1, 2] }, { log: [1] }, ['log[1]', 2, undefined]],
    ['a new field', {}, { vote: null }, ['vote', undefined, null]],
    ['a field that is gone', { vote: null }, {}, ['vote', null, undefined]],
    ['another kind of value', { log: [] }, { log: {} }, ['log', [], {}]],
    [
      'nothing instead of something',
      { snapshot: { data: 1 } },
      { snapshot: null },
      ['snapshot', { data: 1 }, null],
    ],
    ['the first of two', { a: 1, b: 1 }, { a: 2, b: 2 }, ['a', 1, 2]],
  ])('is %s', (_, before, after, [field, was, is]) => {
    expect(firstDifference(before, after)).toEqual({ field, was, is });
  });
});
