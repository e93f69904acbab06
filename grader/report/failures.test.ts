import { expect, it } from 'vitest';
import { sample, unloaded } from '../formats/samples.test-helper.ts';
import type { ScenarioGrade } from '../run/grade.ts';
import { distinct, failuresOf } from './failures.ts';
import { failureReport } from './terminal.ts';

const scenarios = sample().labs.flatMap((lab) => lab.scenarios);
const ids = (all: readonly ScenarioGrade[]): readonly string[] =>
  failuresOf(all).map(({ scenario }) => scenario.id);

/** The scenario in which a rule was broken, when an earlier seed had only got nowhere. */
function brokenLater(id = '2A.3'): ScenarioGrade {
  const [first, , broken] = scenarios;
  if (first === undefined || broken?.violation === null || broken === undefined) {
    throw new Error('the sample has changed');
  }
  return { ...broken, id, verdict: 'no progress', failure: first.failure, failedSeeds: [1, 2, 3] };
}

it('what passed and what was not judged has no more to tell than its line', () => {
  expect(ids(scenarios)).toEqual(['2A.1', '2A.3']);
  expect(ids(unloaded().labs.flatMap((lab) => lab.scenarios))).toEqual(['2A.1']);
});

it('the run that broke a rule is told, and the seeds of the others are named', () => {
  const [failure] = failuresOf([brokenLater()]);
  expect(failure?.result).toMatchObject({ verdict: 'wrong', seed: 2, rule: { id: 'one-vote' } });
  if (failure === undefined) return;
  const { scenario: grade, result } = failure;
  const told = { grade, result, story: '', steps: [], replay: '' };
  expect(failureReport(told, (_, text) => text)).toContain(
    '  Seed 2, at 0.000 s of virtual time. Also failed with seed 1, 3.',
  );
});

it('the same rule in the same handler is told once, lack of progress for each scenario', () => {
  const [first] = scenarios;
  if (first === undefined) throw new Error('the sample is empty');
  const all = [first, { ...first, id: '2A.9' }, brokenLater(), brokenLater('2A.10')];
  expect(failuresOf(all)).toHaveLength(4);
  expect(distinct(failuresOf(all)).map(({ scenario }) => scenario.id)).toEqual([
    '2A.1',
    '2A.9',
    '2A.3',
  ]);
});
