/**
 * From runs to points: pure arithmetic over results.
 *
 * @module
 */
import type { LabId } from '../../skeleton/contract/index.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import type { RunResult, Verdict } from './verdict.ts';

/** What a submission got for one scenario. */
export interface ScenarioGrade {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly kind: Scenario['kind'];
  readonly points: number;
  /** The share of the points that the share of passed seeds earns, rounded down to a tenth. */
  readonly earned: number;
  readonly seeds: number;
  readonly passed: number;
  /** "passed", or the verdict of the first failure. */
  readonly verdict: Verdict;
  /** Means over all runs. */
  readonly virtualMs: number;
  readonly messages: number;
  readonly elections: number;
  /** The first run that failed, by seed. */
  readonly failure: RunResult | null;
  /** The seeds that failed. */
  readonly failedSeeds: readonly number[];
}

export interface LabGrade {
  readonly id: LabId;
  readonly title: string;
  readonly points: number;
  readonly earned: number;
  readonly scenarios: readonly ScenarioGrade[];
}

/** The whole record of a grading. Everything in it is a function of the submission, the kit and the seeds. */
export interface Grade {
  readonly version: 1;
  readonly submission: string;
  /** The first seed of each scenario. */
  readonly firstSeed: number;
  readonly points: number;
  readonly earned: number;
  readonly labs: readonly LabGrade[];
}

/** Grades one scenario from all its runs. */
export function gradeScenario(scenario: Scenario, results: readonly RunResult[]): ScenarioGrade {
  const failed = results.filter(({ verdict }) => verdict !== 'passed');
  const passed = results.length - failed.length;
  const mean = (of: (result: RunResult) => number): number =>
    Math.round((results.reduce((sum, result) => sum + of(result), 0) / results.length) * 10) / 10;
  return {
    id: scenario.id,
    name: scenario.name,
    title: scenario.title,
    kind: scenario.kind,
    points: scenario.points,
    earned: share(scenario.points, passed, results.length),
    seeds: results.length,
    passed,
    verdict: failed[0]?.verdict ?? 'passed',
    virtualMs: mean((result) => result.virtualMs),
    messages: mean((result) => result.messages),
    elections: mean((result) => result.elections),
    failure: failed[0] ?? null,
    failedSeeds: failed.map(({ seed }) => seed),
  };
}

/** Adds up one lab. */
export function gradeLab(lab: Lab, scenarios: readonly ScenarioGrade[]): LabGrade {
  return {
    id: lab.id,
    title: lab.title,
    points: sum(scenarios, ({ points }) => points),
    earned: sum(scenarios, ({ earned }) => earned),
    scenarios,
  };
}

/** Adds up everything. */
export function gradeAll(submission: string, firstSeed: number, labs: readonly LabGrade[]): Grade {
  return {
    version: 1,
    submission,
    firstSeed,
    points: sum(labs, ({ points }) => points),
    earned: sum(labs, ({ earned }) => earned),
    labs,
  };
}

function share(points: number, passed: number, of: number): number {
  return Math.floor((points * passed * 10) / of) / 10;
}

/** Sums of tenths, so that 0.1 + 0.2 is 0.3. */
function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + Math.round(of(item) * 10), 0) / 10;
}
