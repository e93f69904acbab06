/**
 * The module FiniteSets.
 *
 * @module
 */
import type { Builtin } from '../semantics/builtin.ts';
import { finiteSet } from '../values/sets.ts';
import { LazySet } from '../values/value.ts';
import { unary } from './define.ts';

/** What FiniteSets defines. */
export const finiteSetOperators: readonly Builtin[] = [
  {
    ...unary('Cardinality', (value, at) => finiteSet(value, at).size),
    lazy: false,
    sort: 'integer',
  },
  {
    ...unary('IsFiniteSet', (value, at) => {
      if (value instanceof LazySet && value.list === null) return false;
      return finiteSet(value, at).size >= 0;
    }),
    lazy: false,
  },
];
