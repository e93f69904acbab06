/**
 * Grades a class, and says at the end what there is now.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type ClassGrading, gradeClass } from '../class/grade-class.ts';
import { CLASS_LEVEL, type SandboxLevel } from '../sandbox/level.ts';
import { checkLevel } from './doctor-command.ts';

/** What a command line that grades a class may leave out. */
export function classDefaults(options: {
  readonly jobs?: number;
  readonly traces?: number;
  readonly sandbox?: SandboxLevel;
}): Pick<ClassGrading, 'jobs' | 'traces' | 'sandbox' | 'skeleton' | 'now'> {
  return {
    jobs: options.jobs ?? availableParallelism(),
    traces: options.traces ?? 5,
    sandbox: options.sandbox ?? CLASS_LEVEL,
    skeleton: fileURLToPath(new URL('../../skeleton', import.meta.url)),
    now: () => performance.now(),
  };
}

/** Returns the exit code: 0 when everybody has a grade, 1 when a fault of the kit left somebody without. */
export async function classCommand(grading: ClassGrading): Promise<0 | 1> {
  const { out, print } = grading;
  checkLevel(grading.sandbox);
  const { graded, before, faults } = await gradeClass(grading);
  const earlier = before === 0 ? '' : `, ${before} before`;
  print(
    `${graded} submissions graded${earlier}. The results are in ${out}: grades.csv and report.html.`,
  );
  if (faults.length === 0) return 0;
  print(`NOT GRADED, by a fault of the kit: ${faults.join(', ')}. Add --resume to try them again.`);
  return 1;
}
