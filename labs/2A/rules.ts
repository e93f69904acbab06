/**
 * The rules that lab 2A's scenarios judge themselves. Everything that can be judged at every event of every run is a
 * property of the grader instead; these need to know what the scenario has just done.
 *
 * @module
 */
import type { Rule } from '../../grader/index.ts';

/** A leader without a majority of votes. */
export const majorityElects: Rule = {
  id: 'majority-elects',
  sentence:
    'A candidate wins an election if it receives votes from a majority of the servers in the full cluster for the same term.',
  paper: '§5.2',
};

/** A leader or a term that changes for no reason. */
export const leaderStays: Rule = {
  id: 'leader-stays',
  sentence:
    'As long as its heartbeats arrive, a leader keeps its followers and its term: nobody starts an election.',
  paper: '§5.2',
};

/** A vote that should have been given. */
export const freeVoteIsGranted: Rule = {
  id: 'free-vote-is-granted',
  sentence:
    'If votedFor is null or candidateId, and the candidate’s log is at least as up-to-date as the receiver’s, grant the vote.',
  paper: 'Figure 2, RequestVote RPC, receiver 2',
};

/** A candidate that does not recognize the leader of its term. */
export const candidateRecognizesLeader: Rule = {
  id: 'candidate-recognizes-leader',
  sentence:
    'If the leader’s term is at least as large as the candidate’s current term, the candidate recognizes the leader and returns to follower state.',
  paper: '§5.2',
};

/** A request of an older term that was obeyed, or refused without the newer term. */
export const staleRequestIsRejected: Rule = {
  id: 'stale-request-is-rejected',
  sentence:
    'If a server receives a request with a stale term number, it rejects the request; its answer carries its own currentTerm.',
  paper: '§5.1, Figure 2',
};

/** AppendEntries from a server that does not lead. */
export const onlyLeadersAppend: Rule = {
  id: 'only-leaders-append',
  sentence:
    'Only the leader of a term sends AppendEntries in that term; a deposed leader falls silent.',
  paper: '§5.1, §5.2',
};

/** An election that was started too early after a vote. */
export const votingResetsTimer: Rule = {
  id: 'voting-resets-timer',
  sentence:
    'A follower starts an election only if the election timeout elapses without AppendEntries from the current leader and without granting a vote.',
  paper: 'Figure 2, Rules for Servers, Followers',
};

/** Heartbeats that are too rare. */
export const heartbeatsAreRegular: Rule = {
  id: 'heartbeats-are-regular',
  sentence: 'A leader sends heartbeats to each server, at least one every 100 milliseconds.',
  paper: '§5.2 and the handout of lab 2A',
};

/** Too many messages. */
export const messageBudget: Rule = {
  id: 'message-budget',
  sentence: 'Electing a leader and keeping it takes few messages: no resending in a loop.',
  paper: '§5.2, §5.6',
};

/** Too many terms for one election. */
export const splitVotesAreRare: Rule = {
  id: 'split-votes-are-rare',
  sentence:
    'Raft uses randomized election timeouts to ensure that split votes are rare and that they are resolved quickly.',
  paper: '§5.2, §9.3',
};

/** A hint that names a server that does not lead. */
export const leaderHint: Rule = {
  id: 'leader-hint',
  sentence: '`leaderId` names the leader of currentTerm, or nobody.',
  paper: '§5.1 and the contract, `data.ts`',
};
