import { expect, it } from 'vitest';
import { gradeScenario, type ScenarioGrade } from './grade.ts';
import type { Lab } from './lab.ts';
import { partialGrade } from './partial.ts';
import { seedsOf } from './seeds.ts';
import { scenarioOf } from './testing.ts';
import { resultWithoutRun } from './verdict.ts';

const scenarios = ['2A.1', '2A.2', '2A.3'].map((id) => scenarioOf(() => {}, { id, points: 5 }));
const lab: Lab = { id: '2A', title: 'Leader election', properties: [], basis: [], scenarios };
const seedChoice = { firstSeed: 1, seeds: 2 };

function gradeAfter(count: number): ReturnType<typeof partialGrade> {
  const done = new Map<string, ScenarioGrade>();
  for (const scenario of scenarios.slice(0, count)) {
    const runs = seedsOf(scenario, seedChoice).map((seed) =>
      resultWithoutRun({ scenario: scenario.id, seed }, 'passed', ''),
    );
    done.set(scenario.id, gradeScenario(scenario, runs));
  }
  return partialGrade({ submission: 'ada', labs: [lab], seedChoice, done });
}

it('a grading that was ended is worth what was played', () => {
  expect([0, 1, 2, 3].map((count) => gradeAfter(count).earned)).toEqual([0, 5, 10, 15]);
  for (const count of [0, 1, 2, 3]) expect(gradeAfter(count).points).toBe(15);
});

it('what was not played is not judged, with the seeds that it would have had', () => {
  const [played, unplayed] = gradeAfter(1).labs[0]?.scenarios ?? [];
  expect(played?.verdict).toBe('passed');
  expect(unplayed).toMatchObject({ verdict: 'not judged', passed: 0, failedSeeds: [1, 2] });
  expect(unplayed?.failure?.text).toMatch(/because the grading ended/);
});
