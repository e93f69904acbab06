/**
 * Names: variables, parameters, LET, and operators, which are put in place where they are used unless they are shared.
 *
 * @module
 */
import type { Place } from '../error.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Result, Value } from '../values/value.ts';
import type { Builtin } from './builtin.ts';
import {
  ACTION,
  CONSTANT,
  type Code,
  type Compiler,
  closed,
  combine,
  constant,
  type Env,
  kindOfPlace,
  STATE,
  UNKNOWN,
} from './code.ts';
import { remembered } from './memo.ts';
import { callRoutine } from './recursion.ts';
import { type Applied, argumentOf, enter, resolve } from './resolve.ts';
import type { Binding, Operator, Thunk } from './scope.ts';
import { sharedCall } from './sharing.ts';

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

type Atom = Extract<
  Binding,
  { readonly kind: 'value' | 'variable' | 'register' | 'given' | 'thunk' }
>;

function atom(
  compiler: Compiler,
  binding: Atom,
  { env, at }: { readonly env: Env; readonly at: Place },
): Code {
  switch (binding.kind) {
    case 'value':
      return constant(compiler, binding.value);
    case 'variable':
      return variable(compiler, binding.index, { env, at });
    case 'register': {
      // A register is always bound before what stands inside is run.
      const { register, lazy = false } = binding;
      return { text: `r[${register}]`, level: CONSTANT, low: register, lazy, reads: 0n };
    }
    case 'given': {
      const { register, maker } = binding;
      const text = `(r[${register}] ??= r[${maker}]())`;
      return { text, level: STATE, low: register, lazy: false, reads: UNKNOWN };
    }
    case 'thunk':
      return thunk(compiler, binding, env);
  }
}

function variable(
  { machine, program }: Compiler,
  index: number,
  { env, at }: { readonly env: Env; readonly at: Place },
): Code {
  const { variables } = machine;
  const low = Number.POSITIVE_INFINITY;
  if (!env.primed) {
    const reads = 1n << BigInt(index);
    return { text: `now[${index}]`, level: STATE, low, lazy: false, reads };
  }
  const text = `(next[${index}] ?? noValue(${program.constant(variables[index])}, ${program.constant(at)}))`;
  const reads = 1n << BigInt(variables.length + index);
  return { text, level: ACTION, low, lazy: false, reads };
}

/** The codes of thunks and of operators without parameters, for each kind of place. */
const codes = new WeakMap<Thunk | Operator, Map<string, Code>>();

function shared(key: Thunk | Operator, env: Env, make: () => Code): Code {
  const known = codes.get(key) ?? new Map<string, Code>();
  codes.set(key, known);
  const place = kindOfPlace(env);
  const code = known.get(place) ?? make();
  known.set(place, code);
  return code;
}

function thunk(compiler: Compiler, binding: Thunk, env: Env): Code {
  return shared(binding, env, () => {
    const code = compiler.code(binding.expr, { ...env, scope: binding.scope });
    const isConstant = code.level === CONSTANT && code.low === Number.POSITIVE_INFINITY;
    const changes = code.level === ACTION && !env.settled;
    const { program } = compiler;
    // It may stand in many places, and each would be part of a text that is given on in turn.
    if (!binding.kept || isConstant || changes) return { ...code, text: program.short(code.text) };
    const register = compiler.machine.register();
    binding.registers.push(register);
    const make = program.define(`return r[${register}] = ${code.text};`);
    return { ...code, text: `(r[${register}] ?? ${make})` };
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
      return oncePerState(compiler, code, env);
    });
  }
  const call = sharedCall(compiler, binding, { args: expr.args, env });
  if (call !== null) return call;
  const entered = enter(compiler, binding, { args: expr.args, env });
  const body = compiler.code(binding.body, entered.env);
  return { ...body, text: emptied(compiler, entered.thunks, body.text) };
}

/** What has no parameters is evaluated once for each state, or for each step if that is complete. */
function oncePerState(compiler: Compiler, code: Code, env: Env): Code {
  const { level, low } = code;
  if (level === CONSTANT || low !== Number.POSITIVE_INFINITY) return code;
  if (level === ACTION && !env.settled) return code;
  const { program } = compiler;
  const { text } = remembered(compiler, code);
  const version = `versions[${level === ACTION ? 1 : 0}]`;
  const kept = program.constant({ version: -1, value: false });
  const make = program.define(
    `const value = ${text}; ${kept}.value = value; ${kept}.version = ${version}; return value;`,
  );
  return { ...code, text: `(${kept}.version === ${version} ? ${kept}.value : ${make})` };
}

/** The text that empties the registers of thunks first. */
export function emptied({ program }: Compiler, thunks: readonly Thunk[], text: string): string {
  const own = thunks.flatMap((each) => each.registers);
  if (own.length === 0) return text;
  const statements = own.map((register) => `r[${register}] = undefined;`);
  return program.define(`${statements.join(' ')} return ${text};`);
}

function builtin(compiler: Compiler, binding: Builtin, { expr, env }: Use): Code {
  const { args, at } = expr;
  if (args.length !== binding.arity) return wrongCount(compiler, expr, binding.arity);
  const values = args.filter((_, index) => index !== binding.operator);
  const parts = values.map((arg) => compiler.code(arg, env));
  const operator = binding.operator === undefined ? undefined : args[binding.operator];
  const applied = operator === undefined ? null : applier(compiler, operator, env);
  const text = builtinText(compiler, binding, { parts, at, apply: applied?.apply ?? null });
  const all = applied === null ? parts : [...parts, applied.code];
  const { lazy = false, sort } = binding;
  const code = combine(compiler, all, text, { lazy, sort });
  if (binding.everyTime !== true) return code;
  return { ...code, text, level: STATE, low: 0, reads: UNKNOWN };
}

interface BuiltinUse {
  readonly parts: readonly Code[];
  readonly at: Place;
  readonly apply: ((value: Value) => Result) | null;
}

function builtinText(
  compiler: Compiler,
  { text, apply, make }: Builtin,
  { parts, at, apply: operator }: BuiltinUse,
): string {
  const { program } = compiler;
  const place = program.constant(at);
  if (text !== undefined) {
    return text(
      parts.map((part) => integerText(part, place)),
      place,
    );
  }
  if (apply !== undefined) {
    return `${program.constant(apply)}(${[...parts.map((part) => part.text), place].join(', ')})`;
  }
  const runs = parts.map((part) => compiler.run(part));
  return `${program.constant(make?.(runs, at, operator ?? (() => false)))}()`;
}

/** The text of an argument that must be an integer. */
function integerText({ text, sort }: Code, place: string): string {
  return sort === 'integer' ? text : `integer(${text}, ${place})`;
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
  const run = compiler.run(code);
  const apply = (argument: Value): Result => {
    machine.registers[register] = argument;
    return run();
  };
  return { apply, code: closed(code, register) };
}
