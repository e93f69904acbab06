/**
 * Chapter 8: who is in the cluster (§6, dissertation §4.1).
 *
 * A configuration is a list of servers that stands in the log like a command. Every other chapter asks here who
 * counts; none of them knows that the answer can change. In labs 2A to 2D no log holds a configuration, and it is
 * always the one that the server was booted with.
 *
 * @module
 */
import type { Envelope, Environment, ServerId, ServerState } from '../skeleton/contract/index.ts';
import { baseIndex, entryAt, type Log, lastConfiguration, lastIndex } from './log.ts';

/**
 * The servers whose majorities count for this server: the newest configuration in its log, committed or not.
 *
 * Paper   §6 "a server always uses the latest configuration in its log, regardless of whether the entry is committed";
 *         dissertation §4.1 "The new configuration takes effect on each server as soon as it is added to that server's log"
 *
 * Why not when it is committed: a server that restarts does not know what is. Let `{a, b, c}` have grown to
 * `{a, b, c, d, e}`. `a` and `b` restart, count two of three, and `a` leads. `c`, `d` and `e` elect `c` in the same term.
 *
 * Why it is looked up and never remembered: an uncommitted entry can be replaced. With it goes its configuration, and
 * the one before it counts again.
 */
export function configuration(s: Log, env: Environment): readonly ServerId[] {
  return configurationAt(s, lastIndex(s), env);
}

/**
 * The configuration as of an index: the last one in the log up to there, else the snapshot's, else the first one of all.
 * Empty where a server that was added to the cluster does not know it yet.
 */
export function configurationAt(s: Log, index: number, env: Environment): readonly ServerId[] {
  const payload = entryAt(s, configurationIndex(s, index))?.payload;
  if (payload?.kind === 'config') return payload.servers;
  return s.snapshot?.servers ?? env.servers;
}

/** Where the last configuration up to an index stands; the index before the log when no entry holds one. */
export function configurationIndex(s: Log, index: number): number {
  const newest = baseIndex(s) + 1 + lastConfiguration(s.log);
  if (newest <= index) return newest;
  let at = index;
  while (at > baseIndex(s) && entryAt(s, at)?.payload.kind !== 'config') at -= 1;
  return at;
}

/** The servers that this one talks to. */
export function peers(s: Log, env: Environment): readonly ServerId[] {
  return configuration(s, env).filter((server) => server !== env.id);
}

/**
 * Does this server belong to the cluster? It does until it knows that its removal is committed.
 *
 * Paper   dissertation §4.2.2 "a server that is not part of its own latest configuration should still start new
 *         elections, as it might still be needed until the Cnew entry is committed"
 *
 * Why: `a` leads `{a, b}`, removes itself, and stops before `b` has the entry. `b` needs the vote of `a` and cannot get
 * it, since the log of `a` is the longer one. Only `a` can be elected, by `b` alone, and hand the entry over.
 *
 * One that waits to be added is in no configuration that it knows, and stays quiet.
 */
export function belongs(s: ServerState, env: Environment): boolean {
  const isMember = configuration(s, env).includes(env.id);
  return isMember || configurationAt(s, s.commitIndex, env).includes(env.id);
}

/**
 * Is this request for a vote to be treated as if it had never come?
 *
 * Paper   §6 "servers disregard RequestVote RPCs when they believe a current leader exists"; dissertation §4.2.3 "it does
 *         not update its term or grant its vote. It can either drop the request, ..."
 * Spec    MayDisregard(s, m)
 *
 * Why: nobody tells a removed server that it was removed. It hears no more heartbeats, and stands for election every few
 * hundred milliseconds, each time in a newer term. Each time the leader would have to step down.
 *
 * How without a clock: whoever hears a leader sets `leaderId` and arms its election timer, and when the timer goes off,
 * `leaderId` is cleared. So `leaderId` says that a leader was heard less than an election timeout ago. A leader hears
 * itself.
 *
 * Why only of strangers, where the paper is deaf to members too: among members Figure 2 holds as it stands. A member
 * that was cut off and comes back in a high term deposes the leader all the same, by refusing its AppendEntries. The
 * price is that a follower without the newest configuration still hears a server that is removed in it (Figure 4.7).
 *
 * Why it blocks no election: where there is no leader, every election timer goes off, and after that all are heard.
 */
export function isDisregarded(s: ServerState, m: Envelope, env: Environment): boolean {
  const believesInLeader = s.leaderId !== null;
  const isStranger = !configuration(s, env).includes(m.from);
  return believesInLeader && isStranger;
}
