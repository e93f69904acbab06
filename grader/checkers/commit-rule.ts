/**
 * What a leader may call committed.
 *
 * Paper §5.3, §5.4.2, Figure 8. n1 leads term 4 and finds an entry of term 2 on a majority. If it commits it by
 * counting, n5 with an entry of term 3 can still win term 5 and overwrite what was committed. With one entry of term 4
 * on a majority, n5 cannot win any more, and everything before it is committed too.
 *
 * @module
 */
import { watchAcks } from './acks.ts';
import { baseOf, termAt } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { actedAsLeader, majority, showServers, watchMembers } from './servers.ts';

/** Counts the acknowledgements that reached the leader in its term, and the leader itself where it is a member. */
export const commitRule: Property = {
  id: 'commit-rule',
  sentence:
    'A leader advances commitIndex only to an entry of its own term that a majority of the servers, itself included, holds.',
  paper: '§5.3, §5.4.2, Figure 2 "Leaders"',
  needs: needs.log | needs.ack | needs.commit | needs.install,
  watch(run) {
    const members = watchMembers(run);
    const acks = watchAcks();

    return (event) => {
      if (event.kind !== 'step') return null;
      members.see(event);
      acks.see(event);
      const { before, state, server } = event;
      if (before === null || state.commitIndex <= before.commitIndex) return null;
      if (!actedAsLeader(event)) return null;
      const term = state.currentTerm;
      const index = state.commitIndex;
      const found = termAt(state, index);
      if (found !== term && index > baseOf(state)) {
        return found < 0
          ? `${server}, leader of term ${term}, commits index ${index}, where its log has no entry`
          : `${server}, leader of term ${term}, commits index ${index}, where its entry is of term ${found}`;
      }
      const all = members.of(state);
      const holders = acks.holders({ leader: server, term, index }, all);
      if (all.includes(server)) holders.unshift(server);
      if (holders.length >= majority(all)) return null;
      return (
        `${server}, leader of term ${term}, commits index ${index}, which is known in that term to be on ` +
        `${showServers(holders)} only, ${holders.length} of ${all.length} servers`
      );
    };
  },
};
