/**
 * What the grader prints: a line a scenario, a total, and for each failure what a student needs to act on it.
 *
 * The order in a failure is: the rule that was broken, what was seen, the last steps, the same in the terms of the
 * specification, the command that plays exactly this run again. Never a hint at our code. What a submission has had a hand
 * in, such as the text of what it throws, is written so that no terminal obeys it.
 *
 * @module
 */
import type { Grade, LabGrade, ScenarioGrade } from '../run/grade.ts';
import type { RunVerdict } from '../run/verdict.ts';
import { visible } from './visible.ts';

/** Colours a text, or leaves it alone. */
export type Painter = (style: 'green' | 'red' | 'yellow' | 'bold' | 'dim', text: string) => string;

const WIDTH = 100;
/** The column of the scenarios' names. */
const NAME = 47;

/** The heading of a lab, and of the columns under it. */
export function labHeading(title: string, submission: string, paint: Painter): string[] {
  const columns = `     ${'scenario'.padEnd(NAME)}  points     seeds  virtual s  messages  elections`;
  return [paint('bold', `${title} — ${plainly(submission)}`), paint('dim', columns)];
}

/** The line of a scenario. The figures are means over its runs. */
export function scenarioLine(grade: ScenarioGrade, paint: Painter): string {
  const passed = grade.verdict === 'passed';
  const mark = passed ? paint('green', 'ok  ') : paint('red', 'FAIL');
  const name = `${grade.id.padEnd(6)} ${grade.name}`.padEnd(NAME);
  const points = `${grade.earned}/${grade.points}`.padStart(8);
  const seeds = `${grade.passed}/${grade.seeds}`.padStart(10);
  const head = `${mark} ${name}${points}${seeds}`;
  if (!passed) return `${head}  ${paint('yellow', plainly(briefly(grade)))}`;
  const virtual = (grade.virtualMs / 1000).toFixed(1).padStart(11);
  const messages = grade.messages.toFixed(0).padStart(10);
  return `${head}${paint('dim', `${virtual}${messages}${grade.elections.toFixed(1).padStart(11)}`)}`;
}

/** What can be said of a failure in a few words. */
export function briefly({ verdict, failure }: ScenarioGrade): string {
  if (failure === null || verdict === 'not judged') return failure?.text ?? verdict;
  if (verdict === 'wrong' && failure.rule !== null) return `${verdict}: ${failure.rule.id}`;
  return verdict === 'not written yet' ? `${verdict}: ${failure.text}` : verdict;
}

/** What is shown for a failed run of a scenario. */
export function failureReport(
  failure: {
    readonly grade: ScenarioGrade;
    readonly story: string;
    readonly result: RunVerdict;
    readonly steps: readonly string[];
    /** What the specification says of the run; nothing when it is empty. */
    readonly specification?: readonly string[];
    readonly replay: string;
  },
  paint: Painter,
): string[] {
  const { grade, result, steps, specification = [] } = failure;
  const lines = [paint('bold', `${grade.id} ${grade.name}: ${grade.title}`)];
  if (result.rule !== null) {
    lines.push(
      ...wrap(`Broken: ${result.rule.sentence} (${result.rule.paper}; ${result.rule.id})`),
    );
  }
  lines.push(...wrap(plainly(`Verdict: ${result.verdict}: ${result.text}`)));
  const when = `Seed ${result.seed}, at ${(result.virtualMs / 1000).toFixed(3)} s of virtual time.`;
  const others = grade.failedSeeds
    .filter((seed) => seed !== result.seed)
    .slice(0, 5)
    .join(', ');
  lines.push(`${when}${others === '' ? '' : ` Also failed with seed ${others}.`}`);
  if (steps.length > 0) lines.push('Last steps:', ...steps.map((step) => `  ${plainly(step)}`));
  if (specification.length > 0) {
    lines.push(
      'In the terms of the specification:',
      ...specification.map((line) => `  ${plainly(line)}`),
    );
  }
  lines.push(...wrap(`About this scenario: ${failure.story}`).map((line) => paint('dim', line)));
  lines.push(`Play it again: ${plainly(failure.replay)}`);
  return lines.map((line, at) => (at === 0 ? line : `  ${line}`));
}

/** A text of others on one line, with nothing in it that a terminal obeys. */
export function plainly(text: string): string {
  return visible(text).replaceAll('\n', ' ');
}

/** The lines at the end. */
export function totals(grade: Grade, paint: Painter): string[] {
  const lines = grade.labs.flatMap((lab) => [
    paint('bold', `Lab ${lab.id} ${lab.title}: ${pointsOf(lab)}`),
    ...wrap(forfeited(lab)).map((line) => `  ${line}`),
  ]);
  if (grade.labs.length > 1) lines.push(paint('bold', `Total: ${pointsOf(grade)}`));
  return lines;
}

function forfeited({ forfeit }: LabGrade): string {
  if (forfeit === null || forfeit.points === 0) return '';
  const { points, scenario, rule } = forfeit;
  return `${points} points for safety are forfeited, because safety was broken: ${rule.id} in ${scenario}.`;
}

function pointsOf({ earned, points }: Pick<LabGrade, 'earned' | 'points'>): string {
  return `${earned} of ${points} points`;
}

/** Breaks a text into lines at spaces. */
function wrap(text: string, width = WIDTH - 2): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
