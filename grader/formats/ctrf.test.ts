import { expect, it } from 'vitest';
import { ctrf } from './ctrf.ts';
import {
  complaints,
  fields,
  perfect,
  REPLAY,
  sample,
  surroundings,
} from './samples.test-helper.ts';

const string = { type: 'string' };
const text = { type: 'string', minLength: 1 };
const whole = { type: 'integer' };
const extra = { type: 'object' };

/** The fields of the CTRF schema that we write, as it publishes them. */
const schema = fields({
  reportFormat: { const: 'CTRF' },
  specVersion: { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' },
  timestamp: string,
  generatedBy: string,
  results: fields({
    tool: fields({ name: text }),
    summary: fields({
      tests: whole,
      passed: whole,
      failed: whole,
      skipped: whole,
      pending: whole,
      other: whole,
      suites: whole,
      start: whole,
      stop: whole,
      extra,
    }),
    tests: {
      type: 'array',
      items: fields(
        {
          name: text,
          status: { enum: ['passed', 'failed', 'skipped', 'pending', 'other'] },
          duration: whole,
          suite: { type: 'array', minItems: 1, items: string },
          message: string,
          trace: string,
          rawStatus: string,
          tags: { type: 'array', items: string },
          extra,
        },
        ['message', 'trace'],
      ),
    },
  }),
});

it('has the published fields', () => {
  for (const results of [sample(), perfect()]) {
    expect(complaints(schema, JSON.parse(ctrf(results, surroundings)))).toEqual([]);
  }
});

it('counts what passed, failed and was skipped', () => {
  const { summary, tests } = JSON.parse(ctrf(sample(), surroundings)).results;
  const start = Date.parse(surroundings.now);
  expect(summary).toMatchObject({ tests: 6, passed: 2, failed: 3, skipped: 1, suites: 2, start });
  expect(tests[1]).toMatchObject({ status: 'skipped', rawStatus: 'not judged' });
  expect(tests[3]).toMatchObject({ status: 'failed', rawStatus: 'forfeited' });
  expect(tests[2].extra).toEqual({
    points: 4,
    score: 0,
    seed: 2,
    replay: REPLAY,
    rule: 'one-vote',
    paper: '§5.2',
  });
});
