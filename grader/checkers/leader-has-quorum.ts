/**
 * Only a majority makes a leader.
 *
 * Paper §5.2. n1 counts a vote of term 1 for its election in term 2. n2 wins term 2 with the votes that n1 never
 * had, and both lead.
 *
 * @module
 */
import type { ServerId } from '../../skeleton/contract/index.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { becameLeader, majority, perServer, showServers, watchMembers } from './servers.ts';

/** Counts the votes that reached a server since it booted; a vote counts once, and only in its own term. */
export const leaderHasQuorum: Property = {
  id: 'leader-has-quorum',
  sentence:
    'A server becomes leader only with votes of the same term from a majority of the servers, its own included.',
  paper: '§5.2, Figure 2 "Candidates"',
  needs: needs.restart | needs.vote | needs.role | needs.log | needs.install,
  watch(run) {
    const members = watchMembers(run);
    const votesOf = perServer(() => ({ term: -1, voters: new Set<ServerId>() }));

    return (event) => {
      if (event.kind !== 'step') return null;
      members.see(event);
      const { input, server, state } = event;
      if (input.type === 'restart') {
        votesOf(server).term = -1;
      } else if (input.type === 'deliver' && input.message.type === 'RequestVoteResponse') {
        const { term, voteGranted, from } = input.message;
        const votes = votesOf(server);
        if (voteGranted && term > votes.term) {
          votes.term = term;
          votes.voters.clear();
        }
        if (voteGranted && term === votes.term) votes.voters.add(from);
      }
      if (!becameLeader(event)) return null;

      const { term, voters } = votesOf(server);
      const all = members.of(state);
      const counted = all.filter(
        (id) => id === server || (term === state.currentTerm && voters.has(id)),
      );
      if (counted.length >= majority(all)) return null;
      return (
        `${server} becomes leader of term ${state.currentTerm} with votes in that term from ` +
        `${showServers(counted)}, ${counted.length} of ${all.length} servers`
      );
    };
  },
};
