/**
 * Checks models of the specification with the kit's own checker.
 *
 * @module
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type SearchOptions, search } from '../tla/check/search.ts';
import { SpecError } from '../tla/error.ts';
import { loadModel } from '../tla/load.ts';
import { reportLines } from '../tla/report.ts';
import { UsageError } from './usage-error.ts';

/** What to check. */
export interface SpecCommand {
  /** The folder with the specification; its models are in `models`. */
  readonly folder: string;
  /** The names of the models; every model if there are none. */
  readonly models: readonly string[];
  readonly stateLimit: number;
  print(line: string): void;
  /** Called from time to time while a model is checked. */
  readonly progress?: SearchOptions['progress'];
}

/** Checks, prints, and returns the exit code: 0 if everything holds, otherwise 1. */
export async function specCommand(command: SpecCommand): Promise<0 | 1> {
  const { folder, print } = command;
  const all = modelsIn(join(folder, 'models'));
  const names = command.models.length > 0 ? command.models : all;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no model ${unknown}; there are ${all.join(', ')}`);
  }
  let passed = true;
  for (const name of names) {
    print(`${name}:`);
    const holds = await checkModel(name, command);
    passed &&= holds;
  }
  return passed ? 0 : 1;
}

/** Every module that has a configuration. */
function modelsIn(folder: string): string[] {
  if (!existsSync(folder)) throw new UsageError(`there is no folder ${folder}`);
  return readdirSync(folder)
    .filter(
      (file) => file.endsWith('.cfg') && existsSync(join(folder, file.replace('.cfg', '.tla'))),
    )
    .map((file) => basename(file, '.cfg'))
    .sort();
}

async function checkModel(name: string, command: SpecCommand): Promise<boolean> {
  const { folder, stateLimit, print, progress } = command;
  try {
    const module = join(folder, 'models', `${name}.tla`);
    const model = await loadModel({ module, folders: [folder] });
    const report = search(
      model,
      progress === undefined ? { stateLimit } : { stateLimit, progress },
    );
    for (const line of reportLines(report)) print(line);
    return report.outcome.kind === 'holds';
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    print(error.message);
    return false;
  }
}
