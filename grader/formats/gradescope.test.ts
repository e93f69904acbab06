import { expect, it } from 'vitest';
import { readEarlier } from './earlier.ts';
import { gradescope } from './gradescope.ts';
import type { Surroundings } from './outcome.ts';
import type { Results } from './results.ts';
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
      leaderboard: {
        type: 'array',
        items: fields({
          name: string,
          value: { anyOf: [number, string] },
          order: { enum: ['asc', 'desc'] },
        }),
      },
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
    ['execution_time', 'test_name_format', 'leaderboard'],
  ),
};

const withLeaderboard: Surroundings = { ...surroundings, environment: { LEADERBOARD: '1' } };
const previous = [
  { submission_time: '2026-11-02T10:00:00Z', score: 12, results: {} },
  { submission_time: '2026-11-01T10:00:00Z', score: '3.5', results: {} },
  { submission_time: '2026-11-03T10:00:00Z', results: {} },
];
const withEarlier: Surroundings = {
  ...surroundings,
  earlier: readEarlier(JSON.stringify({ id: 7, previous_submissions: previous })),
};

it('has the published fields', () => {
  for (const results of [sample(), perfect()]) {
    for (const around of [surroundings, withLeaderboard, withEarlier]) {
      expect(complaints(schema, JSON.parse(gradescope(results, around)))).toEqual([]);
    }
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

it('has a leaderboard only where it is asked for, and counts messages only of what earned all points', () => {
  const boardOf = (results: Results, around: Surroundings): unknown =>
    JSON.parse(gradescope(results, around)).leaderboard;
  expect(boardOf(sample(), surroundings)).toBeUndefined();
  const points = { name: 'Points', order: 'desc' };
  const messages = { name: 'Messages', order: 'asc' };
  expect(boardOf(sample(), withLeaderboard)).toEqual([
    { ...points, value: 3.5 },
    { ...messages, value: '–' },
  ]);
  const chatty = perfect().labs.map((lab) => ({
    ...lab,
    scenarios: lab.scenarios.map((scenario) => ({ ...scenario, messages: 40.6 })),
  }));
  expect(boardOf({ ...perfect(), labs: chatty }, withLeaderboard)).toEqual([
    { ...points, value: 5 },
    { ...messages, value: 41 },
  ]);
});

it('tells which of the submissions before was the best, and bears with other metadata', () => {
  const outputOf = (around: Surroundings): string =>
    JSON.parse(gradescope(sample(), around)).output;
  expect(outputOf(withEarlier)).toContain(
    '2 submissions before this; the best had 12 points, on 2026-11-02T10:00:00Z.',
  );
  expect(outputOf(surroundings)).not.toContain('before this');
  for (const text of ['', '{}', '[', '{"previous_submissions": [{"score": 1}]}']) {
    expect(readEarlier(text)).toEqual([]);
  }
});
