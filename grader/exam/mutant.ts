/**
 * What a mutant and a variant are: the reference with a few lines changed, one wrong, the other right.
 *
 * The labs are examined with both. Every mutant must lose points in its lab, whatever the seeds; no variant may lose any.
 * So the first says what the labs find, and the second that they find nothing else.
 *
 * @module
 */
import type { LabId } from '../../skeleton/contract/index.ts';
import type { Edit } from '../sandbox/bundle.ts';

/** A Raft with one bug. */
export interface Mutant {
  /** In kebab case. */
  readonly id: string;
  /** The first lab that must find it. */
  readonly lab: LabId;
  /** What is wrong, and which schedule loses data or progress by it. */
  readonly story: string;
  /** Where the bug was seen, or which sentence it breaks. */
  readonly source: string;
  readonly edits: readonly Edit[];
  /** Which correct Raft is changed; the reference itself unless given. */
  readonly host?: Host;
}

/**
 * `batching` sends empty heartbeats and one entry in a message. A reference that always sends all it has hides bugs in what
 * stands behind a message's last entry.
 */
export type Host = 'reference' | 'batching';

/** A Raft that differs from the reference and keeps every rule. */
export interface Variant {
  /** In kebab case. */
  readonly id: string;
  /** What is different, and why it may be. */
  readonly story: string;
  /** The labs for which it is right; all unless given. */
  readonly labs?: readonly LabId[];
  readonly edits: readonly Edit[];
}

/**
 * The assertions of the reference do nothing. A student's Raft has none, and a mutant that they stop would show
 * only that the reference guards itself.
 */
export const withoutAssertions: Edit = {
  file: 'assert.ts',
  find: 'if (!condition) throw',
  replace: 'if (condition === null) throw',
};

/** An edit of one file, in the order in which one says it. */
export function change(file: string, find: string, replace: string): Edit {
  return { file, find, replace };
}
