/**
 * Grading again with the seeds of an earlier grading.
 *
 * @module
 */
import type { SeedChoice } from '../run/seeds.ts';
import { ClassError } from './class-error.ts';
import type { ResultsDirectory } from './directory.ts';
import { saltHash } from './manifest.ts';

/**
 * The seeds that an earlier grading had.
 *
 * @throws ClassError when it is a part of a class, or had another salt.
 */
export function seedChoiceOf(
  { path, manifest }: Pick<ResultsDirectory, 'path' | 'manifest'>,
  salt: string | undefined,
): SeedChoice {
  const { firstSeed, seeds, shard } = manifest;
  if (shard !== null) throw new ClassError(`${path} is a shard; merge the shards first`);
  const many = seeds === null ? {} : { seeds };
  if (manifest.saltHash === null) {
    if (salt === undefined) return { firstSeed: firstSeed ?? 1, ...many };
    throw new ClassError(`${path} was graded without a salt; leave --salt away`);
  }
  if (salt === undefined) throw new ClassError(`${path} was graded with a salt; add --salt <word>`);
  if (saltHash(salt) === manifest.saltHash) return { firstSeed: 1, ...many, salt };
  throw new ClassError(`${path} was graded with another salt`);
}
