/**
 * What an expression becomes: a closure that evaluates it, and what is known of it without running it.
 *
 * @module
 */
import type { Complaint } from '../error.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Result } from '../values/value.ts';
import type { Run } from './builtin.ts';
import type { Machine } from './machine.ts';
import type { Reach } from './reach.ts';
import type { Scope } from './scope.ts';

/** What an expression depends on: nothing but constants, a state, or a step. */
export const CONSTANT = 0;
export const STATE = 1;
export const ACTION = 2;
export type Level = typeof CONSTANT | typeof STATE | typeof ACTION;

/** A compiled expression. */
export interface Code {
  readonly run: Run;
  readonly level: Level;
  /** The lowest register that it reads and that is bound around it; `Infinity` if none is. */
  readonly low: number;
  /** It may evaluate to a set that is only described. */
  readonly lazy: boolean;
  /** The variables that it reads, a bit each, first those of the current and then those of the next state. */
  readonly reads: bigint;
}

/** Anything may be read, and something may be said or done. */
export const UNKNOWN = -1n;

/** A compiled formula. */
export interface Test extends Code {
  readonly run: () => boolean;
}

/** Where an expression stands. */
export interface Env {
  readonly scope: Scope;
  /** Variables mean their values in the next state. */
  readonly primed: boolean;
  /** The next state is complete, so that what depends on it may be kept. */
  readonly settled: boolean;
}

/** The part of the compiler that its own parts and the standard modules need. */
export interface Compiler {
  readonly machine: Machine;
  /** What is evaluated is counted there, if anybody asks for it. */
  readonly reach: Reach | null;
  /** Compiles to a closure for the value. */
  code(expr: Expr, env: Env): Code;
  /** The same; what comes out can be stored. */
  value(expr: Expr, env: Env): Code;
  /** Compiles to a closure that gives TRUE or FALSE, or fails. */
  test(expr: Expr, env: Env): Test;
  /** Compiles what is enabled in a state: a test whether the action has a step from here. */
  enabled(action: Expr, env: Env): Code;
  /** Notes what is not supported. What is returned must never run. */
  refuse(complaint: Complaint): Code;
}

/** Puts codes together: the whole depends on what its parts depend on. */
export function combine(parts: readonly Code[], run: Run, lazy = false): Code {
  let level: Level = CONSTANT;
  let low = Number.POSITIVE_INFINITY;
  let reads = 0n;
  for (const part of parts) {
    reads |= part.reads;
    if (part.level > level) level = part.level;
    if (part.low < low) low = part.low;
  }
  return fold({ run, level, low, lazy, reads });
}

/** What depends on nothing is evaluated once. */
function fold(code: Code): Code {
  if (code.level !== CONSTANT || code.low !== Number.POSITIVE_INFINITY) return code;
  return { ...code, run: once(code.run) };
}

function once(run: Run): Run {
  let result: Result | undefined;
  return () => {
    result ??= run();
    return result;
  };
}

/** The code of a part in which registers from `first` on are bound: outside nobody depends on them. */
export function closed(code: Code, first: number): Code {
  return code.low < first ? code : fold({ ...code, low: Number.POSITIVE_INFINITY });
}

/** A code that always gives the same. */
export function constant(result: Result, lazy = false): Code {
  return { run: () => result, level: CONSTANT, low: Number.POSITIVE_INFINITY, lazy, reads: 0n };
}
