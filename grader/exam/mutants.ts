/**
 * All mutants, by lab and chapter.
 *
 * @module
 */
import type { Mutant } from './mutant.ts';
import { mutants2ATerms } from './mutants-2a-terms.ts';
import { mutants2ATimers } from './mutants-2a-timers.ts';
import { mutants2AVotes } from './mutants-2a-votes.ts';
import { mutants2BApply } from './mutants-2b-apply.ts';
import { mutants2BCommit } from './mutants-2b-commit.ts';
import { mutants2BLog } from './mutants-2b-log.ts';
import { mutants2BSending } from './mutants-2b-sending.ts';
import { mutants2CDisk } from './mutants-2c-disk.ts';
import { mutants2CRestart } from './mutants-2c-restart.ts';
import { mutants2DLog } from './mutants-2d-log.ts';
import { mutants2DSending } from './mutants-2d-sending.ts';
import { mutants2DSnapshots } from './mutants-2d-snapshots.ts';
import { mutants2EChanges } from './mutants-2e-changes.ts';
import { mutants2EMajorities } from './mutants-2e-majorities.ts';

/** In the order in which they are examined and shown. */
export const mutants: readonly Mutant[] = [
  ...mutants2AVotes,
  ...mutants2ATerms,
  ...mutants2ATimers,
  ...mutants2BLog,
  ...mutants2BCommit,
  ...mutants2BSending,
  ...mutants2BApply,
  ...mutants2CDisk,
  ...mutants2CRestart,
  ...mutants2DSnapshots,
  ...mutants2DSending,
  ...mutants2DLog,
  ...mutants2EChanges,
  ...mutants2EMajorities,
];
