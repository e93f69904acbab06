/**
 * Compares a Raft with the specification in the states of the conformance models.
 *
 * @module
 */
import type { Comparison } from '../conformance/compare.ts';
import { type ConformanceModel, handlersOf, walk } from '../conformance/walk.ts';
import { bundle } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';

/** What to compare. */
export interface ConformanceCommand {
  /** The folder with the Raft. */
  readonly folder: string;
  readonly models: readonly ConformanceModel[];
  /** How many states of each model. */
  readonly states: number;
  print(line: string): void;
  /** Called from time to time with the number of states of a model so far. */
  progress?(states: number): void;
}

/** Compares, prints, and returns the exit code: 0 if there is no difference, otherwise 1. */
export async function conformanceCommand(command: ConformanceCommand): Promise<0 | 1> {
  const { folder, models, states, print, progress = () => {} } = command;
  const submission = load(await bundle(folder));
  let transitions = 0;
  let same = true;
  for (const model of models) {
    const raft = handlersOf(submission.boot());
    const results = await walk({ raft }, { model, stateLimit: states, progress });
    for (const result of results.values()) {
      print(`${model}:`);
      for (const line of lines(result)) print(line);
      transitions += result.transitions;
      same &&= result.difference === null;
    }
  }
  print(`${transitions} steps of the specification were compared.`);
  return same ? 0 : 1;
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
