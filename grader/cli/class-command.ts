/**
 * Grades a class, and says at the end what there is now.
 *
 * @module
 */
import { type ClassGrading, gradeClass } from '../class/grade-class.ts';

/** Returns the exit code: 0 when everybody has a grade, 1 when a fault of the kit left somebody without. */
export async function classCommand(grading: ClassGrading): Promise<0 | 1> {
  const { out, print } = grading;
  const { graded, before, faults } = await gradeClass(grading);
  const earlier = before === 0 ? '' : `, ${before} before`;
  print(
    `${graded} submissions graded${earlier}. The results are in ${out}, the grades in ${out}/grades.csv.`,
  );
  if (faults.length === 0) return 0;
  print(`NOT GRADED, by a fault of the kit: ${faults.join(', ')}. Add --resume to try them again.`);
  return 1;
}
