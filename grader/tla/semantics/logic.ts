/**
 * Formulas without their bounds: connectives, comparison, IF and CASE.
 *
 * @module
 */
import type { Expr, ExprOf } from '../syntax/ast.ts';
import { type Code, type Compiler, combine, type Env } from './code.ts';

/** `a /\ b /\ c`: what follows a FALSE is not evaluated. */
export function conjunction(compiler: Compiler, items: readonly Expr[], env: Env): Code {
  const tests = items.map((item) => compiler.test(item, env));
  return combine(compiler, tests, `(${tests.map(({ text }) => text).join(' && ')})`, {
    sort: 'truth',
  });
}

/** `a \/ b \/ c`: what follows a TRUE is not evaluated. */
export function disjunction(compiler: Compiler, items: readonly Expr[], env: Env): Code {
  const tests = items.map((item) => compiler.test(item, env));
  return combine(compiler, tests, `(${tests.map(({ text }) => text).join(' || ')})`, {
    sort: 'truth',
  });
}

/** `a => b` */
export function implication(
  compiler: Compiler,
  { left, right }: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
): Code {
  const [one, other] = [compiler.test(left, env), compiler.test(right, env)];
  return combine(compiler, [one, other], `(!${one.text} || ${other.text})`, { sort: 'truth' });
}

/** `a <=> b` */
export function equivalence(
  compiler: Compiler,
  { left, right }: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
): Code {
  const [one, other] = [compiler.test(left, env), compiler.test(right, env)];
  return combine(compiler, [one, other], `(${one.text} === ${other.text})`, { sort: 'truth' });
}

/** `a = b` */
export function equality(
  compiler: Compiler,
  { left, right, at }: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
): Code {
  const [one, other] = [compiler.code(left, env), compiler.code(right, env)];
  const place = compiler.program.constant(at);
  const same = one.lazy || other.lazy ? 'alike' : 'same';
  return combine(compiler, [one, other], `${same}(${one.text}, ${other.text}, ${place})`, {
    sort: 'truth',
  });
}

/** `a \in S` */
export function membership(
  compiler: Compiler,
  { left, right, at }: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
): Code {
  const [element, set] = [compiler.value(left, env), compiler.code(right, env)];
  const text = `isElement(${element.text}, ${set.text}, ${compiler.program.constant(at)})`;
  return combine(compiler, [element, set], text, { sort: 'truth' });
}

/** `IF test THEN yes ELSE no` */
export function conditional(compiler: Compiler, expr: ExprOf<'if'>, env: Env): Code {
  const test = compiler.test(expr.test, env);
  const [yes, no] = [compiler.code(expr.yes, env), compiler.code(expr.no, env)];
  const text = `(${test.text} ? ${yes.text} : ${no.text})`;
  const sort = yes.sort === no.sort ? yes.sort : undefined;
  return combine(compiler, [test, yes, no], text, { lazy: yes.lazy || no.lazy, sort });
}

/** `CASE test -> value [] test -> value [] OTHER -> value`: the first that fits, as TLC does it. */
export function cases(compiler: Compiler, { arms, other, at }: ExprOf<'case'>, env: Env): Code {
  const tests = arms.map(({ test }) => compiler.test(test, env));
  const values = arms.map(({ value }) => compiler.code(value, env));
  const otherwise = other === null ? null : compiler.code(other, env);
  const last = otherwise === null ? [] : [otherwise];
  const text = tests.reduceRight(
    (rest, test, index) => `${test.text} ? ${values[index]?.text} : ${rest}`,
    otherwise?.text ?? `noArm(${compiler.program.constant(at)})`,
  );
  const lazy = [...values, ...last].some((code) => code.lazy);
  return combine(compiler, [...tests, ...values, ...last], `(${text})`, { lazy });
}
