/**
 * What a grading is worth that has not come to its end: what has been played counts, and nothing else.
 *
 * A platform that ends a grading for its time can so be left with what was earned until then.
 *
 * @module
 */
import { type Grade, gradeAll, gradeLab, gradeScenario, type ScenarioGrade } from './grade.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import { type SeedChoice, seedsOf } from './seeds.ts';
import { resultWithoutRun } from './verdict.ts';

/** The grade so far. `done` has the scenarios that are graded, by their ids. */
export function partialGrade(grading: {
  readonly submission: string;
  readonly labs: readonly Lab[];
  readonly seedChoice: SeedChoice;
  readonly done: ReadonlyMap<string, ScenarioGrade>;
}): Grade {
  const { submission, labs, seedChoice, done } = grading;
  const graded = labs.map((lab) =>
    gradeLab(
      lab,
      lab.scenarios.map((scenario) => done.get(scenario.id) ?? unplayed(scenario, seedChoice)),
    ),
  );
  const { firstSeed, salt } = seedChoice;
  return gradeAll(submission, salt === undefined ? firstSeed : null, graded);
}

function unplayed(scenario: Scenario, seedChoice: SeedChoice): ScenarioGrade {
  const runs = seedsOf(scenario, seedChoice).map((seed) =>
    resultWithoutRun({ scenario: scenario.id, seed }, 'not judged', NOT_PLAYED),
  );
  return gradeScenario(scenario, runs);
}

const NOT_PLAYED = 'not judged, because the grading ended before it was played';
