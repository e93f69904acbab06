/**
 * Temporal formulas, as far as a search through states can check them: `Init /\ [][Next]_v`, `[]P` and `[][A]_v`.
 *
 * @module
 */
import type { Compiler, Env } from '../semantics/code.ts';
import { resolve } from '../semantics/resolve.ts';
import type { Scope } from '../semantics/scope.ts';
import type { Expr } from '../syntax/ast.ts';

/** An expression and where it stands. */
export interface Formula {
  readonly expr: Expr;
  readonly scope: Scope;
}

/** One conjunct: of the initial state, of every state, of every step, of fairness, or any other temporal formula. */
export interface Part extends Formula {
  readonly kind: 'initial' | 'invariant' | 'step' | 'fairness' | 'temporal';
}

/** The conjuncts of a formula, through definitions. */
export function partsOf(compiler: Compiler, formula: Formula): Part[] {
  const { expr, scope } = formula;
  if (!isTemporal(compiler, formula)) return [{ kind: 'initial', expr, scope }];
  switch (expr.type) {
    case 'and':
      return expr.items.flatMap((item) => partsOf(compiler, { expr: item, scope }));
    case 'always': {
      const inner = unfolded(compiler, { expr: expr.of, scope });
      if (isTemporal(compiler, inner)) return [{ kind: 'temporal', expr, scope }];
      return [{ kind: inner.expr.type === 'box' ? 'step' : 'invariant', ...inner }];
    }
    case 'apply': {
      const inner = unfolded(compiler, formula);
      if (inner.expr !== expr) return partsOf(compiler, inner);
      break;
    }
  }
  return [{ kind: isFairness(compiler, formula) ? 'fairness' : 'temporal', expr, scope }];
}

/** Whether a formula speaks of more than the first state. */
function isTemporal(compiler: Compiler, formula: Formula): boolean {
  return mentions(compiler, formula, ['always', 'fairness', 'temporal']);
}

/** Whether a formula speaks of what happens in the end, and not only of states and steps. */
export function isAboutTheEnd(compiler: Compiler, formula: Formula): boolean {
  return mentions(compiler, formula, ['fairness', 'temporal']);
}

/** Whether a formula of one of these types stands in a formula, where it may be a temporal one. */
function mentions(compiler: Compiler, formula: Formula, types: readonly Expr['type'][]): boolean {
  const { expr, scope } = formula;
  if (types.includes(expr.type)) return true;
  const formulas = formulasIn(expr);
  if (formulas.some((one) => mentions(compiler, { expr: one, scope }, types))) return true;
  const inner = opened(compiler, formula);
  return inner.expr !== expr && mentions(compiler, inner, types);
}

/** What a formula may be made of, if that is formulas again. What a LET defines counts, whether it is used or not. */
function formulasIn(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'and':
    case 'or':
      return expr.items;
    case 'implies':
    case 'iff':
      return [expr.left, expr.right];
    case 'not':
    case 'always':
      return [expr.of];
    case 'forall':
    case 'exists':
      return [expr.body];
    case 'let':
      return [...expr.units.flatMap((unit) => ('body' in unit ? unit.body : [])), expr.body];
    case 'apply':
      return expr.args;
    case 'if':
      return [expr.yes, expr.no];
    case 'case':
      return [...expr.arms.map(({ value }) => value), ...(expr.other === null ? [] : [expr.other])];
    default:
      return [];
  }
}

/** Whether a formula is made of fairness and of nothing else. */
function isFairness(compiler: Compiler, formula: Formula): boolean {
  const { expr, scope } = formula;
  switch (expr.type) {
    case 'fairness':
      return true;
    case 'and':
      return expr.items.every((item) => isFairness(compiler, { expr: item, scope }));
    case 'forall':
      return isFairness(compiler, { expr: expr.body, scope });
    default: {
      const inner = opened(compiler, formula);
      return inner.expr !== expr && isFairness(compiler, inner);
    }
  }
}

/** The items of a tuple, of the tuples in it, and so on, through definitions. */
export function itemsOf(compiler: Compiler, formula: Formula): Formula[] {
  const { expr, scope } = unfolded(compiler, formula);
  if (expr.type !== 'tuple') return [{ expr, scope }];
  return expr.items.flatMap((item) => itemsOf(compiler, { expr: item, scope }));
}

/** What a name stands for that has no arguments and is defined. */
function unfolded(compiler: Compiler, { expr, scope }: Formula): Formula {
  if (expr.type !== 'apply' || expr.args.length > 0) return { expr, scope };
  const env: Env = { scope, primed: false, settled: true };
  const binding = resolve(compiler, expr, env);
  if (binding?.kind !== 'operator' || binding.params.length > 0 || binding.recursive) {
    return { expr, scope };
  }
  return unfolded(compiler, { expr: binding.body, scope: binding.scope });
}

/** The body of what a name stands for, whatever its arguments are: of which kind it is does not depend on them. */
function opened(compiler: Compiler, { expr, scope }: Formula): Formula {
  if (expr.type !== 'apply') return { expr, scope };
  const env: Env = { scope, primed: false, settled: true };
  const binding = resolve(compiler, expr, env);
  if (binding?.kind !== 'operator' || binding.recursive) return { expr, scope };
  return { expr: binding.body, scope: binding.scope };
}
