/**
 * Writes the results of gradings in the format of a course platform.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { formatsOfMany, formatsOfOne } from '../formats/index.ts';
import type { Surroundings } from '../formats/outcome.ts';
import { renderFor } from '../formats/rendering.ts';
import { type Results, ResultsError, readResults } from '../formats/results.ts';
import { checkOutput } from './paths.ts';
import { UsageError } from './usage-error.ts';

export interface ConvertCommand {
  /** Files that `npm run grade -- ... --json` wrote. */
  readonly files: readonly string[];
  /** The name of the format. */
  readonly to: string;
  /** Where to write; printed when missing. */
  readonly out?: string;
  readonly surroundings: Surroundings;
  print(text: string): void;
}

/** Reads, converts, writes. Nothing is written unless everything could be read and converted. */
export async function convertCommand(command: ConvertCommand): Promise<void> {
  const { files, to, out, surroundings, print } = command;
  const convert = converter(to, files.length);
  if (out !== undefined) checkOutput(out);
  const all: Results[] = [];
  for (const file of files) all.push(renderFor(surroundings.audience, await resultsIn(file)));
  const text = asUsage(to, () => convert(all, surroundings));
  if (out === undefined) print(text);
  else await writeFile(out, text);
}

function converter(
  to: string,
  files: number,
): (all: readonly Results[], surroundings: Surroundings) => string {
  const many = formatsOfMany.get(to);
  if (many !== undefined) return many;
  const one = formatsOfOne.get(to);
  if (one === undefined) {
    const known = [...formatsOfOne.keys(), ...formatsOfMany.keys()].join(', ');
    throw new UsageError(`there is no format ${to}; the formats are ${known}`);
  }
  if (files > 1) {
    const formats = [...formatsOfMany.keys()].join(' and ');
    throw new UsageError(
      `${to} takes the results of one submission; for a class there are ${formats}`,
    );
  }
  return (all, surroundings) => all.map((results) => one(results, surroundings)).join('');
}

async function resultsIn(file: string): Promise<Results> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const instead = 'name a file that npm run grade -- ... --json wrote';
    throw new UsageError(`the results ${file} cannot be read (${error.code}); ${instead}`);
  });
  return asUsage(file, () => readResults(text));
}

/**
 * Runs a function and turns what is wrong with results into what is wrong with the command line.
 */
function asUsage<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ResultsError) throw new UsageError(`${where}: ${error.message}`);
    throw error;
  }
}
