import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { githubClassroom } from './github-classroom.ts';
import type { Results } from './results.ts';
import {
  complaints,
  fields,
  NASTY,
  perfect,
  REPLAY,
  sample,
  surroundings,
  unloaded,
} from './samples.test-helper.ts';

const status = { enum: ['pass', 'fail', 'error'] };
const string = { type: 'string' };
const number = { type: 'number' };

/** The fields that the reporter of GitHub Classroom reads, version 1. */
const schema = fields({
  version: { const: 1 },
  status,
  max_score: number,
  tests: {
    type: 'array',
    items: fields({
      name: string,
      status,
      score: number,
      message: string,
      test_code: string,
      filename: string,
      line_no: { type: 'integer' },
      duration: number,
    }),
  },
});

function decoded(results: Results) {
  const text = githubClassroom(results, surroundings);
  expect(text).toMatch(/^[A-Za-z0-9+/]+=*\n$/);
  return JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
}

it('is one line of base64 with the published fields', () => {
  for (const results of [sample(), sample({ text: NASTY }), perfect(), unloaded()]) {
    expect(complaints(schema, decoded(results))).toEqual([]);
  }
});

it('says how it went as a whole', () => {
  expect(decoded(sample()).status).toBe('fail');
  expect(decoded(perfect()).status).toBe('pass');
  expect(decoded(unloaded())).toMatchObject({ status: 'error', tests: [{ status: 'error' }, {}] });
});

it('has scores that add up, because the reporter adds them', () => {
  const { tests, max_score } = decoded(sample()) as {
    tests: { score: number; status: string; test_code: string }[];
    max_score: number;
  };
  expect(tests.reduce((sum, { score }) => sum + score, 0)).toBe(3.5);
  expect(max_score).toBe(19.5);
  expect(tests[2]?.test_code).toBe(REPLAY);
  expect(tests.map((test) => test.status)).toEqual([
    'fail',
    'fail',
    'fail',
    'fail',
    'pass',
    'pass',
  ]);
});
