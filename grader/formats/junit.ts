/**
 * JUnit XML, as most services of continuous integration read it. A suite is a lab.
 *
 * It knows no points: they stand in `properties`. Times are virtual, for the results hold no
 * others.
 *
 * @module
 */
import {
  nameOf,
  type Outcome,
  outcomesOfLab,
  type ScenarioOutcome,
  type Surroundings,
} from './outcome.ts';
import type { Results, StoredLab } from './results.ts';
import { xmlText } from './text.ts';

export function junit(results: Results, surroundings: Surroundings): string {
  const suites = results.labs.map((lab) => ({ lab, cases: outcomesOfLab(lab, surroundings) }));
  const all = suites.flatMap(({ cases }) => cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: results.submission, ...counts(all) })}>`,
    ...suites.flatMap(({ lab, cases }) => suiteLines(lab, cases, surroundings)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines(
  lab: StoredLab,
  cases: readonly ScenarioOutcome[],
  { now }: Surroundings,
): string[] {
  const name = `Lab ${lab.id} ${lab.title}`;
  const timestamp = now.slice(0, '2000-01-01T00:00:00'.length);
  return [
    `  <testsuite${attributes({ name, ...counts(cases), timestamp, hostname: 'localhost' })}>`,
    '    <properties>',
    `  ${property('points', lab.points)}`,
    `  ${property('earned', lab.earned)}`,
    `  ${property('forfeited', lab.forfeit?.points ?? 0)}`,
    '    </properties>',
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines(outcome: ScenarioOutcome): string[] {
  const { lab, scenario } = outcome;
  const name = nameOf(outcome);
  const time = seconds(scenario.virtualMs);
  return [
    `    <testcase${attributes({ name, classname: `raft.${lab.id}`, time })}>`,
    '      <properties>',
    ...propertiesOf(outcome).map((line) => `    ${line}`),
    '      </properties>',
    ...endingLines(outcome),
    '    </testcase>',
  ];
}

function propertiesOf({ scenario, run, score, replay }: ScenarioOutcome): string[] {
  const rule = run?.rule ?? null;
  return [
    property('points', scenario.points),
    property('score', score),
    ...(run === null ? [] : [property('seed', run.seed)]),
    ...(replay === null ? [] : [property('replay', replay)]),
    ...(rule === null ? [] : [property('rule', rule.id), property('paper', rule.paper)]),
  ];
}

function endingLines({ outcome, scenario, reason, story }: ScenarioOutcome): string[] {
  if (outcome === 'passed') return [];
  if (outcome === 'not judged') return [`      <skipped${attributes({ message: reason })}/>`];
  const type = outcome === 'forfeited' ? outcome : scenario.verdict;
  const text = xmlText(story.join('\n'));
  return [`      <failure${attributes({ message: reason, type })}>${text}</failure>`];
}

function counts(cases: readonly ScenarioOutcome[]): Readonly<Record<string, string | number>> {
  const count = (...outcomes: readonly Outcome[]): number =>
    cases.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    tests: cases.length,
    failures: count('failed', 'forfeited'),
    errors: 0,
    skipped: count('not judged'),
    time: seconds(cases.reduce((sum, { scenario }) => sum + scenario.virtualMs, 0)),
  };
}

function property(name: string, value: string | number): string {
  return `    <property${attributes({ name, value })}/>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(`${value}`)}"`)
    .join('');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
