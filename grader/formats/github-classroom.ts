/**
 * GitHub Classroom: the `result` output of a grading step, as version 1 of its reporter reads it.
 *
 * The output is one line of base64. The reporter adds up the scores of the tests, so forfeited
 * points count as none.
 *
 * @module
 */
import { Buffer } from 'node:buffer';
import { nameOf, outcomesOf, type Surroundings, unplayable } from './outcome.ts';
import type { Results } from './results.ts';

export function githubClassroom(results: Results, surroundings: Surroundings): string {
  const complete = results.earned === results.points;
  const stopped = unplayable(results) !== null;
  const document = {
    version: 1,
    status: stopped ? 'error' : complete ? 'pass' : 'fail',
    max_score: results.points,
    tests: outcomesOf(results, surroundings).map((outcome) => ({
      name: nameOf(outcome),
      status: stopped ? 'error' : outcome.outcome === 'passed' ? 'pass' : 'fail',
      score: outcome.score,
      message: outcome.story.join('\n'),
      test_code: outcome.replay ?? '',
      filename: 'raft.ts',
      line_no: 0,
      duration: 0,
    })),
  };
  return `${Buffer.from(JSON.stringify(document), 'utf8').toString('base64')}\n`;
}
