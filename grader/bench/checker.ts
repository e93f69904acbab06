/**
 * The kit's own checker beside TLC with one worker: whole processes, by turns, in one run.
 *
 * @module
 */
import { resolve } from 'node:path';
import { countsOf } from '../tlc/messages.ts';
import { modelJob } from '../tlc/models.ts';
import { javaArguments, layOut } from '../tlc/run.ts';
import { type Cost, costOf } from './cost.ts';
import { median } from './median.ts';

/** Where everything is. */
interface Places {
  /** The folder with the specification. */
  readonly spec: string;
  readonly jar: string;
  /** The folder in which TLC runs. */
  readonly out: string;
}

const ROUNDS = 3;
const OURS = ['grader/cli/spec-start.mjs', '--states', '100000000'];

/** Checks a model with both, and yields what they took. Throws if they do not find the same number of states. */
export async function* measureChecker(name: string, places: Places): AsyncGenerator<string> {
  const job = await modelJob(places.spec, name);
  const folder = resolve(places.out, name);
  await layOut(places.spec, folder, job);
  const java = javaArguments(job, { jar: places.jar, workers: 1 });
  const rounds: { readonly tlc: Cost; readonly ours: Cost }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const tlc = await costOf('java', java, folder);
    const ours = await costOf(process.execPath, [...OURS, name], '.');
    rounds.push({ tlc, ours });
    const states = countsOf(tlc.output)?.distinct;
    if (states === undefined || !ours.output.includes(` generated, ${states} distinct, 0 left`)) {
      throw new Error(`they do not agree on ${name}:\n${tlc.output}\n${ours.output}`);
    }
    if (round === 0) yield `${name}, ${states} states:`;
  }
  for (const [what, by, digits] of ROWS) {
    const { tlc, ours } = median(rounds, (round) => round.tlc[by] / round.ours[by]);
    const of = (cost: Cost) => cost[by].toFixed(digits);
    yield `${(tlc[by] / ours[by]).toFixed(1).padStart(8)}  ${what}, TLC / ours (${of(tlc)} / ${of(ours)})`;
  }
}

const ROWS = [
  ['seconds until the verdict', 'seconds', 2],
  ['seconds of processor time', 'processor', 2],
  ['MB of memory at the most', 'memory', 0],
] as const;
