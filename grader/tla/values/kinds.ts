/**
 * Values that must be of one kind, or an error says what they are.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import { brief } from './print.ts';
import { Func, isTuple, type Result } from './value.ts';

/** The value as an integer. */
export function integer(value: Result, at: Place): number {
  if (typeof value === 'number') return value;
  throw new ValueError(at, `${brief(value)} is not an integer`);
}

/** The value as a boolean. */
export function truth(value: Result, at: Place): boolean {
  if (typeof value === 'boolean') return value;
  throw new ValueError(at, `${brief(value)} is neither TRUE nor FALSE`);
}

/** The value as a function. */
export function func(value: Result, at: Place): Func {
  if (value instanceof Func) return value;
  throw new ValueError(at, `${brief(value)} is not a function`);
}

/** The value as a sequence. */
export function sequence(value: Result, at: Place): Func {
  if (isTuple(value)) return value;
  throw new ValueError(at, `${brief(value)} is not a sequence`);
}
