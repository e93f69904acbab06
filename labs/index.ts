/**
 * All labs, in the order of the course.
 *
 * @module
 */
import type { Lab } from '../grader/index.ts';
import { lab as lab2A } from './2A/lab.ts';
import { lab as lab2B } from './2B/lab.ts';
import { lab as lab2C } from './2C/lab.ts';
import { lab as lab2D } from './2D/lab.ts';
import { lab as lab2E } from './2E/lab.ts';

export const labs: readonly Lab[] = [lab2A, lab2B, lab2C, lab2D, lab2E];
