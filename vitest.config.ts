import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'reference', include: ['reference/**/*.test.ts', 'skeleton/**/*.test.ts'] } },
      { test: { name: 'grader', include: ['grader/**/*.test.ts'] } },
      { test: { name: 'labs', include: ['labs/**/*.test.ts'] } },
    ],
  },
});
