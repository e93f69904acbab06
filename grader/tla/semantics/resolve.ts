/**
 * What names stand for, and how operators and LET bind theirs.
 *
 * @module
 */
import type { Expr, ExprOf, Param } from '../syntax/ast.ts';
import type { Compiler, Env } from './code.ts';
import type { Binding, Operator, Scope, Thunk } from './scope.ts';

/** A name with its arguments, wherever it stands. */
export type Applied = ExprOf<'apply'>;

/** What a name with its prefix stands for. */
export function resolve(compiler: Compiler, expr: Applied, env: Env): Binding | null {
  let { scope } = env;
  for (const { name, args } of expr.prefix) {
    const binding = scope.find(name);
    if (binding?.kind !== 'instance' || binding.params.length !== args.length) return null;
    scope = binding.open(
      binding.params.map((param, index) => argumentOf(compiler, param, { args, index, env })),
    );
  }
  return scope.find(expr.name) ?? null;
}

/** The body of an operator or a LET, with what must be emptied when it is entered. */
export interface Entered {
  readonly env: Env;
  readonly thunks: readonly Thunk[];
}

/** Binds the parameters of an operator to arguments. */
export function enter(
  compiler: Compiler,
  { params, scope }: Operator,
  { args, env }: { readonly args: readonly Expr[]; readonly env: Env },
): Entered {
  let inner = scope;
  const thunks: Thunk[] = [];
  params.forEach((param, index) => {
    const binding = argumentOf(compiler, param, { args, index, env });
    // A name that is passed on is kept where it was bound, and stays.
    if (binding.kind === 'thunk' && binding.expr === args[index]) thunks.push(binding);
    inner = inner.with(param.name, binding);
  });
  return { env: { ...env, scope: inner }, thunks };
}

/** What an argument is to the operator. A name alone is what the name stands for. */
export function argumentOf(
  compiler: Compiler,
  param: Param,
  { args, index, env }: { args: readonly Expr[]; index: number; env: Env },
): Binding {
  const expr = args[index];
  if (expr === undefined) return { kind: 'missing', why: `there is no argument ${param.name}` };
  if (expr.type === 'lambda') {
    const { params, body, at } = expr;
    const flags = { recursive: false, isFunction: false };
    return { kind: 'operator', name: 'LAMBDA', params, body, scope: env.scope, at, ...flags };
  }
  if (expr.type === 'apply' && expr.args.length === 0) {
    const binding = resolve(compiler, expr, env);
    if (binding !== null && (param.arity > 0 || isAtom(binding))) return binding;
  }
  return { kind: 'thunk', expr, scope: env.scope, kept: true, registers: [] };
}

function isAtom(binding: Binding): boolean {
  const { kind } = binding;
  return (
    kind === 'value' ||
    kind === 'variable' ||
    kind === 'register' ||
    kind === 'given' ||
    kind === 'thunk'
  );
}

/** Where the body of a LET stands. */
export function letIn(compiler: Compiler, { units }: ExprOf<'let'>, env: Env): Entered {
  let { scope }: { scope: Scope } = env;
  const thunks: Thunk[] = [];
  const recursive = new Set<string>();
  for (const unit of units) {
    if (unit.type === 'recursive') for (const { name } of unit.params) recursive.add(name);
    else if (unit.type !== 'definition') {
      compiler.refuse({ at: unit.at, message: `${unit.type} inside of LET is not supported` });
    } else {
      const { name, params, body } = unit;
      const again = recursive.has(name) || (unit.isFunction && mentions(body, name));
      if (params.length === 0 && !again) {
        const bound: Thunk = { kind: 'thunk', expr: body, scope, kept: true, registers: [] };
        thunks.push(bound);
        scope = scope.with(name, bound);
      } else {
        const outer: Scope = scope;
        const { isFunction, at } = unit;
        scope = outer.with(name, { kind: 'missing', why: `${name} stands in its own definition` });
        const inner = again ? scope : outer;
        const head = { kind: 'operator', name, params, body, at, isFunction } as const;
        scope.bind(name, { ...head, scope: inner, recursive: again });
      }
    }
  }
  return { env: { ...env, scope }, thunks };
}

/** Whether a name stands anywhere in an expression. */
export function mentions(part: unknown, name: string): boolean {
  if (Array.isArray(part)) return part.some((item) => mentions(item, name));
  if (typeof part !== 'object' || part === null) return false;
  if ('type' in part && part.type === 'apply' && 'name' in part && part.name === name) return true;
  return Object.values(part).some((item) => mentions(item, name));
}
