/**
 * The middle of several measurements, which one that was disturbed does not move.
 *
 * @module
 */

/** The one in the middle, by what `by` says of each. */
export function median<T>(measured: readonly T[], by: (one: T) => number): T {
  const sorted = [...measured].sort((a, b) => by(a) - by(b));
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
