/**
 * Operators and functions that call themselves. They cannot be put in place where they are used; each becomes a routine, whose
 * registers are saved while it runs once more.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Expr } from '../syntax/ast.ts';
import { brief } from '../values/print.ts';
import { isElement } from '../values/sets.ts';
import type { Result, Value } from '../values/value.ts';
import {
  CONSTANT,
  type Code,
  type Compiler,
  closed,
  combine,
  type Env,
  kindOfPlace,
  type Level,
  UNKNOWN,
} from './code.ts';
import { tabulate } from './functions.ts';
import { loopsOf } from './loops.ts';
import type { Operator } from './scope.ts';

/** An operator that was compiled once. */
interface Routine {
  /** Gives the parameters these values and evaluates the body. */
  readonly call: (args: readonly Value[]) => Result;
  readonly first: number;
  /** What the body depends on; not known while it is being compiled. */
  code: Code | null;
}

const routines = new WeakMap<Operator, Map<string, Routine>>();

/** How deep calls may go before the specification is taken to have no end. */
const DEPTH_MAX = 3000;

/** A use of a recursive operator with its arguments, or of a recursive function as a value. */
export function callRoutine(
  compiler: Compiler,
  operator: Operator,
  { args, env }: { readonly args: readonly Expr[]; readonly env: Env },
): Code {
  if (operator.isFunction) return wholeFunction(compiler, operator, env);
  const routine = routineOf(compiler, operator, env);
  const values = args.map((arg) => compiler.value(arg, env));
  const call = compiler.program.constant((...given: readonly Value[]) => routine.call(given));
  const text = `${call}(${values.map((value) => value.text).join(', ')})`;
  return combine(compiler, [bodyOf(routine), ...values], text, {
    lazy: routine.code?.lazy ?? true,
  });
}

/** `f[x]` where `f` is a function that stands in its own definition: nothing is listed. */
export function callFunction(
  compiler: Compiler,
  operator: Operator,
  { key, env, at }: { readonly key: Code; readonly env: Env; readonly at: Place },
): Code {
  const { body } = operator;
  const [bound] = body.type === 'function' ? body.bounds : [];
  if (bound === undefined) return compiler.refuse({ at, message: 'a function has no domain' });
  const routine = routineOf(compiler, operator, env);
  const domain = compiler.code(bound.set, { ...env, scope: operator.scope });
  const call = (value: Value, set: Result): Result => {
    if (!isElement(value, set, at)) {
      throw new ValueError(at, `${brief(value)} is not in the domain ${brief(set)}`);
    }
    return routine.call([value]);
  };
  const text = `${compiler.program.constant(call)}(${key.text}, ${domain.text})`;
  return combine(compiler, [bodyOf(routine), key, domain], text, {
    lazy: routine.code?.lazy ?? true,
  });
}

function bodyOf(routine: Routine): Code {
  const level: Level = CONSTANT;
  const compiling = { text: '', level, low: routine.first, lazy: true, reads: UNKNOWN };
  return routine.code ?? compiling;
}

function wholeFunction(compiler: Compiler, operator: Operator, env: Env): Code {
  const { body, at } = operator;
  if (body.type !== 'function') return compiler.refuse({ at, message: 'this is no function' });
  const loops = loopsOf(compiler, body.bounds, { ...env, scope: operator.scope });
  const routine = routineOf(compiler, operator, env);
  const [name] = body.bounds.flatMap(({ names }) => names);
  const arg: Expr = { type: 'apply', prefix: [], name: name ?? '', args: [], at };
  const key = compiler.value(arg, loops.inner);
  const call = compiler.program.constant((value: Value) => routine.call([value]));
  const text = tabulate(compiler, loops, {
    value: `listed(${call}(${key.text}), ${compiler.program.constant(at)})`,
    at,
  });
  return combine(compiler, [bodyOf(routine), ...loops.sets], text);
}

function routineOf(compiler: Compiler, operator: Operator, env: Env): Routine {
  const known = routines.get(operator) ?? new Map<string, Routine>();
  routines.set(operator, known);
  const place = kindOfPlace(env);
  const routine = known.get(place);
  if (routine !== undefined) return routine;
  const { machine } = compiler;
  const first = machine.free;
  const { names, body } = headOf(compiler, operator);
  let { scope } = operator;
  const params = names.map((name) => {
    const register = machine.register();
    scope = scope.with(name, { kind: 'register', register });
    return register;
  });
  const frame = { params, first, end: machine.free, depth: 0 };
  const fresh: Routine = { first, code: null, call: (args) => call(args) };
  known.set(place, fresh);
  const code = compiler.code(body, { ...env, scope });
  frame.end = machine.free;
  fresh.code = closed(code, first);
  const run = compiler.run(code);
  const { registers } = machine;
  const call = (args: readonly Value[]): Result => {
    const saved = frame.depth === 0 ? [] : registers.slice(frame.first, frame.end);
    frame.depth += 1;
    try {
      if (frame.depth > DEPTH_MAX) {
        throw new ValueError(operator.at, `${operator.name} calls itself too often`);
      }
      frame.params.forEach((register, index) => {
        registers[register] = args[index];
      });
      return run();
    } finally {
      frame.depth -= 1;
      saved.forEach((value, index) => {
        registers[frame.first + index] = value;
      });
    }
  };
  return fresh;
}

/** The names of the parameters and the body. */
function headOf(compiler: Compiler, operator: Operator): { names: string[]; body: Expr } {
  const { params, body, at, isFunction } = operator;
  if (isFunction && body.type === 'function') {
    const names = body.bounds.flatMap((bound) => bound.names);
    if (names.length !== 1) {
      compiler.refuse({
        at,
        message: 'a recursive function of several arguments is not supported',
      });
    }
    return { names, body: body.body };
  }
  if (params.some(({ arity }) => arity > 0)) {
    const message = 'a recursive operator whose parameter is an operator is not supported';
    compiler.refuse({ at, message });
  }
  return { names: params.map(({ name }) => name), body };
}
