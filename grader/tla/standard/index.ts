/**
 * The modules that need no file.
 *
 * @module
 */
import type { Builtin } from '../semantics/builtin.ts';
import { bagOperators } from './bags.ts';
import { finiteSetOperators } from './finite-sets.ts';
import { naturalNumbers, wholeNumbers } from './numbers.ts';
import { sequenceOperators } from './sequences.ts';
import { tlcOperators } from './tlc.ts';

/** The operators of each standard module. */
export const standardModules: ReadonlyMap<string, readonly Builtin[]> = new Map([
  ['Naturals', naturalNumbers],
  ['Integers', wholeNumbers],
  ['Sequences', sequenceOperators],
  ['FiniteSets', finiteSetOperators],
  ['TLC', tlcOperators],
  ['Bags', bagOperators],
]);
