/**
 * What is done with a counterexample of the specification: told like a failing run, and saved as a trace.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { traceOf } from '../conformance/counterexample.ts';
import type { SpecState } from '../conformance/spec-state.ts';
import { tell } from '../report/story.ts';
import { toLines } from '../trace/file.ts';

/** A counterexample of a model of Raft. */
export interface Counterexample {
  /** The model or the weakening. */
  readonly name: string;
  readonly states: readonly SpecState[];
  /** Where to save it. */
  readonly file: string;
}

/** True for states that a model in `spec/models` has: they say what happened last. */
export function isOfRaft(variables: readonly string[]): boolean {
  return variables.includes('lastStep') && variables.includes('messages');
}

/** Saves it, and returns it in words: all but the first boots, and without the times, which mean nothing here. */
export async function tellCounterexample(found: Counterexample): Promise<readonly string[]> {
  const { name, states, file } = found;
  const { run, events } = traceOf(name, states);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${[...toLines(run, events)].join('\n')}\n`);
  const lines = events
    .slice(run.servers.length)
    .flatMap((event) => tell(event))
    .map((line) => line.replace(/^(#\d+) at \d+ ms:/, '$1'));
  return [...lines, `As a trace it is in ${file}.`];
}
