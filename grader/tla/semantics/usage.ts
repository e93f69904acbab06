/**
 * How an operator uses its parameters. All answers err on one side: a parameter of which nothing is known may be used in any
 * way.
 *
 * @module
 */
import type { Expr, ExprOf } from '../syntax/ast.ts';
import type { Operator, Scope } from './scope.ts';

/** What may give a parameter another meaning than it has elsewhere in the body: that in the next state. */
const PRIMES: ReadonlySet<string> = new Set(['prime', 'unchanged', 'enabled', 'box']);

/**
 * Whether the body means the same when each parameter is replaced with the value of its argument: none stands under a prime,
 * is given to an operator that primes it, or is an operator itself. Nothing in it may call itself either.
 */
export function takesValues({ params, body, scope, recursive, isFunction }: Operator): boolean {
  if (recursive || isFunction || params.some(({ arity }) => arity > 0)) return false;
  const names = new Set(params.map(({ name }) => name));
  return !reaches(body, scope, new Set()) && !primes(body, names, scope);
}

/** Whether something that calls itself is called. */
function reaches(part: unknown, scope: Scope, seen: Set<Operator>): boolean {
  return some(part, (expr) => {
    if (expr.type !== 'apply') return false;
    if (expr.prefix.length > 0) return true;
    const binding = scope.find(expr.name);
    if (binding?.kind === 'thunk') return reaches(binding.expr, binding.scope, seen);
    if (binding?.kind !== 'operator' || seen.has(binding)) return false;
    seen.add(binding);
    return binding.recursive || reaches(binding.body, binding.scope, seen);
  });
}

/** Whether one of these names stands under a prime. */
function primes(part: unknown, names: ReadonlySet<string>, scope: Scope): boolean {
  return some(part, (expr) => {
    if (PRIMES.has(expr.type) || expr.type === 'lambda') return mentionsOne(expr, names);
    if (expr.type !== 'apply') return false;
    const given = expr.args.map((arg) => mentionsOne(arg, names));
    const binding = scope.find(expr.name);
    if (binding?.kind !== 'operator' || !given.includes(true)) return false;
    const inner = binding.params.filter((_, index) => given[index]);
    if (inner.some(({ arity }) => arity > 0)) return true;
    return primes(binding.body, new Set(inner.map(({ name }) => name)), binding.scope);
  });
}

function mentionsOne(part: unknown, names: ReadonlySet<string>): boolean {
  return some(part, (expr) => expr.type === 'apply' && names.has(expr.name));
}

/** Whether an expression passes a test, or one in it. */
function some(part: unknown, test: (expr: Expr) => boolean): boolean {
  if (Array.isArray(part)) return part.some((item) => some(item, test));
  if (typeof part !== 'object' || part === null) return false;
  if ('type' in part && test(part as Expr)) return true;
  return Object.values(part).some((item) => some(item, test));
}

/** Whether an expression always evaluates what a name stands for, unless it fails before. */
export function needs(expr: Expr, name: string, scope: Scope): boolean {
  const any = (...items: readonly (Expr | undefined)[]) =>
    items.some((item) => item !== undefined && needs(item, name, scope));
  switch (expr.type) {
    case 'and':
    case 'or':
      return any(expr.items[0]);
    case 'tuple':
    case 'set':
      return any(...expr.items);
    case 'implies':
      return any(expr.left);
    case 'iff':
    case 'equal':
    case 'in':
      return any(expr.left, expr.right);
    case 'not':
    case 'field':
    case 'except':
      return any(expr.of);
    case 'exists':
    case 'forall':
    case 'map':
    case 'function':
      return any(expr.bounds[0]?.set);
    case 'choose':
    case 'filter':
      return any(expr.bound.set);
    case 'call':
      return any(expr.of, ...expr.args);
    case 'record':
      return any(...expr.fields.map(({ value }) => value));
    case 'if':
      return any(expr.test) || (any(expr.yes) && any(expr.no));
    case 'case':
      return any(expr.arms[0]?.test);
    case 'let':
      return any(expr.body) || needsInLet(expr, name, scope);
    case 'apply':
      return needsInApplied(expr, name, scope);
    default:
      return false;
  }
}

/** Whether the body needs what a LET defines, and that needs the name. */
function needsInLet({ units, body }: ExprOf<'let'>, name: string, scope: Scope): boolean {
  return units.some(
    (unit) =>
      unit.type === 'definition' &&
      unit.params.length === 0 &&
      !unit.isFunction &&
      needs(unit.body, name, scope) &&
      needs(body, unit.name, scope),
  );
}

function needsInApplied(expr: ExprOf<'apply'>, name: string, scope: Scope): boolean {
  if (expr.prefix.length > 0) return false;
  if (expr.name === name) return true;
  const binding = scope.find(expr.name);
  const given = (index: number) => {
    const arg = expr.args[index];
    return arg !== undefined && needs(arg, name, scope);
  };
  if (binding?.kind === 'builtin') {
    return binding.builtin.operator === undefined && expr.args.some((_, index) => given(index));
  }
  if (binding?.kind !== 'operator' || binding.recursive || binding.isFunction) return false;
  return binding.params.some(
    (param, index) =>
      param.arity === 0 && given(index) && needs(binding.body, param.name, binding.scope),
  );
}
