/**
 * What there is to say and to keep about a submission's failures: a text for each audience, and traces.
 *
 * @module
 */
import { gzipSync } from 'node:zlib';
import { AUDIENCES, type Audience } from '../formats/audience.ts';
import { unplayable } from '../formats/outcome.ts';
import { renderFor } from '../formats/rendering.ts';
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
import type { RunVerdict, Verdict } from '../run/verdict.ts';
import { visible } from './visible.ts';

/** How many failures are told in full. A student mends one at a time. */
const TOLD = 3;
/** The line of a scenario says all about these. */
const UNTOLD: ReadonlySet<Verdict> = new Set(['passed', 'not written yet', 'not judged']);

const plain: Painter = (_, text) => text;

/** A submission that was graded and can be asked about its failures. */
interface Graded {
  readonly grade: Grade;
  readonly session: Session;
  readonly labs: readonly Lab[];
  /** How many traces are kept, at most. */
  readonly traces: number;
  /** What there is to say beside the grade. */
  readonly notes: readonly string[];
}

/** Plays the runs that failed once more. Gives back a text for each audience, and a trace for each kind of failure. */
export async function filesOfFailures(
  graded: Graded,
): Promise<ReadonlyMap<string, string | Buffer>> {
  const { grade, session, traces } = graded;
  const files = new Map<string, string | Buffer>();
  const steps = new Map<string, readonly string[]>();
  const failures = distinct(grade.labs.flatMap(({ scenarios }) => scenarios));
  for (const [at, { scenario, result }] of failures.entries()) {
    const wanted = at < traces;
    if (at >= TOLD && !wanted) break;
    const told = await session.tell(scenario.id, result.seed, wanted ? Number.MAX_SAFE_INTEGER : 0);
    steps.set(`${result.scenario} ${result.seed}`, told.steps);
    if (told.trace === null) continue;
    const whole = told.trace.endsWith('\n') ? told.trace : `${told.trace}\n`;
    files.set(`traces/${scenario.id}-seed-${result.seed}.jsonl.gz`, gzipSync(whole));
  }
  for (const audience of AUDIENCES) files.set(`${audience}.txt`, feedback(audience, graded, steps));
  return files;
}

/** What an audience is told: a line a scenario, the first failures in full, the points. */
function feedback(
  audience: Audience,
  { grade, labs, notes }: Graded,
  steps: ReadonlyMap<string, readonly string[]>,
): string {
  const shown = renderFor(audience, grade);
  const lines = shown.labs.flatMap(({ id, title, scenarios }) => [
    ...labHeading(`Lab ${id} ${title}`, grade.submission, plain),
    ...scenarios.map((scenario) => scenarioLine(scenario, plain)),
    '',
  ]);
  const problem = unplayable(shown);
  if (problem !== null) lines.push(`It cannot be graded: ${problem}`, '');
  const failures = distinct(shown.labs.flatMap(({ scenarios }) => scenarios));
  for (const { scenario, result } of problem === null ? failures.slice(0, TOLD) : []) {
    const { story = '' } =
      labs.flatMap((lab) => lab.scenarios).find(({ id }) => id === scenario.id) ?? {};
    const last = steps.get(`${result.scenario} ${result.seed}`) ?? [];
    const replay = `npm run grade -- skeleton --scenario ${scenario.id} --seed ${result.seed} --seeds 1 --trace trace.jsonl`;
    const report = failureReport({ grade: scenario, story, result, steps: last, replay }, plain);
    lines.push(...report, '');
  }
  lines.push(...notes.map((note) => `Note: ${note}`));
  return visible(`${[...lines, ...totals(shown, plain)].join('\n')}\n`);
}

/** A failed scenario, and the run that tells most about it. */
interface Failure {
  readonly scenario: ScenarioGrade;
  readonly result: RunVerdict;
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
