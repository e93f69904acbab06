/**
 * Gradescope: `/autograder/results/results.json`.
 *
 * The score stands at the top as well, where it overrides the sum of the tests; the two are always
 * equal. There is no leaderboard, for it would show the points of some students to all others.
 *
 * @module
 */
import { nameOf, outcomesOf, type ScenarioOutcome, type Surroundings } from './outcome.ts';
import type { Results } from './results.ts';
import { jsonDocument } from './text.ts';

export function gradescope(results: Results, surroundings: Surroundings): string {
  return jsonDocument({
    score: results.earned,
    output: `${results.earned} of ${results.points} points`,
    output_format: 'text',
    test_output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    extra_data: { version: results.version, firstSeed: results.firstSeed },
    tests: outcomesOf(results, surroundings).map(testOf),
  });
}

function testOf(outcome: ScenarioOutcome): object {
  const { lab, scenario, run, score, story } = outcome;
  return {
    name: nameOf(outcome),
    number: scenario.id,
    score,
    max_score: scenario.points,
    status: outcome.outcome === 'passed' ? 'passed' : 'failed',
    output: [scenario.title, ...story].join('\n'),
    tags: [lab.id, scenario.kind],
    visibility: 'visible',
    extra_data: {
      outcome: outcome.outcome,
      verdict: scenario.verdict,
      seed: run?.seed ?? null,
      replay: outcome.replay,
      rule: run?.rule?.id ?? null,
      paper: run?.rule?.paper ?? null,
      failedSeeds: scenario.failedSeeds,
    },
  };
}
