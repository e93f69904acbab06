/**
 * Who reads the results: three renderings of one record.
 *
 * The tests of a grading with a salt are hidden. Before the due date a student learns of them how many passed in each lab,
 * and what that is worth; after it, what failed and why, and for each failure one seed with which it can be played again.
 * The staff sees the record as it is. Where no salt was used, nothing is hidden: students play the same tests themselves.
 *
 * A rendering is a record like any other. What is not in it cannot be leaked by any format that is made from it.
 *
 * @module
 */
import { type Audience, isHidden } from './audience.ts';
import { unplayable } from './outcome.ts';
import type { Results, StoredLab, StoredRun, StoredScenario } from './results.ts';

/** What an audience may see. */
export function renderFor(audience: Audience, results: Results): Results {
  if (audience === 'staff' || !isHidden(results)) return results;
  if (audience === 'after') return { ...results, labs: results.labs.map(withOneSeed) };
  const unloaded = unplayable(results) === null ? null : firstFailure(results);
  return { ...results, labs: results.labs.map((lab) => asOne(lab, unloaded)) };
}

function firstFailure({ labs }: Results): StoredRun | null {
  return labs.flatMap(({ scenarios }) => scenarios)[0]?.failure ?? null;
}

/** A lab as it is shown when it is over. The seeds that are not told may serve again. */
function withOneSeed(lab: StoredLab): StoredLab {
  const scenarios = lab.scenarios.map((scenario) => {
    const told = scenario.violation ?? scenario.failure;
    return { ...scenario, failure: told, failedSeeds: told === null ? [] : [told.seed] };
  });
  return { ...lab, scenarios };
}

/**
 * A lab of which only the sum is shown.
 *
 * @param unloaded - Why nothing could be played, which is no secret of the tests; `null` when something was.
 */
function asOne(lab: StoredLab, unloaded: StoredRun | null): StoredLab {
  const { id, points, earned, scenarios } = lab;
  const sum = (of: (scenario: StoredScenario) => number): number =>
    scenarios.reduce((total, scenario) => total + of(scenario), 0);
  const failed = scenarios.filter(({ verdict }) => verdict !== 'passed');
  // "Not judged" would say that the whole lab was not.
  const verdict = failed.find((one) => one.verdict !== 'not judged')?.verdict ?? 'no progress';
  const whole: StoredScenario = {
    id,
    name: 'hidden-tests',
    title: `All tests of lab ${id}, with seeds that are not shown`,
    kind: 'safety',
    points,
    earned,
    seeds: sum(({ seeds }) => seeds),
    passed: sum(({ passed }) => passed),
    verdict: failed.length === 0 ? 'passed' : (unloaded?.verdict ?? verdict),
    virtualMs: 0,
    messages: 0,
    elections: 0,
    failure: unloaded === null ? null : { ...unloaded, scenario: id, seed: 1 },
    violation: null,
    failedSeeds: [],
  };
  return { ...lab, forfeit: null, scenarios: [whole] };
}
