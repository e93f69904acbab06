/**
 * The file that a grading writes its results to, again after each scenario.
 *
 * Whoever ends the grading, such as a platform whose time is up, finds there what was earned until then.
 *
 * @module
 */
import { renameSync, writeFileSync } from 'node:fs';
import { formatsOfOne } from '../formats/index.ts';
import type { Surroundings } from '../formats/outcome.ts';
import { renderFor } from '../formats/rendering.ts';
import { ResultsError } from '../formats/results.ts';
import { resultsText } from '../report/results.ts';
import type { Grade } from '../run/grade.ts';
import { checkOutput } from './paths.ts';
import { UsageError } from './usage-error.ts';

/** The format of a platform, and what it needs to know. */
export interface Conversion {
  /** The name of the format. */
  readonly to: string;
  readonly surroundings: Surroundings;
}

/**
 * Gives back what writes a grade to `path`: in a platform's format, or in the kit's own when `conversion` is `null`.
 *
 * @throws UsageError when there is no such format, or no file can be written there.
 */
export function resultsFile(path: string, conversion: Conversion | null): (grade: Grade) => void {
  checkOutput(path);
  const document = conversion === null ? resultsText : converter(conversion);
  return (grade) => {
    const unfinished = `${path}.unfinished`;
    writeFileSync(unfinished, document(grade));
    renameSync(unfinished, path);
  };
}

function converter({ to, surroundings }: Conversion): (grade: Grade) => string {
  const format = formatsOfOne.get(to);
  if (format === undefined) {
    const known = [...formatsOfOne.keys()].join(', ');
    throw new UsageError(`there is no format ${to}; the formats are ${known}`);
  }
  return (grade) => {
    try {
      return format(renderFor(surroundings.audience, grade), surroundings);
    } catch (error) {
      if (error instanceof ResultsError) throw new UsageError(`${to}: ${error.message}`);
      throw error;
    }
  };
}
