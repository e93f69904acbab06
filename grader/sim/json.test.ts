import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freezeJson, nameOf, sameJson, whatIsNotJson } from './json.ts';

class Point {
  readonly x = 1;
}

const strangers: readonly (readonly [unknown, string])[] = [
  [undefined, 'undefined'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [10n, 'a bigint'],
  [Symbol('s'), 'a symbol'],
  [() => 1, 'a function'],
  [new Date(0), 'a Date'],
  [new Map(), 'a Map'],
  [new Set(), 'a Set'],
  [new Point(), 'a Point'],
  [Object.create({ inherited: 1 }), 'an object'],
];

/** A place somewhere inside of a value, and how it is written. */
const step = fc.oneof(fc.constantFrom('a', 'b', 'log'), fc.nat(3));
const placeInside = fc.array(step, { minLength: 1, maxLength: 8 });

function nest(place: readonly (string | number)[], value: unknown): unknown {
  return place.reduceRight<unknown>((inner, key) => {
    const before = typeof key === 'number' ? Array.from({ length: key }, () => 'fine') : null;
    return before === null ? { fine: [1, 'two', null], [key]: inner } : [...before, inner, {}];
  }, value);
}

function written(place: readonly (string | number)[]): string {
  return place.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
}

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}

describe('freezing', () => {
  it('takes every JSON value, and freezes all of it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(freezeJson(value)).toBe(true);
        expect(isDeepFrozen(value)).toBe(true);
      }),
    );
  });

  it('freezes inside of what was frozen on the outside only', () => {
    const value = Object.freeze({ list: Object.freeze([{ inner: 1 }]) });
    expect(freezeJson(value)).toBe(true);
    expect(isDeepFrozen(value)).toBe(true);
  });

  it('takes an object without a prototype, which JSON writes like any other', () => {
    expect(freezeJson(Object.assign(Object.create(null), { a: 1 }))).toBe(true);
  });

  for (const [value, name] of strangers) {
    it(`refuses ${name}, wherever it stands, and says where`, () => {
      expect(freezeJson(value)).toBe(false);
      fc.assert(
        fc.property(placeInside, (place) => {
          const whole = nest(place, value);
          expect(freezeJson(whole)).toBe(false);
          expect(whatIsNotJson(whole, 'state')).toEqual({
            path: `state${written(place)}`,
            problem: `is ${name}, which JSON cannot hold`,
          });
        }),
        { numRuns: 30 },
      );
    });
  }

  it('refuses a list with a hole', () => {
    const list = [1, 2, 3];
    delete list[1];
    expect(freezeJson({ list })).toBe(false);
    expect(whatIsNotJson({ list }, 'state').path).toBe('state.list[1]');
  });

  it('says of a value at the top that it is wrong itself, with the path that it is given', () => {
    expect(whatIsNotJson(new Map(), '')).toEqual({
      path: '',
      problem: 'is a Map, which JSON cannot hold',
    });
    expect(whatIsNotJson({ a: { b: undefined } }, '').path).toBe('a.b');
  });

  it('refuses what contains itself, and names the field and not two hundred', () => {
    const cycle: Record<string, unknown> = { term: 1 };
    cycle['self'] = { list: [cycle] };
    expect(freezeJson(cycle)).toBe(false);
    expect(whatIsNotJson(cycle, 'state.cache')).toEqual({
      path: 'state.cache',
      problem: 'is nested too deeply, or contains itself',
    });
  });

  it('refuses what is nested more than 200 levels deep', () => {
    const nested = (levels: number) => nest(Array(levels).fill('a'), 1);
    expect(freezeJson(nested(200))).toBe(true);
    expect(freezeJson(nested(300))).toBe(false);
  });
});

describe('two values', () => {
  const values = fc.jsonValue({ maxDepth: 4 });

  it('are the same to JSON after a copy, even with the fields the other way round', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      const fields = Object.entries(value).map(([key, part]) => [key, turned(part)] as const);
      return Object.fromEntries(fields.toReversed());
    };
    fc.assert(
      fc.property(values, (value) => {
        expect(sameJson(value, turned(value))).toBe(true);
      }),
    );
  });

  it('are not the same when anything in them differs', () => {
    fc.assert(
      fc.property(placeInside, values, (place, value) => {
        fc.pre(value !== 'other');
        expect(sameJson(nest(place, value), nest(place, 'other'))).toBe(false);
      }),
    );
    for (const [one, other] of [
      [[], {}],
      [null, {}],
      [{ a: 1 }, { b: 1 }],
      [{ a: 1 }, { a: 1, b: 1 }],
      [['a'], { 0: 'a' }],
      ['1', 1],
    ]) {
      expect(sameJson(one, other)).toBe(false);
      expect(sameJson(other, one)).toBe(false);
    }
  });
});

describe('the name of a value', () => {
  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    ['four', '"four"'],
    ['x'.repeat(100), `"${'x'.repeat(40)}"`],
    [4.5, '4.5'],
    [true, 'true'],
    [[1], 'an array'],
    [{ a: 1 }, 'an object'],
    [Object.create(null), 'an object'],
    [new Point(), 'a Point'],
    [Promise.resolve(), 'a Promise'],
  ])('of %o is %s', (value, name) => {
    expect(nameOf(value)).toBe(name);
  });
});
