/**
 * What is bound or collected: quantifiers, CHOOSE, sets and tuples.
 *
 * @module
 */
import type { Expr, ExprOf } from '../syntax/ast.ts';
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
  const exists = type === 'exists';
  const stops = exists ? test.text : `!${test.text}`;
  const visit = each(compiler, loops.loops, false, () => `if (${stops}) return ${exists};`);
  const text = compiler.program.define(`${visit} return ${!exists};`);
  return combine(compiler, [...loops.sets, closed(test, loops.first)], text, { sort: 'truth' });
}

/** `CHOOSE x \in S : P`: the first that fits, in the order of values. */
export function choice(
  compiler: Compiler,
  { bound, body, at }: ExprOf<'choose' | 'filter'>,
  env: Env,
): Code {
  const { program } = compiler;
  const loops = loopsOf(compiler, [bound], env);
  const test = compiler.test(body, loops.inner);
  const set = program.name();
  const [place, found] = [program.constant(at), `if (${test.text}) return`];
  const [loop] = loops.loops;
  const only = loop === undefined ? [] : [{ ...loop, set, isSet: true }];
  const visit = each(compiler, only, true, ([element]) => `${found} ${element};`);
  const text = program.define(
    `const ${set} = finiteSet(${loop?.set}, ${place}); ${visit} return noChoice(${set}, ${place});`,
  );
  return combine(compiler, [...loops.sets, closed(test, loops.first)], text);
}

/** `{x \in S : P}` */
export function filter(
  compiler: Compiler,
  { bound, body, at }: ExprOf<'choose' | 'filter'>,
  env: Env,
): Code {
  const { program } = compiler;
  const loops = loopsOf(compiler, [bound], env);
  const test = compiler.test(body, loops.inner);
  const [set, passed] = [program.name(), program.name()];
  const [loop] = loops.loops;
  const only = loop === undefined ? [] : [{ ...loop, set, isSet: true }];
  const visit = each(
    compiler,
    only,
    false,
    ([element]) => `if (${test.text}) ${passed}.push(${element});`,
  );
  const text = program.define(
    `const ${set} = finiteSet(${loop?.set}, ${program.constant(at)}); const ${passed} = []; ${visit} ` +
      `return ${passed}.length === ${set}.size ? ${set} : setOfSorted(${passed});`,
  );
  return combine(compiler, [...loops.sets, closed(test, loops.first)], text);
}

/** `{e : x \in S}` */
export function image(
  compiler: Compiler,
  { bounds, body, at }: ExprOf<'map' | 'function'>,
  env: Env,
): Code {
  const { program } = compiler;
  const loops = loopsOf(compiler, bounds, env);
  const element = compiler.value(body, loops.inner);
  const values = program.name();
  const visit = each(compiler, loops.loops, false, () => `${values}.push(${element.text});`);
  const text = program.define(
    `const ${values} = []; ${visit} return setOf(${values}, ${program.constant(at)});`,
  );
  return combine(compiler, [...loops.sets, closed(element, loops.first)], text);
}

/** `{a, b}` */
export function enumeration(compiler: Compiler, expr: Expr & Items, env: Env): Code {
  const items = expr.items.map((item) => compiler.value(item, env));
  const at = compiler.program.constant(expr.at);
  return combine(compiler, items, `setOf([${textsOf(items)}], ${at})`);
}

/** `<<a, b>>` */
export function tuple(compiler: Compiler, expr: Expr & Items, env: Env): Code {
  const items = expr.items.map((item) => compiler.value(item, env));
  return combine(compiler, items, `tupleOf([${textsOf(items)}])`);
}

/** `S \X T` */
export function cartesian(compiler: Compiler, expr: Expr & Items, env: Env): Code {
  const sets = expr.items.map((item) => compiler.code(item, env));
  const at = compiler.program.constant(expr.at);
  return combine(compiler, sets, `product([${textsOf(sets)}], ${at})`, { lazy: true });
}

function textsOf(codes: readonly Code[]): string {
  return codes.map(({ text }) => text).join(', ');
}

interface Items {
  readonly items: readonly Expr[];
}
