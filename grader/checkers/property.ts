/**
 * What a checker is.
 *
 * A property judges a trace and nothing else: no clock, no randomness, no simulator. It is called with every event in
 * order and says, in words, what is wrong with it, or `null`. It keeps what it must remember in the closure that
 * `watch` returns, one per run.
 *
 * @module
 */
import type { RunInfo, TraceEvent } from '../trace/event.ts';

/** A rule that a Raft can break, as it is shown to a student. */
export interface Rule {
  /** Short and stable, in kebab case: `election-safety`. */
  readonly id: string;
  /** The rule in one sentence, in the paper's words where it has them. */
  readonly sentence: string;
  /** Where the rule comes from: `§5.2, Figure 3`. */
  readonly paper: string;
}

/** Judges one event; answers with what is wrong (who, what, which term and index), or `null`. */
export type Judge = (event: TraceEvent) => string | null;

/** A rule that is judged at every event of every run. */
export interface Property extends Rule {
  /** The events that it must see, as bits of `needs`; all when it says nothing. Only to save time. */
  readonly needs?: number;
  /** What of it `Raft.tla` leaves out, when it does. A run may break such a property though it allows every step. */
  readonly unspecified?: string;
  watch(run: RunInfo): Judge;
}
