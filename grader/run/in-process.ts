/**
 * Plays scenarios in this process, one after another: for a student's vitest run, where a debugger can be attached.
 *
 * @module
 */
import { replayCommand } from '../formats/replay-command.ts';
import { lastSteps, tell } from '../report/story.ts';
import { failureReport, type Painter, plainly } from '../report/terminal.ts';
import { bundle } from '../sandbox/bundle.ts';
import { lockDown } from '../sandbox/compartment.ts';
import { load } from '../sandbox/load.ts';
import { gradeScenario, type ScenarioGrade } from './grade.ts';
import type { Lab } from './lab.ts';
import { play, type Subject } from './play.ts';
import type { Scenario } from './scenario.ts';
import type { Recording } from './verdict.ts';

/** A submission that was loaded into this process. */
export interface LoadedSubmission {
  /** The folder, as it was named. */
  readonly folder: string;
  readonly subject: Subject;
}

/**
 * Loads the submission in a folder.
 *
 * @param options - Confined, built-in objects are frozen in all of this process, for good.
 * @throws SubmissionError, whose message is for the student, when it cannot be loaded.
 */
export async function loadSubmission(
  folder: string,
  { confined = false }: { readonly confined?: boolean } = {},
): Promise<LoadedSubmission> {
  const bundled = await bundle(folder);
  if (confined) await lockDown();
  return { folder, subject: load(bundled, { confined }) };
}

/** How a scenario went. */
export interface ScenarioOutcome {
  readonly grade: ScenarioGrade;
  /** `null` when every seed passed. */
  readonly failed: FailedRun | null;
}

/** The run in which a scenario failed. */
export interface FailedRun {
  /** The run itself; `null` when a stub ended it, and there is nothing to look at. */
  readonly recording: Recording | null;
  /** The rule that it broke, and what the scenario is about; `null` when it broke none. */
  readonly broken: { readonly rule: string; readonly kind: Scenario['kind'] } | null;
  /**
   * Tells it, as text without colours.
   *
   * @param specification - What the specification says of it, see `conformance/explained.ts`.
   */
  report(specification?: readonly string[]): string;
}

/** Plays a scenario with its default seeds, and stops at the first that fails. */
export function playScenario(
  lab: Lab,
  scenario: Scenario,
  { folder, subject }: LoadedSubmission,
): ScenarioOutcome {
  const results = [];
  for (let seed = 1; seed <= scenario.seeds; seed++) {
    const result = play({ scenario, seed, subject, properties: lab.properties });
    results.push(result);
    if (result.verdict !== 'passed') break;
  }
  const grade = gradeScenario(scenario, results);
  return { grade, failed: failedRun(lab, scenario, grade, { folder, subject }) };
}

const plain: Painter = (_style, text) => text;

function failedRun(
  lab: Lab,
  scenario: Scenario,
  grade: ScenarioGrade,
  { folder, subject }: LoadedSubmission,
): FailedRun | null {
  const { failure } = grade;
  if (failure === null) return null;
  if (failure.verdict === 'not written yet') {
    return {
      recording: null,
      broken: null,
      report: () => plainly(`not written yet: ${failure.text}`),
    };
  }
  const { seed } = failure;
  const { properties } = lab;
  const { recording } = play({ scenario, seed, subject, properties, record: true });
  const steps = lastSteps(recording?.events ?? []).flatMap((event) => tell(event));
  const replay = `${replayCommand(folder, failure)} --trace trace.jsonl`;
  const { story, kind } = scenario;
  const told = { grade, story, result: failure, steps, replay };
  return {
    recording,
    broken: failure.rule === null ? null : { rule: failure.rule.id, kind },
    report: (specification = []) => failureReport({ ...told, specification }, plain).join('\n'),
  };
}
