/**
 * A module as a tree: what the parser makes and everything else reads. Nothing is resolved yet; names are just names.
 *
 * Operators that are written between, before or behind their arguments are applications like any others: `a + b` is `+`
 * applied to `a` and `b`. Minus with one argument is called `-.`, as in the book.
 *
 * @module
 */
import type { Place } from '../error.ts';

interface Placed {
  readonly at: Place;
}

/** `x, y \in S`, or `<<x, y>> \in S` if it is a pattern. */
export interface Bound extends Placed {
  readonly names: readonly string[];
  readonly pattern: boolean;
  readonly set: Expr;
}

/** `name |-> value` of a record, or `name : set` of a set of records. */
export interface Field {
  readonly name: string;
  readonly value: Expr;
}

/** `![a].b = value`; a path step is the argument of an application or the name of a field. */
export interface Update extends Placed {
  readonly path: readonly Expr[];
  readonly value: Expr;
}

/** `test -> value`. */
export interface Arm {
  readonly test: Expr;
  readonly value: Expr;
}

/** `I(x)!` before a name: the instance, and what it is applied to. */
export interface Prefix {
  readonly name: string;
  readonly args: readonly Expr[];
}

/** Any expression. `type` says which; of a `temporal` one, which speaks of the end of time, nothing else is kept. */
export type Expr = Placed &
  (
    | { readonly type: 'number'; readonly value: number }
    | { readonly type: 'string'; readonly value: string }
    | { readonly type: 'boolean'; readonly value: boolean }
    | {
        readonly type: 'apply';
        readonly prefix: readonly Prefix[];
        readonly name: string;
        readonly args: readonly Expr[];
      }
    | { readonly type: 'lambda'; readonly params: readonly Param[]; readonly body: Expr }
    | { readonly type: 'and' | 'or' | 'tuple' | 'set' | 'product'; readonly items: readonly Expr[] }
    | {
        readonly type: 'implies' | 'iff' | 'equal' | 'in';
        readonly left: Expr;
        readonly right: Expr;
      }
    | { readonly type: 'not' | 'prime' | 'unchanged' | 'enabled' | 'always'; readonly of: Expr }
    | {
        readonly type: 'exists' | 'forall';
        readonly bounds: readonly Bound[];
        readonly body: Expr;
      }
    | { readonly type: 'choose' | 'filter'; readonly bound: Bound; readonly body: Expr }
    | { readonly type: 'map' | 'function'; readonly bounds: readonly Bound[]; readonly body: Expr }
    | { readonly type: 'call'; readonly of: Expr; readonly args: readonly Expr[] }
    | { readonly type: 'functions'; readonly from: Expr; readonly to: Expr }
    | { readonly type: 'record' | 'records'; readonly fields: readonly Field[] }
    | { readonly type: 'field'; readonly of: Expr; readonly name: string }
    | { readonly type: 'except'; readonly of: Expr; readonly updates: readonly Update[] }
    | { readonly type: 'old' }
    | { readonly type: 'if'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
    | { readonly type: 'case'; readonly arms: readonly Arm[]; readonly other: Expr | null }
    | { readonly type: 'let'; readonly units: readonly Unit[]; readonly body: Expr }
    | { readonly type: 'box'; readonly action: Expr; readonly subscript: Expr }
    | { readonly type: 'fairness'; readonly strong: boolean }
    | { readonly type: 'temporal' | 'unsupported'; readonly what: string }
  );

/** One kind of expression. */
export type ExprOf<Type extends Expr['type']> = Extract<Expr, { readonly type: Type }>;

/** A parameter of an operator. With an arity above 0 it stands for an operator itself. */
export interface Param {
  readonly name: string;
  readonly arity: number;
}

/** `Name(params) == body`; a function `f[x \in S] == e` has a body of type `function`. */
export interface Definition extends Placed {
  readonly type: 'definition';
  readonly name: string;
  readonly params: readonly Param[];
  readonly body: Expr;
  readonly local: boolean;
  /** It was written `f[x \in S] == e`, so that `f` may stand in `e`. */
  readonly isFunction: boolean;
}

/** `INSTANCE Module WITH a <- e`, with a name or without. */
export interface Instance extends Placed {
  readonly type: 'instance';
  readonly name: string | null;
  readonly params: readonly Param[];
  readonly module: string;
  readonly substitutions: readonly { readonly name: string; readonly value: Expr }[];
  readonly local: boolean;
}

/** What stands in a module, one after the other. Theorems are left out: they are for proofs. */
export type Unit =
  | Definition
  | Instance
  | ({ readonly type: 'constants' | 'recursive'; readonly params: readonly Param[] } & Placed)
  | ({ readonly type: 'variables'; readonly names: readonly string[] } & Placed)
  | ({ readonly type: 'assume'; readonly body: Expr } & Placed)
  | ({ readonly type: 'module'; readonly module: Module } & Placed);

/** A module of TLA+. */
export interface Module extends Placed {
  readonly name: string;
  /** The whole file; empty for a module inside of another. */
  readonly text: string;
  /** All names that stand in it, in their order; some orders of values go by that. */
  readonly words: readonly string[];
  readonly extends: readonly { readonly name: string; readonly at: Place }[];
  readonly units: readonly Unit[];
}
