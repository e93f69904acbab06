import { expect, it } from 'vitest';
import { classroom50 } from './classroom50.ts';
import { complaints, fields, sample, surroundings } from './samples.test-helper.ts';

const string = { type: 'string' };
const whole = { type: 'integer', minimum: 0 };

/** The fields of classroom50/result/v1. */
const schema = fields({
  schema: { const: 'classroom50/result/v1' },
  classroom: string,
  assignment: string,
  usernames: { type: 'array', items: string, minItems: 1 },
  submission: { type: 'string', pattern: '^submit/' },
  commit: string,
  release: string,
  review: string,
  datetime: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' },
  score: whole,
  'max-score': whole,
  tests: {
    type: 'array',
    items: fields({
      'test-name': string,
      passed: { type: 'boolean' },
      score: whole,
      'max-score': whole,
    }),
  },
});

it('has the published fields, and scores in tenths of a point', () => {
  const document = JSON.parse(classroom50(sample(), surroundings));
  expect(complaints(schema, document)).toEqual([]);
  expect(document).toMatchObject({ score: 35, 'max-score': 195, usernames: ['ada'] });
  expect(document.tests[3]).toEqual({
    'test-name': '2A.4 quiet-followers',
    passed: false,
    score: 0,
    'max-score': 30,
  });
  expect(document.tests[5]).toMatchObject({ passed: true, score: 15 });
  expect(document.tests[1]).toMatchObject({ 'test-name': '2A.2 re-election', passed: false });
});

it('names the variables that are missing', () => {
  const environment = { ...surroundings.environment, USERNAME: undefined, COMMIT_URL: '' };
  expect(() => classroom50(sample(), { ...surroundings, environment })).toThrow(
    'these environment variables, which its workflow sets, are missing: USERNAME, COMMIT_URL',
  );
});
