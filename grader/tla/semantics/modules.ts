/**
 * Puts modules together: what EXTENDS and INSTANCE bring in, and what each name of a module stands for.
 *
 * @module
 */
import type { Complaint, Place } from '../error.ts';
import { core } from '../standard/core.ts';
import { standardModules } from '../standard/index.ts';
import type { Definition, Expr, Instance, Module, Param, Unit } from '../syntax/ast.ts';
import type { Builtin } from './builtin.ts';
import { mentions } from './resolve.ts';
import { type Binding, operatorOf, Scope } from './scope.ts';

/** Finds the module of a name, or `null`. */
export type Library = (name: string) => Module | null;

/** What a declared name stands for: in a model it is configured, in an INSTANCE substituted. */
export interface Declared {
  readonly constant: (param: Param, at: Place) => Binding;
  readonly variable: (name: string, at: Place) => Binding;
}

/** A condition on the constants. */
export interface Assumption {
  readonly body: Expr;
  readonly scope: Scope;
}

type Names = Map<string, Binding>;

/** What all modules of one model share. */
export interface Shared {
  readonly library: Library;
  readonly complaints: Complaint[];
  readonly base: Scope;
}

/** The scope in which everything else stands: operators that need no module. */
export function baseScope(): Scope {
  const scope = new Scope(null);
  for (const builtin of core) scope.bind(builtin.name, { kind: 'builtin', builtin });
  return scope;
}

/** A module and all that it extends, with one meaning for what they declare. */
export class Elaboration {
  readonly assumptions: Assumption[] = [];
  readonly #shared: Shared;
  readonly #declared: Declared;
  readonly #done = new Map<string, Names>();
  /** Modules inside of modules. */
  readonly #inner = new Map<string, Module>();

  constructor(shared: Shared, declared: Declared) {
    this.#shared = shared;
    this.#declared = declared;
  }

  /** The scope of a module, with all names that it knows. */
  scopeOf(module: Module): Scope {
    const scope = new Scope(this.#shared.base);
    this.#done.set(module.name, this.#fill(module, scope));
    return scope;
  }

  /** What a module gives to those who extend it. */
  namesOf(name: string, at: Place): Names {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    const standard = standardModules.get(name);
    const module = this.#inner.get(name) ?? this.#shared.library(name);
    let names: Names = new Map();
    if (module !== null) names = this.#fill(module, new Scope(this.#shared.base));
    else if (standard !== undefined) names = namesOfBuiltins(standard);
    else this.#refuse(at, `the module ${name} is not known`);
    this.#done.set(name, names);
    return names;
  }

  #refuse(at: Place, message: string): void {
    this.#shared.complaints.push({ at, message });
  }

  #fill(module: Module, scope: Scope): Names {
    const names: Names = new Map();
    const bind = (name: string, binding: Binding, local = false) => {
      scope.bind(name, binding);
      if (!local) names.set(name, binding);
    };
    for (const { name, at } of module.extends) {
      for (const [each, binding] of this.namesOf(name, at)) bind(each, binding);
    }
    const recursive = new Set<string>();
    for (const unit of module.units) this.#unit(unit, { scope, bind, recursive });
    return names;
  }

  #unit(unit: Unit, { scope, bind, recursive }: Filling): void {
    switch (unit.type) {
      case 'constants':
        for (const param of unit.params) bind(param.name, this.#declared.constant(param, unit.at));
        return;
      case 'variables':
        for (const name of unit.names) bind(name, this.#declared.variable(name, unit.at));
        return;
      case 'recursive':
        for (const { name } of unit.params) recursive.add(name);
        return;
      case 'definition':
        bind(unit.name, operatorOf(unit, scope, isRecursive(unit, recursive)), unit.local);
        return;
      case 'assume':
        this.assumptions.push({ body: unit.body, scope });
        return;
      case 'module':
        this.#inner.set(unit.module.name, unit.module);
        return;
      case 'instance':
        this.#instance(unit, { scope, bind, recursive });
    }
  }

  #instance(unit: Instance, { scope, bind }: Filling): void {
    if (unit.name === null) {
      for (const [name, binding] of this.#instantiate(unit, scope)) bind(name, binding, unit.local);
      return;
    }
    const { params } = unit;
    let known: Scope | null = null;
    const open = (args: readonly Binding[]): Scope => {
      if (known !== null) return known;
      let inner = scope;
      params.forEach((param, index) => {
        inner = inner.with(param.name, args[index] ?? { kind: 'missing', why: param.name });
      });
      const opened = new Scope(this.#shared.base);
      for (const [name, binding] of this.#instantiate(unit, inner)) opened.bind(name, binding);
      if (params.length === 0) known = opened;
      return opened;
    };
    bind(unit.name, { kind: 'instance', params, open }, unit.local);
    // What is wrong with an instance shows at once, and not where it is used first.
    if (params.length === 0) open([]);
  }

  #instantiate(unit: Instance, scope: Scope): Names {
    const substituted = (name: string): Binding => {
      const given = unit.substitutions.find((substitution) => substitution.name === name);
      if (given === undefined) {
        const why = `${unit.module} needs ${name}, and nothing is put in its place`;
        return scope.find(name) ?? { kind: 'missing', why };
      }
      const { value } = given;
      if (value.type === 'apply' && value.args.length === 0 && value.prefix.length === 0) {
        const binding = scope.find(value.name);
        if (binding !== undefined) return binding;
      }
      return { kind: 'thunk', expr: value, scope, kept: false, registers: [] };
    };
    const declared: Declared = {
      constant: ({ name }) => substituted(name),
      variable: substituted,
    };
    return new Elaboration(this.#shared, declared).namesOf(unit.module, unit.at);
  }
}

interface Filling {
  readonly scope: Scope;
  readonly bind: (name: string, binding: Binding, local?: boolean) => void;
  readonly recursive: Set<string>;
}

function isRecursive(definition: Definition, declared: ReadonlySet<string>): boolean {
  const { name, isFunction, body } = definition;
  return declared.has(name) || (isFunction && mentions(body, name));
}

function namesOfBuiltins(builtins: readonly Builtin[]): Names {
  return new Map(builtins.map((builtin) => [builtin.name, { kind: 'builtin', builtin }]));
}
