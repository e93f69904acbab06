/**
 * Functions and records: making, applying and changing them.
 *
 * @module
 */
import type { Place } from '../error.ts';
import type { Expr, ExprOf, Update } from '../syntax/ast.ts';
import { recordSet } from '../values/lazy-sets.ts';
import { NOWHERE, setOf } from '../values/sets.ts';
import { textOf } from '../values/table.ts';
import type { Result } from '../values/value.ts';
import { type Code, type Compiler, closed, combine, type Env } from './code.ts';
import type { Field } from './library.ts';
import { each, type Loops, loopsOf } from './loops.ts';

/** `[x \in S |-> e]` */
export function lambdaFunction(
  compiler: Compiler,
  { bounds, body, at }: ExprOf<'map' | 'function'>,
  env: Env,
): Code {
  const loops = loopsOf(compiler, bounds, env);
  const value = compiler.value(body, loops.inner);
  const text = tabulate(compiler, loops, { value: value.text, at });
  return combine(compiler, [...loops.sets, closed(value, loops.first)], text);
}

/** The text that lists all values of a function. */
export function tabulate(
  compiler: Compiler,
  { loops }: Loops,
  { value, at }: { readonly value: string; readonly at: Place },
): string {
  const { program } = compiler;
  const place = program.constant(at);
  const result = program.name();
  const [only] = loops;
  if (only !== undefined && loops.length === 1) {
    const domain = program.name();
    const visit = each(
      compiler,
      [{ ...only, set: domain, isSet: true }],
      false,
      () => `${result}.push(${value});`,
    );
    return program.define(
      `const ${domain} = finiteSet(${only.set}, ${place}); const ${result} = []; ${visit} ` +
        `return funcOf(${domain}, ${result});`,
    );
  }
  const visit = each(
    compiler,
    loops,
    false,
    (elements) => `${result}.set(tupleOf([${elements.join(', ')}]), ${value});`,
  );
  return program.define(
    `const ${result} = new Map(); ${visit} return functionOf(${result}, ${place});`,
  );
}

/** `f[x]` and `f[x, y]` */
export function application(compiler: Compiler, { of, args, at }: ExprOf<'call'>, env: Env): Code {
  const target = compiler.code(of, env);
  const argument = argumentOf(compiler, args, { env, at });
  const text = `applied(${target.text}, ${argument.text}, ${compiler.program.constant(at)})`;
  return combine(compiler, [target, argument], text);
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
  const text = `functionSet(${domain.text}, ${range.text}, ${compiler.program.constant(at)})`;
  return combine(compiler, [domain, range], text, { lazy: true });
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
  const values = codes.map(({ text }) => text).join(', ');
  return combine(compiler, codes, `funcOf(${compiler.program.constant(domain)}, [${values}])`);
}

/** `[a : S]` */
export function records(
  compiler: Compiler,
  { fields, at }: ExprOf<'record' | 'records'>,
  env: Env,
): Code {
  const { program } = compiler;
  const sets = fields.map(({ value }) => compiler.code(value, env));
  const make = program.constant((...values: readonly Result[]) =>
    recordSet(new Map(fields.map(({ name }, index) => [name, values[index] ?? false])), at),
  );
  return combine(compiler, sets, `${make}(${sets.map(({ text }) => text).join(', ')})`, {
    lazy: true,
  });
}

/** `r.name` */
export function fieldOf(compiler: Compiler, { of, name, at }: ExprOf<'field'>, env: Env): Code {
  const { program } = compiler;
  const target = compiler.code(of, env);
  const field: Field = { key: textOf(name), seen: null, place: -1 };
  const text = `field(${target.text}, ${program.constant(field)}, ${program.constant(at)})`;
  return combine(compiler, [target], text);
}

/** `[f EXCEPT ![a].b = e]` */
export function except(compiler: Compiler, expr: ExprOf<'except'>, env: Env): Code {
  const target = compiler.value(expr.of, env);
  const updates = expr.updates.map((update) => updateOf(compiler, update, env));
  const text = updates.reduce((old, { change }) => change(old, 0), target.text);
  return combine(compiler, [target, ...updates.flatMap(({ parts }) => parts)], text);
}

interface Change {
  readonly parts: readonly Code[];
  /** The text for what a value becomes. */
  readonly change: (value: string, depth: number) => string;
}

/** Changes a value along a path. In the new value `@` stands for the old one. */
function updateOf(compiler: Compiler, { path, value, at }: Update, env: Env): Change {
  const { machine, program } = compiler;
  const keys = path.map((step) => compiler.value(step, env));
  const register = machine.register();
  const scope = env.scope.with('@', { kind: 'register', register });
  const fresh = compiler.value(value, { ...env, scope });
  const change = (old: string, depth: number): string => {
    const key = keys[depth];
    if (key === undefined) return `(r[${register}] = ${old}, ${fresh.text})`;
    const [func, place] = [`r[${machine.register()}]`, `r[${machine.register()}]`];
    const changed = change(`${func}.values[${place}]`, depth + 1);
    // As in TLC, what is outside of the domain changes nothing.
    return (
      `(${func} = func(${old}, ${program.constant(at)}), ` +
      `${place} = ${func}.domain.indexOf(${key.text}), ` +
      `${place} < 0 ? ${func} : funcWith(${func}, ${place}, ${changed}))`
    );
  };
  return { parts: [...keys, closed(fresh, register)], change };
}
