import { change, type Variant } from './mutant.ts';
export const batching: Variant = { id: 'b', story: '', edits: [change('replication.ts','entriesPerMessageMax = 64','entriesPerMessageMax = 1')] };
export const variants: readonly Variant[] = [{ id: 'reference', story: '', edits: [] }, batching];
