/**
 * Counts what was evaluated, for those who ask which parts of a model were never looked at. A model that is compiled without
 * it counts nothing.
 *
 * @module
 */
import type { Expr } from '../syntax/ast.ts';
import type { Program } from './program.ts';

/** What happened to one expression, wherever its operator was used. */
export interface Tally {
  evaluated: number;
  /** How often it was TRUE and FALSE, if it is a condition. */
  held: number;
  failed: number;
  /** It decides whether an action can be taken. */
  guards: boolean;
}

/** The tallies of all expressions that were compiled. */
export class Reach {
  readonly #tallies = new Map<Expr, Tally>();

  /** The tally of an expression; `undefined` if nothing needs it. */
  find(expr: Expr): Tally | undefined {
    return this.#tallies.get(expr);
  }

  /** The tally of an expression that is compiled. */
  of(expr: Expr): Tally {
    let tally = this.#tallies.get(expr);
    if (tally === undefined) {
      tally = { evaluated: 0, held: 0, failed: 0, guards: false };
      this.#tallies.set(expr, tally);
    }
    return tally;
  }

  /** The same text, counted. */
  counted(program: Program, expr: Expr, text: string): string {
    return `(${program.constant(this.of(expr))}.evaluated += 1, ${text})`;
  }

  /** The same test, with what it came to. */
  weighed(program: Program, expr: Expr, text: string): string {
    const tally = this.of(expr);
    const weigh = (holds: boolean): boolean => {
      if (holds) tally.held += 1;
      else tally.failed += 1;
      return holds;
    };
    return `${program.constant(weigh)}(${text})`;
  }
}
