/**
 * The simplest service of all, for labs 2D and 2E.
 *
 * @module
 */
import type { ServicePlan, StateMachine } from '../grader/index.ts';
import type { Json } from '../skeleton/contract/index.ts';

/** A service that is the list of all commands: what was left out, or came twice, or out of order, stays visible. */
export const journal: StateMachine = {
  initial: [],
  apply(state, command) {
    const commands: readonly Json[] = Array.isArray(state) ? state : [];
    return { state: [...commands, command], result: commands.length + 1 };
  },
};

/** Snapshots at each tenth entry, as in MIT 6.5840. */
export const EVERY_TENTH: ServicePlan = { machine: journal, snapshotEvery: 10 };

/** Snapshots at each entry: nothing is left in any log. */
export const EVERY_SINGLE: ServicePlan = { machine: journal, snapshotEvery: 1 };
