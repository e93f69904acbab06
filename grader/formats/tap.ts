/**
 * TAP version 14. It knows no points: they stand in the YAML block under each test.
 *
 * The values in these blocks are JSON, which is YAML on one line.
 *
 * @module
 */
import { nameOf, outcomesOf, type ScenarioOutcome, type Surroundings } from './outcome.ts';
import type { Results } from './results.ts';
import { wellFormed } from './text.ts';

export function tap(results: Results, surroundings: Surroundings): string {
  const outcomes = outcomesOf(results, surroundings);
  const plan =
    outcomes.length === 0 ? '1..0 # SKIP no scenario was graded' : `1..${outcomes.length}`;
  const lines = [
    'TAP version 14',
    plan,
    ...outcomes.flatMap((outcome, at) => testLines(outcome, at + 1)),
  ];
  return `${lines.join('\n')}\n`;
}

function testLines(outcome: ScenarioOutcome, number: number): string[] {
  const { scenario, run, replay, score, story } = outcome;
  const description = escaped(`${nameOf(outcome)}: ${scenario.title}`);
  if (outcome.outcome === 'not judged') {
    return [`ok ${number} - ${description} # SKIP ${escaped(outcome.reason)}`];
  }
  const passed = outcome.outcome === 'passed';
  const values = {
    points: scenario.points,
    score,
    ...(passed
      ? {}
      : { verdict: scenario.verdict, outcome: outcome.outcome, message: story.join('\n') }),
    ...(run === null ? {} : { seed: run.seed }),
    ...(replay === null ? {} : { replay }),
    ...(run === null || run.rule === null ? {} : { rule: run.rule.id, paper: run.rule.paper }),
  };
  return [
    `${passed ? 'ok' : 'not ok'} ${number} - ${description}`,
    '  ---',
    ...Object.entries(values).map(([name, value]) => `  ${name}: ${yamlValue(value)}`),
    '  ...',
  ];
}

/** A description has one line, and its `#` would begin a directive. */
function escaped(text: string): string {
  return wellFormed(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\#]/g, (character) => `\\${character}`);
}

/** JSON allows three line ends in a string that YAML does not take for characters. */
function yamlValue(value: string | number): string {
  const code = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g, code);
}
