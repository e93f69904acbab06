/**
 * CTRF, the Common Test Report Format. Points, seeds and rules stand in `extra`.
 *
 * Durations are virtual, for the results hold no others; the run as a whole starts and stops when
 * it is converted.
 *
 * @module
 */
import { nameOf, outcomesOf, type ScenarioOutcome, type Surroundings } from './outcome.ts';
import type { Results } from './results.ts';
import { jsonDocument } from './text.ts';

const STATUS = {
  passed: 'passed',
  failed: 'failed',
  forfeited: 'failed',
  'not judged': 'skipped',
} as const;

export function ctrf(results: Results, surroundings: Surroundings): string {
  const tests = outcomesOf(results, surroundings).map(testOf);
  const count = (wanted: string): number => tests.filter(({ status }) => status === wanted).length;
  const now = Date.parse(surroundings.now);
  return jsonDocument({
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: surroundings.now,
    generatedBy: 'raft-lab-kit',
    results: {
      tool: { name: 'raft-lab-kit' },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: 0,
        suites: results.labs.length,
        start: now,
        stop: now,
        extra: { points: results.points, earned: results.earned, firstSeed: results.firstSeed },
      },
      tests,
    },
  });
}

interface CtrfTest {
  readonly status: string;
  readonly [field: string]: unknown;
}

function testOf(outcome: ScenarioOutcome): CtrfTest {
  const { lab, scenario, run, reason, story } = outcome;
  return {
    name: nameOf(outcome),
    status: STATUS[outcome.outcome],
    duration: Math.round(scenario.virtualMs),
    suite: [`Lab ${lab.id} ${lab.title}`],
    ...(reason === '' ? {} : { message: reason }),
    ...(story.length === 0 ? {} : { trace: story.join('\n') }),
    rawStatus: outcome.outcome === 'forfeited' ? 'forfeited' : scenario.verdict,
    tags: [lab.id, scenario.kind],
    extra: {
      points: scenario.points,
      score: outcome.score,
      seed: run?.seed ?? null,
      replay: outcome.replay,
      rule: run?.rule?.id ?? null,
      paper: run?.rule?.paper ?? null,
    },
  };
}
