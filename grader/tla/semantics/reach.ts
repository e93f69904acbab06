/**
 * Counts what was evaluated, for those who ask which parts of a model were never looked at. A model that is compiled without
 * it counts nothing.
 *
 * @module
 */
import type { Expr } from '../syntax/ast.ts';

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

  /** The same closure, counted. */
  counted<Out>(expr: Expr, run: () => Out): () => Out {
    const tally = this.of(expr);
    return () => {
      tally.evaluated += 1;
      return run();
    };
  }

  /** The same test, with what it came to. */
  weighed(expr: Expr, run: () => boolean): () => boolean {
    const tally = this.of(expr);
    return () => {
      const holds = run();
      if (holds) tally.held += 1;
      else tally.failed += 1;
      return holds;
    };
  }
}
