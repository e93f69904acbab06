/**
 * The modules Naturals and Integers.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Builtin } from '../semantics/builtin.ts';
import { integers, naturals } from '../values/lazy-sets.ts';
import { interval } from '../values/sets.ts';
import { arithmetic, integer, nullary, unary } from './define.ts';

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

function power(base: number, exponent: number, at: Place): number {
  if (exponent < 0)
    throw new ValueError(at, `the exponent is ${exponent}, and must not be negative`);
  return inRange(base ** exponent, at);
}

/** What Naturals defines. */
export const naturalNumbers: readonly Builtin[] = [
  nullary('Nat', naturals),
  arithmetic('+', (one, other, at) => inRange(one + other, at)),
  arithmetic('-', (one, other, at) => inRange(one - other, at)),
  arithmetic('*', (one, other, at) => inRange(one * other, at)),
  arithmetic('^', power),
  arithmetic('\\div', (one, other, at) => Math.floor(one / divisor(other, at))),
  arithmetic('%', (one, other, at) => one - other * Math.floor(one / divisor(other, at))),
  arithmetic('<', (one, other) => one < other),
  arithmetic('>', (one, other) => one > other),
  arithmetic('<=', (one, other) => one <= other),
  arithmetic('>=', (one, other) => one >= other),
  arithmetic('..', interval),
];

/** What Integers adds. */
export const wholeNumbers: readonly Builtin[] = [
  ...naturalNumbers,
  nullary('Int', integers),
  unary('-.', (value, at) => -integer(value, at)),
];
