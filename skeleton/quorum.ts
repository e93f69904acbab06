/**
 * What a majority is. It knows no messages, no terms and no logs: only who stands behind something.
 *
 * @module
 */
import { notWrittenYet, type ServerId } from './contract/index.ts';

/**
 * True when `supporters` hold a majority of `servers`.
 *
 * Paper   §5.2 "A candidate wins an election if it receives votes from a majority of the servers in the full cluster"
 *
 * Lab 2A fills this in. Clusters may have one server, and an even number of them.
 */
export function isQuorum(_supporters: readonly ServerId[], _servers: readonly ServerId[]): boolean {
  return notWrittenYet('isQuorum', '2A');
}

/**
 * The highest index that a majority has reached, given how far each server has come.
 *
 * Paper   §5.3 "A log entry is committed once the leader that created the entry has replicated it on a majority of
 *         the servers"
 *
 * Lab 2B fills this in.
 */
export function indexOfMajority(_reached: readonly number[]): number {
  return notWrittenYet('indexOfMajority', '2B');
}
