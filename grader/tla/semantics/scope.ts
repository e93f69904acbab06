/**
 * What names mean.
 *
 * @module
 */
import type { Place } from '../error.ts';
import type { Definition, Expr, Param } from '../syntax/ast.ts';
import type { Value } from '../values/value.ts';
import type { Builtin } from './builtin.ts';

/** An operator that a module, a LET or a LAMBDA defines, with the scope in which its body is to be read. */
export interface Operator {
  readonly kind: 'operator';
  readonly name: string;
  readonly params: readonly Param[];
  readonly body: Expr;
  readonly scope: Scope;
  /** Declared with RECURSIVE, or a function that stands in its own definition. */
  readonly recursive: boolean;
  readonly isFunction: boolean;
  readonly at: Place;
}

/**
 * An expression that is given as an argument or named by LET: evaluated when first needed, and then kept in registers, which
 * are emptied where it is bound. What an INSTANCE puts in place of a name is a thunk as well, and is never kept.
 */
export interface Thunk {
  readonly kind: 'thunk';
  readonly expr: Expr;
  readonly scope: Scope;
  readonly kept: boolean;
  readonly registers: number[];
}

/** What a name stands for. */
export type Binding =
  | Operator
  | Thunk
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'register'; readonly register: number; readonly lazy?: boolean }
  /** An argument of an action that is a function: what is in the one register, or else what that in the other one makes. */
  | { readonly kind: 'given'; readonly register: number; readonly maker: number }
  | { readonly kind: 'builtin'; readonly builtin: Builtin }
  | Opener
  /** A name that cannot be used, such as a constant without value. */
  | { readonly kind: 'missing'; readonly why: string };

/** A named instance of a module: `I` in `I!Op`. Its parameters are bound to these. */
export interface Opener {
  readonly kind: 'instance';
  readonly params: readonly Param[];
  readonly open: (args: readonly Binding[]) => Scope;
}

/** Names that are known somewhere, and the scope around it. */
export class Scope {
  readonly #names = new Map<string, Binding>();
  readonly #around: Scope | null;
  /** Definitions that a model replaces, wherever they are used. */
  readonly #replaced: Replaced;

  constructor(
    around: Scope | null,
    replaced: Replaced = around === null ? new Map() : around.#replaced,
  ) {
    this.#around = around;
    this.#replaced = replaced;
  }

  /** What a name stands for here. */
  find(name: string): Binding | undefined {
    const binding = this.#names.get(name);
    if (binding === undefined) return this.#around?.find(name);
    return this.#replaced.get(binding) ?? binding;
  }

  /** The names that are bound right here, in the order in which they were bound. */
  get own(): ReadonlyMap<string, Binding> {
    return this.#names;
  }

  bind(name: string, binding: Binding): void {
    this.#names.set(name, binding);
  }

  /** A scope inside of this one, with one more name. */
  with(name: string, binding: Binding): Scope {
    const inner = new Scope(this);
    inner.bind(name, binding);
    return inner;
  }

  /** From now on the one binding stands for what the other does. */
  replace(binding: Binding, by: Binding): void {
    this.#replaced.set(binding, by);
  }
}

type Replaced = Map<Binding, Binding>;

/** The operator that a definition makes in a scope. */
export function operatorOf(definition: Definition, scope: Scope, recursive: boolean): Operator {
  const { name, params, body, isFunction, at } = definition;
  return { kind: 'operator', name, params, body, scope, recursive, isFunction, at };
}
