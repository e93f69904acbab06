/**
 * A leader only appends.
 *
 * Paper §5.3, Figure 3. A leader that overwrites index 2 leaves two commands with the same index and term in the
 * cluster: one on the follower that already has the old one, one on the follower that gets the new one.
 *
 * @module
 */
import { lastIndex } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';

/** Judged while a server leads one and the same term. Compaction deletes no entry: the snapshot stands for it. */
export const leaderAppendOnly: Property = {
  id: 'leader-append-only',
  sentence: 'A leader never overwrites or deletes entries in its log; it only appends new entries.',
  paper: '§5.3, Figure 3',
  needs: needs.log,
  watch() {
    return (event) => {
      if (event.kind !== 'step' || event.changedFrom === null) return null;
      const { before, state, changedFrom, server } = event;
      if (before === null || before.role !== 'leader' || state.role !== 'leader') return null;
      if (before.currentTerm !== state.currentTerm || changedFrom > lastIndex(before)) return null;
      const act = changedFrom > lastIndex(state) ? 'deletes' : 'overwrites';
      return `${server}, leader of term ${state.currentTerm}, ${act} its entry at index ${changedFrom}`;
    };
  },
};
