/**
 * The modules Naturals and Integers.
 *
 * @module
 */
import type { Builtin } from '../semantics/builtin.ts';
import { integer } from '../values/kinds.ts';
import { integers, naturals } from '../values/lazy-sets.ts';
import { arithmetic, nullary, unary } from './define.ts';

/** What Naturals defines. */
export const naturalNumbers: readonly Builtin[] = [
  nullary('Nat', naturals),
  arithmetic('+', 'integer', (one, other, at) => `inRange(${one} + ${other}, ${at})`),
  arithmetic('-', 'integer', (one, other, at) => `inRange(${one} - ${other}, ${at})`),
  arithmetic('*', 'integer', (one, other, at) => `inRange(${one} * ${other}, ${at})`),
  arithmetic('^', 'integer', (one, other, at) => `power(${one}, ${other}, ${at})`),
  arithmetic(
    '\\div',
    'integer',
    (one, other, at) => `Math.floor(${one} / divisor(${other}, ${at}))`,
  ),
  arithmetic('%', 'integer', (one, other, at) => `remainder(${one}, ${other}, ${at})`),
  arithmetic('<', 'truth', (one, other) => `(${one} < ${other})`),
  arithmetic('>', 'truth', (one, other) => `(${one} > ${other})`),
  arithmetic('<=', 'truth', (one, other) => `(${one} <= ${other})`),
  arithmetic('>=', 'truth', (one, other) => `(${one} >= ${other})`),
  arithmetic('..', undefined, (one, other, at) => `interval(${one}, ${other}, ${at})`),
];

/** What Integers adds. */
export const wholeNumbers: readonly Builtin[] = [
  ...naturalNumbers,
  nullary('Int', integers),
  unary('-.', (value, at) => -integer(value, at)),
];
