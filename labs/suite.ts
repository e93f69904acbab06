/**
 * A lab as a vitest suite: one test a scenario, for `npm run lab` and for the vitest UI.
 *
 * @module
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { explained } from '../grader/conformance/explained.ts';
import { type Lab, type LoadedSubmission, loadSubmission, playScenario } from '../grader/index.ts';

/** The folder that is graded: the student's own under `npm run lab`, the reference under `npm test`. */
const folder = process.env['RAFT_LAB_SUBMISSION'] ?? 'skeleton';

/** Declares the tests of a lab. A failure is told as `npm run grade` tells it. */
export function suite(lab: Lab): void {
  describe(`Lab ${lab.id} ${lab.title}: ${folder}`, () => {
    let submission: LoadedSubmission | null = null;
    beforeAll(async () => {
      submission = await loadSubmission(folder);
    });
    for (const scenario of lab.scenarios) {
      test(`${scenario.id} ${scenario.name}: ${scenario.title} [${scenario.points}]`, async () => {
        if (submission === null) expect.fail(`${folder} could not be loaded`);
        const { failed } = playScenario(lab, scenario, submission);
        if (failed === null) return;
        const { recording, broken, report } = failed;
        expect.fail(report(await explained(recording, broken)));
      });
    }
  });
}
