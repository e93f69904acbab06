/**
 * What an expression becomes: text that evaluates it, and what is known of it without running it.
 *
 * @module
 */
import type { Complaint } from '../error.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Result } from '../values/value.ts';
import type { Run, Sort } from './builtin.ts';
import type { Machine } from './machine.ts';
import type { Program } from './program.ts';
import type { Reach } from './reach.ts';
import type { Scope } from './scope.ts';

/** What an expression depends on: nothing but constants, a state, or a step. */
export const CONSTANT = 0;
export const STATE = 1;
export const ACTION = 2;
export type Level = typeof CONSTANT | typeof STATE | typeof ACTION;

/** A compiled expression. */
export interface Code {
  /** An expression of JavaScript that comes to its value. */
  readonly text: string;
  readonly level: Level;
  /** The lowest register that it reads and that is bound around it; `Infinity` if none is. */
  readonly low: number;
  /** It may evaluate to a set that is only described. */
  readonly lazy: boolean;
  /** The variables that it reads, a bit each, first those of the current and then those of the next state. */
  readonly reads: bigint;
  /** What it is for sure, so that nobody need ask. */
  readonly sort?: Sort | undefined;
}

/** Anything may be read, and something may be said or done. */
export const UNKNOWN = -1n;

/** The text that runs on from here; when it comes to `true`, the whole search ends. */
export type Step = string;

/** Where an expression stands. */
export interface Env {
  readonly scope: Scope;
  /** Variables mean their values in the next state. */
  readonly primed: boolean;
  /** The next state is complete, so that what depends on it may be kept. */
  readonly settled: boolean;
}

/** Names the kind of place where an expression stands: what was compiled for one is right in all of that kind. */
export function kindOfPlace({ primed, settled }: Env): string {
  return `${primed}, ${settled}`;
}

/** The part of the compiler that its own parts and the standard modules need. */
export interface Compiler {
  readonly machine: Machine;
  readonly program: Program;
  /** What is evaluated is counted there, if anybody asks for it. */
  readonly reach: Reach | null;
  /** Compiles to a text for the value. */
  code(expr: Expr, env: Env): Code;
  /** The same; what comes out can be stored. */
  value(expr: Expr, env: Env): Code;
  /** Compiles to a text that gives TRUE or FALSE, or fails. */
  test(expr: Expr, env: Env): Code;
  /** Compiles an action, and what follows it; see `action.ts`. */
  action(expr: Expr, env: Env, then: Step): Step;
  /** Compiles what is enabled in a state: a test whether the action has a step from here. */
  enabled(action: Expr, env: Env): Code;
  /** A closure that evaluates a code. */
  run(code: Code): Run;
  /** Notes what is not supported. What is returned must never run. */
  refuse(complaint: Complaint): Code;
}

/** Puts codes together: the whole depends on what its parts depend on. */
export function combine(
  compiler: Pick<Compiler, 'program'>,
  parts: readonly Code[],
  text: string,
  { lazy = false, sort }: { readonly lazy?: boolean; readonly sort?: Sort | undefined } = {},
): Code {
  let level: Level = CONSTANT;
  let low = Number.POSITIVE_INFINITY;
  let reads = 0n;
  for (const part of parts) {
    reads |= part.reads;
    if (part.level > level) level = part.level;
    if (part.low < low) low = part.low;
  }
  return fold(compiler, { text, level, low, lazy, reads, sort });
}

/** What depends on nothing is evaluated once. */
function fold({ program }: Pick<Compiler, 'program'>, code: Code): Code {
  if (code.level !== CONSTANT || code.low !== Number.POSITIVE_INFINITY) return code;
  return { ...code, text: program.once(code.text) };
}

/** The code of a part in which registers from `first` on are bound: outside nobody depends on them. */
export function closed(code: Code, first: number): Code {
  if (code.low < first) return code;
  return { ...code, low: Number.POSITIVE_INFINITY };
}

/** A code that always gives the same. */
export function constant(
  { program }: Pick<Compiler, 'program'>,
  result: Result,
  lazy = false,
): Code {
  return {
    text: program.constant(result),
    level: CONSTANT,
    low: Number.POSITIVE_INFINITY,
    lazy,
    reads: 0n,
    sort:
      typeof result === 'number' ? 'integer' : typeof result === 'boolean' ? 'truth' : undefined,
  };
}
