/**
 * Rafts with one bug that lab 2B must find.
 */
import type { Mutant } from './mutant.ts';
export const mutants2B: readonly Mutant[] = [];
