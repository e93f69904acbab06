/**
 * What a follower may take for committed.
 *
 * Paper §5.3, Figure 2 "AppendEntries RPC, receiver 5". A follower holds a, x, y; x and y are left over from a leader
 * that is gone. The new leader's heartbeat follows a and says that index 3 is committed: the leader's own index 3. A
 * follower that goes to the end of its log applies x and y.
 *
 * @module
 */
import { confirmAppend, confirmSnapshot, nothingConfirmed } from './confirmed.ts';
import { baseOf, lastIndex } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { actedAsLeader, perServer } from './servers.ts';

/**
 * What earlier requests of the same term confirmed still counts, and so does what any leader said of its commitIndex.
 * A server that stored its commitIndex may start with it again.
 */
export const followerCommit: Property = {
  id: 'follower-commit',
  sentence:
    "A follower's commitIndex goes only as far as the leader told it and as its log is known to equal the leader's.",
  paper: '§5.3, Figure 2 "AppendEntries RPC, receiver 5"',
  needs: needs.append | needs.install | needs.commit,
  watch() {
    const knownOf = perServer(() => ({ confirmed: nothingConfirmed(), reached: 0 }));
    let highest = 0;

    return (event) => {
      if (event.kind !== 'step') return null;
      const { before, state, server, input } = event;
      if (input.type === 'deliver') {
        const { message } = input;
        if (message.type === 'AppendEntriesRequest') {
          confirmAppend(knownOf(server).confirmed, message, state);
        } else if (message.type === 'InstallSnapshotRequest') {
          confirmSnapshot(knownOf(server).confirmed, message, state);
        }
      }
      const { commitIndex } = state;
      if (commitIndex <= (before === null ? 0 : before.commitIndex)) return null;

      const known = knownOf(server);
      const { confirmed, reached } = known;
      known.reached = Math.max(reached, commitIndex);
      const most = highest;
      highest = Math.max(highest, commitIndex);
      if (commitIndex > lastIndex(state)) {
        return `${server} moves its commitIndex to ${commitIndex} in term ${state.currentTerm}, but its log ends at index ${lastIndex(state)}`;
      }
      if (actedAsLeader(event) || commitIndex <= baseOf(state)) return null;
      if (before === null) {
        return commitIndex <= reached
          ? null
          : `${server} restarts with commitIndex ${commitIndex}, although it had never heard of a commit beyond index ${Math.max(reached, baseOf(state))}`;
      }
      // A submission may spread its commitIndex by messages of its own, whose words nobody else understands.
      const custom = input.type === 'deliver' && input.message.type === 'Custom';
      const told = custom ? Math.max(confirmed.told, most) : confirmed.told;
      if (commitIndex > told) {
        return `${server} moves its commitIndex to ${commitIndex} in term ${state.currentTerm}, but no leader told it of a commit beyond index ${told}`;
      }
      const equal = confirmed.term === state.currentTerm ? confirmed.index : 0;
      if (commitIndex <= equal) return null;
      return (
        `${server} moves its commitIndex to ${commitIndex} in term ${state.currentTerm}, but its log is known to equal ` +
        `the log of that term's leader only up to index ${Math.max(equal, baseOf(state))}`
      );
    };
  },
};
