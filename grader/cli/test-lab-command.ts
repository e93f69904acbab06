/**
 * Tries a file of scenarios on a panel, and prints what comes of it.
 *
 * @module
 */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Panel, readPanel } from '../panel/panel.ts';
import { UnusableFile } from '../panel/scenarios.ts';
import { scoreOf, trialLines } from '../panel/score.ts';
import { type Trial, tryOut } from '../panel/trial.ts';
import type { Painter } from '../report/terminal.ts';
import { type Built, buildEngine, buildFile } from '../run/engine.ts';
import { UsageError } from './usage-error.ts';

export interface TestLabCommand {
  /** The file with the scenarios, or a folder with `scenarios.ts`. */
  readonly path: string;
  /** A file with a panel; that of the kit unless given. */
  readonly panel?: string;
  readonly jobs?: number;
  readonly paint: Painter;
  print(line: string): void;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PANEL_OF_THE_KIT = join(ROOT, 'labs/2T/panel.json');

/** Plays, prints, and returns the exit code: 0 for all points, otherwise 1. */
export async function testLabCommand(command: TestLabCommand): Promise<0 | 1> {
  const { paint, print } = command;
  const source = sourceOf(command.path);
  const panel = await panelOf(command);
  const { path: tests, inputs } = await built(source);
  const forbidden = inputs.find((input) => isOtherLab(input, source));
  if (forbidden !== undefined) {
    throw new UsageError(
      `${source} imports ${forbidden}; write the scenarios yourself, with what lies directly in labs/`,
    );
  }
  const engine = await buildEngine('grader/panel/worker.ts');
  const jobs = command.jobs === undefined ? {} : { jobs: command.jobs };
  const trial = await tried(source, () => tryOut({ panel, engine, tests, source, ...jobs }));
  print(paint('bold', `Lab 2T Students test, too — ${source}`));
  for (const line of trialLines(trial, paint)) print(line);
  return scoreOf(trial).points === 100 && trial.setAside.length === 0 ? 0 : 1;
}

function sourceOf(path: string): string {
  if (!existsSync(path)) throw new UsageError(`there is no ${path}; name a file with scenarios`);
  if (!statSync(path).isDirectory()) return path;
  const file = join(path, 'scenarios.ts');
  if (existsSync(file)) return file;
  throw new UsageError(`${path} has no scenarios.ts; name the file with the scenarios`);
}

/** The panel that is named, or that of the kit, or one made from the reference where that is at hand. */
async function panelOf({ panel: named }: TestLabCommand): Promise<Panel> {
  const file = named ?? (existsSync(PANEL_OF_THE_KIT) ? PANEL_OF_THE_KIT : null);
  if (file !== null) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const panel = readPanel(text);
    if (panel !== null) return panel;
    throw new UsageError(`${file} is no panel; npm run panel writes one`);
  }
  if (!existsSync(join(ROOT, 'reference'))) {
    throw new UsageError('labs/2T/panel.json is missing; your instructor has it');
  }
  const { makePanel } = await import('../exam/panel.ts');
  return makePanel();
}

async function built(source: string): Promise<Built> {
  try {
    return await buildFile(resolve(source));
  } catch (error) {
    // What is wrong with the file was printed by esbuild already.
    throw new UsageError(`${source} cannot be built`, { cause: error });
  }
}

/** True for a file of a lab that is not the file's own folder. */
function isOtherLab(input: string, source: string): boolean {
  const own = relative(ROOT, resolve(source, '..'));
  return /^labs\/[^/]+\//.test(input) && !input.startsWith(`${own}/`);
}

async function tried(source: string, play: () => Promise<Trial>): Promise<Trial> {
  try {
    return await play();
  } catch (error) {
    if (error instanceof UnusableFile) throw new UsageError(`${source}: ${error.message}`);
    throw error;
  }
}
