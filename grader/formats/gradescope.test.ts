import { expect, it } from 'vitest';
import { gradescope } from './gradescope.ts';
import {
  complaints,
  fields,
  perfect,
  REPLAY,
  sample,
  surroundings,
} from './samples.test-helper.ts';

const visibility = { enum: ['visible', 'hidden', 'after_due_date', 'after_published'] };
const format = { enum: ['text', 'simple_format', 'html', 'md', 'ansi'] };
const string = { type: 'string' };
const number = { type: 'number' };

/** The fields that Gradescope documents for its results.json. */
const schema = {
  ...fields(
    {
      score: number,
      execution_time: number,
      output: string,
      output_format: format,
      test_output_format: format,
      test_name_format: format,
      visibility,
      stdout_visibility: visibility,
      extra_data: { type: 'object' },
      tests: {
        type: 'array',
        items: fields(
          {
            score: number,
            max_score: number,
            status: { enum: ['passed', 'failed'] },
            name: string,
            name_format: format,
            number: string,
            output: string,
            output_format: format,
            tags: { type: 'array', items: string },
            visibility,
            extra_data: { type: 'object' },
          },
          ['name_format', 'output_format'],
        ),
      },
    },
    ['execution_time', 'test_name_format'],
  ),
};

it('has the published fields', () => {
  for (const results of [sample(), perfect()]) {
    expect(complaints(schema, JSON.parse(gradescope(results, surroundings)))).toEqual([]);
  }
});

it('has a score for each scenario, and their sum', () => {
  const document = JSON.parse(gradescope(sample(), surroundings));
  expect(document.score).toBe(3.5);
  const tests: { number: string; status: string; score: number; max_score: number }[] =
    document.tests;
  expect(
    tests.map(({ number, status, score, max_score }) => [number, status, score, max_score]),
  ).toEqual([
    ['2A.1', 'failed', 0, 5],
    ['2A.2', 'failed', 0, 4],
    ['2A.3', 'failed', 0, 4],
    ['2A.4', 'failed', 0, 3],
    ['2A.5', 'passed', 2, 2],
    ['2B.1', 'passed', 1.5, 1.5],
  ]);
});

it('tells rule, paper, seed and replay command', () => {
  const [, , test] = JSON.parse(gradescope(sample(), surroundings)).tests;
  expect(test.output).toContain(`Play it again: ${REPLAY}`);
  expect(test.extra_data).toMatchObject({ rule: 'one-vote', paper: '§5.2', seed: 2 });
});
