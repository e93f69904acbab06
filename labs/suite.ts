/**
 * A lab as a vitest suite: one test a scenario, for `npm run lab` and for the vitest UI.
 *
 * @module
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Lab, type LoadedSubmission, loadSubmission, playScenario } from '../grader/index.ts';

/** The folder that is graded: the student's own under `npm run lab`, the reference under `npm test`. */
const folder = process.env['RAFT_LAB_SUBMISSION'] ?? 'skeleton';

/** Declares the tests of a lab. */
export function suite(lab: Lab): void {
  describe(`Lab ${lab.id} ${lab.title}: ${folder}`, () => {
    let submission: LoadedSubmission | null = null;
    beforeAll(async () => {
      submission = await loadSubmission(folder);
    });
    for (const scenario of lab.scenarios) {
      test(`${scenario.id} ${scenario.name}: ${scenario.title} [${scenario.points}]`, () => {
        if (submission === null) expect.fail(`${folder} could not be loaded`);
        const { report } = playScenario(lab, scenario, submission);
        if (report !== null) expect.fail(report);
      });
    }
  });
}
