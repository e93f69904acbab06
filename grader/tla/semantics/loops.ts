/**
 * Bound variables: `x, y \in S, <<a, b>> \in T` as nested loops over registers.
 *
 * @module
 */
import { type Place, ValueError } from '../error.ts';
import type { Bound } from '../syntax/ast.ts';
import { brief } from '../values/print.ts';
import { isTuple, type Result, type Value } from '../values/value.ts';
import type { Code, Compiler, Env } from './code.ts';

/** One variable, or one pattern, and the set through which it runs. */
export interface Loop {
  readonly set: string;
  /** The set is in a variable, and it is known to be one. */
  readonly isSet?: boolean;
  readonly at: Place;
  /** Statements that give the variable, or the variables of the pattern, the value with this text. */
  readonly bind: (value: string) => string;
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
  const { machine, program } = compiler;
  const sets = bounds.map(({ set }) => compiler.code(set, env));
  const first = machine.free;
  let { scope } = env;
  const loops: Loop[] = [];
  bounds.forEach(({ names, pattern, at }, index) => {
    const set = sets[index]?.text;
    if (set === undefined) return;
    const registers = names.map((name) => {
      const register = machine.register();
      scope = scope.with(name, { kind: 'register', register });
      return register;
    });
    if (pattern) {
      const bind = program.constant(patternOf(machine.registers, registers, at));
      loops.push({ set, at, bind: (value) => `${bind}(${value});` });
    } else {
      for (const register of registers) {
        loops.push({ set, at, bind: (value) => `r[${register}] = ${value};` });
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

/**
 * Statements that run others for every choice. `ordered` goes as TLC does: through each set in the order of its values, and of
 * several variables the first changes fastest.
 *
 * @param body - Is given the texts of the elements, in the order of the loops.
 */
export function each(
  { program }: Compiler,
  given: readonly Loop[],
  ordered: boolean,
  body: (elements: readonly string[]) => string,
): string {
  const loops = given.map((loop) => ({ ...loop, list: program.name(), index: program.name() }));
  const inner = body(loops.map(({ list, index }) => `${list}[${index}]`));
  const inside = ordered ? loops : loops.toReversed();
  return inside.reduce((statements, { set, isSet = false, at, bind, list, index }) => {
    const finite = isSet ? set : `finiteSet(${set}, ${program.constant(at)})`;
    const elements = ordered ? `inOrder(${finite})` : `${finite}.elements`;
    return (
      `const ${list} = ${elements}; for (let ${index} = 0; ${index} < ${list}.length; ${index} += 1) ` +
      `{ ${bind(`${list}[${index}]`)} ${statements} }`
    );
  }, inner);
}
