/**
 * What there is to say and to keep about a submission's failures: a text for each audience, and traces.
 *
 * @module
 */
import { gzipSync } from 'node:zlib';
import { AUDIENCES, type Audience } from '../formats/audience.ts';
import { unplayable } from '../formats/outcome.ts';
import { renderFor } from '../formats/rendering.ts';
import { replayCommand } from '../formats/replay-command.ts';
import { distinct, type Failure, failuresOf } from '../report/failures.ts';
import {
  failureReport,
  labHeading,
  type Painter,
  plainly,
  scenarioLine,
  totals,
} from '../report/terminal.ts';
import type { Grade } from '../run/grade.ts';
import type { Lab } from '../run/lab.ts';
import type { Session } from '../run/session.ts';

/** How many failures are told in full. A student mends one at a time. */
const TOLD = 3;

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
  const failures = failuresIn(grade);
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
  if (problem !== null) lines.push(plainly(`It cannot be graded: ${problem}`), '');
  const failures = failuresIn(shown);
  for (const { scenario, result } of problem === null ? failures.slice(0, TOLD) : []) {
    const { story = '' } =
      labs.flatMap((lab) => lab.scenarios).find(({ id }) => id === scenario.id) ?? {};
    const last = steps.get(`${result.scenario} ${result.seed}`) ?? [];
    const replay = `${replayCommand('skeleton', result)} --trace trace.jsonl`;
    const report = failureReport({ grade: scenario, story, result, steps: last, replay }, plain);
    lines.push(...report, '');
  }
  lines.push(...notes.map((note) => plainly(`Note: ${note}`)));
  return `${[...lines, ...totals(shown, plain)].join('\n')}\n`;
}

function failuresIn({ labs }: Grade): readonly Failure[] {
  return distinct(failuresOf(labs.flatMap(({ scenarios }) => scenarios)));
}
