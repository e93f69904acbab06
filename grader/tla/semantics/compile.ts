/**
 * From expressions to the text of functions.
 *
 * @module
 */
import type { Complaint } from '../error.ts';
import type { Expr } from '../syntax/ast.ts';
import { textOf } from '../values/table.ts';
import { compileAction } from './action.ts';
import type { Run } from './builtin.ts';
import {
  ACTION,
  type Code,
  type Compiler,
  combine,
  constant,
  type Env,
  STATE,
  type Step,
  UNKNOWN,
} from './code.ts';
import { cartesian, choice, enumeration, filter, image, quantifier, tuple } from './collections.ts';
import {
  application,
  except,
  fieldOf,
  functions,
  lambdaFunction,
  record,
  records,
} from './functions.ts';
import {
  cases,
  conditional,
  conjunction,
  disjunction,
  equality,
  equivalence,
  implication,
  membership,
} from './logic.ts';
import type { Machine } from './machine.ts';
import { remembered } from './memo.ts';
import { emptied, named } from './names.ts';
import { Program } from './program.ts';
import type { Reach } from './reach.ts';
import { callFunction } from './recursion.ts';
import { letIn, resolve } from './resolve.ts';

/** Expressions of these kinds have no other values than TRUE and FALSE. */
const formulas: ReadonlySet<Expr['type']> = new Set([
  'and',
  'or',
  'not',
  'implies',
  'iff',
  'equal',
  'in',
  'exists',
  'forall',
  'unchanged',
  'box',
  'enabled',
]);

/** Makes a compiler whose functions work on a machine; what is refused is added to the complaints. */
export function compilerFor(
  machine: Machine,
  complaints: Complaint[],
  reach: Reach | null = null,
): Compiler {
  return new ExpressionCompiler(machine, complaints, reach);
}

class ExpressionCompiler implements Compiler {
  readonly machine: Machine;
  readonly program: Program;
  readonly reach: Reach | null;
  readonly #complaints: Complaint[];

  constructor(machine: Machine, complaints: Complaint[], reach: Reach | null) {
    this.machine = machine;
    this.program = new Program(machine);
    this.reach = reach;
    this.#complaints = complaints;
  }

  refuse(complaint: Complaint): Code {
    this.#complaints.push(complaint);
    return constant(this, false);
  }

  value(expr: Expr, env: Env): Code {
    const code = this.code(expr, env);
    if (!code.lazy) return code;
    return {
      ...code,
      text: `listed(${code.text}, ${this.program.constant(expr.at)})`,
      lazy: false,
    };
  }

  test(expr: Expr, env: Env): Code {
    const { program, reach } = this;
    const code = this.code(expr, env);
    const { text } = code;
    const isTruth = code.sort === 'truth' || formulas.has(expr.type);
    const test = isTruth ? text : `truth(${text}, ${program.constant(expr.at)})`;
    return { ...code, text: reach === null ? test : reach.weighed(program, expr, test) };
  }

  action(expr: Expr, env: Env, then: Step): Step {
    return compileAction(this, expr, env, then);
  }

  run(code: Code): Run {
    return this.program.run(code.text);
  }

  enabled(action: Expr, env: Env): Code {
    const { now, next, versions } = this.machine;
    const step = this.program.run(
      compileAction(this, action, { ...env, primed: false, settled: false }, 'true'),
    );
    const run = () => {
      const [before, after] = [now.slice(), next.slice()];
      if (env.primed) copy(after, now);
      versions[0] += 1;
      next.fill(undefined);
      const found = step() === true;
      copy(before, now);
      copy(after, next);
      versions[0] += 1;
      return found;
    };
    const text = `${this.program.constant(run)}()`;
    return { text, level: env.primed ? ACTION : STATE, low: 0, lazy: false, reads: UNKNOWN };
  }

  code(expr: Expr, env: Env): Code {
    const code = this.#code(expr, env);
    const { reach } = this;
    return reach === null ? code : { ...code, text: reach.counted(this.program, expr, code.text) };
  }

  #code(expr: Expr, env: Env): Code {
    switch (expr.type) {
      case 'number':
      case 'boolean':
        return constant(this, expr.value);
      case 'string':
        return constant(this, textOf(expr.value));
      case 'apply':
        return named(this, expr, env);
      case 'and':
        return conjunction(this, expr.items, env);
      case 'or':
        return disjunction(this, expr.items, env);
      case 'implies':
        return implication(this, expr, env);
      case 'iff':
        return equivalence(this, expr, env);
      case 'equal':
        return equality(this, expr, env);
      case 'in':
        return membership(this, expr, env);
      case 'if':
        return conditional(this, expr, env);
      case 'case':
        return cases(this, expr, env);
      case 'exists':
      case 'forall':
        return quantifier(this, expr, env);
      default:
        return this.#collection(expr, env);
    }
  }

  #collection(expr: Expr, env: Env): Code {
    switch (expr.type) {
      case 'choose':
        return choice(this, expr, env);
      case 'filter':
        return filter(this, expr, env);
      case 'map':
        return image(this, expr, env);
      case 'set':
        return enumeration(this, expr, env);
      case 'tuple':
        return tuple(this, expr, env);
      case 'product':
        return cartesian(this, expr, env);
      case 'function':
        return lambdaFunction(this, expr, env);
      case 'functions':
        return functions(this, expr, env);
      case 'record':
        return record(this, expr, env);
      case 'records':
        return records(this, expr, env);
      case 'field':
        return fieldOf(this, expr, env);
      case 'except':
        return except(this, expr, env);
      case 'call':
        return this.#call(expr, env);
      default:
        return this.#rest(expr, env);
    }
  }

  #call(expr: Extract<Expr, { type: 'call' }>, env: Env): Code {
    const { of, args, at } = expr;
    const binding = of.type === 'apply' ? resolve(this, of, env) : null;
    const [only] = args;
    if (binding?.kind === 'operator' && binding.isFunction && binding.recursive) {
      if (only !== undefined && args.length === 1) {
        return callFunction(this, binding, { key: this.value(only, env), env, at });
      }
    }
    return application(this, expr, env);
  }

  #rest(expr: Expr, env: Env): Code {
    const { at } = expr;
    switch (expr.type) {
      case 'not': {
        const test = this.test(expr.of, env);
        return combine(this, [test], `(!${test.text})`, { sort: 'truth' });
      }
      case 'old':
        return named(this, { type: 'apply', prefix: [], name: '@', args: [], at }, env);
      case 'let': {
        const entered = letIn(this, expr, env);
        const body = this.code(expr.body, entered.env);
        return { ...body, text: emptied(this, entered.thunks, body.text) };
      }
      case 'prime': {
        if (!env.primed) return this.code(expr.of, { ...env, primed: true });
        return this.refuse({ at, message: 'a prime cannot stand here: there is no next state' });
      }
      case 'unchanged':
        return this.#unchanged(expr.of, env);
      case 'box':
        return this.#box(expr, env);
      case 'enabled':
        return this.enabled(expr.of, env);
      case 'lambda':
        return this.refuse({ at, message: 'LAMBDA can only be the argument of an operator' });
      case 'always':
        return this.refuse({ at, message: '[] can only stand in SPECIFICATION and PROPERTIES' });
      case 'temporal': {
        const message = `${expr.what} can only stand in SPECIFICATION and PROPERTIES`;
        return this.refuse({ at, message });
      }
      case 'fairness':
        return this.refuse({ at, message: 'fairness is not supported here' });
      case 'unsupported':
        return this.refuse({ at, message: `${expr.what} is not supported` });
      default:
        return this.refuse({ at, message: `${expr.type} is not supported here` });
    }
  }

  #unchanged(expr: Expr, env: Env): Code {
    const { at } = expr;
    if (env.primed) return this.refuse({ at, message: 'UNCHANGED cannot stand in a state' });
    const [old, fresh] = [this.value(expr, env), this.value(expr, { ...env, primed: true })];
    return combine(
      this,
      [old, fresh],
      `same(${old.text}, ${fresh.text}, ${this.program.constant(at)})`,
    );
  }

  #box(expr: Extract<Expr, { type: 'box' }>, env: Env): Code {
    const same = this.#unchanged(expr.subscript, env);
    const test = this.test(expr.action, env);
    const whole = env.settled && test.low === Number.POSITIVE_INFINITY;
    const action = whole ? remembered(this, test) : test;
    return combine(this, [action, same], `(${action.text} || ${same.text})`);
  }
}

/** The arrays of a machine are never replaced, so their contents are. */
function copy<Item>(from: readonly Item[], to: Item[]): void {
  to.splice(0, to.length, ...from);
}
