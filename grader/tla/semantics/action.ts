/**
 * Actions. An action is run, not evaluated: it gives the primed variables values, one conjunct after the other, and calls what
 * follows for every way in which that can be done. Afterwards it takes the values back.
 *
 * As in TLC, every disjunct and every element of a set is a way of its own, even if two of them lead to the same state.
 *
 * @module
 */
import type { Place } from '../error.ts';
import type { Expr, ExprOf } from '../syntax/ast.ts';
import { assignedIn, variableOf } from './assigned.ts';
import { ACTION, type Compiler, type Env, type Step } from './code.ts';
import { each, type Loops, loopsOf } from './loops.ts';
import { emptied } from './names.ts';
import { enter, letIn, resolve } from './resolve.ts';
import { sharedStep } from './sharing.ts';

/** Compiles an action, and what follows it. */
export function compileAction(compiler: Compiler, expr: Expr, env: Env, then: Step): Step {
  const step = actionStep(compiler, expr, env, compiler.program.short(then));
  return compiler.reach === null ? step : compiler.reach.counted(compiler.program, expr, step);
}

function actionStep(compiler: Compiler, expr: Expr, env: Env, then: Step): Step {
  switch (expr.type) {
    case 'and':
      return expr.items.reduceRight<Step>((after, item, index) => {
        if (item.type !== 'forall') return compileAction(compiler, item, env, after);
        return universalStep(compiler, item, { env, before: expr.items.slice(0, index) }, after);
      }, then);
    case 'forall':
      return universalStep(compiler, expr, { env, before: [] }, then);
    case 'or':
      return anyOf(expr.items.map((item) => compileAction(compiler, item, env, then)));
    case 'exists': {
      const loops = loopsOf(compiler, expr.bounds, env);
      return someStep(compiler, loops, compileAction(compiler, expr.body, loops.inner, then));
    }
    case 'if': {
      const test = compiler.test(expr.test, env);
      const yes = compileAction(compiler, expr.yes, env, then);
      const no = compileAction(compiler, expr.no, env, then);
      return `(${test.text} ? ${yes} : ${no})`;
    }
    case 'case':
      return caseStep(compiler, expr, env, then);
    case 'let': {
      const entered = letIn(compiler, expr, env);
      const body = compileAction(compiler, expr.body, entered.env, then);
      return emptied(compiler, entered.thunks, body);
    }
    case 'apply':
      return appliedStep(compiler, expr, env, then);
    case 'equal':
      return equalStep(compiler, expr, env, then);
    case 'in':
      return memberStep(compiler, expr, env, then);
    case 'unchanged':
      return unchangedStep(compiler, expr.of, env, then);
    case 'box': {
      const action = compileAction(compiler, expr.action, env, then);
      return anyOf([action, unchangedStep(compiler, expr.subscript, env, then)]);
    }
    default:
      return guard(compiler, expr, env, then);
  }
}

function anyOf(steps: readonly Step[]): Step {
  return `(${steps.join(' || ')})`;
}

/** The step for each choice. */
function someStep(compiler: Compiler, { loops }: Loops, step: Step): Step {
  const visit = each(compiler, loops, true, () => `if (${step}) return true;`);
  return compiler.program.define(`${visit} return false;`);
}

function guard(compiler: Compiler, expr: Expr, env: Env, then: Step): Step {
  const { text } = compiler.test(expr, env);
  if (compiler.reach !== null) compiler.reach.of(expr).guards = true;
  return `(${text} && ${then})`;
}

/**
 * `\A x \in S : P` is a test. As an action it would give a variable one value after the other, which is not supported; what
 * the conjuncts before it have given a value is only compared.
 */
function universalStep(
  compiler: Compiler,
  expr: ExprOf<'exists' | 'forall'>,
  { env, before }: { readonly env: Env; readonly before: readonly Expr[] },
  then: Step,
): Step {
  const known = before.flatMap((item) => assignedIn(compiler, item, env));
  const given = assignedIn(compiler, expr, env).filter((index) => !known.includes(index));
  if (given.length > 0) {
    const names = [...new Set(given)].map((index) => compiler.machine.variables[index]).join(', ');
    const message = `an action under \\A is not supported: in each turn it gives ${names} a value`;
    compiler.refuse({ at: expr.at, message });
  }
  return guard(compiler, expr, env, then);
}

function caseStep(compiler: Compiler, expr: ExprOf<'case'>, env: Env, then: Step): Step {
  const tests = expr.arms.map(({ test }) => compiler.test(test, env));
  const steps = expr.arms.map(({ value }) => compileAction(compiler, value, env, then));
  const other = expr.other === null ? 'false' : compileAction(compiler, expr.other, env, then);
  const text = tests.reduceRight(
    (rest, test, index) => `${test.text} ? ${steps[index]} : ${rest}`,
    other,
  );
  return `(${text})`;
}

function appliedStep(compiler: Compiler, expr: ExprOf<'apply'>, env: Env, then: Step): Step {
  const binding = resolve(compiler, expr, env);
  if (binding?.kind === 'operator' && !binding.recursive && !binding.isFunction) {
    if (binding.params.length !== expr.args.length) return guard(compiler, expr, env, then);
    const call = sharedStep(compiler, binding, { args: expr.args, env }, then);
    if (call !== null) return call;
    const entered = enter(compiler, binding, { args: expr.args, env });
    const body = compileAction(compiler, binding.body, entered.env, then);
    return emptied(compiler, entered.thunks, body);
  }
  if (binding?.kind === 'thunk' && expr.args.length === 0) {
    const { level } = compiler.code(expr, env);
    const inner = { ...env, scope: binding.scope };
    if (level === ACTION) return compileAction(compiler, binding.expr, inner, then);
  }
  return guard(compiler, expr, env, then);
}

function equalStep(
  compiler: Compiler,
  expr: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
  then: Step,
): Step {
  const index = variableOf(compiler, expr.left, env);
  if (index === null) return guard(compiler, expr, env, then);
  const { text } = compiler.value(expr.right, env);
  return assign(compiler, index, { value: text, at: expr.at }, then);
}

function assign(
  { program }: Compiler,
  index: number,
  { value, at }: { readonly value: string; readonly at: Place },
  then: Step,
): Step {
  return program.define(
    `const known = next[${index}]; const fresh = ${value}; ` +
      `if (known !== undefined) return same(known, fresh, ${program.constant(at)}) && ${then}; ` +
      `next[${index}] = fresh; const stop = ${then}; next[${index}] = undefined; return stop;`,
  );
}

function memberStep(
  compiler: Compiler,
  expr: ExprOf<'implies' | 'iff' | 'equal' | 'in'>,
  env: Env,
  then: Step,
): Step {
  const index = variableOf(compiler, expr.left, env);
  if (index === null) return guard(compiler, expr, env, then);
  const test = guard(compiler, expr, env, then);
  const set = compiler.code(expr.right, env);
  const { program } = compiler;
  return program.define(
    `if (next[${index}] !== undefined) return ${test}; ` +
      `for (const value of inOrder(finiteSet(${set.text}, ${program.constant(expr.at)}))) { ` +
      `next[${index}] = value; const stop = ${then}; next[${index}] = undefined; if (stop) return true; } ` +
      'return false;',
  );
}

/** `UNCHANGED e`: each variable in a tuple of variables keeps its value. */
function unchangedStep(compiler: Compiler, expr: Expr, env: Env, then: Step): Step {
  if (expr.type === 'tuple') {
    return expr.items.reduceRight<Step>(
      (after, item) => unchangedStep(compiler, item, env, after),
      then,
    );
  }
  const { at } = expr;
  if (expr.type === 'apply' && expr.args.length === 0) {
    const binding = resolve(compiler, expr, env);
    if (binding?.kind === 'variable') {
      const { index } = binding;
      return assign(compiler, index, { value: `now[${index}]`, at }, then);
    }
    const isTuple = binding?.kind === 'operator' && binding.params.length === 0;
    if (isTuple && !binding.recursive) {
      return unchangedStep(compiler, binding.body, { ...env, scope: binding.scope }, then);
    }
    if (binding?.kind === 'thunk') {
      return unchangedStep(compiler, binding.expr, { ...env, scope: binding.scope }, then);
    }
  }
  const [old, fresh] = [compiler.code(expr, env), compiler.code(expr, { ...env, primed: true })];
  return `(alike(${fresh.text}, ${old.text}, ${compiler.program.constant(at)}) && ${then})`;
}

/** A part of the next-state relation that has a name. */
export interface NamedAction {
  readonly name: string;
  readonly at: Place;
}

/** A next-state relation in parts. */
export interface Split {
  readonly actions: NamedAction[];
  /** Called with the place of an action in the list; returns whether it is run. */
  readonly begin: (action: number) => boolean;
}

/**
 * Splits a next-state relation into its disjuncts, through `\E` and through definitions; each has the name of the definition
 * in which it was found. What comes out runs them in the order of TLC: element by element, and for each all disjuncts.
 */
export function splitAction(
  compiler: Compiler,
  expr: Expr,
  { env, then, name, split }: Splitting,
): Step {
  if (expr.type === 'or') {
    return anyOf(expr.items.map((item) => splitAction(compiler, item, { env, then, name, split })));
  }
  if (expr.type === 'exists') {
    const loops = loopsOf(compiler, expr.bounds, env);
    const body = splitAction(compiler, expr.body, { env: loops.inner, then, name, split });
    return someStep(compiler, loops, body);
  }
  const binding = expr.type === 'apply' ? resolve(compiler, expr, env) : null;
  if (expr.type === 'apply' && binding?.kind === 'operator' && !binding.recursive) {
    if (binding.params.length === expr.args.length) {
      const entered = enter(compiler, binding, { args: expr.args, env });
      const inner = { env: entered.env, then, name: binding.name, split };
      const body = splitAction(compiler, binding.body, inner);
      return emptied(compiler, entered.thunks, body);
    }
  }
  const action = split.actions.push({ name, at: expr.at }) - 1;
  const step = compileAction(compiler, expr, env, then);
  return `(${compiler.program.constant(split.begin)}(${action}) && ${step})`;
}

interface Splitting {
  readonly env: Env;
  readonly then: Step;
  readonly name: string;
  readonly split: Split;
}
