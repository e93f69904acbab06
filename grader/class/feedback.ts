/**
 * What there is to say and to keep about a submission's failures: a text for the student, and traces.
 *
 * @module
 */
import { gzipSync } from 'node:zlib';
import {
  failureReport,
  labHeading,
  type Painter,
  scenarioLine,
  totals,
} from '../report/terminal.ts';
import type { Grade, ScenarioGrade } from '../run/grade.ts';
import type { Lab } from '../run/lab.ts';
import type { Session } from '../run/session.ts';
import type { RunResult, Verdict } from '../run/verdict.ts';

/** How many failures are told in full. A student mends one at a time. */
const TOLD = 3;
/** The line of a scenario says all about these. */
const UNTOLD: ReadonlySet<Verdict> = new Set(['passed', 'not written yet', 'not judged']);

const plain: Painter = (_, text) => text;

/** Plays the runs that failed once more. Gives back `feedback.txt` and a trace for each kind of failure, at most `traces`. */
export async function filesOfFailures(graded: {
  readonly grade: Grade;
  readonly session: Session;
  readonly labs: readonly Lab[];
  readonly traces: number;
}): Promise<ReadonlyMap<string, string | Buffer>> {
  const { grade, session, labs, traces } = graded;
  const files = new Map<string, string | Buffer>();
  const lines = grade.labs.flatMap(({ id, title, scenarios }) => [
    ...labHeading(`Lab ${id} ${title}`, grade.submission, plain),
    ...scenarios.map((scenario) => scenarioLine(scenario, plain)),
    '',
  ]);
  const failures = distinct(grade.labs.flatMap(({ scenarios }) => scenarios));
  for (const [at, { scenario, result }] of failures.entries()) {
    const wanted = at < traces;
    if (at >= TOLD && !wanted) break;
    const { steps, trace } = await session.tell(scenario.id, result.seed, wanted);
    if (trace !== null) {
      const whole = trace.endsWith('\n') ? trace : `${trace}\n`;
      files.set(`traces/${scenario.id}-seed-${result.seed}.jsonl.gz`, gzipSync(whole));
    }
    if (at >= TOLD) continue;
    const { story = '' } =
      labs.flatMap((lab) => lab.scenarios).find(({ id }) => id === scenario.id) ?? {};
    const replay = `npm run grade -- skeleton --scenario ${scenario.id} --seed ${result.seed} --seeds 1 --trace trace.jsonl`;
    lines.push(...failureReport({ grade: scenario, story, result, steps, replay }, plain), '');
  }
  files.set('feedback.txt', `${[...lines, ...totals(grade, plain)].join('\n')}\n`);
  return files;
}

/** A failed scenario, and the run that tells most about it. */
interface Failure {
  readonly scenario: ScenarioGrade;
  readonly result: RunResult;
}

/** The first failure of each kind. Forty scenarios that fail for one reason are told once. */
function distinct(scenarios: readonly ScenarioGrade[]): readonly Failure[] {
  const kinds = new Map<string, Failure>();
  for (const scenario of scenarios) {
    const result = scenario.violation ?? scenario.failure;
    if (result === null || UNTOLD.has(scenario.verdict)) continue;
    const { verdict, rule, handler } = result;
    const what = rule?.id ?? (verdict === 'no progress' ? scenario.id : '');
    const kind = JSON.stringify([verdict, what, handler]);
    if (!kinds.has(kind)) kinds.set(kind, { scenario, result });
  }
  return [...kinds.values()];
}
