/**
 * Chapter 5: when an entry is committed, and what is applied (§5.3, §5.4.2).
 *
 * What must come out is State Machine Safety: no two servers ever apply different entries at the same index.
 *
 * @module
 */
import { type Environment, notWrittenYet, type ServerState, type Step } from './contract/index.ts';

/**
 * How far a leader may commit: its `commitIndex`, or further.
 *
 * Paper   §5.3, §5.4.2; Figure 2 "Leaders: If there exists an N such that N > commitIndex, a majority of
 *         matchIndex[i] >= N, and log[N].term == currentTerm: set commitIndex = N"
 * Spec    AdvanceCommitIndex(i, s)
 *
 * Lab 2B fills this in. Play Figure 8 on paper first.
 */
export function commitIndexOfLeader(_state: ServerState, _env: Environment): number {
  return notWrittenYet('commitIndexOfLeader', '2B');
}

/**
 * Moves `commitIndex` to where it is said to be, and applies what it passes.
 *
 * Paper   §5.3; Figure 2 "All Servers: If commitIndex > lastApplied: increment lastApplied, apply
 *         log[lastApplied] to state machine"
 * Spec    CommitTo(s, index)
 *
 * Lab 2B fills this in. Out: an `apply` for each entry, once and in order, and a state that knows of it.
 */
export function commitTo(_state: ServerState, _commitIndex: number): Step {
  return notWrittenYet('commitTo', '2B');
}
