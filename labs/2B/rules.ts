/**
 * The rules that lab 2B's scenarios judge themselves. Everything that can be judged at every event of every run is a
 * property of the grader instead; these need to know what the scenario has just done.
 *
 * @module
 */
import type { Rule } from '../../grader/index.ts';

/** An entry that was committed by too few. */
export const majorityCommits: Rule = {
  id: 'majority-commits',
  sentence:
    'A log entry is committed once the leader that created the entry has replicated it on a majority of the servers.',
  paper: '§5.3',
};

/** Figure 8. */
export const ownTermCommits: Rule = {
  id: 'own-term-commits',
  sentence:
    'Only log entries from the leader’s current term are committed by counting replicas; earlier ones are committed with them.',
  paper: '§5.4.2, Figure 8',
};

/** An entry that was applied before it was known to be committed. */
export const onlyCommittedIsApplied: Rule = {
  id: 'only-committed-is-applied',
  sentence: 'A server applies an entry only when it knows that the entry is committed.',
  paper: '§5.3, Figure 2, Rules for All Servers',
};

/** A proposal at a server that does not lead. */
export const onlyLeadersAccept: Rule = {
  id: 'only-leaders-accept',
  sentence: 'Only a leader appends a client’s command to its log; all other servers reject it.',
  paper: '§5.1, §5.3',
};

/** A request for votes that does not describe the candidate's log. */
export const requestNamesLastEntry: Rule = {
  id: 'request-names-last-entry',
  sentence:
    'A RequestVote carries the index and the term of the candidate’s last log entry, committed or not.',
  paper: 'Figure 2, RequestVote RPC, arguments',
};

/** A cluster at rest that does not rest. */
export const idleClusterRests: Rule = {
  id: 'idle-cluster-rests',
  sentence:
    'Without commands and without failures the leader, the term and the logs stay as they are.',
  paper: '§5.2, §5.3',
};

/** A deposed server that says it leads. */
export const leaderStays: Rule = {
  id: 'leader-ignores-the-past',
  sentence:
    'A leader that hears from a leader of an older term stays the leader and keeps its log.',
  paper: '§5.1, Figure 2, AppendEntries RPC, receiver 1',
};

/** Too many messages. */
export const messageBudget: Rule = {
  id: 'message-budget',
  sentence:
    'Replicating a command takes a few messages for each follower, and an idle cluster only heartbeats.',
  paper: '§5.3; MIT 6.5840, test Count',
};

/** Too many bytes. */
export const byteBudget: Rule = {
  id: 'byte-budget',
  sentence: 'A command is sent to each follower a few times at most, not again and again.',
  paper: '§5.3; MIT 6.5840, test RPCBytes',
};
