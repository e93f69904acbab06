/**
 * What goes back and forth between the trial and its worker threads.
 *
 * @module
 */
import type { Verdict } from '../run/verdict.ts';
import type { Bundle } from '../sandbox/bundle.ts';

/** What a worker thread begins with. */
export interface WorkerData {
  /** The built file with the student's scenarios. */
  readonly tests: string;
  /** The file from which it was built, to find it in the stack of an error. */
  readonly source: string;
  /** The code of every Raft of the panel. */
  readonly bundles: readonly Bundle[];
  /** One 32-bit number that grows with every call of a handler. */
  readonly beacon: SharedArrayBuffer;
}

/** One scenario on one Raft, by their places. It is played with its seeds until one fails. */
export interface Job {
  readonly scenario: number;
  readonly raft: number;
}

/** What a scenario says of a Raft. */
export type Outcome =
  /** It found nothing with any seed. */
  | { readonly kind: 'accepts' }
  /** It failed. */
  | {
      readonly kind: 'rejects';
      readonly seed: number;
      readonly verdict: Verdict;
      /** The id of the rule that was broken, when the verdict is "wrong". */
      readonly rule: string | null;
      readonly text: string;
    }
  /** The scenario itself is at fault, and this is what it did. */
  | { readonly kind: 'broken'; readonly text: string };

/** A scenario, as far as a table needs it. */
export interface ScenarioName {
  readonly id: string;
  readonly name: string;
}

/** What a worker thread says: at first what it has found in the file, and then how each job ended. */
export type Answer =
  | { readonly kind: 'ready'; readonly scenarios: readonly ScenarioName[] }
  | { readonly kind: 'unusable'; readonly text: string }
  | { readonly kind: 'done'; readonly outcome: Outcome };
