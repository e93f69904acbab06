/**
 * Bound variables: `x, y \in S, <<a, b>> \in T` as nested loops over registers.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Bound } from '../syntax/ast.ts';
import { inOrder } from '../values/order.ts';
import { brief } from '../values/print.ts';
import { finiteSet } from '../values/sets.ts';
import { isTuple, type Result, type Value } from '../values/value.ts';
import type { Run } from './builtin.ts';
import type { Code, Compiler, Env } from './code.ts';

/** One variable, or one pattern, and the set through which it runs. */
export interface Loop {
  readonly set: Run;
  readonly at: Place;
  /** Gives the variable, or the variables of the pattern, a value. */
  readonly bind: (value: Value) => void;
}

/** Bounds, compiled. */
export interface Loops {
  readonly loops: readonly Loop[];
  /** The sets, which are evaluated outside. */
  readonly sets: readonly Code[];
  /** Where the body stands. */
  readonly inner: Env;
  /** The first register that is bound here. */
  readonly first: number;
}

/** Compiles bounds. The sets do not see the variables. */
export function loopsOf(compiler: Compiler, bounds: readonly Bound[], env: Env): Loops {
  const { machine } = compiler;
  const sets = bounds.map(({ set }) => compiler.code(set, env));
  const first = machine.free;
  let { scope } = env;
  const loops: Loop[] = [];
  bounds.forEach(({ names, pattern, at }, index) => {
    const set = sets[index]?.run;
    if (set === undefined) return;
    const registers = names.map((name) => {
      const register = machine.register();
      scope = scope.with(name, { kind: 'register', register });
      return register;
    });
    if (pattern) loops.push({ set, at, bind: patternOf(machine.registers, registers, at) });
    else {
      for (const register of registers) {
        loops.push({
          set,
          at,
          bind: (value) => {
            machine.registers[register] = value;
          },
        });
      }
    }
  });
  return { loops, sets, inner: { ...env, scope }, first };
}

function patternOf(
  memory: (Result | undefined)[],
  registers: readonly number[],
  at: Place,
): (value: Value) => void {
  return (value) => {
    if (!isTuple(value) || value.values.length !== registers.length) {
      throw new ValueError(at, `${brief(value)} is not a tuple of ${registers.length}`);
    }
    registers.forEach((register, index) => {
      memory[register] = value.values[index];
    });
  };
}

/** Runs the body for every choice, until it returns `true`. */
export type Each = (body: () => boolean) => boolean;

/**
 * The loops as a function of their body. `ordered` goes as TLC does: through each set in the order of its values, and of
 * several variables the first changes fastest.
 */
export function each(given: Pick<Loops, 'loops'>, ordered: boolean): Each {
  const loops = ordered ? given.loops.toReversed() : given.loops;
  const [first, second] = loops;
  if (first !== undefined && loops.length === 1) return (body) => visit(first, ordered, body);
  if (first !== undefined && second !== undefined && loops.length === 2) {
    return (body) => visit(first, ordered, () => visit(second, ordered, body));
  }
  return (body) => {
    const from = (depth: number): boolean => {
      const loop = loops[depth];
      return loop === undefined ? body() : visit(loop, ordered, () => from(depth + 1));
    };
    return from(0);
  };
}

function visit({ set, at, bind }: Loop, ordered: boolean, body: () => boolean): boolean {
  const values = finiteSet(set(), at);
  const elements = ordered ? inOrder(values) : values.elements;
  for (let index = 0; index < elements.length; index += 1) {
    bind(elements[index] as Value);
    if (body()) return true;
  }
  return false;
}
