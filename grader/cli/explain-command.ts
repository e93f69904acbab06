/**
 * Compares recorded runs with the specification, and tells the first step that it does not allow.
 *
 * @module
 */
import { AskedSpec } from '../conformance/asked.ts';
import { explanation } from '../conformance/explanation.ts';
import { checkTrace } from '../conformance/trace-check.ts';
import { tell } from '../report/story.ts';
import { loadSubmission } from '../run/in-process.ts';
import type { Lab } from '../run/lab.ts';
import { play } from '../run/play.ts';
import type { Scenario } from '../run/scenario.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { actionLines, Totals } from './explain-totals.ts';
import { checkFolder } from './paths.ts';
import { traceIn } from './trace-in.ts';
import { UsageError } from './usage-error.ts';

export interface ExplainTrace {
  /** The trace file. */
  readonly trace: string;
  print(line: string): void;
}

/** Compares, prints, and returns the exit code: 0 when the specification forbids no step, otherwise 1. */
export async function explainTrace({ trace, print }: ExplainTrace): Promise<0 | 1> {
  const recording = await traceIn(trace);
  const findings = checkTrace(await AskedSpec.load(), recording);
  if (findings.forbidden === null) for (const line of actionLines(findings.actions)) print(line);
  for (const line of explanation(findings, tell)) print(line);
  return findings.forbidden === null ? 0 : 1;
}

export interface ExplainRuns {
  /** The folder with a Raft. */
  readonly folder: string;
  /** Whether the code may be that of anybody; see `loadSubmission`. */
  readonly confined?: boolean;
  /** The labs whose scenarios it plays. */
  readonly labs: readonly Lab[];
  readonly firstSeed: number;
  /** How many seeds; each scenario's own default unless given. */
  readonly seeds?: number;
  print(line: string): void;
}

/** Plays and compares; prints a line for each scenario, and how the first forbidden step of each run came about. */
export async function explainRuns({ labs, print, ...options }: ExplainRuns): Promise<Totals> {
  checkFolder(options.folder);
  const spec = await AskedSpec.load();
  const { confined = false } = options;
  const { subject } = await loadSubmission(options.folder, { confined }).catch((error: Error) => {
    throw error instanceof SubmissionError ? new UsageError(error.message) : error;
  });
  const total = new Totals();
  for (const lab of labs) {
    for (const scenario of lab.scenarios) {
      const { firstSeed, seeds = scenario.seeds } = options;
      const before = total.steps;
      for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
        const { recording } = play({ scenario, seed, subject, properties: [], record: true });
        if (recording === null) continue;
        const findings = checkTrace(spec, recording);
        total.add(findings);
        if (findings.forbidden === null) continue;
        print(`${titleOf(scenario)}, seed ${seed}:`);
        for (const line of explanation(findings, tell)) print(`  ${line}`);
      }
      print(`${titleOf(scenario)}: ${seeds} runs, ${total.steps - before} steps`);
    }
  }
  return total;
}

function titleOf({ id, name }: Scenario): string {
  return `${id} ${name}`;
}
