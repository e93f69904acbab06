/**
 * classroom50: `result.json` with the schema `classroom50/result/v1`.
 *
 * Its scores are whole numbers and ours are whole tenths, so every score is written in tenths of a
 * point.
 *
 * @module
 */
import { nameOf, outcomesOf, type Surroundings } from './outcome.ts';
import { type Results, ResultsError } from './results.ts';
import { jsonDocument } from './text.ts';

/** The variables that the workflow of classroom50 sets for a grader. */
const NEEDED = [
  'CLASSROOM',
  'ASSIGNMENT',
  'SUBMISSION_TAG',
  'USERNAME',
  'COMMIT_URL',
  'RELEASE_URL',
  'REVIEW_URL',
] as const;

export function classroom50(results: Results, surroundings: Surroundings): string {
  const missing = NEEDED.filter((name) => (surroundings.environment[name] ?? '') === '');
  if (missing.length > 0) {
    throw new ResultsError(
      `these environment variables, which its workflow sets, are missing: ${missing.join(', ')}`,
    );
  }
  const value = (name: (typeof NEEDED)[number]): string => surroundings.environment[name] ?? '';
  return jsonDocument({
    schema: 'classroom50/result/v1',
    classroom: value('CLASSROOM'),
    assignment: value('ASSIGNMENT'),
    usernames: value('USERNAME')
      .split(',')
      .map((name) => name.trim()),
    submission: value('SUBMISSION_TAG'),
    commit: value('COMMIT_URL'),
    release: value('RELEASE_URL'),
    review: value('REVIEW_URL'),
    datetime: surroundings.now,
    score: tenths(results.earned),
    'max-score': tenths(results.points),
    tests: outcomesOf(results, surroundings).map((outcome) => ({
      'test-name': nameOf(outcome),
      passed: outcome.outcome === 'passed',
      score: tenths(outcome.score),
      'max-score': tenths(outcome.scenario.points),
    })),
  });
}

function tenths(points: number): number {
  return Math.round(points * 10);
}
