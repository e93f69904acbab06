/**
 * The entry of a worker thread: the engine's worker with all labs.
 *
 * @module
 */
import { serve } from '../grader/index.ts';
import { labs } from './index.ts';

serve(labs);
