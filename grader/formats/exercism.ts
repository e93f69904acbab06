/**
 * Exercism: `results.json` of a test runner, version 3. It knows no points, and shows only the
 * first failure.
 *
 * @module
 */
import {
  nameOf,
  outcomesOf,
  type ScenarioOutcome,
  type Surroundings,
  unplayable,
} from './outcome.ts';
import type { Results } from './results.ts';
import { atMost, jsonDocument } from './text.ts';

const MESSAGE_LENGTH_MAX = 65_535;
/**
 * A message in the list of tests has no limit of its own, but the whole document must stay below
 * 500 kB.
 */
const TEST_MESSAGE_LENGTH_MAX = 2_000;
/** Bytes: a character may take up to four of them. */
const BYTES_OF_A_CHARACTER_MAX = 4;

export function exercism(results: Results, surroundings: Surroundings): string {
  const error = unplayable(results);
  if (error !== null) {
    const message = atMost(Math.floor(MESSAGE_LENGTH_MAX / BYTES_OF_A_CHARACTER_MAX), error);
    return jsonDocument({ version: 3, status: 'error', message, tests: [] });
  }
  const outcomes = outcomesOf(results, surroundings);
  const passed = outcomes.every(({ outcome }) => outcome === 'passed');
  return jsonDocument({
    version: 3,
    status: passed ? 'pass' : 'fail',
    message: null,
    tests: outcomes.map((outcome) => testOf(outcome, results)),
  });
}

/** The number of the task is the number of the lab among those that were graded. */
function testOf(outcome: ScenarioOutcome, { labs }: Results): object {
  const passed = outcome.outcome === 'passed';
  return {
    name: nameOf(outcome),
    status: passed ? 'pass' : 'fail',
    message: passed ? null : atMost(TEST_MESSAGE_LENGTH_MAX, outcome.story.join('\n')),
    test_code: outcome.replay ?? outcome.scenario.title,
    task_id: labs.indexOf(outcome.lab) + 1,
  };
}
