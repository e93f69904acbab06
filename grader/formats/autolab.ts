/**
 * Autolab: what the grader prints. The feedback is the last line but one, the scores are the last
 * line.
 *
 * The problems of the assessment in Autolab must be named like our labs, such as `2A`.
 *
 * @module
 */
import { nameOf, outcomesOfLab, type Surroundings } from './outcome.ts';
import type { Results } from './results.ts';

export function autolab(results: Results, surroundings: Surroundings): string {
  const stages = results.labs.map((lab) => [
    `Lab ${lab.id}`,
    Object.fromEntries(
      outcomesOfLab(lab, surroundings).map((outcome) => {
        const passed = outcome.outcome === 'passed';
        const hint = outcome.story.join('\n');
        return [nameOf(outcome), passed ? { passed } : { passed, hint }];
      }),
    ),
  ]);
  const feedback = {
    _presentation: 'semantic',
    stages: results.labs.map(({ id }) => `Lab ${id}`),
    ...Object.fromEntries(stages),
  };
  const scores = Object.fromEntries(results.labs.map(({ id, earned }) => [id, earned]));
  return `${JSON.stringify(feedback)}\n${JSON.stringify({ scores })}\n`;
}
