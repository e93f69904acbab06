import { describe, expect, it } from 'vitest';
import { search } from '../tla/check/search.ts';
import { loadJob } from './embedded.ts';
import { readWeakenings, weakeningJob } from './models.ts';

const weakenings = await readWeakenings('spec');

/** Those with a guide are in `guides.test.ts`; what is about the end of time the kit's checker does not know. */
const unguided = weakenings.filter(
  ({ guide, model }) => guide === undefined && model !== 'MCLiveness',
);

const stateLimit = 500;

describe('what falls in a model with a mistake does not fall without it', () => {
  it.each(unguided)('$name', async (weakening) => {
    // What a leader may send is part of the question, and no mistake.
    const { Replications } = weakening.breaks;
    const right = { ...weakening, breaks: Replications === undefined ? {} : { Replications } };
    const { outcome } = search(await loadJob('spec', await weakeningJob('spec', right)), {
      stateLimit,
    });
    expect(['holds', 'limit']).toContain(outcome.kind);
  });
});
