import { describe, expect, it } from 'vitest';
import { gradeAll, gradeLab, gradeScenario, judged, type ScenarioGrade } from './grade.ts';
import type { Lab } from './lab.ts';
import { propertyOf, scenarioOf } from './testing.ts';
import { type RunResult, resultWithoutRun, type Verdict } from './verdict.ts';

const rule = { id: 'sample-rule', sentence: 'A sample rule holds.', paper: '§0' };
const property = propertyOf(() => null);

function run(seed: number, verdict: Verdict, change: Partial<RunResult> = {}): RunResult {
  const broken = verdict === 'wrong' ? { rule } : {};
  return { ...resultWithoutRun({ scenario: '0X.1', seed }, verdict, ''), ...broken, ...change };
}

/** So many runs that passed, and then so many with another verdict. */
function runs(passed: number, failed: number, verdict: Verdict = 'no progress'): RunResult[] {
  return Array.from({ length: passed + failed }, (_, at) =>
    run(at + 1, at < passed ? 'passed' : verdict),
  );
}

function graded(
  change: Parameters<typeof scenarioOf>[1],
  results: readonly RunResult[],
): ScenarioGrade {
  return gradeScenario(
    scenarioOf(() => {}, change),
    results,
  );
}

describe('a scenario earns the share of its points that the share of passed seeds is, rounded down to a tenth', () => {
  it.each([
    [5, 8, 8, 5],
    [5, 0, 8, 0],
    [4, 7, 8, 3.5],
    [2, 1, 3, 0.6],
    [2, 2, 3, 1.3],
    [3, 199, 200, 2.9],
    [1, 9, 10, 0.9],
    [1, 1, 11, 0],
    [0, 3, 3, 0],
  ])('%f points, %i of %i seeds: %f', (points, passed, of, earned) => {
    const grade = graded({ points }, runs(passed, of - passed));
    expect(grade).toMatchObject({ points, passed, seeds: of, earned });
  });

  it('so all points mean that every seed passed, however many there are', () => {
    for (let of = 1; of <= 300; of += 1) {
      expect(graded({ points: 5 }, runs(of - 1, 1)).earned).toBeLessThan(5);
      expect(graded({ points: 5 }, runs(of, 0)).earned).toBe(5);
    }
  });
});

describe('what a scenario tells of its runs', () => {
  it('the first failure, the first broken rule and all failed seeds', () => {
    const results = [run(7, 'passed'), run(8, 'no progress'), run(9, 'wrong'), run(10, 'wrong')];
    const grade = graded({}, results);
    expect(grade).toMatchObject({ verdict: 'no progress', failedSeeds: [8, 9, 10] });
    expect(grade.failure).toBe(results[1]);
    expect(grade.violation).toBe(results[2]);
  });

  it('nothing but means when all passed', () => {
    const results = [
      run(1, 'passed', { virtualMs: 100, messages: 10, elections: 1 }),
      run(2, 'passed', { virtualMs: 200, messages: 11, elections: 1 }),
      run(3, 'passed', { virtualMs: 250, messages: 11, elections: 2 }),
    ];
    expect(graded({}, results)).toMatchObject({
      verdict: 'passed',
      failure: null,
      violation: null,
      failedSeeds: [],
      virtualMs: 183.3,
      messages: 10.7,
      elections: 1.3,
    });
  });

  it('a run that came out otherwise the second time takes all others with it', () => {
    const results = [run(1, 'passed'), run(2, 'nondeterministic'), run(3, 'wrong')];
    const grade = graded({ points: 5 }, results);
    expect(grade).toMatchObject({
      verdict: 'nondeterministic',
      earned: 0,
      passed: 0,
      failedSeeds: [1, 2, 3],
      violation: null,
    });
  });
});

function labWith(...scenarios: readonly ScenarioGrade[]) {
  const lab: Lab = { id: '2A', title: 'Sample', basis: [], properties: [property], scenarios: [] };
  return gradeLab(lab, scenarios);
}

describe('a lab', () => {
  it('adds tenths without the dust of binary fractions', () => {
    const tenth = graded({ points: 1 }, runs(1, 9));
    const fifth = graded({ points: 1 }, runs(2, 8));
    expect(labWith(tenth, fifth)).toMatchObject({ points: 2, earned: 0.3, forfeit: null });
  });

  const safe = graded({ id: '0X.1', kind: 'safety', points: 6 }, runs(1, 0));
  const lively = graded({ id: '0X.2', kind: 'liveness', points: 3 }, runs(1, 0));

  it('forfeits all points for safety when a scenario about safety breaks a rule', () => {
    const wrong = graded({ id: '0X.3', kind: 'safety', points: 1 }, runs(1, 1, 'wrong'));
    expect(labWith(safe, lively, wrong)).toMatchObject({
      points: 10,
      earned: 3,
      forfeit: { points: 6.5, scenario: '0X.3', rule },
    });
  });

  it('forfeits them when any scenario breaks a property, and not when it breaks a rule of its own', () => {
    const wrong = (broken: typeof rule) =>
      graded({ id: '0X.3', kind: 'liveness', points: 1 }, [run(1, 'wrong', { rule: broken })]);
    expect(labWith(safe, lively, wrong(rule))).toMatchObject({
      earned: 3,
      forfeit: { points: 6, scenario: '0X.3' },
    });
    const other = { ...rule, id: 'rule-of-the-scenario' };
    expect(labWith(safe, lively, wrong(other))).toMatchObject({ earned: 9, forfeit: null });
  });

  it('forfeits nothing for what merely does not get on', () => {
    const stuck = graded({ kind: 'safety', points: 1 }, runs(0, 1));
    expect(labWith(safe, stuck)).toMatchObject({ points: 7, earned: 6, forfeit: null });
  });
});

it('all labs together add up, and keep which submission and seeds they are about', () => {
  const lab = labWith(graded({ points: 1 }, runs(1, 9)));
  expect(gradeAll('alice', 5, [lab, lab, lab])).toEqual({
    version: 1,
    submission: 'alice',
    firstSeed: 5,
    points: 3,
    earned: 0.3,
    labs: [lab, lab, lab],
  });
});

describe('a scenario that builds on one that failed', () => {
  const failed = graded({ id: '0X.1', name: 'elects' }, runs(0, 2));
  const stuck = graded({ id: '0X.2' }, runs(0, 2));

  const wrong = graded({ id: '0X.1', name: 'elects' }, runs(0, 2, 'wrong'));
  const stub = graded({ id: '0X.1', name: 'elects' }, runs(0, 2, 'not written yet'));

  it.each([
    ['got nowhere either', stuck, failed],
    [
      'passed: who elects nobody has done nothing wrong',
      graded({ id: '0X.2' }, runs(2, 0)),
      failed,
    ],
    ['passed some seeds', graded({ id: '0X.2' }, runs(1, 1)), failed],
    ['got nowhere where the basis broke a rule', stuck, wrong],
    ['passed where the basis is a stub', graded({ id: '0X.2' }, runs(2, 0)), stub],
  ])('is not judged when it %s', (_, before, earlier) => {
    const grade = judged(before, ['0X.1'], [earlier]);
    expect(grade).toMatchObject({
      passed: before.passed,
      verdict: 'not judged',
      earned: 0,
      failure: { verdict: 'not judged', text: 'not judged, because 0X.1 elects failed' },
    });
  });

  const cases: readonly (readonly [string, ScenarioGrade, ScenarioGrade])[] = [
    ['one that passed, where the basis broke a rule', graded({}, runs(2, 0)), wrong],
    ['one that broke a rule', graded({}, runs(0, 2, 'wrong')), failed],
    ['a stub', graded({}, runs(0, 2, 'not written yet')), failed],
    ['one that builds on something else', stuck, graded({ id: '0X.9' }, runs(0, 2))],
    ['one whose basis passed some seeds', stuck, graded({ id: '0X.1' }, runs(1, 1))],
  ];
  it.each(cases)('stays as it is: %s', (_, grade, earlier) => {
    expect(judged(grade, ['0X.1'], [earlier])).toBe(grade);
  });
});
