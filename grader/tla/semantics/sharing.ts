/**
 * Operators that become one function, whoever uses them. Elsewhere an operator is put in place where it is used, which makes
 * a text that V8 has to get to know anew in each place.
 *
 * @module
 */
import type { Expr } from '../syntax/ast.ts';
import {
  ACTION,
  type Code,
  type Compiler,
  closed,
  combine,
  type Env,
  kindOfPlace,
  type Step,
} from './code.ts';
import { resolve } from './resolve.ts';
import type { Operator, Scope } from './scope.ts';
import { asksWhatIsEnabled, bodyScope, needs, takesValues } from './usage.ts';

/** An operator with its arguments, where it is used. */
interface Use {
  readonly args: readonly Expr[];
  readonly env: Env;
}

/** An operator as a function. */
interface Shared {
  readonly name: string;
  readonly code: Code;
}

/** The functions, for each kind of place, and of arguments. */
const functions = new WeakMap<Operator, Map<string, Shared>>();

/**
 * The call of an operator as a function; `null` if it must be put in place.
 *
 * A function evaluates its arguments before it begins. TLA+ does so when they are first needed: in `IF n = 0 THEN 0 ELSE x`,
 * an argument for x that cannot be evaluated does no harm while n is 0. So the operator must need each of them, or have it
 * at hand.
 */
export function sharedCall(compiler: Compiler, operator: Operator, use: Use): Code | null {
  if (compiler.reach !== null || !isShared(operator)) return null;
  const { args, env } = use;
  const inner = bodyScope(operator);
  const early = operator.params.every(({ name }, index) => {
    const arg = args[index];
    return arg !== undefined && (isAtHand(compiler, arg, env) || needs(operator.body, name, inner));
  });
  if (!early) return null;
  const values = args.map((arg) => compiler.code(arg, env));
  const { name, code } = functionOf(compiler, operator, { env, values });
  const text = `${name}(${values.map((value) => value.text).join(', ')})`;
  return combine(compiler, [...values, code], text, { lazy: code.lazy, sort: code.sort });
}

const known = new WeakMap<Operator, boolean>();

function isShared(operator: Operator): boolean {
  const answer = known.get(operator) ?? takesValues(operator);
  known.set(operator, answer);
  return answer;
}

/** Whether an argument is a value already. */
function isAtHand(compiler: Compiler, arg: Expr, env: Env): boolean {
  if (arg.type === 'number' || arg.type === 'boolean' || arg.type === 'string') return true;
  if (arg.type !== 'apply' || arg.args.length > 0) return false;
  const kind = resolve(compiler, arg, env)?.kind;
  return kind === 'value' || kind === 'register' || (kind === 'variable' && !env.primed);
}

interface Given {
  readonly env: Env;
  readonly values: readonly Code[];
}

function functionOf(compiler: Compiler, operator: Operator, given: Given): Shared {
  const all = functions.get(operator) ?? new Map<string, Shared>();
  functions.set(operator, all);
  const { env, values } = given;
  const place = [kindOfPlace(env), ...values.map(({ lazy }) => lazy)].join();
  const shared = all.get(place) ?? compiled(compiler, operator, given);
  all.set(place, shared);
  return shared;
}

function compiled(compiler: Compiler, operator: Operator, { env, values }: Given): Shared {
  const { machine, program } = compiler;
  const first = machine.free;
  let { scope } = operator;
  const params = operator.params.map(({ name }, index) => {
    const register = machine.register();
    const lazy = values[index]?.lazy ?? false;
    scope = scope.with(name, { kind: 'register', register, lazy });
    return { register, name: program.name() };
  });
  const code = compiler.code(operator.body, { ...env, scope });
  const binds = params.map(({ register, name }) => `r[${register}] = ${name};`);
  const name = program.function(
    `${binds.join(' ')} return ${code.text};`,
    params.map((param) => param.name),
  );
  return { name, code: closed(code, first) };
}

const steps = new WeakMap<Operator, string>();

/**
 * The call of an action as a function; `null` if it must be put in place. Its arguments are functions, called when they are
 * first needed, and so is what follows. The action may be in what follows once more: it has one way through it, so that
 * when this comes back nothing of the first is evaluated any more. It is not in its arguments: they may not ask what is
 * enabled.
 */
export function sharedStep(
  compiler: Compiler,
  operator: Operator,
  { args, env }: Use,
  then: Step,
): Step | null {
  const { params, body } = operator;
  if (compiler.reach !== null || env.primed || params.length === 0) return null;
  if (!isShared(operator) || !hasOneWay(body, bodyScope(operator))) return null;
  if (args.some((arg) => asksWhatIsEnabled(arg, env.scope))) return null;
  const codes = args.map((arg) => compiler.code(arg, env));
  // A value that is given is one, and of a state that does not change while it is used.
  if (codes.some(({ lazy, level }) => lazy || level === ACTION)) return null;
  const { program } = compiler;
  const name = steps.get(operator) ?? compiledStep(compiler, operator, env);
  steps.set(operator, name);
  const given = [...codes.map(({ text }) => text), then];
  return `${name}(${given.map((text) => program.function(`return ${text};`)).join(', ')})`;
}

function compiledStep(compiler: Compiler, operator: Operator, env: Env): string {
  const { machine, program } = compiler;
  let { scope } = operator;
  const binds: string[] = [];
  const heads = operator.params.map(({ name }) => {
    const [register, maker, head] = [machine.register(), machine.register(), program.name()];
    binds.push(`r[${register}] = undefined; r[${maker}] = ${head};`);
    scope = scope.with(name, { kind: 'given', register, maker });
    return head;
  });
  const [after, then] = [machine.register(), program.name()];
  const body = compiler.action(operator.body, { ...env, scope }, `r[${after}]()`);
  binds.push(`r[${after}] = ${then};`);
  return program.function(`${binds.join(' ')} return ${body};`, [...heads, then]);
}

/** Whether an action chooses nothing. */
function hasOneWay(expr: Expr, scope: Scope): boolean {
  switch (expr.type) {
    case 'and':
      return expr.items.every((item) => hasOneWay(item, scope));
    case 'equal':
    case 'unchanged':
      return true;
    case 'if':
      return hasOneWay(expr.yes, scope) && hasOneWay(expr.no, scope);
    case 'apply': {
      const binding = expr.prefix.length > 0 ? undefined : scope.find(expr.name);
      return binding?.kind === 'operator' && hasOneWay(binding.body, bodyScope(binding));
    }
    default:
      return false;
  }
}
