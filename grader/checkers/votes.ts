/**
 * What a vote is worth: one a term, and only for a log that is at least as complete.
 *
 * @module
 */
import type { RequestVoteRequest, ServerId } from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import { lastIndex, termAt } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { perServer } from './servers.ts';

/**
 * Paper §5.2. n3 votes for n1 in term 4, forgets it, and votes for n2 in term 4: with their own votes both have two
 * of three, and term 4 has two leaders. A request for votes says that the candidate voted for itself.
 *
 * Judged over restarts by what a server said; by `votedFor` only while it runs, as a vote that nobody was told of
 * may be forgotten.
 */
export const oneVotePerTerm: Property = {
  id: 'one-vote-per-term',
  sentence: 'Each server votes for at most one candidate in a given term.',
  paper: '§5.2',
  needs: needs.votedFor | needs.sendVoteRequest | needs.sendVote,
  watch() {
    const votesOf = perServer(() => new Map<number, ServerId>());

    function said(server: ServerId, term: number, candidate: ServerId): string | null {
      const votes = votesOf(server);
      const known = votes.get(term);
      if (known === undefined) votes.set(term, candidate);
      if (known === undefined || known === candidate) return null;
      const act =
        candidate === server ? 'asks for votes for itself' : `gives its vote to ${candidate}`;
      const earlier = known === server ? 'itself' : known;
      return `${server} ${act} in term ${term}, after it voted for ${earlier} in the same term`;
    }

    return (event) => {
      if (event.kind !== 'step') return null;
      const { before, state, effects, server } = event;
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'send') continue;
        const { message } = effect;
        let wrong: string | null = null;
        if (message.type === 'RequestVoteRequest') wrong = said(server, message.term, server);
        else if (message.type === 'RequestVoteResponse' && message.voteGranted) {
          wrong = said(server, message.term, message.to);
        }
        if (wrong !== null) return wrong;
      }
      if (before === null || before.votedFor === state.votedFor) return null;
      if (before.currentTerm !== state.currentTerm) return null;
      if (before.votedFor === null || state.votedFor === null) return null;
      return `${server} changes its vote in term ${state.currentTerm} from ${before.votedFor} to ${state.votedFor}`;
    };
  },
};

/** What a voter remembers for {@link upToDateVotes}. */
interface Voter {
  /** The latest request of each candidate. */
  readonly requests: Map<ServerId, RequestVoteRequest>;
  /** The last vote that was found right: repeating it later, with a longer log, gives nothing new away. */
  grantedTo: ServerId | null;
  grantedTerm: number;
}

/**
 * Paper §5.4.1. An entry is committed on n1 and n2. n3 does not have it and asks n2. If n2 votes for it, n3 leads
 * without the entry and makes the others drop it.
 */
export const upToDateVotes: Property = {
  id: 'up-to-date-votes',
  sentence: "A vote goes only to a candidate whose log is at least as up to date as the voter's.",
  paper: '§5.4.1, Figure 2 "RequestVote RPC, receiver 2"',
  needs: needs.voteRequest | needs.sendVote,
  watch() {
    const voterOf = perServer<Voter>(() => ({
      requests: new Map(),
      grantedTo: null,
      grantedTerm: -1,
    }));

    return (event) => {
      if (event.kind !== 'step') return null;
      const { input, effects, server } = event;
      if (input.type === 'deliver' && input.message.type === 'RequestVoteRequest') {
        voterOf(server).requests.set(input.message.from, input.message);
      }
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'send' || effect.message.type !== 'RequestVoteResponse') continue;
        if (!effect.message.voteGranted) continue;
        const { to, term } = effect.message;
        const voter = voterOf(server);
        if (voter.grantedTo === to && voter.grantedTerm === term) continue;
        const request = voter.requests.get(to);
        // A vote that nobody asked for is another rule's business.
        if (request === undefined || request.term !== term) continue;
        const wrong = outdated(event, request);
        if (wrong !== null) return wrong;
        voter.grantedTo = to;
        voter.grantedTerm = term;
      }
      return null;
    };
  },
};

function outdated(event: StepEvent, request: RequestVoteRequest): string | null {
  const log = event.before ?? event.state;
  const index = lastIndex(log);
  const term = termAt(log, index);
  const { from, lastLogIndex, lastLogTerm } = request;
  if (lastLogTerm > term || (lastLogTerm === term && lastLogIndex >= index)) return null;
  return (
    `${event.server} votes in term ${request.term} for ${from}, whose log ends at index ${lastLogIndex} with term ` +
    `${lastLogTerm}, while its own ends at index ${index} with term ${term}`
  );
}
