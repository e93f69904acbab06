/**
 * Gradescope: `/autograder/results/results.json`.
 *
 * The score stands at the top as well, where it overrides the sum of the tests; the two are always
 * equal. A leaderboard shows the points of some students to all others, so there is one only where the instructor asks for it.
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
    output: [...sums(results), ...before(surroundings)].join('\n'),
    output_format: 'text',
    test_output_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    extra_data: { version: results.version, firstSeed: results.firstSeed },
    ...(surroundings.environment['LEADERBOARD'] === '1'
      ? { leaderboard: leaderboard(results) }
      : {}),
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

/** What those before were worth: students choose on the platform which one counts. */
function before({ earlier = [] }: Surroundings): string[] {
  const [first, ...others] = earlier;
  if (first === undefined) return [];
  const best = others.reduce((one, other) => (other.score >= one.score ? other : one), first);
  const many = earlier.length === 1 ? 'One submission' : `${earlier.length} submissions`;
  return [`${many} before this; the best had ${best.score} points, on ${best.when}.`];
}

/** Points; and for those who have all, how few messages their Rafts took: of a Raft that does nothing, few are no merit. */
function leaderboard({ earned, points, labs }: Results): object[] {
  const messages = labs.flatMap(({ scenarios }) => scenarios.map((scenario) => scenario.messages));
  const sum = Math.round(messages.reduce((all, each) => all + each, 0));
  const shown = earned === points && sum > 0;
  return [
    { name: 'Points', value: earned, order: 'desc' },
    { name: 'Messages', value: shown ? sum : '–', order: 'asc' },
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
