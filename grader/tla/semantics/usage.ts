/**
 * How an operator uses its parameters. All answers err on one side: what is not known may be anything.
 *
 * @module
 */
import type { Expr, ExprOf } from '../syntax/ast.ts';
import type { Binding, Operator, Scope } from './scope.ts';

/** What nothing is known of: a parameter, a bound variable, what a LET defines. */
const UNKNOWN: Binding = { kind: 'missing', why: 'it is bound here' };

/** The scope of a body in which these names mean something else than around it. */
function inside(scope: Scope, names: readonly string[]): Scope {
  return names.reduce((inner, name) => inner.with(name, UNKNOWN), scope);
}

/** The scope of an operator's body. */
export function bodyScope({ params, scope }: Operator): Scope {
  return inside(
    scope,
    params.map(({ name }) => name),
  );
}

/**
 * Whether the body means the same when each parameter is replaced with the value of its argument. A prime would make it mean
 * another state's value, so primes stand before variables only, here and in all that is reached from here. And nothing that
 * is reached calls itself, so that the operator is never called while it is evaluated.
 */
export function takesValues(operator: Operator): boolean {
  const { params, body } = operator;
  if (params.some(({ arity }) => arity > 0)) return false;
  return isPlain(body, bodyScope(operator), new Set());
}

/** Whether the question what is enabled is asked in an expression. */
export function asksWhatIsEnabled(expr: Expr, scope: Scope): boolean {
  return reaches(expr, scope, new Set(), ({ type }) => type === 'enabled');
}

function isPlain(body: Expr, scope: Scope, seen: Set<object>): boolean {
  return !reaches(body, scope, seen, (expr, around) => {
    if (expr.type === 'box') return true;
    if (expr.type === 'prime' || expr.type === 'unchanged') return !isVariables(expr.of, around);
    if (expr.type !== 'apply') return false;
    if (expr.prefix.length > 0) return true; // Where it leads is another scope.
    const binding = around.find(expr.name);
    return binding?.kind === 'operator' && binding.recursive;
  });
}

/** Whether an expression is a variable, or a tuple of some, maybe by another name. */
function isVariables(expr: Expr, scope: Scope): boolean {
  if (expr.type === 'tuple') return expr.items.every((item) => isVariables(item, scope));
  if (expr.type !== 'apply' || expr.args.length > 0 || expr.prefix.length > 0) return false;
  const binding = scope.find(expr.name);
  if (binding?.kind === 'variable') return true;
  return binding?.kind === 'operator' && isVariables(binding.body, binding.scope);
}

/** Whether an expression passes a test, or one in it, or one in what it uses. */
function reaches(
  part: unknown,
  scope: Scope,
  seen: Set<object>,
  test: (expr: Expr, scope: Scope) => boolean,
): boolean {
  if (Array.isArray(part)) return part.some((item) => reaches(item, scope, seen, test));
  if (typeof part !== 'object' || part === null) return false;
  const expr = part as Expr;
  if ('type' in part && test(expr, scope)) return true;
  if (expr.type === 'apply') {
    const binding = scope.find(expr.name);
    if (binding?.kind === 'operator' && !seen.has(binding)) {
      seen.add(binding);
      if (reaches(binding.body, bodyScope(binding), seen, test)) return true;
    }
    if (binding?.kind === 'thunk' && !seen.has(binding)) {
      seen.add(binding);
      if (reaches(binding.expr, binding.scope, seen, test)) return true;
    }
  }
  return Object.values(part).some((item) => reaches(item, scope, seen, test));
}

/**
 * Whether an expression always evaluates what a name stands for, unless it fails before.
 *
 * @param scope - That of the expression, in which the name is bound; see {@link bodyScope}.
 */
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
      return needsInLet(expr, name, scope);
    case 'apply':
      return needsInApplied(expr, name, scope);
    default:
      return false;
  }
}

/** Whether the body needs the name, or what the LET defines and what needs the name in turn. */
function needsInLet({ units, body }: ExprOf<'let'>, name: string, scope: Scope): boolean {
  const definitions = units.flatMap((unit) => (unit.type === 'definition' ? [unit] : []));
  const inner = inside(
    scope,
    definitions.map((definition) => definition.name),
  );
  if (needs(body, name, inner)) return true;
  return definitions.some(
    (definition) =>
      definition.params.length === 0 &&
      !definition.isFunction &&
      needs(definition.body, name, inner) &&
      needs(body, definition.name, inner),
  );
}

function needsInApplied(expr: ExprOf<'apply'>, name: string, scope: Scope): boolean {
  if (expr.prefix.length > 0) return false;
  if (expr.name === name) return expr.args.length === 0;
  const binding = scope.find(expr.name);
  const given = (index: number) => {
    const arg = expr.args[index];
    return arg !== undefined && needs(arg, name, scope);
  };
  // What makes its own closure decides itself what it evaluates, as Assert does with its message.
  if (binding?.kind === 'builtin') {
    return binding.builtin.make === undefined && expr.args.some((_, index) => given(index));
  }
  if (binding?.kind !== 'operator') return false;
  return binding.params.some(
    (param, index) =>
      param.arity === 0 && given(index) && needs(binding.body, param.name, bodyScope(binding)),
  );
}
