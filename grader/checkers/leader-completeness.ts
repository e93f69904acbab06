/**
 * What is committed is in the log of every later leader.
 *
 * Paper §5.4, Figure 3. A leader without a committed entry puts another one in its place, and the servers that have
 * applied the first one can never agree with the others again.
 *
 * @module
 */
import type { LogEntry, ServerId, ServerState } from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import { baseOf, entryAt, showEntry, termAt } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { actedAsLeader, becameLeader } from './servers.ts';

/** An entry that a leader committed, with the lowest term in which one did. */
interface Committed {
  readonly entry: LogEntry;
  readonly leader: ServerId;
  readonly term: number;
}

/** A leader with the log that it was elected with: a leader only appends, so what it lacked it still lacks. */
interface Election {
  readonly server: ServerId;
  readonly term: number;
  readonly state: ServerState;
}

/**
 * Only leaders of a higher term than the one in which the entry was committed must have it: votes may come late, and a
 * leader of a lower term can be elected after the commit, without the entry and without harm.
 */
export const leaderCompleteness: Property = {
  id: 'leader-completeness',
  sentence:
    'If an entry is committed in a given term, it is present in the logs of the leaders of all higher terms.',
  paper: '§5.4, Figure 3',
  needs: needs.role | needs.commit,
  watch() {
    const committed: (Committed | undefined)[] = [];
    const elections: Election[] = [];
    let highestTerm = -1;

    function elect(event: StepEvent): string | null {
      const { server, state } = event;
      const election = { server, term: state.currentTerm, state };
      for (let index = baseOf(state) + 1; index < committed.length; index += 1) {
        const entry = committed[index];
        const wrong = entry === undefined ? null : lacks(election, entry, index);
        if (wrong !== null) return wrong;
      }
      elections.push(election);
      highestTerm = Math.max(highestTerm, election.term);
      return null;
    }

    function commit(event: StepEvent, from: number): string | null {
      const { server, state } = event;
      const term = state.currentTerm;
      for (let index = Math.max(from, baseOf(state) + 1); index <= state.commitIndex; index += 1) {
        const known = committed[index];
        if (known !== undefined && known.term <= term) continue;
        const entry = entryAt(state, index);
        if (entry === undefined) continue;
        const news = { entry, leader: server, term };
        committed[index] = news;
        if (term >= highestTerm) continue;
        for (const election of elections) {
          const wrong = lacks(election, news, index);
          if (wrong !== null) return wrong;
        }
      }
      return null;
    }

    return (event) => {
      if (event.kind !== 'step' || event.crashed) return null;
      const { before, state } = event;
      if (state.role === 'leader' && becameLeader(event)) {
        const wrong = elect(event);
        if (wrong !== null) return wrong;
      }
      if (before === null || state.commitIndex <= before.commitIndex) return null;
      return actedAsLeader(event) ? commit(event, before.commitIndex + 1) : null;
    };
  },
};

function lacks(election: Election, committed: Committed, index: number): string | null {
  const { server, term, state } = election;
  if (term <= committed.term || index <= baseOf(state)) return null;
  if (termAt(state, index) === committed.entry.term) return null;
  return (
    `${server} leads term ${term} with ${showEntry(entryAt(state, index))} at index ${index}, where ` +
    `${committed.leader} committed ${showEntry(committed.entry)} in term ${committed.term}`
  );
}
