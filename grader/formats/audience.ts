/**
 * Who reads results.
 *
 * @module
 */
import type { Results } from './results.ts';

/** A student, a student when the due date is over, and those who teach; see rendering.ts. */
export const AUDIENCES = ['student', 'after', 'staff'] as const;

export type Audience = (typeof AUDIENCES)[number];

/** Whether the tests of a grading are hidden from students. */
export function isHidden({ firstSeed }: Pick<Results, 'firstSeed'>): boolean {
  return firstSeed === null;
}
