/**
 * States what must hold at a line.
 *
 * An assertion says what no message and no schedule can make false. What a peer may well do, such as sending an old
 * term, is answered by the protocol and never asserted.
 *
 * @module
 */

/** Throws when `condition` is false. The message is the rule that was broken, in its own words. */
export function assert(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${rule}`);
}
