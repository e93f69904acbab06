/**
 * Operators that every module knows without extending another.
 *
 * @module
 */
import type { Builtin } from '../semantics/builtin.ts';
import { func } from '../values/kinds.ts';
import { powerset, strings } from '../values/lazy-sets.ts';
import {
  difference,
  intersection,
  isSubset,
  NOWHERE,
  setOf,
  union,
  unionOfAll,
} from '../values/sets.ts';
import { binary, nullary, unary } from './define.ts';

/** The set operators, DOMAIN, and two sets with a name. */
export const core: readonly Builtin[] = [
  nullary('BOOLEAN', setOf([false, true], NOWHERE)),
  nullary('STRING', strings),
  binary('\\cup', union),
  binary('\\cap', intersection),
  binary('\\', difference),
  { ...binary('\\subseteq', isSubset), lazy: false, sort: 'truth' },
  unary('SUBSET', powerset),
  { ...unary('UNION', unionOfAll), lazy: false },
  { ...unary('DOMAIN', (value, at) => func(value, at).domain), lazy: false },
];
