/**
 * Which seeds a scenario is played with.
 *
 * @module
 */
import { Stream } from '../sim/random.ts';

/** Where the seeds of a grading come from. */
export interface SeedChoice {
  /** The first of the seeds that students play: it and those that follow. */
  readonly firstSeed: number;
  /** How many; each scenario's own default unless given. */
  readonly seeds?: number;
  /**
   * A word that only the instructor knows. It chooses as many other seeds, different ones for each scenario. Each is a
   * plain number: a failing one can be shown to the student, who plays it with `--seed`, and tells nothing about the others.
   */
  readonly salt?: string;
}

/** No seed is longer, so that every seed can be typed behind `--seed`. */
const SEED_MAX = 999_999_999;

/** The seeds of one scenario. */
export function seedsOf(
  scenario: { readonly id: string; readonly seeds: number },
  { firstSeed, seeds = scenario.seeds, salt }: SeedChoice,
): readonly number[] {
  if (salt === undefined) return Array.from({ length: seeds }, (_, at) => firstSeed + at);
  const stream = new Stream(JSON.stringify([salt, scenario.id]), 'seeds');
  const chosen = new Set<number>();
  while (chosen.size < seeds) chosen.add(stream.int(1, SEED_MAX));
  return [...chosen];
}
