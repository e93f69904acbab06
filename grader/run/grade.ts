/**
 * From runs to points: pure arithmetic over results.
 *
 * @module
 */
import type { LabId } from '../../skeleton/contract/index.ts';
import type { Rule } from '../checkers/property.ts';
import type { Lab } from './lab.ts';
import type { Scenario } from './scenario.ts';
import { type RunResult, type RunVerdict, resultWithoutRun, type Verdict } from './verdict.ts';

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
  readonly failure: RunVerdict | null;
  /** The first run that broke a rule, by seed: the first with the verdict "wrong". */
  readonly violation: RunVerdict | null;
  /** The seeds that failed. */
  readonly failedSeeds: readonly number[];
}

/**
 * Points for safety that were earned, and are taken away again because safety was broken somewhere else in the lab.
 *
 * Why: a Raft that loses data in one of forty scenarios is not safe in the other thirty-nine; they only did not look there.
 */
export interface Forfeit {
  /** How many points. */
  readonly points: number;
  /** The first scenario that broke safety, and the rule that it broke. */
  readonly scenario: string;
  readonly rule: Rule;
}

export interface LabGrade {
  readonly id: LabId;
  readonly title: string;
  readonly points: number;
  /** What the scenarios earned, less what is forfeited. */
  readonly earned: number;
  readonly forfeit: Forfeit | null;
  readonly scenarios: readonly ScenarioGrade[];
}

/** The whole record of a grading. Everything in it is a function of the submission, the kit and the seeds. */
export interface Grade {
  readonly version: 1;
  readonly submission: string;
  /** The first seed of each scenario, `null` when a salt chose the seeds. */
  readonly firstSeed: number | null;
  readonly points: number;
  readonly earned: number;
  readonly labs: readonly LabGrade[];
}

/**
 * Grades one scenario from all its runs.
 *
 * A run that comes out otherwise the second time takes all others with it: what passed may fail tomorrow.
 */
export function gradeScenario(scenario: Scenario, runs: readonly RunResult[]): ScenarioGrade {
  const parted = runs.find(({ verdict }) => verdict === 'nondeterministic');
  const results = parted === undefined ? runs : runs.map(({ seed }) => ({ ...parted, seed }));
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
    violation: failed.find(({ verdict }) => verdict === 'wrong') ?? null,
    failedSeeds: failed.map(({ seed }) => seed),
  };
}

/**
 * Says of a scenario that it was not judged, when one that it builds on failed with every seed. A Raft that elects nobody
 * would otherwise fail forty scenarios in forty ways, and the one that matters would be lost among them; and it would have
 * points for all that it never gets to do, since whoever does nothing does nothing wrong.
 *
 * What broke a rule stays accused, and a stub stays a stub. Where a rule was broken in the basis, there was something to
 * judge: what passed then keeps its points.
 *
 * @param basis - What the lab builds on, see {@link Lab.basis}.
 * @param earlier - What was graded before, of all labs.
 */
export function judged(
  grade: ScenarioGrade,
  basis: readonly string[],
  earlier: readonly ScenarioGrade[],
): ScenarioGrade {
  const { id, violation, verdict, passed } = grade;
  if (violation !== null || !(verdict === 'passed' || GOT_NOWHERE.has(verdict))) return grade;
  const reason = earlier.find(
    (one) => basis.includes(one.id) && one.passed === 0 && (passed === 0 || one.violation === null),
  );
  if (reason === undefined) return grade;
  const text = `not judged, because ${reason.id} ${reason.name} failed`;
  const seed = grade.failure?.seed ?? reason.failure?.seed ?? 1;
  const { recording: _, ...failure } = resultWithoutRun({ scenario: id, seed }, 'not judged', text);
  return { ...grade, verdict: 'not judged', earned: 0, failure };
}

const GOT_NOWHERE: ReadonlySet<Verdict> = new Set([
  'no progress',
  'crashed',
  'endless loop',
  'out of budget',
  'inconclusive',
]);

/** Adds up one lab. */
export function gradeLab(lab: Lab, scenarios: readonly ScenarioGrade[]): LabGrade {
  const forfeit = forfeitOf(lab, scenarios);
  const earned = sum(scenarios, (scenario) => scenario.earned);
  return {
    id: lab.id,
    title: lab.title,
    points: sum(scenarios, ({ points }) => points),
    earned: difference(earned, forfeit?.points ?? 0),
    forfeit,
    scenarios,
  };
}

/** Safety is broken by a broken property in any scenario, and by a broken rule in a scenario that is about safety. */
function forfeitOf(lab: Lab, scenarios: readonly ScenarioGrade[]): Forfeit | null {
  const properties = new Set(lab.properties.map(({ id }) => id));
  for (const { id, kind, violation } of scenarios) {
    const rule = violation?.rule ?? null;
    if (rule === null || (kind !== 'safety' && !properties.has(rule.id))) continue;
    const safety = scenarios.filter((scenario) => scenario.kind === 'safety');
    return { points: sum(safety, ({ earned }) => earned), scenario: id, rule };
  }
  return null;
}

/** Adds up everything. */
export function gradeAll(
  submission: string,
  firstSeed: number | null,
  labs: readonly LabGrade[],
): Grade {
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

function difference(from: number, less: number): number {
  return Math.round((from - less) * 10) / 10;
}

/** Sums of tenths, so that 0.1 + 0.2 is 0.3. */
function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + Math.round(of(item) * 10), 0) / 10;
}
