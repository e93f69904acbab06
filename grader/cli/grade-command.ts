/**
 * Grades one submission and prints what comes of it: what `grade` and `demo` share.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { EXPLAINED_EVENTS, explained } from '../conformance/explained.ts';
import { replayCommand, shellWord } from '../formats/replay-command.ts';
import { distinct, failuresOf } from '../report/failures.ts';
import {
  failureReport,
  labHeading,
  type Painter,
  plainly,
  scenarioLine,
  totals,
} from '../report/terminal.ts';
import type { Grade, ScenarioGrade } from '../run/grade.ts';
import type { Lab } from '../run/lab.ts';
import { partialGrade } from '../run/partial.ts';
import type { SeedChoice } from '../run/seeds.ts';
import { Session } from '../run/session.ts';
import type { RunVerdict } from '../run/verdict.ts';
import { type Bundle, bundle } from '../sandbox/bundle.ts';
import { contractNotes } from '../sandbox/contract.ts';
import type { SandboxLevel } from '../sandbox/level.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { checkLevel } from './doctor-command.ts';
import { checkFolder, checkOutput } from './paths.ts';
import { type Conversion, resultsFile } from './results-file.ts';
import { UsageError } from './usage-error.ts';
import { scenarioOf, type Wanted, wanted } from './wanted.ts';

export interface GradeCommand {
  readonly folder: string;
  /** The labs that there are. */
  readonly labs: readonly Lab[];
  /** The labs and scenarios that are wanted; all when empty. */
  readonly only: Wanted;
  readonly engine: string;
  readonly seedChoice: SeedChoice;
  /** A folder with another Raft that plays every second server. */
  readonly beside?: string;
  readonly jobs?: number;
  /** What is between the submission and this machine. */
  readonly sandbox?: SandboxLevel;
  /** Where to write the results, again after each scenario. */
  readonly json?: string;
  /** The format of a course platform in which they are written; the kit's own unless given. */
  readonly conversion?: Conversion;
  /** Where to write the trace of the one run that was asked for. */
  readonly trace?: string;
  /** How many failures are told in full; the others keep to their line. */
  readonly failuresTold: number;
  readonly paint: Painter;
  print(line: string): void;
}

/** Grades, prints, writes. */
export async function gradeCommand(command: GradeCommand): Promise<Grade> {
  const labs = wanted(command.labs, command.only);
  checkFolder(command.folder);
  checkTrace(command, labs);
  if (command.sandbox !== undefined) checkLevel(command.sandbox);
  if (command.trace !== undefined) checkOutput(command.trace);
  const { json, print, paint, engine, seedChoice } = command;
  for (const note of await contractNotes(command.folder))
    print(paint('yellow', plainly(`Note: ${note}`)));
  const write = json === undefined ? null : resultsFile(json, command.conversion ?? null);
  const done = new Map<string, ScenarioGrade>();
  const submission = basename(resolve(command.folder));
  const writePartial = (): void => write?.(partialGrade({ submission, labs, seedChoice, done }));
  writePartial();
  let current: Lab | null = null;
  const session = await Session.open({
    folder: command.folder,
    engine,
    labs,
    seedChoice,
    ...(command.beside === undefined ? {} : { beside: await bundleBeside(command.beside) }),
    ...(command.jobs === undefined ? {} : { jobs: command.jobs }),
    ...(command.sandbox === undefined ? {} : { sandbox: command.sandbox }),
    onScenario: (lab, grade) => {
      if (current !== lab) {
        for (const line of labHeading(`Lab ${lab.id} ${lab.title}`, command.folder, paint))
          print(line);
      }
      current = lab;
      print(scenarioLine(grade, paint));
      done.set(grade.id, grade);
      writePartial();
    },
  });
  try {
    const grade = await session.grade();
    write?.(grade);
    await tellFailures(command, session, grade, labs);
    for (const line of totals(grade, paint)) print(line);
    if (command.trace !== undefined) await writeTrace(command, command.trace, session, labs);
    return grade;
  } finally {
    await session.close();
  }
}

async function bundleBeside(folder: string): Promise<Bundle> {
  checkFolder(folder);
  try {
    return await bundle(folder);
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error;
    throw new UsageError(`the Raft in ${folder} cannot play beside another one: ${error.message}`);
  }
}

async function tellFailures(
  command: GradeCommand,
  session: Session,
  grade: Grade,
  labs: readonly Lab[],
): Promise<void> {
  const { print, paint } = command;
  const failed = failuresOf(grade.labs.flatMap(({ scenarios }) => scenarios));
  const told = distinct(failed).slice(0, command.failuresTold);
  for (const { scenario, result } of told) {
    const { steps, trace } = await session.tell(scenario.id, result.seed, EXPLAINED_EVENTS);
    const { kind } = scenario;
    const broken = result.rule === null ? null : { rule: result.rule.id, kind };
    const specification = await explained(trace, broken);
    const replay = replayOf(command, result);
    const { story = '' } = scenarioOf(labs, scenario.id) ?? {};
    const failure = { grade: scenario, story, result, steps, specification, replay };
    print('');
    for (const line of failureReport(failure, paint)) print(line);
  }
  const rest = failed.length - told.length;
  if (rest > 0) print(`\n${rest} more failed: see them one by one with --scenario <id>.`);
  if (failed.length > 0) print('');
}

function replayOf({ folder, beside }: GradeCommand, result: RunVerdict): string {
  const other = beside === undefined ? '' : ` --beside ${shellWord(beside)}`;
  return `${replayCommand(folder, result)}${other} --trace trace.jsonl`;
}

function checkTrace({ trace, seedChoice }: GradeCommand, labs: readonly Lab[]): void {
  if (trace === undefined) return;
  const scenarios = labs.flatMap((lab) => lab.scenarios);
  if (scenarios.length !== 1 || seedChoice.seeds !== 1 || seedChoice.salt !== undefined) {
    throw new UsageError('--trace records one run: add --scenario <id> --seed <number> --seeds 1');
  }
}

async function writeTrace(
  { seedChoice, print }: GradeCommand,
  path: string,
  session: Session,
  labs: readonly Lab[],
): Promise<void> {
  const id = labs[0]?.scenarios[0]?.id ?? '';
  const { trace, hash } = await session.tell(id, seedChoice.firstSeed, Number.MAX_SAFE_INTEGER);
  if (trace === null) {
    print('No trace was written: the submission could not be played at all.');
    return;
  }
  await writeFile(path, trace.endsWith('\n') ? trace : `${trace}\n`);
  print(`The trace is in ${path}, its hash is ${hash}.`);
}
