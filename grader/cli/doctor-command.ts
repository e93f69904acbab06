/**
 * What this machine offers: the version of Node, and the levels of the sandbox that work here.
 *
 * @module
 */
import { whyNot } from '../sandbox/launch.ts';
import {
  BUYS,
  CLASS_LEVEL,
  DEFAULT_LEVEL,
  SANDBOX_LEVELS,
  type SandboxLevel,
} from '../sandbox/level.ts';
import { UsageError } from './usage-error.ts';

/** The oldest Node that the kit runs on. */
const NODE_MIN = [20, 19] as const;

/** What is graded with a level unless another is asked for. */
const TAKEN: ReadonlyMap<SandboxLevel, string> = new Map([
  [DEFAULT_LEVEL, 'one submission'],
  [CLASS_LEVEL, 'a class'],
]);

/** Throws a {@link UsageError} when a level does not work on this machine. */
export function checkLevel(level: SandboxLevel): void {
  const problem = whyNot(level);
  if (problem !== null) throw new UsageError(`--sandbox ${level} does not work here: ${problem}`);
}

export interface Diagnosis {
  /** True when everything works that grading needs unless it is asked for more. */
  readonly well: boolean;
  readonly lines: readonly string[];
}

/** Looks at this machine. */
export function diagnose(version: string = process.versions.node): Diagnosis {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, oldestMinor] = NODE_MIN;
  const fits = major > oldest || (major === oldest && minor >= oldestMinor);
  const levels = SANDBOX_LEVELS.flatMap((level) => levelLines(level));
  const need = `Node ${NODE_MIN.join('.')} or later is needed`;
  return {
    well: fits && whyNot(DEFAULT_LEVEL) === null && whyNot(CLASS_LEVEL) === null,
    lines: [
      `Node ${version}: ${fits ? 'fine' : `too old; ${need}`}`,
      '',
      'Levels of the sandbox, from nothing to most; each has what those before it have:',
      ...levels,
      '',
      'docs/sandbox.md says what each of them does not stop.',
    ],
  };
}

function levelLines(level: SandboxLevel): readonly string[] {
  const problem = whyNot(level);
  const state = problem === null ? 'works' : `does not work here: ${problem}`;
  const whose = TAKEN.get(level);
  const standard = whose === undefined ? '' : `, taken for ${whose} unless you ask for another`;
  return [`  ${level}: ${state}${standard}`, `      ${BUYS[level]}`];
}
