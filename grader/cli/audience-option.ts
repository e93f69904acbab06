/**
 * `--audience`: who reads what is written.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { AUDIENCES, type Audience } from '../formats/audience.ts';
import { readEarlier } from '../formats/earlier.ts';
import type { Surroundings } from '../formats/outcome.ts';

/** The option, for each command that writes in the format of a platform. */
export function audienceOption(): Option {
  const help =
    'who reads it, when --salt hid the tests: a student (only the sums), a student after the due date, the staff';
  return new Option('--audience <who>', help).choices(AUDIENCES).default('student');
}

/** What a format needs beside the results. */
export function surroundingsFor(audience: Audience, folder = 'skeleton'): Surroundings {
  const { env: environment } = process;
  const earlier = readEarlier(textOrNothing(environment['SUBMISSION_METADATA']));
  return { audience, folder, now: new Date().toISOString(), environment, earlier };
}

/** On Gradescope the variable names a file. */
function textOrNothing(path: string | undefined): string {
  try {
    return path === undefined ? '' : readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
