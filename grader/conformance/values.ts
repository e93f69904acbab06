/**
 * What stands in a value of TLA+, and values made of plain data.
 *
 * A value of another kind than the specification gives is a fault of the mapping, and ends the comparison.
 *
 * @module
 */
import { functionOf } from '../tla/values/functions.ts';
import { show } from '../tla/values/print.ts';
import { NOWHERE, setOf, tupleOf } from '../tla/values/sets.ts';
import { textOf } from '../tla/values/table.ts';
import { FiniteSet, Func, ModelValue, Text, type Value } from '../tla/values/value.ts';

/** The value of a function at one place. */
export function at(func: Value, key: Value): Value {
  const value = func instanceof Func ? func.values[func.domain.indexOf(key)] : undefined;
  if (value === undefined) throw new Error(`${show(func)} has no ${show(key)}`);
  return value;
}

/** A field of a record. */
export function field(record: Value, name: string): Value {
  return at(record, textOf(name));
}

/** The elements of a set, or the items of a sequence. */
export function items(value: Value): readonly Value[] {
  if (value instanceof FiniteSet) return value.elements;
  if (value instanceof Func && value.domain.form === 'tuple') return value.values;
  throw new Error(`${show(value)} is neither a set nor a sequence`);
}

/** A number. */
export function numberOf(value: Value): number {
  if (typeof value !== 'number') throw new Error(`${show(value)} is no number`);
  return value;
}

/** A string, or the name of a model value. */
export function nameOf(value: Value): string {
  if (value instanceof Text) return value.text;
  if (value instanceof ModelValue) return value.name;
  throw new Error(`${show(value)} has no name`);
}

/** A record. */
export function record(fields: Readonly<Record<string, Value>>): Func {
  const pairs = Object.entries(fields).map(([name, value]) => [textOf(name), value] as const);
  return functionOf(new Map(pairs), NOWHERE);
}

/** A sequence. */
export function sequence(values: readonly Value[]): Func {
  return tupleOf(values);
}

/** A set. */
export function set(values: readonly Value[]): FiniteSet {
  return setOf(values, NOWHERE);
}

/** The keys of a function whose keys have names, sorted. */
export function keysOf(func: Value): readonly string[] {
  if (!(func instanceof Func)) throw new Error(`${show(func)} is no function`);
  return func.domain.elements.map(nameOf).sort();
}
