/**
 * The entry of a process that plays: the engine's worker with all labs.
 *
 * @module
 */
import { serve } from '../grader/index.ts';
import { labs } from './index.ts';

serve(labs);
