import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { exercism } from './exercism.ts';
import {
  complaints,
  fields,
  perfect,
  REPLAY,
  sample,
  surroundings,
  unloaded,
} from './samples.test-helper.ts';

const stringOrNull = { anyOf: [{ type: 'string', maxLength: 65_535 }, { type: 'null' }] };
const status = { enum: ['pass', 'fail', 'error'] };

/** The fields of Exercism's test runner interface, version 3. */
const schema = fields({
  version: { const: 3 },
  status,
  message: stringOrNull,
  tests: {
    type: 'array',
    items: fields({
      name: { type: 'string' },
      status,
      message: stringOrNull,
      test_code: { type: 'string' },
      task_id: { type: 'integer', minimum: 1 },
    }),
  },
});

it('has the published fields', () => {
  for (const results of [sample(), perfect(), unloaded()]) {
    expect(complaints(schema, JSON.parse(exercism(results, surroundings)))).toEqual([]);
  }
});

it('has a status for each scenario and for all, and the lab as the task', () => {
  const document = JSON.parse(exercism(sample(), surroundings));
  expect(document).toMatchObject({ status: 'fail', message: null });
  expect(document.tests[1].message).toBe('not judged, because 2A.1 initial-election failed');
  expect(document.tests[2]).toMatchObject({ status: 'fail', test_code: REPLAY, task_id: 1 });
  expect(document.tests[3].message).toContain('forfeited');
  expect(document.tests[5]).toMatchObject({ status: 'pass', message: null, task_id: 2 });
  expect(JSON.parse(exercism(perfect(), surroundings)).status).toBe('pass');
});

it('has the error alone when nothing could be played', () => {
  const document = JSON.parse(exercism(unloaded('🙂'.repeat(100_000)), surroundings));
  expect(document).toMatchObject({ status: 'error', tests: [] });
  expect(Buffer.byteLength(document.message)).toBeLessThanOrEqual(65_535);
});
