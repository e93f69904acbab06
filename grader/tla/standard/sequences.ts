/**
 * The module Sequences. A string has no length here: it is no sequence of characters, as in most of TLC.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Builtin } from '../semantics/builtin.ts';
import { integer, sequence, truth } from '../values/kinds.ts';
import { sequences } from '../values/lazy-sets.ts';
import { brief } from '../values/print.ts';
import { listed, tupleOf } from '../values/sets.ts';
import type { Result, Value } from '../values/value.ts';
import { argument, binary, ternary, unary } from './define.ts';

function concatenate(one: Result, other: Result, at: Place): Value {
  const [first, second] = [sequence(one, at), sequence(other, at)];
  if (first.values.length === 0) return second;
  if (second.values.length === 0) return first;
  return tupleOf([...first.values, ...second.values]);
}

function head(value: Result, at: Place): Value {
  const [first] = sequence(value, at).values;
  if (first === undefined) throw new ValueError(at, 'the empty sequence has no Head');
  return first;
}

function tail(value: Result, at: Place): Value {
  const { values } = sequence(value, at);
  if (values.length === 0) throw new ValueError(at, 'the empty sequence has no Tail');
  return tupleOf(values.slice(1));
}

function subSequence(whole: Result, low: Result, high: Result, at: Place): Value {
  const { values } = sequence(whole, at);
  const [from, to] = [integer(low, at), integer(high, at)];
  if (from > to) return tupleOf([]);
  if (from < 1 || to > values.length) {
    throw new ValueError(at, `SubSeq(${brief(whole)}, ${from}, ${to}) reaches beyond the sequence`);
  }
  return tupleOf(values.slice(from - 1, to));
}

const selectSequence: Builtin = {
  name: 'SelectSeq',
  arity: 2,
  operator: 1,
  make: (args, at, test) => {
    const whole = argument(args, 0);
    return () => {
      const { values } = sequence(whole(), at);
      return tupleOf(values.filter((value) => truth(test(value), at)));
    };
  },
};

/** What Sequences defines. */
export const sequenceOperators: readonly Builtin[] = [
  unary('Seq', sequences),
  { ...unary('Len', (value, at) => sequence(value, at).values.length), sort: 'integer' as const },
  { ...binary('\\o', concatenate), lazy: false },
  binary('Append', (value, item, at) => tupleOf([...sequence(value, at).values, listed(item, at)])),
  unary('Head', head),
  unary('Tail', tail),
  ternary('SubSeq', subSequence),
  selectSequence,
].map((builtin) => ({ ...builtin, lazy: builtin.name === 'Seq' }));
