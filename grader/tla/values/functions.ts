/**
 * Functions made of pairs.
 *
 * @module
 */
import type { Place } from '../error.ts';
import { setOf } from './sets.ts';
import { funcOf } from './table.ts';
import type { Func, Value } from './value.ts';

/** The function that has these values. */
export function functionOf(pairs: ReadonlyMap<Value, Value>, at: Place): Func {
  const domain = setOf([...pairs.keys()], at);
  return funcOf(
    domain,
    domain.elements.map((key) => pairs.get(key) as Value),
  );
}
