/**
 * The tools that look at the code without running it. None of them writes anything.
 *
 * @module
 */
import { type ProcessPromise, $ as shell } from 'zx';

/** One tool, and how it is called. */
export interface Tool {
  /** What it looks for, as it stands in a result line. */
  readonly name: string;
  run(): Promise<Finding>;
}

/** What a tool found. */
export interface Finding {
  readonly passed: boolean;
  /** Everything that it printed. */
  readonly output: string;
}

const $ = shell({
  preferLocal: true,
  nothrow: true,
  quiet: true,
  env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
});

/** In the order in which one wants to know: what does not compile needs no other complaint. */
export const tools: readonly Tool[] = [
  { name: 'types (tsc)', run: () => finding($`tsc --noEmit`) },
  {
    name: 'format and lint (biome)',
    run: () => finding($`biome ci --colors=off --error-on-warnings --max-diagnostics=100 .`),
  },
  {
    name: 'who imports whom (dependency-cruiser)',
    run: () => finding($`depcruise --output-type err-long grader labs reference skeleton`),
  },
  { name: 'nothing unused (knip)', run: () => finding($`knip --no-progress`) },
  {
    name: 'nothing public left out of the documentation (typedoc)',
    run: () => finding($`typedoc --emit none`),
  },
];

async function finding(running: ProcessPromise): Promise<Finding> {
  const { exitCode, stdall } = await running;
  return { passed: exitCode === 0, output: stdall.trim() };
}
