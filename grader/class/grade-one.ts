/**
 * Grades one submission of a class, and stores all that there is to keep of it.
 *
 * @module
 */
import { unplayable } from '../formats/outcome.ts';
import { resultsText } from '../report/results.ts';
import type { Grade } from '../run/grade.ts';
import type { Lab } from '../run/lab.ts';
import type { SeedChoice } from '../run/seeds.ts';
import { Session } from '../run/session.ts';
import { contractNotes } from '../sandbox/contract.ts';
import type { SandboxLevel } from '../sandbox/level.ts';
import type { ResultsDirectory } from './directory.ts';
import { filesOfFailures } from './feedback.ts';
import type { Examined } from './submissions.ts';
import { fingerprints } from './syntax.ts';

/** How every submission of a class is graded. */
export interface OneGrading {
  readonly labs: readonly Lab[];
  readonly engine: string;
  readonly seedChoice: SeedChoice;
  /** What is between a submission and the machine. */
  readonly sandbox: SandboxLevel;
  /** How many traces are kept of a submission, at most. */
  readonly traces: number;
}

/** Grades and stores one submission. Gives back what to say of it in a line. */
export async function gradeOne(
  grading: OneGrading,
  directory: ResultsDirectory,
  one: {
    readonly id: string;
    readonly examined: Examined;
    readonly jobs: number;
    /** What the skeleton has, see syntax.ts. */
    readonly given: ReadonlySet<string>;
  },
): Promise<string> {
  const { labs, engine, seedChoice, sandbox, traces } = grading;
  const { id, examined, jobs, given } = one;
  const { folder, problem } = examined;
  const session = await Session.open({
    folder,
    name: id,
    engine,
    labs,
    seedChoice,
    sandbox,
    jobs,
    ...(problem === null ? {} : { unreadable: problem }),
  });
  try {
    const grade = await session.grade();
    const notes = problem === null ? await contractNotes(folder) : [];
    const files = await filesOfFailures({ grade, session, labs, traces, notes });
    await directory.put(
      id,
      new Map<string, string | Buffer>([
        ['submission.json', submissionText(id, examined)],
        ['result.json', resultsText(grade)],
        ['syntax.txt', lines(problem === null ? await fingerprints(folder, given) : [])],
        ...files,
      ]),
    );
    return lineOf(grade);
  } finally {
    await session.close();
  }
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

function submissionText(id: string, { hash }: Examined): string {
  return `${JSON.stringify({ version: 1, submission: id, hash }, null, 2)}\n`;
}

function lineOf(grade: Grade): string {
  const points = `${grade.earned} of ${grade.points} points`;
  const [problem] = unplayable(grade)?.split('\n') ?? [];
  return problem === undefined ? points : `${points}, for it cannot be graded: ${problem}`;
}
