/**
 * Functions and records: making, applying and changing them.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Expr, ExprOf, Update } from '../syntax/ast.ts';
import { functionOf } from '../values/functions.ts';
import { functionSet, recordSet } from '../values/lazy-sets.ts';
import { brief } from '../values/print.ts';
import { finiteSet, listed, NOWHERE, setOf, tupleOf } from '../values/sets.ts';
import { funcOf, funcWith, textOf } from '../values/table.ts';
import { type FiniteSet, Func, type Result, type Value } from '../values/value.ts';
import type { Run } from './builtin.ts';
import { type Code, type Compiler, closed, combine, type Env } from './code.ts';
import { each, type Loops, loopsOf } from './loops.ts';

/** `[x \in S |-> e]` */
export function lambdaFunction(
  compiler: Compiler,
  { bounds, body, at }: ExprOf<'map' | 'function'>,
  env: Env,
): Code {
  const loops = loopsOf(compiler, bounds, env);
  const value = compiler.value(body, loops.inner);
  return combine([...loops.sets, closed(value, loops.first)], tabulate(loops, value.run, at));
}

/** Makes a closure that lists all values of a function. */
export function tabulate(loops: Loops, value: Run, at: Place): Run {
  const [only] = loops.loops;
  if (only !== undefined && loops.loops.length === 1) {
    return () => {
      const domain = finiteSet(only.set(), at);
      const values = domain.elements.map((element) => {
        only.bind(element);
        return value() as Value;
      });
      return funcOf(domain, values);
    };
  }
  return () => {
    const pairs = new Map<Value, Value>();
    const keys: Value[] = [];
    const inner: Loops = {
      ...loops,
      loops: loops.loops.map((loop, index) => ({
        ...loop,
        bind: (element: Value) => {
          keys[index] = element;
          loop.bind(element);
        },
      })),
    };
    each(
      inner,
      false,
    )(() => {
      pairs.set(tupleOf([...keys]), listed(value(), at));
      return false;
    });
    return functionOf(pairs, at);
  };
}

/** `f[x]` and `f[x, y]` */
export function application(compiler: Compiler, { of, args, at }: ExprOf<'call'>, env: Env): Code {
  const target = compiler.code(of, env);
  const argument = argumentOf(compiler, args, { env, at });
  const [func, key] = [target.run, argument.run];
  return combine([target, argument], () => applied(func(), key() as Value, at));
}

function applied(func: Result, key: Value, at: Place): Value {
  if (!(func instanceof Func)) throw new ValueError(at, `${brief(func)} is not a function`);
  const value = func.values[func.domain.indexOf(key)];
  if (value === undefined) {
    throw new ValueError(at, `${brief(key)} is not in the domain of ${brief(func)}`);
  }
  return value;
}

/** The argument of a function: several arguments are a tuple. */
function argumentOf(
  compiler: Compiler,
  args: readonly Expr[],
  { env, at }: { env: Env; at: Place },
): Code {
  const [only] = args;
  if (only !== undefined && args.length === 1) return compiler.value(only, env);
  return compiler.value({ type: 'tuple', items: args, at }, env);
}

/** `[S -> T]` */
export function functions(
  compiler: Compiler,
  { from, to, at }: ExprOf<'functions'>,
  env: Env,
): Code {
  const [domain, range] = [compiler.code(from, env), compiler.code(to, env)];
  return combine([domain, range], () => functionSet(domain.run(), range.run(), at), true);
}

/** `[a |-> e]` */
export function record(
  compiler: Compiler,
  { fields, at }: ExprOf<'record' | 'records'>,
  env: Env,
): Code {
  const domain = setOf(
    fields.map(({ name }) => textOf(name)),
    NOWHERE,
  );
  if (domain.size !== fields.length)
    return compiler.refuse({ at, message: 'a field stands twice' });
  // The values are evaluated in the order of the domain, which is that of the record.
  const codes = domain.elements.map((key) => {
    const field = fields.find(({ name }) => textOf(name) === key);
    return field === undefined
      ? compiler.refuse({ at, message: 'a field has no value' })
      : compiler.value(field.value, env);
  });
  const runs = codes.map(({ run }) => run);
  return combine(codes, () => {
    const values: Value[] = [];
    for (let index = 0; index < runs.length; index += 1) values.push(runs[index]?.() as Value);
    return funcOf(domain, values);
  });
}

/** `[a : S]` */
export function records(
  compiler: Compiler,
  { fields, at }: ExprOf<'record' | 'records'>,
  env: Env,
): Code {
  const sets = fields.map(({ value }) => compiler.code(value, env));
  const run = () =>
    recordSet(new Map(fields.map(({ name }, index) => [name, sets[index]?.run() ?? false])), at);
  return combine(sets, run, true);
}

/** `r.name`. The place of a field is remembered for the domain that was seen last. */
export function fieldOf(compiler: Compiler, { of, name, at }: ExprOf<'field'>, env: Env): Code {
  const target = compiler.code(of, env);
  const { run } = target;
  const key = textOf(name);
  let seen: FiniteSet | null = null;
  let place = -1;
  return combine([target], () => {
    const value = run();
    if (!(value instanceof Func)) throw new ValueError(at, `${brief(value)} is not a record`);
    if (value.domain !== seen) {
      seen = value.domain;
      place = seen.indexOf(key);
    }
    const field = value.values[place];
    if (field === undefined) throw new ValueError(at, `${brief(value)} has no field ${name}`);
    return field;
  });
}

/** `[f EXCEPT ![a].b = e]` */
export function except(compiler: Compiler, expr: ExprOf<'except'>, env: Env): Code {
  const target = compiler.value(expr.of, env);
  const updates = expr.updates.map((update) => updateOf(compiler, update, env));
  return combine([target, ...updates.flatMap(({ parts }) => parts)], () => {
    let value = target.run() as Value;
    for (let index = 0; index < updates.length; index += 1) {
      value = updates[index]?.change(value, 0) ?? value;
    }
    return value;
  });
}

interface Change {
  readonly parts: readonly Code[];
  readonly change: (value: Value, depth: number) => Value;
}

/** Changes a value along a path. In the new value `@` stands for the old one. */
function updateOf(compiler: Compiler, { path, value, at }: Update, env: Env): Change {
  const { machine } = compiler;
  const keys = path.map((step) => compiler.value(step, env));
  const register = machine.register();
  const scope = env.scope.with('@', { kind: 'register', register });
  const fresh = compiler.value(value, { ...env, scope });
  const change = (old: Value, depth: number): Value => {
    const key = keys[depth];
    if (key === undefined) {
      machine.registers[register] = old;
      return fresh.run() as Value;
    }
    if (!(old instanceof Func)) throw new ValueError(at, `${brief(old)} is not a function`);
    const place = old.domain.indexOf(key.run() as Value);
    const inner = old.values[place];
    // As in TLC, what is outside of the domain changes nothing.
    return inner === undefined ? old : funcWith(old, place, change(inner, depth + 1));
  };
  return { parts: [...keys, closed(fresh, register)], change };
}
