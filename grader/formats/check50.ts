/**
 * check50: what `check50 -o json` prints.
 *
 * A scenario that was not judged is a check that was skipped, and its dependency is the scenario
 * that failed. check50 knows no points: they stand in `data`.
 *
 * @module
 */
import { nameOf, outcomesOf, type ScenarioOutcome, type Surroundings } from './outcome.ts';
import type { Results } from './results.ts';
import { jsonDocument } from './text.ts';

/** The version of check50 whose format this is. */
const FORMAT = '3.0.0';

export function check50(results: Results, surroundings: Surroundings): string {
  const outcomes = outcomesOf(results, surroundings);
  return jsonDocument({
    slug: 'raft-lab-kit',
    results: outcomes.map((outcome) => checkOf(outcome, outcomes)),
    version: FORMAT,
  });
}

function checkOf(outcome: ScenarioOutcome, all: readonly ScenarioOutcome[]): object {
  const { scenario, run, replay, story, score } = outcome;
  return {
    name: nameOf(outcome),
    description: scenario.title,
    passed: outcome.outcome === 'not judged' ? null : outcome.outcome === 'passed',
    log: story,
    cause: outcome.outcome === 'passed' ? null : causeOf(outcome),
    data: {
      points: scenario.points,
      score,
      seed: run?.seed ?? null,
      replay,
      rule: run?.rule?.id ?? null,
      paper: run?.rule?.paper ?? null,
    },
    dependency: outcome.outcome === 'not judged' ? basisOf(outcome, all) : null,
  };
}

function causeOf({ reason, run, replay }: ScenarioOutcome): object {
  const rule = run?.rule ?? null;
  const help = [
    ...(rule === null ? [] : [`${rule.sentence} (${rule.paper})`]),
    ...(replay === null ? [] : [`Play it again: ${replay}`]),
  ];
  return { rationale: reason, help: help.length === 0 ? null : help.join(' ') };
}

/** The scenario that the sentence "not judged, because 2A.1 initial-election failed" names. */
function basisOf({ reason }: ScenarioOutcome, all: readonly ScenarioOutcome[]): string | null {
  const basis = all.find((other) => reason.endsWith(` because ${nameOf(other)} failed`));
  return basis === undefined ? null : nameOf(basis);
}
