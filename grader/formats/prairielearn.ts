/**
 * PrairieLearn: `/grade/results/results.json` of an external grader.
 *
 * A submission that cannot be loaded is not gradable: it costs the student no attempt.
 *
 * @module
 */
import { nameOf, outcomesOf, type Surroundings, unplayable } from './outcome.ts';
import type { Results } from './results.ts';
import { atMost, jsonDocument } from './text.ts';

/** PrairieLearn refuses documents over 1 MB; with these two limits ours stay far below. */
const OUTPUT_LENGTH_MAX = 2_000;
const ERROR_LENGTH_MAX = 10_000;

export function prairielearn(results: Results, surroundings: Surroundings): string {
  const error = unplayable(results);
  if (error !== null) {
    return jsonDocument({
      gradable: false,
      score: 0,
      format_errors: [atMost(ERROR_LENGTH_MAX, error)],
    });
  }
  return jsonDocument({
    gradable: true,
    score: results.points === 0 ? 0 : results.earned / results.points,
    message: `${results.earned} of ${results.points} points`,
    tests: outcomesOf(results, surroundings).map((outcome) => ({
      name: nameOf(outcome),
      description: outcome.scenario.title,
      points: outcome.score,
      max_points: outcome.scenario.points,
      message: atMost(OUTPUT_LENGTH_MAX, outcome.reason),
      output: atMost(OUTPUT_LENGTH_MAX, outcome.story.join('\n')),
    })),
  });
}
