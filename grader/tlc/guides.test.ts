import { describe, expect, it } from 'vitest';
import { search } from '../tla/check/search.ts';
import { loadJob } from './embedded.ts';
import { readWeakenings, weakeningJob } from './models.ts';

const weakenings = await readWeakenings('spec');

/** Those of five servers take ten seconds and more: `npm run spec -- --weakenings` runs them too. */
const guided = weakenings.filter(
  ({ guide, constants }) => guide !== undefined && constants['Server'] === undefined,
);

/** Without the mistake a guide may leave more states open than a test can see. */
const stateLimit = 3_000;

describe('a mistake that is found on the way that a guide shows', () => {
  it.each(guided)('$name', async (weakening) => {
    const { outcome } = search(await loadJob('spec', await weakeningJob('spec', weakening)));
    if (!('trace' in outcome) || !('property' in outcome)) expect.fail(outcome.kind);
    expect(outcome.property).toBe(weakening.falls);
    expect(outcome.trace.length).toBe(weakening.steps + 1);
  });

  it.each(guided)('$name, and without it nothing falls there', async (weakening) => {
    const { Replications } = weakening.breaks;
    const right = { ...weakening, breaks: Replications === undefined ? {} : { Replications } };
    const { outcome, counts } = search(await loadJob('spec', await weakeningJob('spec', right)), {
      stateLimit,
    });
    expect(['holds', 'limit']).toContain(outcome.kind);
    expect(counts.depth).toBeGreaterThan(weakening.steps / 2);
  });
});
