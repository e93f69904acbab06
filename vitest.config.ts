import { defineConfig } from 'vitest/config';

/** Under `npm test` the labs run on the reference; `npm run lab` names the student's folder instead. */
const submission = process.env['RAFT_LAB_SUBMISSION'] ?? 'reference';

export default defineConfig({
  test: {
    // A submission is bundled by the engine and not imported by the suites, so vitest must be told to watch it.
    forceRerunTriggers: [`**/${submission}/**/*.ts`, '**/vitest.config.*'],
    projects: [
      { test: { name: 'reference', include: ['reference/**/*.test.ts', 'skeleton/**/*.test.ts'] } },
      { test: { name: 'grader', include: ['grader/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'labs',
          include: ['labs/**/*.test.ts'],
          env: { RAFT_LAB_SUBMISSION: submission },
          testTimeout: 60_000,
        },
      },
    ],
  },
});
