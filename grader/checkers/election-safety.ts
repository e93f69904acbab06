/**
 * At most one leader a term.
 *
 * Paper §5.2, Figure 3. Two leaders of one term put different commands at one index with one term; from then on no
 * consistency check can tell the two logs apart, and what one leader committed the other one overwrites.
 *
 * @module
 */
import type { ServerId } from '../../skeleton/contract/index.ts';
import { showKind } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { becameLeader } from './servers.ts';

/** Judged by what servers are (`role`) and by what they say: only a leader sends AppendEntries and snapshots. */
export const electionSafety: Property = {
  id: 'election-safety',
  sentence: 'At most one leader can be elected in a given term.',
  paper: '§5.2, Figure 3',
  needs: needs.role | needs.sendAppend | needs.sendInstall | needs.puppet,
  watch() {
    const leaders = new Map<number, ServerId>();
    // Nearly every request comes from the leader that sent the last one.
    let lastTerm = -1;
    let lastLeader = '';

    function leaderOf(term: number, server: ServerId): ServerId {
      if (term === lastTerm && server === lastLeader) return server;
      const known = leaders.get(term);
      if (known !== undefined && known !== server) return known;
      leaders.set(term, server);
      lastTerm = term;
      lastLeader = server;
      return server;
    }

    return (event) => {
      if (event.kind === 'puppet') {
        const { type, term, from } = event.message;
        const leads = type === 'AppendEntriesRequest' || type === 'InstallSnapshotRequest';
        if (leads && event.direction === 'says') leaderOf(term, from);
        return null;
      }
      if (event.kind !== 'step') return null;
      const { server, state, effects } = event;
      if (!event.crashed && becameLeader(event)) {
        const leader = leaderOf(state.currentTerm, server);
        if (leader !== server) {
          return `${server} becomes leader of term ${state.currentTerm}, which ${leader} leads already`;
        }
      }
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'send') continue;
        const { type, term } = effect.message;
        if (type !== 'AppendEntriesRequest' && type !== 'InstallSnapshotRequest') continue;
        const leader = leaderOf(term, server);
        if (leader !== server) {
          return `${server} sends ${showKind(type)} of term ${term}, which ${leader} leads`;
        }
      }
      return null;
    };
  },
};
