/**
 * Names: variables, parameters, LET, and operators, which are put in place where they are used.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Expr, ExprOf, Param } from '../syntax/ast.ts';
import type { Result, Value } from '../values/value.ts';
import type { Builtin, Run } from './builtin.ts';
import {
  ACTION,
  CONSTANT,
  type Code,
  type Compiler,
  closed,
  combine,
  constant,
  type Env,
  STATE,
  UNKNOWN,
} from './code.ts';
import type { Machine } from './machine.ts';
import { remembered } from './memo.ts';
import { callRoutine } from './recursion.ts';
import type { Binding, Operator, Scope, Thunk } from './scope.ts';

/** A name with its arguments, wherever it stands. */
type Applied = ExprOf<'apply'>;

/** Compiles a name, or an operator and its arguments. */
export function named(compiler: Compiler, expr: Applied, env: Env): Code {
  const binding = resolve(compiler, expr, env);
  const { args, at, name } = expr;
  if (binding === null) return unknown(compiler, expr);
  switch (binding.kind) {
    case 'operator':
      return operator(compiler, binding, { expr, env });
    case 'builtin':
      return builtin(compiler, binding.builtin, { expr, env });
    case 'missing':
      return compiler.refuse({ at, message: binding.why });
    case 'instance':
      return compiler.refuse({ at, message: `${name} is an instance and no value` });
    default:
      if (args.length > 0) return wrongCount(compiler, expr, 0);
      return atom(compiler, binding, { env, at });
  }
}

function unknown(compiler: Compiler, { prefix, name, at }: Applied): Code {
  const whole = [...prefix.map((part) => part.name), name].join('!');
  return compiler.refuse({ at, message: `${whole} is not defined here` });
}

function wrongCount(compiler: Compiler, { name, args, at }: Applied, count: number): Code {
  const message = `${name} takes ${count} arguments, and is given ${args.length}`;
  return compiler.refuse({ at, message });
}

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

type Atom = Extract<Binding, { readonly kind: 'value' | 'variable' | 'register' | 'thunk' }>;

function atom(
  compiler: Compiler,
  binding: Atom,
  { env, at }: { readonly env: Env; readonly at: Place },
): Code {
  switch (binding.kind) {
    case 'value':
      return constant(binding.value);
    case 'variable':
      return variable(compiler.machine, binding.index, { env, at });
    case 'register': {
      const { registers } = compiler.machine;
      const { register } = binding;
      // A register is always bound before what stands inside is run.
      const run = () => registers[register] as Result;
      return { run, level: CONSTANT, low: register, lazy: false, reads: 0n };
    }
    case 'thunk':
      return thunk(compiler, binding, env);
  }
}

function variable(
  { now, next, variables }: Machine,
  index: number,
  { env, at }: { readonly env: Env; readonly at: Place },
): Code {
  const low = Number.POSITIVE_INFINITY;
  if (!env.primed) {
    const reads = 1n << BigInt(index);
    return { run: () => now[index] as Value, level: STATE, low, lazy: false, reads };
  }
  const run = () => {
    const value = next[index];
    if (value === undefined) throw new ValueError(at, `${variables[index]} has no value here yet`);
    return value;
  };
  const reads = 1n << BigInt(variables.length + index);
  return { run, level: ACTION, low, lazy: false, reads };
}

/** The codes of thunks and of operators without parameters, for each kind of place. */
const codes = new WeakMap<Thunk | Operator, Map<number, Code>>();

function shared(key: Thunk | Operator, env: Env, make: () => Code): Code {
  const known = codes.get(key) ?? new Map<number, Code>();
  codes.set(key, known);
  const place = (env.primed ? 1 : 0) + (env.settled ? 2 : 0);
  const code = known.get(place) ?? make();
  known.set(place, code);
  return code;
}

function thunk(compiler: Compiler, binding: Thunk, env: Env): Code {
  return shared(binding, env, () => {
    const code = compiler.code(binding.expr, { ...env, scope: binding.scope });
    const isConstant = code.level === CONSTANT && code.low === Number.POSITIVE_INFINITY;
    const changes = code.level === ACTION && !env.settled;
    if (!binding.kept || isConstant || changes) return code;
    const { registers } = compiler.machine;
    const register = compiler.machine.register();
    binding.registers.push(register);
    const run = () => {
      let value = registers[register];
      if (value === undefined) {
        value = code.run();
        registers[register] = value;
      }
      return value;
    };
    return { ...code, run };
  });
}

/** An operator where it is used. */
interface Use {
  readonly expr: Applied;
  readonly env: Env;
}

function operator(compiler: Compiler, binding: Operator, { expr, env }: Use): Code {
  const count = binding.isFunction ? 0 : binding.params.length;
  if (expr.args.length !== count) return wrongCount(compiler, expr, count);
  if (binding.recursive) return callRoutine(compiler, binding, { args: expr.args, env });
  if (count === 0) {
    return shared(binding, env, () => {
      const code = compiler.code(binding.body, { ...env, scope: binding.scope });
      return oncePerState(compiler.machine, code, env);
    });
  }
  const entered = enter(compiler, binding, { args: expr.args, env });
  const body = compiler.code(binding.body, entered.env);
  return { ...body, run: emptied(compiler.machine, entered.thunks, body.run) };
}

/** What has no parameters is evaluated once for each state, or for each step if that is complete. */
function oncePerState(machine: Machine, code: Code, env: Env): Code {
  const { level, low } = code;
  if (level === CONSTANT || low !== Number.POSITIVE_INFINITY) return code;
  if (level === ACTION && !env.settled) return code;
  const { versions } = machine;
  const { run } = remembered(machine, code);
  const which = level === ACTION ? 1 : 0;
  let [seen, value]: [number, Result] = [-1, false];
  const again = () => {
    const version = versions[which];
    if (version !== seen) {
      value = run();
      seen = version;
    }
    return value;
  };
  return { ...code, run: again };
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
function argumentOf(
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
  return kind === 'value' || kind === 'variable' || kind === 'register' || kind === 'thunk';
}

/** A closure that empties the registers of thunks first. */
export function emptied<Out>(
  { registers }: Machine,
  thunks: readonly Thunk[],
  run: () => Out,
): () => Out {
  const own = thunks.flatMap((each) => each.registers);
  if (own.length === 0) return run;
  const [only = 0] = own;
  if (own.length === 1) {
    return () => {
      registers[only] = undefined;
      return run();
    };
  }
  return () => {
    for (let index = 0; index < own.length; index += 1) registers[own[index] ?? 0] = undefined;
    return run();
  };
}

function builtin(compiler: Compiler, binding: Builtin, { expr, env }: Use): Code {
  const { args, at } = expr;
  if (args.length !== binding.arity) return wrongCount(compiler, expr, binding.arity);
  const values = args.filter((_, index) => index !== binding.operator);
  const parts = values.map((arg) => compiler.code(arg, env));
  const operator = binding.operator === undefined ? undefined : args[binding.operator];
  const applied = operator === undefined ? null : applier(compiler, operator, env);
  const run: Run = binding.make(
    parts.map((part) => part.run),
    at,
    applied?.apply ?? (() => false),
  );
  const all = applied === null ? parts : [...parts, applied.code];
  const lazy = binding.lazy === true;
  if (binding.everyTime !== true) return combine(all, run, lazy);
  return { ...combine(all, run, lazy), run, level: STATE, low: 0, reads: UNKNOWN };
}

/** An operator of one argument as a function. */
function applier(compiler: Compiler, expr: Expr, env: Env) {
  const { machine } = compiler;
  const register = machine.register();
  const binding = argumentOf(compiler, { name: '_', arity: 1 }, { args: [expr], index: 0, env });
  const scope = env.scope.with('_operator', binding).with('_value', { kind: 'register', register });
  const { at } = expr;
  const value: Expr = { type: 'apply', prefix: [], name: '_value', args: [], at };
  const call: Expr = { type: 'apply', prefix: [], name: '_operator', args: [value], at };
  const code = compiler.code(call, { ...env, scope });
  const apply = (argument: Value): Result => {
    machine.registers[register] = argument;
    return code.run();
  };
  return { apply, code: closed(code, register) };
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
