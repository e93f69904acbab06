/**
 * Expressions, from the nodes of the grammar to ours.
 *
 * @module
 */
import type { Place } from '../error.ts';
import type { Bound, Expr, Field, Prefix, Unit, Update } from './ast.ts';
import { signs, temporalSigns, unsupportedSigns } from './operators.ts';
import type { Tree } from './tree.ts';

/** Reads a definition inside of LET. Given as an argument, because definitions contain expressions in turn. */
type LetUnits = (tree: Tree) => Unit[];

/** Reads one expression. */
export function expressionOf(tree: Tree, letUnits: LetUnits): Expr {
  return new Reader(letUnits).expr(tree);
}

/** Reads `x \in S, y \in T`. */
export function boundsOf(trees: readonly Tree[], letUnits: LetUnits): Bound[] {
  const reader = new Reader(letUnits);
  return trees.map((tree) => reader.bound(tree));
}

/** The one name of an operator, whether it is a word or a sign. */
export function operatorName(tree: Tree, arity: number): string {
  if (!/_op_symbol$/.test(tree.type)) return tree.text;
  const sign = tree.part(0).type;
  if (sign === 'minus' && arity === 1) return '-.';
  return signs[sign] ?? tree.text;
}

type Read = (tree: Tree, at: Place) => Expr;

class Reader {
  readonly #letUnits: LetUnits;

  constructor(letUnits: LetUnits) {
    this.#letUnits = letUnits;
  }

  expr(tree: Tree): Expr {
    const read = this.#kinds[tree.type];
    return read === undefined
      ? { type: 'unsupported', what: tree.type.replaceAll('_', ' '), at: tree.at }
      : read(tree, tree.at);
  }

  bound(tree: Tree): Bound {
    const intro = tree.fields('intro');
    const pattern = intro[0]?.type === 'tuple_of_identifiers';
    const names = pattern ? (intro[0]?.all('identifier') ?? []) : intro;
    return {
      names: names.map(({ text }) => text),
      pattern,
      set: this.expr(tree.field('set')),
      at: tree.at,
    };
  }

  #exprs(trees: readonly Tree[]): Expr[] {
    return trees.map((tree) => this.expr(tree));
  }

  /** A reader for each kind of node. */
  readonly #kinds: Readonly<Record<string, Read>> = {
    nat_number: (tree, at) => ({ type: 'number', value: Number(tree.text), at }),
    binary_number: (tree, at) => ({ type: 'number', value: digits(tree, 2), at }),
    octal_number: (tree, at) => ({ type: 'number', value: digits(tree, 8), at }),
    hex_number: (tree, at) => ({ type: 'number', value: digits(tree, 16), at }),
    real_number: (_, at) => ({ type: 'unsupported', what: 'a number with a fraction', at }),
    string: (tree, at) => ({ type: 'string', value: unescaped(tree.text), at }),
    boolean: (tree, at) => ({ type: 'boolean', value: tree.text === 'TRUE', at }),
    string_set: (_, at) => reference('STRING', at),
    boolean_set: (_, at) => reference('BOOLEAN', at),
    nat_number_set: (_, at) => reference('Nat', at),
    int_number_set: (_, at) => reference('Int', at),
    real_number_set: (_, at) => reference('Real', at),
    parentheses: (tree) => this.expr(tree.part(0)),
    label: (tree) => this.expr(tree.field('expression')),
    identifier_ref: (tree, at) => reference(tree.text, at),
    bound_op: (tree, at) => this.#applied(tree, [], at),
    prefix_op_symbol: (tree, at) => reference(operatorName(tree, 1), at),
    infix_op_symbol: (tree, at) => reference(operatorName(tree, 2), at),
    postfix_op_symbol: (tree, at) => reference(operatorName(tree, 1), at),
    bound_nonfix_op: (tree, at) => {
      const symbol = tree.field('symbol');
      const args = tree.parts.slice(1);
      return this.#sign(symbol.part(0).type, args, { text: symbol.text, at });
    },
    prefixed_op: (tree, at) => this.#prefixed(tree, at),
    lambda: (tree, at) => {
      const params = tree.all('identifier').map(({ text }) => ({ name: text, arity: 0 }));
      return { type: 'lambda', params, body: this.expr(tree.part(-1)), at };
    },
    bound_prefix_op: (tree, at) => {
      const symbol = tree.field('symbol');
      return this.#sign(symbol.type, [tree.field('rhs')], { text: symbol.text, at });
    },
    bound_infix_op: (tree, at) => {
      const symbol = tree.field('symbol');
      const args = [tree.field('lhs'), tree.field('rhs')];
      return this.#sign(symbol.type, args, { text: symbol.text, at });
    },
    bound_postfix_op: (tree, at) => {
      const symbol = tree.field('symbol');
      return this.#sign(symbol.type, [tree.field('lhs')], { text: symbol.text, at });
    },
    bounded_quantification: (tree, at) => ({
      type: tree.field('quantifier').type === 'forall' ? 'forall' : 'exists',
      bounds: tree.fields('bound').map((bound) => this.bound(bound)),
      body: this.expr(tree.field('expression')),
      at,
    }),
    unbounded_quantification: (tree, at) => ({
      type: 'unsupported',
      what: `the quantifier ${tree.field('quantifier').text} over everything there is`,
      at,
    }),
    choose: (tree, at) => {
      if (tree.fields('set').length === 0) {
        return { type: 'unsupported', what: 'CHOOSE over everything there is', at };
      }
      return {
        type: 'choose',
        bound: this.bound(tree),
        body: this.expr(tree.field('expression')),
        at,
      };
    },
    finite_set_literal: (tree, at) => ({ type: 'set', items: this.#exprs(tree.parts), at }),
    set_filter: (tree, at) => ({
      type: 'filter',
      bound: this.bound(tree.field('generator')),
      body: this.expr(tree.field('filter')),
      at,
    }),
    set_map: (tree, at) => ({
      type: 'map',
      bounds: tree.fields('generator').map((bound) => this.bound(bound)),
      body: this.expr(tree.field('map')),
      at,
    }),
    function_evaluation: (tree, at) => ({
      type: 'call',
      of: this.expr(tree.part(0)),
      args: this.#exprs(tree.parts.slice(1)),
      at,
    }),
    function_literal: (tree, at) => ({
      type: 'function',
      bounds: tree.all('quantifier_bound').map((bound) => this.bound(bound)),
      body: this.expr(tree.part(-1)),
      at,
    }),
    set_of_functions: (tree, at) => ({
      type: 'functions',
      from: this.expr(tree.part(0)),
      to: this.expr(tree.part(-1)),
      at,
    }),
    record_literal: (tree, at) => ({ type: 'record', fields: this.#fields(tree), at }),
    set_of_records: (tree, at) => ({ type: 'records', fields: this.#fields(tree), at }),
    record_value: (tree, at) => ({
      type: 'field',
      of: this.expr(tree.part(0)),
      name: tree.part(-1).text,
      at,
    }),
    except: (tree, at) => ({
      type: 'except',
      of: this.expr(tree.field('expr_to_update')),
      updates: tree.all('except_update').map((update) => this.#update(update)),
      at,
    }),
    prev_func_val: (_, at) => ({ type: 'old', at }),
    tuple_literal: (tree, at) => ({
      type: 'tuple',
      items: this.#exprs(tree.parts.slice(1, -1)),
      at,
    }),
    step_expr_or_stutter: (tree, at) => ({
      type: 'box',
      action: this.expr(tree.part(0)),
      subscript: this.expr(tree.part(-1)),
      at,
    }),
    step_expr_no_stutter: (_, at) => ({ type: 'unsupported', what: 'an action <<A>>_v', at }),
    fairness: (tree, at) => ({ type: 'fairness', strong: tree.text.startsWith('SF_'), at }),
    if_then_else: (tree, at) => ({
      type: 'if',
      test: this.expr(tree.field('if')),
      yes: this.expr(tree.field('then')),
      no: this.expr(tree.field('else')),
      at,
    }),
    case: (tree, at) => ({
      type: 'case',
      arms: tree.all('case_arm').map((arm) => ({
        test: this.expr(arm.part(0)),
        value: this.expr(arm.part(-1)),
      })),
      other: tree.all('other_arm').map((arm) => this.expr(arm.part(-1)))[0] ?? null,
      at,
    }),
    let_in: (tree, at) => ({
      type: 'let',
      units: tree.fields('definitions').flatMap((definition) => this.#letUnits(definition)),
      body: this.expr(tree.field('expression')),
      at,
    }),
    conj_list: (tree, at) => ({ type: 'and', items: this.#items(tree), at }),
    disj_list: (tree, at) => ({ type: 'or', items: this.#items(tree), at }),
  };

  #items(tree: Tree): Expr[] {
    return tree.parts.map((item) => this.expr(item.part(-1)));
  }

  #fields(tree: Tree): Field[] {
    const parts = tree.parts.filter(({ type }) => type !== 'all_map_to');
    const fields: Field[] = [];
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const [name, value] = [parts[at], parts[at + 1]];
      if (name !== undefined && value !== undefined) {
        fields.push({ name: name.text, value: this.expr(value) });
      }
    }
    return fields;
  }

  #update(tree: Tree): Update {
    const path = tree.field('update_specifier').parts.map((step): Expr => {
      const { at } = step;
      if (step.type === 'except_update_record_field') {
        return { type: 'string', value: step.part(0).text, at };
      }
      const args = this.#exprs(step.parts);
      const [only] = args;
      return args.length === 1 && only !== undefined ? only : { type: 'tuple', items: args, at };
    });
    return { path, value: this.expr(tree.field('new_val')), at: tree.at };
  }

  #applied(tree: Tree, prefix: readonly Prefix[], at: Place): Expr {
    const name = tree.field('name').text;
    return { type: 'apply', prefix, name, args: this.#exprs(tree.fields('parameter')), at };
  }

  /** `I!Op(x)`. What looks into the parts of a formula, such as `F!1`, is not supported. */
  #prefixed(tree: Tree, at: Place): Expr {
    const prefix: Prefix[] = [];
    for (const component of tree.field('prefix').parts) {
      const [part] = component.parts;
      if (part?.type === 'identifier_ref') prefix.push({ name: part.text, args: [] });
      else if (part?.type === 'bound_op') {
        prefix.push({ name: part.field('name').text, args: this.#exprs(part.fields('parameter')) });
      } else
        return { type: 'unsupported', what: `the name ${tree.text} of a part of a formula`, at };
    }
    const op = tree.field('op');
    if (op.type === 'bound_op') return this.#applied(op, prefix, at);
    return { type: 'apply', prefix, name: op.text, args: [], at };
  }

  /** An operator that is a sign. `text` is how it is written. */
  #sign(sign: string, operands: readonly Tree[], { text, at }: { text: string; at: Place }): Expr {
    const temporal = temporalSigns[sign];
    if (temporal !== undefined) return { type: 'temporal', what: temporal, at };
    const what = unsupportedSigns[sign];
    if (what !== undefined) return { type: 'unsupported', what, at };
    const [first, second] = operands;
    if (first === undefined) return { type: 'unsupported', what: text, at };
    const logical =
      second === undefined ? this.#prefix(sign, first, at) : this.#infix(sign, [first, second], at);
    if (logical !== null) return logical;
    const name = sign === 'minus' && second === undefined ? '-.' : (signs[sign] ?? text);
    return { type: 'apply', prefix: [], name, args: this.#exprs(operands), at };
  }

  #prefix(sign: string, operand: Tree, at: Place): Expr | null {
    switch (sign) {
      case 'lnot':
        return { type: 'not', of: this.expr(operand), at };
      case 'prime':
      case 'unchanged':
      case 'enabled':
      case 'always':
        return { type: sign, of: this.expr(operand), at };
      default:
        return null;
    }
  }

  #infix(sign: string, [first, second]: readonly [Tree, Tree], at: Place): Expr | null {
    const [left, right] = [() => this.expr(first), () => this.expr(second)];
    switch (sign) {
      case 'land':
        return { type: 'and', items: [...this.#chain('land', first), right()], at };
      case 'lor':
        return { type: 'or', items: [...this.#chain('lor', first), right()], at };
      case 'times':
        return { type: 'product', items: [...this.#chain('times', first), right()], at };
      case 'implies':
        return { type: 'implies', left: left(), right: right(), at };
      case 'iff':
      case 'equiv':
        return { type: 'iff', left: left(), right: right(), at };
      case 'eq':
        return { type: 'equal', left: left(), right: right(), at };
      case 'neq':
        return { type: 'not', of: { type: 'equal', left: left(), right: right(), at }, at };
      case 'in':
        return { type: 'in', left: left(), right: right(), at };
      case 'notin':
        return { type: 'not', of: { type: 'in', left: left(), right: right(), at }, at };
      default:
        return null;
    }
  }

  /** `a /\ b` on the left of a further `/\` joins it; `(a \X b) \X c` does not, for it has parentheses. */
  #chain(sign: string, tree: Tree): Expr[] {
    const same = tree.type === 'bound_infix_op' && tree.field('symbol').type === sign;
    if (!same) return [this.expr(tree)];
    return [...this.#chain(sign, tree.field('lhs')), this.expr(tree.field('rhs'))];
  }
}

function reference(name: string, at: Place): Expr {
  return { type: 'apply', prefix: [], name, args: [], at };
}

function digits(tree: Tree, base: number): number {
  return Number.parseInt(tree.text.slice(2), base);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' };

function unescaped(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
}
