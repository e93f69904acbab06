/**
 * What compiled expressions call.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import { functionOf } from '../values/functions.ts';
import { func, integer, truth } from '../values/kinds.ts';
import { functionSet, product } from '../values/lazy-sets.ts';
import { inOrder } from '../values/order.ts';
import { brief } from '../values/print.ts';
import { equal, finiteSet, interval, isElement, listed, setOf, tupleOf } from '../values/sets.ts';
import { funcOf, funcWith, idOf, setOfSorted } from '../values/table.ts';
import { type FiniteSet, Func, type Result, type Text, type Value } from '../values/value.ts';

/** `f[x]` */
function applied(of: Result, key: Value, at: Place): Value {
  const { domain, values } = func(of, at);
  const value = values[domain.indexOf(key)];
  if (value !== undefined) return value;
  throw new ValueError(at, `${brief(key)} is not in the domain of ${brief(of)}`);
}

/** Where a field was the last time. */
export interface Field {
  readonly key: Text;
  seen: FiniteSet | null;
  place: number;
}

/** `r.name`. The place of a field is remembered for the domain that was seen last. */
function field(value: Result, field: Field, at: Place): Value {
  if (!(value instanceof Func)) throw new ValueError(at, `${brief(value)} is not a record`);
  if (value.domain !== field.seen) {
    field.seen = value.domain;
    field.place = value.domain.indexOf(field.key);
  }
  const found = value.values[field.place];
  if (found === undefined)
    throw new ValueError(at, `${brief(value)} has no field ${field.key.text}`);
  return found;
}

/** TLA+'s equality, of values. */
function same(one: Value, other: Value, at: Place): boolean {
  return one === other || equal(one, other, at);
}

/** The same where a set may be only described. */
function alike(one: Result, other: Result, at: Place): boolean {
  return one === other || equal(listed(one, at), listed(other, at), at);
}

/** TLC's integers have 32 bits; a model that needs more is refused by both. */
const LARGEST = 2 ** 31 - 1;

function inRange(value: number, at: Place): number {
  if (Math.abs(value) <= LARGEST) return value;
  throw new ValueError(at, `${value} is too large; integers end at ${LARGEST}`);
}

function divisor(value: number, at: Place): number {
  if (value > 0) return value;
  throw new ValueError(at, `the divisor is ${value}, and must be greater than 0`);
}

function remainder(one: number, other: number, at: Place): number {
  return one - other * Math.floor(one / divisor(other, at));
}

function power(base: number, exponent: number, at: Place): number {
  if (exponent < 0)
    throw new ValueError(at, `the exponent is ${exponent}, and must not be negative`);
  return inRange(base ** exponent, at);
}

function noArm(at: Place): never {
  throw new ValueError(at, 'no arm of this CASE fits, and there is no OTHER');
}

function noChoice(set: FiniteSet, at: Place): never {
  throw new ValueError(at, `CHOOSE finds no element that fits in ${brief(set)}`);
}

function noValue(name: string, at: Place): never {
  throw new ValueError(at, `${name} has no value here yet`);
}

/** What compiled expressions know by these names. */
export const library = {
  applied,
  field,
  same,
  alike,
  truth,
  integer,
  func,
  inRange,
  divisor,
  remainder,
  power,
  noArm,
  noChoice,
  noValue,
  listed,
  finiteSet,
  isElement,
  interval,
  inOrder,
  setOf,
  setOfSorted,
  tupleOf,
  funcOf,
  idOf,
  funcWith,
  functionOf,
  functionSet,
  product,
};
