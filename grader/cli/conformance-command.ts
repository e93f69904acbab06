/**
 * Compares a Raft with the specification in the states of the conformance models.
 *
 * @module
 */
import type { Comparison } from '../conformance/compare.ts';
import { type ConformanceModel, handlersOf, walk } from '../conformance/walk.ts';
import { bundle } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { checkFolder } from './paths.ts';
import { UsageError } from './usage-error.ts';

/** What to compare. */
export interface ConformanceCommand {
  /** The folder with the Raft. */
  readonly folder: string;
  readonly model: ConformanceModel;
  /** How many states. */
  readonly states: number;
  /** Called from time to time with the number of states so far. */
  progress?(states: number): void;
}

/** What came of one model. */
export interface Compared {
  readonly lines: readonly string[];
  readonly transitions: number;
  /** Whether there is no difference. */
  readonly same: boolean;
}

/** Compares a Raft with the specification in the states of one model. */
export async function compareOn(command: ConformanceCommand): Promise<Compared> {
  const { folder, model, states, progress = () => {} } = command;
  checkFolder(folder);
  const bundled = await bundle(folder).catch((error: unknown) => {
    throw error instanceof SubmissionError ? new UsageError(error.message) : error;
  });
  const raft = handlersOf(load(bundled).boot());
  const results = await walk({ raft }, { model, stateLimit: states, progress });
  const [result] = results.values();
  if (result === undefined) throw new Error(`${model} has no result`);
  return {
    lines: [`${model}:`, ...lines(result)],
    transitions: result.transitions,
    same: result.difference === null,
  };
}

/** The whole of several models: all lines, and the exit code, 0 if there is no difference and otherwise 1. */
export function summary(all: readonly Compared[]): { lines: readonly string[]; code: 0 | 1 } {
  const transitions = all.reduce((sum, each) => sum + each.transitions, 0);
  return {
    lines: [
      ...all.flatMap((each) => each.lines),
      `${transitions} steps of the specification were compared.`,
    ],
    code: all.every(({ same }) => same) ? 0 : 1,
  };
}

function lines(result: Comparison): readonly string[] {
  const { states, transitions, inputs, refused, handlerCalls, actions, choices } = result;
  return [
    `  ${transitions} steps from ${states} states, ${inputs} inputs, of which ${refused} must do nothing, ${handlerCalls} calls of handlers`,
    ...[...actions].sort().map(([action, count]) => `  ${action}: ${count}`),
    ...[...choices].map(([choice, count]) => `  never done: ${choice} (${count})`),
    ...(result.difference === null ? [] : [result.difference.text]),
  ];
}
