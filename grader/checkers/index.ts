/**
 * The properties that a Raft must have, each judged at every event of a run.
 *
 * @module
 */
import { appendConsistency } from './append-consistency.ts';
import { applyOrder } from './apply-order.ts';
import { oneChangeUnderWay, oneServerAtATime } from './changes.ts';
import { clientAnswers } from './client-answers.ts';
import { commitRule } from './commit-rule.ts';
import { electionSafety } from './election-safety.ts';
import { followerCommit } from './follower-commit.ts';
import { honestAcks, responseAnswersRequest } from './honest-acks.ts';
import { leaderAppendOnly } from './leader-append-only.ts';
import { leaderCompleteness } from './leader-completeness.ts';
import { leaderHasQuorum } from './leader-has-quorum.ts';
import { logChanges } from './log-changes.ts';
import { logMatching } from './log-matching.ts';
import { honestRequests, messageTerm } from './messages.ts';
import { monotonic } from './monotonic.ts';
import type { Property } from './property.ts';
import { snapshots } from './snapshots.ts';
import { stateMachineSafety } from './state-machine-safety.ts';
import { staleMessages, stepDown } from './terms.ts';
import { oneVotePerTerm, upToDateVotes } from './votes.ts';

export { durability } from './durability.ts';
export { judge, type Violation, watchAll } from './judge.ts';
export type { Judge, Property, Rule } from './property.ts';
export {
  appendConsistency,
  applyOrder,
  clientAnswers,
  commitRule,
  electionSafety,
  followerCommit,
  honestAcks,
  honestRequests,
  leaderAppendOnly,
  leaderCompleteness,
  leaderHasQuorum,
  logChanges,
  logMatching,
  messageTerm,
  monotonic,
  oneChangeUnderWay,
  oneServerAtATime,
  oneVotePerTerm,
  responseAnswersRequest,
  snapshots,
  staleMessages,
  stateMachineSafety,
  stepDown,
  upToDateVotes,
};

/**
 * All that holds from lab 2A on. The order is the one in which they are named when one event breaks several: the cause
 * in a handler before the harm to the cluster.
 */
export const safetyProperties: readonly Property[] = [
  monotonic,
  oneVotePerTerm,
  upToDateVotes,
  leaderHasQuorum,
  electionSafety,
  stepDown,
  staleMessages,
  messageTerm,
  honestRequests,
  responseAnswersRequest,
  leaderAppendOnly,
  oneServerAtATime,
  oneChangeUnderWay,
  logChanges,
  logMatching,
  appendConsistency,
  honestAcks,
  commitRule,
  followerCommit,
  leaderCompleteness,
  snapshots,
  applyOrder,
  stateMachineSafety,
  clientAnswers,
];
