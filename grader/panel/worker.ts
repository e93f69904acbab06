/**
 * A worker thread that plays a student's scenarios on the Rafts of a panel.
 *
 * No property is judged: what a scenario does not look at, it does not find.
 *
 * @module
 */
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { play, type Subject } from '../run/play.ts';
import type { Scenario } from '../run/scenario.ts';
import { load } from '../sandbox/load.ts';
import type { Answer, Job, Outcome, WorkerData } from './jobs.ts';
import { scenariosIn, UnusableFile } from './scenarios.ts';

const { tests, source, bundles, beacon } = workerData as WorkerData;
const signsOfLife = new Int32Array(beacon);
const subjects = new Map<number, Subject>();

await serve();

async function serve(): Promise<void> {
  try {
    const exported: object = await import(pathToFileURL(tests).href);
    const scenarios = scenariosIn(exported);
    parentPort?.on('message', (job: Job) => {
      answer({ kind: 'done', outcome: outcomeOf(scenarios, job) });
    });
    answer({ kind: 'ready', scenarios: scenarios.map(({ id, name }) => ({ id, name })) });
  } catch (error) {
    const text = error instanceof UnusableFile ? error.message : `it throws ${told(error)}`;
    answer({ kind: 'unusable', text });
  }
}

function answer(message: Answer): void {
  parentPort?.postMessage(message);
}

function outcomeOf(scenarios: readonly Scenario[], job: Job): Outcome {
  const scenario = scenarios[job.scenario];
  if (scenario === undefined) throw new Error(`there is no scenario at place ${job.scenario}`);
  try {
    return playAll(scenario, subjectAt(job.raft));
  } catch (error) {
    return { kind: 'broken', text: `throws ${told(error)}` };
  }
}

/** Plays all seeds until one fails. What could not be decided is no failure. */
function playAll(scenario: Scenario, subject: Subject): Outcome {
  const calling = (): void => {
    signsOfLife[0] = ((signsOfLife[0] ?? 0) + 1) | 0;
  };
  for (let seed = 1; seed <= scenario.seeds; seed += 1) {
    const result = play({ scenario, seed, subject, properties: [], calling });
    const { verdict, rule, text } = result;
    if (verdict === 'passed' || verdict === 'inconclusive') continue;
    return { kind: 'rejects', seed, verdict, rule: rule?.id ?? null, text };
  }
  return { kind: 'accepts' };
}

function subjectAt(place: number): Subject {
  const known = subjects.get(place);
  if (known !== undefined) return known;
  const bundle = bundles[place];
  if (bundle === undefined) throw new Error(`there is no Raft at place ${place}`);
  const made = load(bundle);
  subjects.set(place, made);
  return made;
}

/** An error in one line, with the line of the student's file when the stack names it. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const file = basename(source);
  const frames = (error.stack ?? '').split(`${file}:`).slice(1);
  const line = /^\d+/.exec(frames[0] ?? '')?.[0];
  const where = line === undefined ? '' : ` (${file}:${line})`;
  return `${error.name}: ${error.message}${where}`;
}
