/**
 * Checks models and weakenings of the specification with the kit's own checker.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scheduleOf, schedulesText } from '../conformance/schedule.ts';
import { specStates } from '../conformance/spec-state.ts';
import type { Schedule } from '../run/schedule.ts';
import { Stream } from '../sim/random.ts';
import type { Model } from '../tla/check/model.ts';
import { type Report, type SearchOptions, search } from '../tla/check/search.ts';
import { simulate, type WalkOptions, type WalkReport } from '../tla/check/simulate.ts';
import { SpecError, TemporalError } from '../tla/error.ts';
import { reportLines } from '../tla/report.ts';
import { loadJob } from '../tlc/embedded.ts';
import {
  type Job,
  modelJob,
  modelNames,
  readWeakenings,
  usualModels,
  type Weakening,
  weakeningJob,
} from '../tlc/models.ts';
import { UsageError } from './usage-error.ts';

/** What to check. */
export interface SpecCommand {
  /** The folder with the specification; its models are in `models`, and what breaks it in `weakenings`. */
  readonly folder: string;
  /** The names of models and weakenings; every model if there are none. */
  readonly names: readonly string[];
  /** Every weakening, in place of what is named. */
  readonly weakenings?: boolean;
  readonly stateLimit: number;
  /** Random walks, in place of a search through all states. */
  readonly simulate?: Walks;
  /** Tells what of a model was never looked at. */
  readonly coverage?: boolean;
  /** Where parsed modules are kept; nowhere if it is left out. */
  readonly kept?: string;
  /** Where a counterexample is saved, in a folder of its name. */
  readonly out: string;
  print(line: string): void;
  /** Called from time to time while a model is checked. */
  readonly progress?: SearchOptions['progress'];
  /** Called from time to time during random walks. */
  readonly walked?: WalkOptions['progress'];
}

/** How often and how far to walk, and the seed that picks the ways. */
export interface Walks extends Pick<WalkOptions, 'behaviours' | 'depth'> {
  readonly seed: number;
}

/** What to make schedules of. */
export interface ScheduleCommand extends Pick<SpecCommand, 'folder' | 'stateLimit' | 'progress'> {
  /** The names of weakenings; all whose properties the checker knows if there are none. */
  readonly names: readonly string[];
  /** The file to write; they are printed if it is left out. */
  readonly out?: string;
  print(line: string): void;
}

/**
 * Checks, prints, and returns the exit code: 0 if models hold and weakenings are found, otherwise 1. What asks for more than
 * a search can tell is skipped, unless it was named.
 *
 * @throws UsageError for such a name.
 */
export async function specCommand(command: SpecCommand): Promise<0 | 1> {
  const { folder } = command;
  if (!existsSync(join(folder, 'models'))) throw new UsageError(`there is no folder ${folder}`);
  const models = await modelNames(folder);
  const weakenings = await weakeningsIn(folder);
  const asked = command.weakenings ? weakenings.map(({ name }) => name) : command.names;
  const unknown = asked.find(
    (name) => !models.includes(name) && weakenings.every((one) => one.name !== name),
  );
  if (unknown !== undefined) {
    throw new UsageError(`there is no model or weakening ${unknown}; models: ${models.join(', ')}`);
  }
  let passed = true;
  for (const name of asked.length > 0 ? asked : await usualModels(folder)) {
    const weakening = weakenings.find((one) => one.name === name);
    const judged = weakening === undefined ? check(name, command) : hunt(weakening, command);
    const good = await judged.catch((error: unknown) => skipped(error, name, command));
    passed &&= good;
  }
  return passed ? 0 : 1;
}

/** Says that a model cannot be asked; if its name was given, that is an error. */
function skipped(error: unknown, name: string, { names, print }: SpecCommand): true {
  if (!(error instanceof TemporalError)) throw error;
  const instead = `npm run tlc -- ${name} checks it`;
  if (names.includes(name)) throw new UsageError(`${error.message}; ${instead}`);
  print(`Skipped. ${error.message}; ${instead}.`);
  return true;
}

/**
 * Searches weakenings for their shortest counterexamples, and writes these as schedules. Weakenings that break a promise
 * about the end of time have none: what shows them has no last step.
 */
export async function scheduleCommand(command: ScheduleCommand): Promise<0 | 1> {
  const { folder, names, out, print } = command;
  const weakenings = await weakeningsIn(folder);
  const unknown = names.find((name) => weakenings.every((one) => one.name !== name));
  if (unknown !== undefined) throw new UsageError(`there is no weakening ${unknown} in ${folder}`);
  const asked = weakenings.filter(({ name }) => names.length === 0 || names.includes(name));
  const schedules: Schedule[] = [];
  const without: string[] = [];
  for (const weakening of asked) {
    const said: string[] = [];
    const schedule = await scheduleFor(weakening, {
      ...command,
      print: (line) => void said.push(line),
    });
    if (schedule !== null) schedules.push(schedule);
    else without.push(`${weakening.name} has no schedule. ${said.join(' ').split('\n')[0]}`);
  }
  const text = schedulesText(schedules);
  if (out === undefined) print(text.trimEnd());
  else await writeFile(out, text);
  if (out !== undefined) print(`${schedules.length} schedules are in ${out}.`);
  for (const line of without) print(line);
  return without.length === 0 || names.length === 0 ? 0 : 1;
}

/** The schedule of a weakening; `null` if the checker does not know the property, which is one of liveness. */
export async function scheduleFor(
  weakening: Weakening,
  command: Omit<ScheduleCommand, 'names' | 'out'>,
): Promise<Schedule | null> {
  const job = await weakeningJob(command.folder, weakening);
  const report = await run(job, command).catch((error: unknown) => {
    if (!(error instanceof TemporalError)) throw error;
    command.print(error.message);
    return null;
  });
  if (report === null) return null;
  const { outcome, variables } = report;
  if (outcome.kind === 'error') throw outcome.error;
  if (outcome.kind === 'limit') {
    throw new UsageError(`${weakening.name} is not found in ${outcome.limit} states: ask for more`);
  }
  return 'trace' in outcome ? scheduleOf(weakening, specStates(outcome.trace, variables)) : null;
}

async function weakeningsIn(folder: string): Promise<readonly Weakening[]> {
  return existsSync(join(folder, 'weakenings')) ? await readWeakenings(folder) : [];
}

/** A model must hold. */
async function check(name: string, command: SpecCommand): Promise<boolean> {
  const { folder, print } = command;
  print(`${name}:`);
  const report = await checked(await modelJob(folder, name), command);
  if (report === null) return false;
  await tellReport(name, report, command);
  return report.outcome.kind === 'holds';
}

/** A weakening must be found, and by the property that its row names. */
async function hunt(weakening: Weakening, command: SpecCommand): Promise<boolean> {
  const { folder, print } = command;
  print(`${weakening.name}:`);
  const report = await checked(await weakeningJob(folder, weakening), command);
  if (report === null) return false;
  const { outcome } = report;
  const fell = 'property' in outcome ? outcome.property : 'nothing';
  const found = fell === weakening.falls;
  const expected = found ? '' : `, and ${weakening.falls} should have`;
  const steps = 'trace' in outcome ? `, after ${outcome.trace.length - 1} steps` : '';
  print(`${fell} fell${expected}${steps}.`);
  await tellReport(weakening.name, report, command);
  return found;
}

/**
 * A counterexample of Raft is told like a run of the simulator; any other one state by state. What tells it is loaded here,
 * since that takes longer than checking a small model.
 */
async function tellReport(
  name: string,
  report: Report | WalkReport,
  { out, print }: SpecCommand,
): Promise<void> {
  const { outcome, variables } = report;
  if (!('trace' in outcome)) {
    for (const line of reportLines(report)) print(line);
    return;
  }
  const { isOfRaft, tellCounterexample } = await import('./counterexample.ts');
  const told = isOfRaft(variables)
    ? await tellCounterexample({
        name,
        states: specStates(outcome.trace, variables),
        file: join(out, name, 'counterexample.jsonl'),
      })
    : undefined;
  for (const line of reportLines(report, told)) print(line);
}

type Manner = Omit<SpecCommand, 'names' | 'out'>;

/** Searches through the states of a job, or walks at random. */
async function checked(job: Job, command: Manner): Promise<Report | WalkReport | null> {
  const { simulate: walks, walked } = command;
  if (walks === undefined) return await run(job, command);
  const stream = new Stream(String(walks.seed), job.name);
  const random = (below: number) => stream.int(0, below - 1);
  const progress = walked === undefined ? {} : { progress: walked };
  return await onModel(job, command, (model) => simulate(model, { ...walks, random, ...progress }));
}

/** Searches through the states of a job. */
async function run(job: Job, command: Manner): Promise<Report | null> {
  const { stateLimit, progress } = command;
  const options = progress === undefined ? { stateLimit } : { stateLimit, progress };
  return await onModel(job, command, (model) => search(model, options));
}

/**
 * Loads a job. Says what is wrong with it, and returns `null`.
 *
 * @throws TemporalError if nothing is wrong, and it asks for more than a search can tell.
 */
async function onModel<Out>(
  job: Job,
  { folder, print, coverage = false, kept }: Manner,
  use: (model: Model) => Out,
): Promise<Out | null> {
  try {
    const manner = kept === undefined ? { coverage } : { coverage, kept };
    return use(await loadJob(folder, job, manner));
  } catch (error) {
    if (!(error instanceof SpecError) || error instanceof TemporalError) throw error;
    print(error.message);
    return null;
  }
}
