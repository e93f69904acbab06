/**
 * What is bound or collected: quantifiers, CHOOSE, sets and tuples.
 *
 * @module
 */
import { ValueError } from '../error.ts';
import type { Expr, ExprOf } from '../syntax/ast.ts';
import { product } from '../values/lazy-sets.ts';
import { inOrder } from '../values/order.ts';
import { brief } from '../values/print.ts';
import { finiteSet, listed, setOf, subset, tupleOf } from '../values/sets.ts';
import type { Value } from '../values/value.ts';
import type { Run } from './builtin.ts';
import { type Code, type Compiler, closed, combine, type Env } from './code.ts';
import { each, loopsOf } from './loops.ts';

/** `\E x \in S : P` and `\A x \in S : P` */
export function quantifier(
  compiler: Compiler,
  { type, bounds, body }: ExprOf<'exists' | 'forall'>,
  env: Env,
): Code {
  const loops = loopsOf(compiler, bounds, env);
  const test = compiler.test(body, loops.inner);
  const visit = each(loops, false);
  const parts = [...loops.sets, closed(test, loops.first)];
  if (type === 'exists') return combine(parts, () => visit(test.run));
  const fails = () => !test.run();
  return combine(parts, () => !visit(fails));
}

/** `CHOOSE x \in S : P`: the first that fits, in the order of values. */
export function choice(
  compiler: Compiler,
  { bound, body, at }: ExprOf<'choose' | 'filter'>,
  env: Env,
): Code {
  const loops = loopsOf(compiler, [bound], env);
  const test = compiler.test(body, loops.inner);
  const [loop] = loops.loops;
  return combine([...loops.sets, closed(test, loops.first)], () => {
    const set = finiteSet(loop?.set() ?? false, at);
    for (const element of inOrder(set)) {
      loop?.bind(element);
      if (test.run()) return element;
    }
    throw new ValueError(at, `CHOOSE finds no element that fits in ${brief(set)}`);
  });
}

/** `{x \in S : P}` */
export function filter(
  compiler: Compiler,
  { bound, body, at }: ExprOf<'choose' | 'filter'>,
  env: Env,
): Code {
  const loops = loopsOf(compiler, [bound], env);
  const test = compiler.test(body, loops.inner);
  const [loop] = loops.loops;
  return combine([...loops.sets, closed(test, loops.first)], () =>
    subset(finiteSet(loop?.set() ?? false, at), (element) => {
      loop?.bind(element);
      return test.run();
    }),
  );
}

/** `{e : x \in S}` */
export function image(
  compiler: Compiler,
  { bounds, body, at }: ExprOf<'map' | 'function'>,
  env: Env,
): Code {
  const loops = loopsOf(compiler, bounds, env);
  const element = compiler.value(body, loops.inner);
  const visit = each(loops, false);
  return combine([...loops.sets, closed(element, loops.first)], () => {
    const values: Value[] = [];
    visit(() => {
      values.push(listed(element.run(), at));
      return false;
    });
    return setOf(values, at);
  });
}

/** `{a, b}` */
export function enumeration(compiler: Compiler, expr: Expr & Items, env: Env): Code {
  const { at } = expr;
  const items = expr.items.map((item) => compiler.value(item, env));
  return combine(items, () =>
    setOf(
      items.map(({ run }) => listed(run(), at)),
      at,
    ),
  );
}

/** `<<a, b>>` */
export function tuple(compiler: Compiler, expr: Expr & Items, env: Env): Code {
  const items = expr.items.map((item) => compiler.value(item, env));
  const runs = items.map(({ run }) => run);
  return combine(items, () => tupleOf(valuesOf(runs)));
}

/** `S \X T` */
export function cartesian(compiler: Compiler, expr: Expr & Items, env: Env): Code {
  const { at } = expr;
  const sets = expr.items.map((item) => compiler.code(item, env));
  const run = () =>
    product(
      sets.map((set) => set.run()),
      at,
    );
  return combine(sets, run, true);
}

/** What these give, which are values already. */
function valuesOf(runs: readonly Run[]): Value[] {
  const values: Value[] = [];
  for (let index = 0; index < runs.length; index += 1) values.push(runs[index]?.() as Value);
  return values;
}

interface Items {
  readonly items: readonly Expr[];
}
