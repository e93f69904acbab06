/**
 * Chapter 5: when an entry is committed, and what is applied (§5.3, §5.4.2).
 *
 * What must come out is State Machine Safety: no two servers ever apply different entries at the same index.
 *
 * @module
 */
import type { Apply, Environment, ServerState, Step } from '../skeleton/contract/index.ts';
import { assert } from './assert.ts';
import { configuration } from './configuration.ts';
import { apply, cancelTimer } from './effects.ts';
import { entryAt, lastIndex, termAt } from './log.ts';
import { indexOfMajority } from './quorum.ts';

/**
 * How far a leader may commit: its `commitIndex`, or further.
 *
 * Paper   §5.3, §5.4.2; Figure 2 "Leaders: If there exists an N such that N > commitIndex, a majority of
 *         matchIndex[i] >= N, and log[N].term == currentTerm: set commitIndex = N"
 * Spec    AdvanceCommitIndex(i, s)
 *
 * Why only entries of its own term, Figure 8: `a` leads term 2 and puts entry 2 on `b` only. `e` leads term 3, and
 * appends another entry 2, to itself only. `a` leads term 4 and sends its old entry 2 on to `c`: three of five hold
 * it. If `a` committed it now and crashed, `e` could still win with its later last term, and replace what has been
 * applied. Once an entry of term 4 stands behind it on a majority, `e` can no longer win, and both are committed.
 *
 * Terms never fall along a log, so if the highest index of a majority has an old term, all below it have one too.
 */
export function commitIndexOfLeader(s: ServerState, env: Environment): number {
  assert(s.role === 'leader', 'only a leader counts replicas');

  const reached = configuration(s, env).map((server) =>
    server === env.id ? lastIndex(s) : (s.matchIndex[server] ?? 0),
  );
  const N = indexOfMajority(reached);
  const isNew = N > s.commitIndex;
  const ownTerm = termAt(s, N) === s.currentTerm;
  return isNew && ownTerm ? N : s.commitIndex;
}

/**
 * Moves `commitIndex` and applies what it passes: every entry once, in the order of the log.
 *
 * Paper   §5.3; Figure 2 "All Servers: If commitIndex > lastApplied: increment lastApplied, apply
 *         log[lastApplied] to state machine"
 * Spec    CommitTo(s, index), in the action that moves `commitIndex`
 *
 * Why at once: a server that applied only with the next command would never answer the last one.
 */
export function commitTo(s: ServerState, commitIndex: number): Step {
  if (commitIndex === s.commitIndex) return { state: s, effects: [] };
  assert(commitIndex > s.commitIndex, 'commitIndex never goes back');
  assert(commitIndex <= lastIndex(s), 'only entries in the log are committed');

  const effects: Apply[] = [];
  for (let index = s.lastApplied + 1; index <= commitIndex; index += 1) {
    const entry = entryAt(s, index);
    assert(
      entry !== undefined,
      'a committed entry stays in the log until a snapshot stands for it',
    );
    effects.push(apply(index, entry));
  }
  return { state: { ...s, commitIndex, lastApplied: commitIndex }, effects };
}

/**
 * A leader whose removal has just been committed leads no more.
 *
 * Paper   dissertation §4.2.2 "a leader that is removed from the configuration steps down once the Cnew entry is
 *         committed"
 * Spec    AdvanceCommitIndex(i, s), at its end
 *
 * Until then it leads a cluster in which it does not count itself. Why not earlier: nobody else may have the entry yet,
 * and the next leader would know of no change.
 *
 * It needs no election timer: it will not stand.
 */
export function stepDown({ state, effects }: Step): Step {
  const follower: ServerState = { ...state, role: 'follower', leaderId: null };
  return { state: follower, effects: [...effects, cancelTimer('heartbeat')] };
}
