import { expect, it } from 'vitest';
import { prairielearn } from './prairielearn.ts';
import {
  complaints,
  fields,
  perfect,
  REPLAY,
  sample,
  surroundings,
  unloaded,
} from './samples.test-helper.ts';

const string = { type: 'string' };
const number = { type: 'number', minimum: 0 };

/** The fields that PrairieLearn documents for external graders. */
const schema = fields(
  {
    gradable: { type: 'boolean' },
    score: { type: 'number', minimum: 0, maximum: 1 },
    format_errors: { type: 'array', items: string },
    message: string,
    output: string,
    tests: {
      type: 'array',
      items: fields({
        name: string,
        description: string,
        points: number,
        max_points: number,
        message: string,
        output: string,
      }),
    },
  },
  ['format_errors', 'message', 'output', 'tests'],
);

it('has the published fields', () => {
  for (const results of [sample(), perfect(), unloaded()]) {
    expect(complaints(schema, JSON.parse(prairielearn(results, surroundings)))).toEqual([]);
  }
});

it('has the share of the points as score, and points for each scenario', () => {
  const document = JSON.parse(prairielearn(sample(), surroundings));
  expect(document.score).toBeCloseTo(3.5 / 19.5);
  expect(document.tests[2].output).toContain(REPLAY);
  expect(document.tests[3]).toMatchObject({ points: 0, max_points: 3 });
  expect(document.tests[3].message).toContain('forfeited');
  expect(document.tests[1].message).toBe('not judged, because 2A.1 initial-election failed');
  expect(JSON.parse(prairielearn(perfect(), surroundings)).score).toBe(1);
});

it('says that a submission that cannot be loaded is not gradable', () => {
  expect(JSON.parse(prairielearn(unloaded('a syntax error'), surroundings))).toEqual({
    gradable: false,
    score: 0,
    format_errors: ['a syntax error'],
  });
});

it('stays below 1 MB with texts of any length', () => {
  const document = prairielearn(sample({ text: '🙂'.repeat(1_000_000) }), surroundings);
  expect(document.length).toBeLessThan(100_000);
});
