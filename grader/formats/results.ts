/**
 * The results of a grading as they are read back from a file: what every format is made from.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Grade, LabGrade, ScenarioGrade } from '../run/grade.ts';
import type { RunVerdict } from '../run/verdict.ts';

/** One run in a file of results. */
export type StoredRun = RunVerdict;

/** One scenario in a file of results. */
export type StoredScenario = ScenarioGrade;

/** One lab in a file of results. */
export type StoredLab = LabGrade;

/** A whole file of results, version 1. */
export type Results = Grade;

/** The lab with this id, where it was graded. */
export function labOf({ labs }: Results, wanted: string): StoredLab | undefined {
  return labs.find(({ id }) => id === wanted);
}

/** Results that cannot be converted. The message says what is wrong with them, in one sentence. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
}

/**
 * Reads what `npm run grade -- <folder> --json <file>` wrote, and checks it against
 * results.schema.json.
 */
export function readResults(text: string): Results {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ResultsError('it is not JSON; name a file that npm run grade -- ... --json wrote');
  }
  const fits = validator();
  if (fits(document)) return document;
  throw new ResultsError(complaint(document, fits.errors?.[0]));
}

let compiled: ValidateFunction<Results> | null = null;

/** The schema is compiled once, for a class has hundreds of results. */
function validator(): ValidateFunction<Results> {
  if (compiled !== null) return compiled;
  const schema: object = JSON.parse(
    readFileSync(new URL('../report/results.schema.json', import.meta.url), 'utf8'),
  );
  compiled = new Ajv2020().compile<Results>(schema);
  return compiled;
}

function complaint(document: unknown, error: ErrorObject | undefined): string {
  if (typeof document === 'object' && document !== null && 'version' in document) {
    if (document.version !== 1) {
      return `it has version ${JSON.stringify(document.version)}, and only version 1 is known`;
    }
  }
  const field = error === undefined || error.instancePath === '' ? 'it' : error.instancePath;
  return `it does not hold the results of a grading: ${field} ${error?.message ?? 'does not fit'}`;
}
