/**
 * Shards: a class that is graded in parts, on several machines or one after another.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { ClassError } from './class-error.ts';

/** One part of a class. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** Reads `2/5`. */
export function readShard(text: string): Shard {
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  throw new ClassError(
    `${text} is no shard; write 2/5 for the second of five parts, and 1/5 for the first`,
  );
}

/** The submissions of a shard: every n-th, so that neighbours, who may be slow alike, are spread out. */
export function shardOf<T>(submissions: readonly T[], { index, of }: Shard): readonly T[] {
  return submissions.filter((_, at) => at % of === index - 1);
}

/** A name for a class as a whole. Shards of one class fit together; those of two lists of names do not. */
export function classHash(ids: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex');
}
