/**
 * Formulas without their bounds: connectives, comparison, IF and CASE.
 *
 * @module
 */
import { ValueError } from '../error.ts';
import type { Expr, ExprOf } from '../syntax/ast.ts';
import { equal, isElement, listed } from '../values/sets.ts';
import type { Value } from '../values/value.ts';
import { type Code, type Compiler, combine, type Env } from './code.ts';

/** `a /\ b /\ c`: what follows a FALSE is not evaluated. */
export function conjunction(compiler: Compiler, items: readonly Expr[], env: Env): Code {
  const tests = items.map((item) => compiler.test(item, env));
  return combine(tests, allOf(tests.map(({ run }) => run)));
}

/** `a \/ b \/ c`: what follows a TRUE is not evaluated. */
export function disjunction(compiler: Compiler, items: readonly Expr[], env: Env): Code {
  const tests = items.map((item) => compiler.test(item, env));
  return combine(tests, someOf(tests.map(({ run }) => run)));
}

type Check = () => boolean;

/** Whether all of these hold, in as few closures as come without a loop. */
function allOf([first, second, third, ...rest]: readonly Check[]): Check {
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (third === undefined) return () => first() && second();
  if (rest.length === 0) return () => first() && second() && third();
  const others = allOf(rest);
  return () => first() && second() && third() && others();
}

/** Whether one of these holds. */
function someOf([first, second, third, ...rest]: readonly Check[]): Check {
  if (first === undefined) return () => false;
  if (second === undefined) return first;
  if (third === undefined) return () => first() || second();
  if (rest.length === 0) return () => first() || second() || third();
  const others = someOf(rest);
  return () => first() || second() || third() || others();
}

/** `a => b` */
export function implication(
  compiler: Compiler,
  { left, right }: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
): Code {
  const [one, other] = [compiler.test(left, env), compiler.test(right, env)];
  const [first, second] = [one.run, other.run];
  return combine([one, other], () => !first() || second());
}

/** `a <=> b` */
export function equivalence(
  compiler: Compiler,
  { left, right }: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
): Code {
  const [one, other] = [compiler.test(left, env), compiler.test(right, env)];
  return combine([one, other], () => one.run() === other.run());
}

/** `a = b` */
export function equality(
  compiler: Compiler,
  { left, right, at }: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
): Code {
  const [one, other] = [compiler.code(left, env), compiler.code(right, env)];
  const [first, second] = [one.run, other.run];
  if (one.lazy || other.lazy) {
    return combine([one, other], () => {
      const [value, against] = [first(), second()];
      return value === against || equal(listed(value, at), listed(against, at), at);
    });
  }
  return combine([one, other], () => {
    const value = first() as Value;
    const against = second() as Value;
    return value === against || equal(value, against, at);
  });
}

/** `a \in S` */
export function membership(
  compiler: Compiler,
  { left, right, at }: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
): Code {
  const [element, set] = [compiler.value(left, env), compiler.code(right, env)];
  const [one, other] = [element.run, set.run];
  return combine([element, set], () => isElement(one() as Value, other(), at));
}

/** `IF test THEN yes ELSE no` */
export function conditional(compiler: Compiler, expr: ExprOf<'if'>, env: Env): Code {
  const test = compiler.test(expr.test, env);
  const [yes, no] = [compiler.code(expr.yes, env), compiler.code(expr.no, env)];
  const [asked, one, other] = [test.run, yes.run, no.run];
  return combine([test, yes, no], () => (asked() ? one() : other()), yes.lazy || no.lazy);
}

/** `CASE test -> value [] test -> value [] OTHER -> value`: the first that fits, as TLC does it. */
export function cases(compiler: Compiler, { arms, other, at }: ExprOf<'case'>, env: Env): Code {
  const tests = arms.map(({ test }) => compiler.test(test, env));
  const values = arms.map(({ value }) => compiler.code(value, env));
  const otherwise = other === null ? null : compiler.code(other, env);
  const last = otherwise === null ? [] : [otherwise];
  const run = () => {
    const index = tests.findIndex((test) => test.run());
    const chosen = index < 0 ? otherwise : values[index];
    if (!chosen) throw new ValueError(at, 'no arm of this CASE fits, and there is no OTHER');
    return chosen.run();
  };
  const lazy = [...values, ...last].some((code) => code.lazy);
  return combine([...tests, ...values, ...last], run, lazy);
}
