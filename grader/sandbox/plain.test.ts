import { describe, expect, it } from 'vitest';
import { Copier } from './plain.ts';
import { TEXT_MAX, VALUES_MAX } from './refused.ts';

/** Copies a step whose state has one field of its own, as if `run` calls of the submission were made meanwhile. */
function copied(value: unknown, before: object | null = null): unknown {
  const copier = new Copier();
  let ticks = 0;
  const state = counted(value, () => {
    ticks += 1;
  });
  return copier.step({ state, effects: [] }, { before, given: null }, () => ticks);
}

/** A state with a value in it; functions that the value is made of tick, as instrumented ones do. */
function counted(value: unknown, tick: () => void): object {
  return { x: typeof value === 'function' ? value(tick) : value };
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe('a copy', () => {
  it('is equal, shares nothing and is frozen', () => {
    const value = { list: [1, 'a', null, true, { deep: [] }], none: undefined };
    const { state } = copied(value) as { state: { x: typeof value } };
    expect(state.x).toEqual(value);
    expect(state.x).not.toBe(value);
    expect(state.x.list).not.toBe(value.list);
    expect(Object.isFrozen(state.x) && Object.isFrozen(state.x.list)).toBe(true);
  });

  it('takes over what did not change, and copies one object once', () => {
    const copier = new Copier();
    const log = copier.hand([{ term: 1 }]);
    const shared = { a: 1 };
    const before = { x: log };
    const step = copier.step(
      { state: { x: [...log, shared], y: shared }, effects: [] },
      { before, given: null },
      () => 0,
    ) as { state: { x: readonly unknown[]; y: unknown } };
    expect(step.state.x[0]).toBe(log[0]);
    expect(step.state.x[1]).toBe(step.state.y);
    expect(step.state.y).not.toBe(shared);
  });

  it('leaves out symbols as names, and what cannot be enumerated', () => {
    const value = Object.defineProperty({ a: 1, [Symbol('s')]: 2 }, 'hidden', { value: 3 });
    expect(copied(value)).toEqual({ state: { x: { a: 1 } }, effects: [] });
  });
});

describe('refused, with the name of the field', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['a function', [() => () => 1], 'state.x[0] is a function'],
    ['a symbol', { a: Symbol('s') }, 'state.x.a is a symbol'],
    ['a Map', new Map(), 'state.x is a Map, which JSON cannot hold'],
    ['an object of a class', new (class A {})(), 'state.x is an object of a class'],
    [
      'a getter',
      (tick: () => void) => ({
        get a() {
          tick();
          return 1;
        },
      }),
      'state.x.a is computed by a getter',
    ],
    [
      'a proxy',
      (tick: () => void) =>
        new Proxy(
          { a: 1 },
          {
            get(target, key) {
              tick();
              return Reflect.get(target, key);
            },
          },
        ),
      'state.x is a proxy',
    ],
    ['too deep', nested(1_000), 'is nested too deeply'],
    ['too many', new Array(VALUES_MAX + 1), 'state.x is too large'],
    ['too long', ['a'.repeat(TEXT_MAX + 1)], 'state.x[0] is one text too many'],
    ['a field named __proto__', JSON.parse('{"__proto__": 1}'), 'state.x.__proto__ has a name'],
    [
      'a list that does not spread',
      Object.assign([1], { [Symbol.isConcatSpreadable]: false }),
      'something that changes while it is read',
    ],
  ];
  it.each(cases)('%s', (_, value, text) => {
    expect(() => copied(value)).toThrow(text);
  });

  it('a cycle', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => copied(cycle)).toThrow('is nested too deeply, or contains itself');
  });
});
