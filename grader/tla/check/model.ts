/**
 * A model that is ready to run: a module and its configuration, compiled.
 *
 * @module
 */
import { type Complaint, type Place, SpecError, TemporalError, ValueError } from '../error.ts';
import { type NamedAction, splitAction } from '../semantics/action.ts';
import type { Compiler, Env, Step } from '../semantics/code.ts';
import { compilerFor } from '../semantics/compile.ts';
import { Machine } from '../semantics/machine.ts';
import { baseScope, Elaboration, type Library } from '../semantics/modules.ts';
import { Reach } from '../semantics/reach.ts';
import type { Binding, Scope } from '../semantics/scope.ts';
import type { Expr, Module } from '../syntax/ast.ts';
import type { Assignment, Config, Named, Setting } from '../syntax/config.ts';
import { Fingerprint } from '../values/fingerprints.ts';
import { NameOrder, useNames } from '../values/order.ts';
import { finiteSet, NOWHERE, setOf } from '../values/sets.ts';
import { modelValueOf, textOf } from '../values/table.ts';
import { Func, type Value } from '../values/value.ts';
import { isAboutTheEnd, itemsOf, type Part, partsOf } from './formula.ts';
import { namesInOrder } from './name-order.ts';
import { generated, type Permute } from './symmetry.ts';
import { variableOrder } from './variable-order.ts';

/** A formula of the configuration that must hold. */
export interface Property {
  readonly name: string;
  readonly at: Place;
  readonly holds: () => boolean;
}

/** Everything that a search needs. The closures work on the machine. */
export interface Model {
  readonly machine: Machine;
  /** What is done with each state that `initial` and `next` make: it is the next state of the machine. */
  readonly search: {
    found: () => boolean;
    /** The number of the action that is run. */
    action: number;
    /** The name of the actions that are run; all of them if it is `null`. */
    only: string | null;
  };
  /** Makes all initial states. */
  readonly initial: () => boolean;
  /** Makes all states to which the current state of the machine leads. */
  readonly next: () => boolean;
  readonly actions: readonly NamedAction[];
  /** What must hold in every state; looks at the next state of the machine. */
  readonly invariants: readonly Property[];
  /** What must hold in every step. */
  readonly steps: readonly Property[];
  /** What must hold in initial states only. */
  readonly initials: readonly Property[];
  readonly constraints: readonly Property[];
  readonly actionConstraints: readonly Property[];
  /** Adds what of the next state counts to the fingerprint; `null` if everything does. */
  readonly view: (() => void) | null;
  readonly print: Fingerprint;
  readonly symmetry: readonly Permute[];
  /**
   * The numbers of the variables in the order in which SYMMETRY compares them. With SYMMETRY and VIEW together the number of
   * states depends on it: two states that look alike in the view may be represented by states that do not.
   */
  readonly variableOrder: readonly number[];
  /** The order of names; see `values/order.ts`. */
  readonly names: NameOrder;
  readonly checkDeadlock: boolean;
  /** What the configuration asks for and no search looks at, such as fairness. */
  readonly ignored: readonly Complaint[];
  /** All modules that are read from files, and what of them was evaluated, if that is counted. */
  readonly modules: readonly Module[];
  readonly reach: Reach | null;
}

/** How to compile. */
export interface Manner {
  /** Counts what is evaluated, which takes time. */
  readonly coverage?: boolean;
}

/**
 * Compiles a model. Whatever is wrong with it or not supported is thrown as one {@link SpecError}; it is a
 * {@link TemporalError} if nothing is wrong, and the model asks for more than a search can tell.
 */
export function compileModel(
  root: Module,
  config: Config,
  library: Library,
  { coverage = false }: Manner = {},
): Model {
  const complaints: Complaint[] = [];
  const reach = coverage ? new Reach() : null;
  const builder = new Builder({ root, config, library, complaints, reach });
  const model = builder.model();
  if (complaints.length > 0) throw new SpecError(distinct(complaints));
  builder.refuseTheEnd();
  builder.checkAssumptions();
  return model;
}

function distinct(complaints: readonly Complaint[]): Complaint[] {
  const seen = new Map(
    complaints.map((complaint) => [
      `${JSON.stringify(complaint.at)} ${complaint.message}`,
      complaint,
    ]),
  );
  return [...seen.values()];
}

interface Given {
  readonly root: Module;
  readonly config: Config;
  readonly library: Library;
  readonly complaints: Complaint[];
  readonly reach: Reach | null;
}

class Builder {
  readonly #given: Given;
  readonly #modules: ReadonlySet<Module>;
  readonly #machine: Machine;
  readonly #compiler: Compiler;
  readonly #elaboration: Elaboration;
  readonly #scope: Scope;
  readonly #names: NameOrder;
  readonly #print = new Fingerprint();
  /** What speaks of the end of time: its name in the configuration, and the formula. */
  readonly #aboutTheEnd: Named[] = [];

  constructor(given: Given) {
    const { root, config, complaints } = given;
    const modules = new Set([root]);
    const library: Library = (name) => {
      const module = given.library(name);
      if (module !== null) modules.add(module);
      return module;
    };
    this.#modules = modules;
    this.#given = given;
    const base = baseScope();
    const variables: string[] = [];
    const values = new Map(config.constants.map((assignment) => [assignment.name, assignment]));
    this.#elaboration = new Elaboration(
      { library, complaints, base },
      {
        constant: ({ name }) => constantOf(name, values.get(name)),
        variable: (name) => ({ kind: 'variable', index: variables.push(name) - 1 }),
      },
    );
    this.#scope = this.#elaboration.scopeOf(root);
    this.#names = new NameOrder(namesInOrder(root, config, library));
    useNames(this.#names);
    this.#machine = new Machine(variables);
    this.#compiler = compilerFor(this.#machine, complaints, given.reach);
    for (const assignment of config.constants) this.#override(assignment);
  }

  /** `Name <- Definition`, and `Name = value` for a name that is no constant. */
  #override({ name, to, at }: Assignment): void {
    const old = this.#scope.find(name);
    if (old === undefined) {
      // As in TLC, `s1 = s1` may introduce a model value that only the configuration uses.
      if ('definition' in to || to.value.type !== 'model') {
        this.#complain(at, `${name} is not defined in ${this.#given.root.name}`);
      }
    } else if ('definition' in to) {
      const by = this.#scope.find(to.definition);
      if (by === undefined) this.#complain(at, `${to.definition} is not defined`);
      else this.#scope.replace(old, by);
    } else if (old.kind === 'operator') {
      this.#scope.replace(old, { kind: 'value', value: settingOf(to.value) });
    }
  }

  #complain(at: Place, message: string): void {
    this.#given.complaints.push({ at, message });
  }

  model(): Model {
    const { config } = this.#given;
    const properties = config.properties.flatMap((named) => this.#property(named));
    const of = (kind: Part['kind']) =>
      properties.filter((each) => each.kind === kind).map(({ property }) => property);
    return {
      machine: this.#machine,
      ...this.#behaviour(),
      invariants: [...this.#states(config.invariants), ...of('invariant')],
      steps: of('step'),
      initials: of('initial'),
      constraints: this.#states(config.constraints),
      actionConstraints: config.actionConstraints.map((named) => ({
        ...named,
        holds: this.#test(this.#reference(named), { scope: this.#scope, ...STEP }),
      })),
      view: config.view === null ? null : this.#view(config.view),
      print: this.#print,
      symmetry: config.symmetry === null ? [] : this.#symmetry(config.symmetry),
      variableOrder: variableOrder(this.#scope),
      names: this.#names,
      checkDeadlock: config.checkDeadlock,
      modules: [...this.#modules],
      reach: this.#given.reach,
    };
  }

  /** Fails if the model asks what happens in the end. */
  refuseTheEnd(): void {
    const [first] = this.#aboutTheEnd;
    const names = new Set(this.#aboutTheEnd.map(({ name }) => name));
    if (first !== undefined) throw new TemporalError([...names], first.at);
  }

  /** Fails if a condition on the constants does not hold. */
  checkAssumptions(): void {
    for (const { body, scope } of this.#elaboration.assumptions) {
      if (!this.#test(body, { scope, ...STEP })()) {
        throw new ValueError(
          body.at,
          'this assumption does not hold for the values of the constants',
        );
      }
    }
  }

  /** The initial states and the actions, compiled. */
  #behaviour(): Pick<Model, 'search' | 'initial' | 'next' | 'actions' | 'ignored'> {
    const { config, root } = this.#given;
    const search: Model['search'] = { found: () => true, action: -1, only: null };
    const { program } = this.#compiler;
    const found = () => search.found();
    const then = `${program.constant(found)}()`;
    const parts = config.specification === null ? [] : this.#parts(config.specification);
    const ignored = this.#ignored(parts);
    const named = [config.init, config.next].map((name) => name && this.#reference(name));
    const [init, next] = named.map((expr) => (expr ? { expr, scope: this.#scope } : null));
    const first = init ? [init] : parts.filter(({ kind }) => kind === 'initial');
    const steps = next ? [next] : parts.filter(({ kind }) => kind === 'step');
    const [step] = steps;
    if (first.length === 0 || step === undefined || steps.length > 1) {
      const message = 'SPECIFICATION must be Init /\\ [][Next]_v, or INIT and NEXT must be given';
      this.#complain(config.specification?.at ?? root.at, message);
      return { search, initial: found, next: found, actions: [], ignored };
    }
    const initial = first.reduceRight<Step>((after, { expr, scope }) => {
      const env: Env = { scope, primed: true, settled: false };
      return this.#compiler.action(expr, env, after);
    }, then);
    const action = step.expr.type === 'box' ? step.expr.action : step.expr;
    const env: Env = { scope: step.scope, primed: false, settled: false };
    const actions: NamedAction[] = [];
    const split = {
      actions,
      begin: (index: number) => {
        search.action = index;
        return search.only === null || actions[index]?.name === search.only;
      },
    };
    const inner = { env, then, name: 'Next', split };
    return {
      search,
      initial: program.run(initial) as () => boolean,
      next: program.run(splitAction(this.#compiler, action, inner)) as () => boolean,
      actions,
      ignored,
    };
  }

  /** Fairness changes no state that can be reached; other demands on behaviours would, and are refused. */
  #ignored(parts: readonly Part[]): Complaint[] {
    const { name = '' } = this.#given.config.specification ?? {};
    for (const part of parts.filter(({ kind }) => kind === 'invariant' || kind === 'temporal')) {
      const { at } = part.expr;
      if (isAboutTheEnd(this.#compiler, part)) this.#aboutTheEnd.push({ name, at });
      else
        this.#complain(
          at,
          'in SPECIFICATION, only Init, [][Next]_v and fairness are supported, and not this',
        );
    }
    const message = `${name} asks for fairness here, which is ignored: only safety is checked`;
    return parts
      .filter(({ kind }) => kind === 'fairness')
      .map(({ expr }) => ({ at: expr.at, message }));
  }

  #reference({ name, at }: Named): Expr {
    return { type: 'apply', prefix: [], name, args: [], at };
  }

  #parts(named: Named): Part[] {
    return partsOf(this.#compiler, { expr: this.#reference(named), scope: this.#scope });
  }

  #test(expr: Expr, env: Env): () => boolean {
    return this.#compiler.run(this.#compiler.test(expr, env)) as () => boolean;
  }

  #states(names: readonly Named[]): Property[] {
    return names.map((named) => ({
      ...named,
      holds: this.#test(this.#reference(named), { scope: this.#scope, ...FRESH }),
    }));
  }

  #property(named: Named): { kind: Part['kind']; property: Property }[] {
    return this.#parts(named).map(({ kind, expr, scope }) => {
      if (kind === 'fairness' || kind === 'temporal') {
        this.#aboutTheEnd.push({ name: named.name, at: expr.at });
        return { kind, property: { ...named, holds: () => true } };
      }
      const env = kind === 'step' ? STEP : FRESH;
      return { kind, property: { ...named, holds: this.#test(expr, { scope, ...env }) } };
    });
  }

  /** A view that is a tuple is compared item by item: the tuple itself need not be made. */
  #view(named: Named): () => void {
    const { program } = this.#compiler;
    const formula = { expr: this.#reference(named), scope: this.#scope };
    const print = program.constant(this.#print);
    const items = itemsOf(this.#compiler, formula).map(({ expr, scope }) => {
      const { text } = this.#compiler.value(expr, { scope, ...FRESH });
      return `${print}.add(idOf(${text}));`;
    });
    return program.run(program.define(items.join(' ')));
  }

  #symmetry(named: Named): Permute[] {
    const code = this.#compiler.code(this.#reference(named), { scope: this.#scope, ...STEP });
    if (this.#given.complaints.length > 0) return [];
    const functions = finiteSet(this.#compiler.run(code)(), named.at).elements;
    // TLC takes such a set for one over single values, warns, and looks for no symmetry. The same states are to be counted.
    if (partCount(this.#scope.find(named.name)) >= functions.length) return [];
    return generated(functions.filter((each) => each instanceof Func));
  }
}

/** How many arguments the outermost operator of a definition has. */
function partCount(binding: Binding | undefined): number {
  const body = binding?.kind === 'operator' ? binding.body : null;
  return body?.type === 'apply' ? body.args.length : 1;
}

/** Where a formula about one state stands: it looks at the state that was just made. */
const FRESH = { primed: true, settled: true };

/** Where a formula about a step stands, which is complete. */
const STEP = { primed: false, settled: true };

function constantOf(name: string, assignment: Assignment | undefined): Binding {
  if (assignment !== undefined && 'value' in assignment.to) {
    return { kind: 'value', value: settingOf(assignment.to.value) };
  }
  return { kind: 'missing', why: `the constant ${name} has no value in the configuration` };
}

/** The value that a configuration writes. */
function settingOf(setting: Setting): Value {
  switch (setting.type) {
    case 'number':
    case 'boolean':
      return setting.value;
    case 'string':
      return textOf(setting.value);
    case 'model':
      return modelValueOf(setting.value);
    case 'set':
      return setOf(setting.items.map(settingOf), NOWHERE);
  }
}
