import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { RunHash } from '../trace/hash.ts';
import { loadSubmission } from './in-process.ts';
import { play, type Subject } from './play.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

/** Ten runs of the reference and the first 16 digits of their hashes. */
const PINNED = {
  '2A.1 seed 1': '77e59b290f8f0d81',
  '2A.3 seed 2': 'def550933972cd09',
  '2A.9 seed 3': 'c9f6a41304b8920e',
  '2A.20 seed 4': '86ffac3ba77be277',
  '2A.33 seed 5': 'a74742bd6be6749f',
  '2B.4 seed 6': '18221dc3777c6e4d',
  '2B.8 seed 7': '0c32509bae85dbf7',
  '2B.27 seed 8': 'b720e2b142559170',
  '2B.37 seed 9': '36b2073254807168',
  '2B.54 seed 10': '14045d8e44c632b0',
};

const WHAT_IT_MEANS = `
A run of the reference has another hash than before.
Did you change the reference, a scenario, the simulator, its random numbers, or what is in an event? Then every seed
stands for another run now, which is right if you meant it: copy the received hashes into the table of this file, and
say in the commit message what changed the runs.
Did you change none of these, or do the hashes differ from one machine or one call to the next? Then something that is no
function of the seed has come in: a clock, a random number without a stream, the order of a Set that was filled from
outside, a float that is rounded otherwise. Find it before you touch the table.
`;

function hashOf(subject: Subject, run: string): string {
  const [id = '', , seed] = run.split(' ');
  for (const { scenarios, properties } of labs) {
    const scenario = scenarios.find((one) => one.id === id);
    if (scenario === undefined) continue;
    const result = play({ scenario, seed: Number(seed), subject, properties, record: true });
    const hash = new RunHash();
    for (const event of result.recording?.events ?? []) hash.add(event);
    return result.verdict === 'passed' ? hash.digest().slice(0, 16) : result.verdict;
  }
  return 'there is no such scenario';
}

it('ten runs of the reference are what they were', async () => {
  const { subject } = await loadSubmission(REFERENCE);
  const found = Object.keys(PINNED).map((run) => [run, hashOf(subject, run)]);
  expect(Object.fromEntries(found), WHAT_IT_MEANS).toEqual(PINNED);
});
