/**
 * What a majority is. It knows no messages, no terms and no logs: only who stands behind something.
 *
 * Every proof in the paper rests on one fact: any two majorities of the same servers have a server in common.
 *
 * @module
 */
import type { ServerId } from '../skeleton/contract/index.ts';

/**
 * The size of the smallest majority.
 *
 * Why `floor(n / 2) + 1` and not `ceil(n / 2)`: of four servers, `{a, b}` and `{c, d}` would both be "majorities".
 * Cut the network between them, and each half elects a leader of the same term.
 */
export function majority(servers: number): number {
  return Math.floor(servers / 2) + 1;
}

/**
 * True when `supporters` hold a majority of `servers`. Who is not among `servers` does not count, so that a
 * server that has left the cluster cannot decide for it. No servers have no majority.
 */
export function isQuorum(supporters: readonly ServerId[], servers: readonly ServerId[]): boolean {
  const inFavour = servers.filter((server) => supporters.includes(server)).length;
  return inFavour >= majority(servers.length);
}

/**
 * The highest index that a majority has reached, given how far each of them has come.
 *
 * In descending order, the place `majority` holds the smallest index of the best majority. The comparison is of
 * numbers: a bare `sort()` compares text, puts 9 above 10, and commits what one server has.
 */
export function indexOfMajority(reached: readonly number[]): number {
  const descending = [...reached].sort((a, b) => b - a);
  return descending[majority(reached.length) - 1] ?? 0;
}
