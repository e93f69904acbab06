/**
 * Whole numbers of a command line.
 *
 * @module
 */
import { InvalidArgumentError } from 'commander';

/**
 * Reads a whole number from 1. What is too large is refused here, with a reason, and not an hour later by a machine that
 * has run out of memory.
 *
 * @returns A parser for `option` of commander.
 */
export function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = /^[0-9]+$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
    }
    return value;
  };
}
