/**
 * Gradescope: `/autograder/results/results.json`.
 *
 * The score stands at the top as well, where it overrides the sum of the tests; the two are always
 * equal. There is no leaderboard, for it would show the points of some students to all others.
 *
 * The platform shows this one document to everybody, each test when its visibility allows it. So hidden tests become
 * visible after the due date, or never, and the points of each lab stand in the output, which is always visible.
 *
 * @module
 */
import { type Audience, isHidden } from './audience.ts';
import { nameOf, outcomesOf, type ScenarioOutcome, type Surroundings } from './outcome.ts';
import type { Results } from './results.ts';
import { jsonDocument } from './text.ts';

export function gradescope(results: Results, surroundings: Surroundings): string {
  return jsonDocument({
    score: results.earned,
    output: sums(results).join('\n'),
    output_format: 'text',
    test_output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    extra_data: { version: results.version, firstSeed: results.firstSeed },
    tests: outcomesOf(results, surroundings).map((outcome) => ({
      ...testOf(outcome),
      visibility: isHidden(results) ? VISIBILITY[surroundings.audience] : 'visible',
    })),
  });
}

const VISIBILITY: Readonly<Record<Audience, string>> = {
  student: 'visible', // there is only the sum of each lab
  after: 'after_due_date',
  staff: 'hidden',
};

function sums({ earned, points, labs }: Results): string[] {
  return [
    `${earned} of ${points} points`,
    ...labs.map((lab) => `Lab ${lab.id} ${lab.title}: ${lab.earned} of ${lab.points} points`),
  ];
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
