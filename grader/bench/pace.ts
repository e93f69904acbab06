/**
 * A process at one level of the sandbox: plays a sample of all labs and says what an event took. Started by `levels.ts`.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { labs } from '../../labs/index.ts';
import { play } from '../run/play.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import { lockDown } from '../sandbox/compartment.ts';
import { load } from '../sandbox/load.ts';

/** What a process is asked on its standard input. */
export interface Order {
  readonly bundle: Bundle;
  readonly confined: boolean;
}

/** What an event took at one level, in microseconds. */
export interface Pace {
  /** Of this process's own time. */
  readonly user: number;
  /** Of everybody's. */
  readonly wall: number;
}

/** How often the sample is played before it is measured, and while it is. */
const WARM_UP = 1;
const TIMES = 2;
const SEEDS = [1, 2, 3];

/** The first scenario of every lab, and every fifth after it. */
const sample = labs.flatMap(({ scenarios, properties }) =>
  scenarios.filter((_, at) => at % 5 === 0).map((scenario) => ({ scenario, properties })),
);

const { bundle, confined } = JSON.parse(readFileSync(0, 'utf8')) as Order;
if (confined) await lockDown();
const subject = load(bundle, { confined });
playSample(WARM_UP);
const from = { wall: performance.now(), user: process.cpuUsage().user };
const events = playSample(TIMES);
const pace: Pace = {
  user: (process.cpuUsage().user - from.user) / events,
  wall: ((performance.now() - from.wall) * 1000) / events,
};
process.stdout.write(JSON.stringify(pace));

/** Returns the number of events. */
function playSample(times: number): number {
  let played = 0;
  for (let time = 0; time < times; time++) {
    for (const { scenario, properties } of sample) {
      for (const seed of SEEDS) {
        const result = play({ scenario, seed, subject, properties });
        if (result.verdict !== 'passed') throw new Error(`${scenario.id}: ${result.text}`);
        played += result.events;
      }
    }
  }
  return played;
}
