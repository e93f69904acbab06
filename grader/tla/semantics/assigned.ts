/**
 * To which variables an action gives values, as far as can be said without running it.
 *
 * @module
 */
import type { Expr, ExprOf } from '../syntax/ast.ts';
import type { Compiler, Env } from './code.ts';
import { loopsOf } from './loops.ts';
import { enter, letIn, resolve } from './resolve.ts';

/** The variable to which an expression gives a value, if it is one: `x'`, or `x` in an initial state. */
export function variableOf(compiler: Compiler, expr: Expr, env: Env): number | null {
  if (expr.type === 'prime') {
    return env.primed ? null : variableOf(compiler, expr.of, { ...env, primed: true });
  }
  if (!env.primed || expr.type !== 'apply' || expr.args.length > 0) return null;
  const binding = resolve(compiler, expr, env);
  if (binding?.kind === 'variable') return binding.index;
  if (binding?.kind !== 'thunk') return null;
  return variableOf(compiler, binding.expr, { ...env, scope: binding.scope });
}

/** The variables that get values in an action, on any way through it. */
export function assignedIn(compiler: Compiler, expr: Expr, env: Env): readonly number[] {
  const all = (items: readonly Expr[], inside = env) =>
    items.flatMap((item) => assignedIn(compiler, item, inside));
  switch (expr.type) {
    case 'and':
    case 'or':
      return all(expr.items);
    case 'exists':
    case 'forall':
      return all([expr.body], loopsOf(compiler, expr.bounds, env).inner);
    case 'if':
      return all([expr.yes, expr.no]);
    case 'case': {
      const values = expr.arms.map(({ value }) => value);
      return all(expr.other === null ? values : [...values, expr.other]);
    }
    case 'let':
      return all([expr.body], letIn(compiler, expr, env).env);
    case 'apply':
      return assignedInApplied(compiler, expr, env);
    case 'equal':
    case 'in': {
      const index = variableOf(compiler, expr.left, env);
      return index === null ? [] : [index];
    }
    case 'unchanged':
      return unchangedIn(compiler, expr.of, env);
    case 'box':
      return all([expr.action]);
    default:
      return [];
  }
}

function assignedInApplied(compiler: Compiler, expr: ExprOf<'apply'>, env: Env): readonly number[] {
  const binding = resolve(compiler, expr, env);
  if (binding?.kind === 'thunk') {
    return assignedIn(compiler, binding.expr, { ...env, scope: binding.scope });
  }
  if (binding?.kind !== 'operator' || binding.recursive || binding.isFunction) return [];
  if (binding.params.length !== expr.args.length) return [];
  const entered = enter(compiler, binding, { args: expr.args, env });
  return assignedIn(compiler, binding.body, entered.env);
}

function unchangedIn(compiler: Compiler, expr: Expr, env: Env): readonly number[] {
  if (expr.type === 'tuple') {
    return expr.items.flatMap((item) => unchangedIn(compiler, item, env));
  }
  const binding = expr.type === 'apply' ? resolve(compiler, expr, env) : null;
  if (binding?.kind === 'operator' && binding.params.length === 0 && !binding.recursive) {
    return unchangedIn(compiler, binding.body, { ...env, scope: binding.scope });
  }
  const index = variableOf(compiler, expr, { ...env, primed: true });
  return index === null ? [] : [index];
}
