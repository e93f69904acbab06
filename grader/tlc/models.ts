/**
 * What TLC can be asked to run: the models of `spec/models/`, and the weakenings of `spec/weakenings/`.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A specification with a definition broken on purpose, as a row of `weakenings.json`. */
export interface Weakening {
  readonly name: string;
  /** The definitions of `Raft.tla` that it breaks, each with the one that takes its place. */
  readonly breaks: Readonly<Record<string, string>>;
  readonly model: string;
  /** The numbers of the model that differ, so that it is the smallest in which the weakening shows. */
  readonly constants: Readonly<Record<string, string>>;
  /** The property that must fall before every other. */
  readonly falls: string;
  /** How many steps the shortest story has. */
  readonly steps: number;
  readonly story: string;
  readonly source: string;
  /** The only property to check, where TLC does not name what fell; all of the model and of steps otherwise. */
  readonly checks?: readonly string[];
}

/** What of a weakening its configuration depends on; one that breaks nothing is a model of another size. */
export type Change = Pick<Weakening, 'name' | 'breaks' | 'model' | 'constants' | 'checks'>;

/** Everything that TLC needs: the module that it starts from, and its configuration. */
export interface Job {
  readonly name: string;
  readonly root: string;
  readonly config: string;
  /** Modules beside those of the specification, by the names of their files. */
  readonly modules?: Readonly<Record<string, string>>;
}

/** The names of all models, in the order of the alphabet. */
export async function modelNames(spec: string): Promise<readonly string[]> {
  const files = await readdir(join(spec, 'models'));
  return files
    .filter((file) => file.endsWith('.cfg'))
    .map((file) => file.slice(0, -'.cfg'.length))
    .sort();
}

/** The table of the weakenings. */
export async function readWeakenings(spec: string): Promise<readonly Weakening[]> {
  return JSON.parse(await readFile(join(spec, 'weakenings', 'weakenings.json'), 'utf8'));
}

/** A model as it stands. */
export async function modelJob(spec: string, model: string): Promise<Job> {
  return { name: model, root: model, config: await configOf(spec, model) };
}

/** The model of a weakening, with its definitions put in place of those that it breaks. */
export async function weakeningJob(spec: string, weakening: Change): Promise<Job> {
  const config = await configOf(spec, weakening.model);
  const allSteps = propertiesOf(await configOf(spec, 'MCElection'));
  return { name: weakening.name, root: 'Weakenings', config: weaken(config, weakening, allSteps) };
}

/**
 * Writes the configuration of a weakening.
 *
 * @param config - That of its model.
 * @param stepProperties - The section with the properties of steps, for models that do not list them.
 */
export function weaken(config: string, weakening: Change, stepProperties: string): string {
  let text = config;
  for (const [name, value] of Object.entries(weakening.constants)) {
    const line = new RegExp(`^    ${name} = .*$`, 'm');
    if (!line.test(text)) throw new Error(`${weakening.name}: ${weakening.model} has no ${name}`);
    text = text.replace(line, `    ${name} = ${value}`);
  }
  const overrides = Object.entries(weakening.breaks).map(([of, by]) => `    ${of} <- ${by}\n`);
  text = text.replace('    FirstEntries <-', `${overrides.join('')}    FirstEntries <-`);
  if (weakening.checks !== undefined) {
    const kept = text.replace(/^(INVARIANTS|PROPERTIES)[\s\S]*/m, '');
    return `${kept}PROPERTIES\n${weakening.checks.map((name) => `    ${name}\n`).join('')}`;
  }
  return text.includes('PROPERTIES') ? text : text + stepProperties;
}

function propertiesOf(config: string): string {
  return config.slice(config.indexOf('PROPERTIES'));
}

async function configOf(spec: string, model: string): Promise<string> {
  return await readFile(join(spec, 'models', `${model}.cfg`), 'utf8');
}
