/**
 * How checking a model ends.
 *
 * @module
 */
import { type Complaint, type Place, ValueError } from '../error.ts';
import type { Value } from '../values/value.ts';
import type { Unreached } from './unreached.ts';

/** What an action led to. */
export interface Coverage {
  readonly name: string;
  readonly at: Place;
  /** How often it was taken, and how often it led to a state that was new. */
  readonly generated: number;
  readonly distinct: number;
}

/** One state of a counterexample, and the action that led to it. */
export interface TraceState {
  /** `null` for the initial state. */
  readonly action: string | null;
  readonly values: readonly Value[];
}

/** How it ended. */
export type Outcome =
  | { readonly kind: 'holds' }
  /** The state limit was reached before all states were seen. */
  | { readonly kind: 'limit'; readonly limit: number }
  | {
      readonly kind: 'invariant' | 'step' | 'initial';
      readonly property: string;
      readonly trace: readonly TraceState[];
    }
  | { readonly kind: 'deadlock'; readonly trace: readonly TraceState[] }
  /** An expression has no value; the trace leads to the state from which it was evaluated. */
  | {
      readonly kind: 'error';
      readonly error: ValueError;
      readonly trace: readonly TraceState[];
    };

/** What is known afterwards, whichever way the states were made. */
export interface Checked {
  readonly outcome: Outcome;
  readonly coverage: readonly Coverage[];
  /** What was never looked at; `null` if the model was compiled without counting that. */
  readonly unreached: readonly Unreached[] | null;
  readonly variables: readonly string[];
  /** What the model asks for and nobody looked at. */
  readonly ignored: readonly Complaint[];
}

/** The error of an evaluation; what is none is thrown again. */
export function evaluationError(error: unknown): ValueError {
  if (error instanceof ValueError) return error;
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return new ValueError({ file: '', line: 0, column: 0 }, 'an operator calls itself without end');
  }
  throw error;
}
