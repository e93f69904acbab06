/**
 * Which failures of a grading are told in full.
 *
 * @module
 */
import type { ScenarioGrade } from '../run/grade.ts';
import type { RunVerdict, Verdict } from '../run/verdict.ts';

/** A failed scenario, and the run that tells most about it: the first that broke a rule, otherwise the first that failed. */
export interface Failure {
  readonly scenario: ScenarioGrade;
  readonly result: RunVerdict;
}

/** The line of a scenario says all about these. */
const UNTOLD: ReadonlySet<Verdict> = new Set(['passed', 'not written yet', 'not judged']);

/** All failures of which there is more to tell than their line says. */
export function failuresOf(scenarios: readonly ScenarioGrade[]): readonly Failure[] {
  return scenarios.flatMap((scenario) => {
    const result = scenario.violation ?? scenario.failure;
    return result === null || UNTOLD.has(scenario.verdict) ? [] : [{ scenario, result }];
  });
}

/** The first failure of each kind. Forty scenarios that fail for one reason are told once. */
export function distinct(failures: readonly Failure[]): readonly Failure[] {
  const kinds = new Map<string, Failure>();
  for (const failure of failures) {
    const { verdict, rule, handler } = failure.result;
    const what = rule?.id ?? (verdict === 'no progress' ? failure.scenario.id : '');
    const kind = JSON.stringify([verdict, what, handler]);
    if (!kinds.has(kind)) kinds.set(kind, failure);
  }
  return [...kinds.values()];
}
