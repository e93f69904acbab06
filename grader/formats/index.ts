/**
 * The formats by name.
 *
 * @module
 */
import { autolab } from './autolab.ts';
import { check50 } from './check50.ts';
import { classroom50 } from './classroom50.ts';
import { canvas, moodle } from './csv.ts';
import { ctrf } from './ctrf.ts';
import { exercism } from './exercism.ts';
import { githubClassroom } from './github-classroom.ts';
import { gradescope } from './gradescope.ts';
import { junit } from './junit.ts';
import type { Surroundings } from './outcome.ts';
import { prairielearn } from './prairielearn.ts';
import type { Results } from './results.ts';
import { sarif } from './sarif.ts';
import { stepSummary } from './step-summary.ts';
import { tap } from './tap.ts';

/** Writes the results of one submission. */
type OfOne = (results: Results, surroundings: Surroundings) => string;

/** Writes the results of a class. */
type OfMany = (all: readonly Results[], surroundings: Surroundings) => string;

/** The formats for one submission, by the name under which the command line knows them. */
export const formatsOfOne: ReadonlyMap<string, OfOne> = new Map<string, OfOne>([
  ['gradescope', gradescope],
  ['classroom50', classroom50],
  ['github-classroom', githubClassroom],
  ['prairielearn', prairielearn],
  ['autolab', autolab],
  ['check50', check50],
  ['exercism', exercism],
  ['junit', junit],
  ['tap', tap],
  ['ctrf', ctrf],
  ['sarif', sarif],
  ['step-summary', stepSummary],
]);

/** The formats for a class, by the name under which the command line knows them. */
export const formatsOfMany: ReadonlyMap<string, OfMany> = new Map<string, OfMany>([
  ['canvas', canvas],
  ['moodle', moodle],
]);
