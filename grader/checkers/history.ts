/**
 * What clients saw of a service, and what the service should be: the two things that linearizability compares.
 *
 * @module
 */
import type { Json } from '../../skeleton/contract/index.ts';

/** One operation of a client: what it asked, when, and what it was told. */
export interface Operation<Input> {
  readonly input: Input;
  /** When it was called. Any clock will do that never goes back; at the same moment, calls come before answers. */
  readonly calledAt: number;
  /** What it was told and when, or `null` when it never was: then the operation happened at some time since, or never. */
  readonly answer: { readonly at: number; readonly output: Json } | null;
}

/**
 * The service as one server would be that does one operation after the other. Pure and deterministic.
 *
 * A service has parts, the keys of a store for one. An operation is about one part, and parts do not see each other.
 */
export interface Model<Input> {
  /** What each part is like at first. */
  readonly init: Json;
  /** What an operation does to its part, and what it answers. */
  step(state: Json, input: Input): { readonly state: Json; readonly output: Json };
  /** The part that an operation is about. */
  partOf(input: Input): string;
}
