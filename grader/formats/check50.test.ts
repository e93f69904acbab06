import { expect, it } from 'vitest';
import { check50 } from './check50.ts';
import {
  complaints,
  fields,
  perfect,
  REPLAY,
  sample,
  surroundings,
} from './samples.test-helper.ts';

const string = { type: 'string' };
const stringOrNull = { anyOf: [string, { type: 'null' }] };

/** The fields of check50's JSON specification. */
const schema = fields({
  slug: string,
  version: string,
  results: {
    type: 'array',
    items: fields({
      name: string,
      description: string,
      passed: { enum: [true, false, null] },
      log: { type: 'array', items: string },
      cause: { anyOf: [{ type: 'null' }, fields({ rationale: string, help: stringOrNull })] },
      data: { type: 'object' },
      dependency: stringOrNull,
    }),
  },
});

it('has the published fields', () => {
  for (const results of [sample(), perfect()]) {
    expect(complaints(schema, JSON.parse(check50(results, surroundings)))).toEqual([]);
  }
});

it('skips what was not judged, and names the check that it depends on', () => {
  const { results } = JSON.parse(check50(sample(), surroundings));
  expect(results.map(({ passed }: { passed: boolean | null }) => passed)).toEqual([
    false,
    null,
    false,
    false,
    true,
    true,
  ]);
  expect(results[1]).toMatchObject({
    dependency: '2A.1 initial-election',
    cause: { rationale: 'not judged, because 2A.1 initial-election failed', help: null },
  });
});

it('keeps apart what is wrong and what helps', () => {
  const { results } = JSON.parse(check50(sample(), surroundings));
  expect(results[2].cause).toEqual({
    rationale: 'wrong: one-vote (§5.2): what was seen',
    help: `A server votes once in a term. (§5.2) Play it again: ${REPLAY}`,
  });
  expect(results[3].cause.rationale).toContain('forfeited');
  expect(results[4].cause).toBe(null);
});
