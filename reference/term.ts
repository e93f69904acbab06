/**
 * Chapter 2: terms (§5.1), the logical clock by which old leaders, old votes and old answers are known.
 *
 * Every handler of a message begins with `updateTerm`, so that behind this line `m.term <= s.currentTerm` always
 * holds, and only "of this term" and "old" are left to tell apart. It ends with `persistIfChanged` and
 * `timersAfter`, which compare the state that came in with the state that goes out.
 *
 * @module
 */
import type {
  Effect,
  Envelope,
  Environment,
  PersistentState,
  ServerState,
} from '../skeleton/contract/index.ts';
import { cancelTimer, persist } from './effects.ts';
import { armElectionTimer } from './timing.ts';

/**
 * A server that sees a higher term adopts it and becomes a follower, before it looks at anything else.
 *
 * Paper   §5.1; Figure 2 "All Servers: If RPC request or response contains term T > currentTerm: set
 *         currentTerm = T, convert to follower"
 * Spec    UpdateTerm(s, m)
 *
 * Why also for responses: a leader that was cut off hears of the new term first in a refusal. If it did not step
 * down, it would go on taking commands that can never commit.
 *
 * Why never downwards: a server that goes back to an old term has a vote for it again.
 */
export function updateTerm(s: ServerState, m: Envelope): ServerState {
  return m.term > s.currentTerm ? becomeFollower(s, m.term) : s;
}

/**
 * Becomes a follower of a newer term, in which nobody has its vote yet and no leader is known.
 *
 * Why `votedFor` is cleared here and nowhere else: it belongs to a term. A candidate that meets the leader of its
 * own term becomes a follower too, but of the same term, and must keep its vote: cleared, it could be given to a
 * second candidate, and two leaders of one term follow.
 */
function becomeFollower(s: ServerState, currentTerm: number): ServerState {
  return { ...s, currentTerm, votedFor: null, role: 'follower', leaderId: null };
}

/**
 * Writes to disk what a handler changed, and writes nothing when it changed nothing that must survive a crash.
 *
 * Paper   Figure 2 "Persistent state on all servers: (Updated on stable storage before responding to RPCs)"
 *
 * Why before the answer: a server that grants a vote, crashes and forgets may vote twice in one term. One that
 * acknowledges an entry, crashes and forgets was counted for a majority that is none, and the entry, committed and
 * answered to a client, can be overwritten. So this stands first in every list of effects.
 */
export function persistIfChanged(
  before: PersistentState,
  after: PersistentState,
): readonly Effect[] {
  const sameTerm = after.currentTerm === before.currentTerm;
  const sameVote = after.votedFor === before.votedFor;
  const sameLog = after.log === before.log && after.snapshot === before.snapshot;
  return sameTerm && sameVote && sameLog ? nothing : [persist(after)];
}

/** What a message means for the election timer. */
export interface TimerRule {
  /** True for a vote granted and for an AppendEntries of the current leader (Figure 2, "Followers"). */
  readonly restart: boolean;
}

/**
 * The timers after a message.
 *
 * Paper   §5.2; Figure 2 "Followers: If election timeout elapses without receiving AppendEntries RPC from current
 *         leader or granting vote to candidate: convert to candidate"
 *
 * A leader has no election timer. One that lost its lead needs one again, or it would wait for ever for the next
 * leader; it sends no more heartbeats.
 *
 * Why a refused vote does not restart the timer: a candidate whose log is too old cannot win, but its term is
 * high and it asks often. If being asked were enough, it would keep those quiet who could win.
 */
export function timersAfter(
  before: ServerState,
  after: ServerState,
  rule: TimerRule,
  env: Environment,
): readonly Effect[] {
  const lostLead = before.role === 'leader' && after.role !== 'leader';
  if (lostLead) return [cancelTimer('heartbeat'), armElectionTimer(env)];
  return rule.restart ? [armElectionTimer(env)] : nothing;
}

const nothing: readonly Effect[] = Object.freeze([]);
