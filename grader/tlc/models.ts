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
  /** The operator of `Guides.tla` that says what may happen in which order; anything in any order unless given. */
  readonly guide?: string;
  readonly model: string;
  /** The numbers of the model that differ, so that it is the smallest in which the weakening shows. */
  readonly constants: Readonly<Record<string, string>>;
  /** The property that must fall before every other. */
  readonly falls: string;
  /** How many steps the shortest story has. */
  readonly steps: number;
  readonly story: string;
  readonly source: string;
  /** The only property to check, where TLC does not name what fell; all of the model otherwise. */
  readonly checks?: readonly string[];
}

/** What of a weakening its configuration depends on; one that breaks nothing is a model of another size. */
export type Change = Pick<
  Weakening,
  'name' | 'breaks' | 'guide' | 'model' | 'constants' | 'checks'
>;

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

/** What takes the most of an hour is checked only where it is named. */
const LONG: readonly string[] = ['MCLarge', 'MCReplication'];

/** The models that are checked where none is named. */
export async function usualModels(spec: string): Promise<readonly string[]> {
  return (await modelNames(spec)).filter((name) => !LONG.includes(name));
}

/** The table of the weakenings. */
export async function readWeakenings(spec: string): Promise<readonly Weakening[]> {
  return JSON.parse(await readFile(join(spec, 'weakenings', 'weakenings.json'), 'utf8'));
}

/** A model as it stands. */
export async function modelJob(spec: string, model: string): Promise<Job> {
  return { name: model, root: model, config: await configOf(spec, model) };
}

/**
 * A model that must reach something: the witness says that it does not, and has to fall.
 *
 * @param kind - Whether it speaks of a state or of a step.
 */
export async function witnessJob(
  spec: string,
  model: string,
  { kind, name }: { readonly kind: 'INVARIANT' | 'PROPERTY'; readonly name: string },
): Promise<Job> {
  const config = `${withoutChecks(await configOf(spec, model))}${kind} ${name}\n`;
  return { name: `${model}-${name}`, root: model, config };
}

/** The model of a weakening, with its definitions put in place of those that it breaks. */
export async function weakeningJob(spec: string, weakening: Change): Promise<Job> {
  const root = weakening.guide === undefined ? 'Weakenings' : 'GuidedWeakenings';
  const config = weaken(await configOf(spec, weakening.model), weakening);
  return { name: weakening.name, root, config };
}

/** Whether a job checks a promise about the end of time: its behaviours are fair. */
export function isAboutTheEnd({ config }: Job): boolean {
  return /^SPECIFICATION MCLiveSpec$/m.test(config);
}

/** Writes the configuration of a weakening from that of its model. */
export function weaken(config: string, weakening: Change): string {
  const { name, breaks, guide, constants, checks } = weakening;
  let text = config;
  for (const [constant, value] of Object.entries(constants)) {
    const line = new RegExp(`^    ${constant} = .*$`, 'm');
    if (!line.test(text)) throw new Error(`${name}: ${weakening.model} has no ${constant}`);
    text = text.replace(line, `    ${constant} = ${value}`);
  }
  for (const [of, by] of Object.entries(breaks)) text = override(text, of, by);
  if (guide !== undefined) text = guided(text, guide);
  return checks === undefined ? text : onlyChecks(text, checks);
}

/** Puts one definition in the place of another; a model may have narrowed that one itself. */
function override(config: string, of: string, by: string): string {
  const line = new RegExp(`^    ${of} <- .*\n`, 'm');
  return config
    .replace(line, '')
    .replace('    FirstEntries <-', `    ${of} <- ${by}\n    FirstEntries <-`);
}

/** The guide names servers, so that they are not alike; and it says how often something happens. */
function guided(config: string, guide: string): string {
  const servers = /^ {4}Server = (.*)$/m.exec(config)?.[1] ?? '';
  return override(config, 'Guide', guide)
    .replace(/^ {4}MayStand = .*$/m, `    MayStand = ${servers}`)
    .replace(/^ {4}s1 = .*$/m, '    s1 = s1 s2 = s2 s3 = s3 s4 = s4 s5 = s5')
    .replace(
      /^( {4}(ElectionTimeouts|ClientRequests|Restarts|Snapshots|Changes)) = .*$/gm,
      '$1 = 9',
    )
    .replace(/^SYMMETRY .*$/m, 'ACTION_CONSTRAINT Follows');
}

function onlyChecks(config: string, checks: readonly string[]): string {
  const invariants = /^INVARIANTS[\s\S]*?(?=^PROPERTIES|(?![\s\S]))/m.exec(config)?.[0] ?? '';
  const lines = checks.map((check) =>
    invariants.includes(`    ${check}\n`) ? `INVARIANT ${check}\n` : `PROPERTY ${check}\n`,
  );
  return withoutChecks(config) + lines.join('');
}

/** They stand at the end. */
function withoutChecks(config: string): string {
  return config.replace(/^(INVARIANTS|PROPERTIES)[\s\S]*/m, '');
}

async function configOf(spec: string, model: string): Promise<string> {
  return await readFile(join(spec, 'models', `${model}.cfg`), 'utf8');
}
