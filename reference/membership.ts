/**
 * Chapter 9: how the cluster changes, one server at a time (§6, dissertation §4.1-§4.2).
 *
 * A change is an entry in the log, replicated and committed like any other; `configuration.ts` says what it means. What
 * must come out is that any majority of the old servers and any majority of the new ones have a server in common.
 *
 * A new server counts from the entry on, however far behind it is (dissertation §4.2.1 would let it catch up first): a
 * cluster of three that adds an empty fourth needs three of four, and waits for the new one if one of the old is down.
 *
 * @module
 */
import type { Environment, ServerId, ServerState, Step } from '../skeleton/contract/index.ts';
import { configuration, configurationIndex } from './configuration.ts';
import { rejected } from './effects.ts';
import { lastIndex, lastTerm, termAt } from './log.ts';
import { append } from './replication.ts';

/**
 * An administrator asks for another configuration: the present one and one server more, or one less.
 *
 * Paper   dissertation §4.1 "When the leader receives a request to add or remove a server from its current configuration
 *         (Cold), it appends the new configuration (Cnew) as an entry in its log and replicates that entry using the
 *         normal Raft mechanism"
 * Spec    ChangeServers(i, servers)
 *
 * Why one server at a time: of `{a, b, c}` the majority `{a, b}` and of `{a, b, c, d, e}` the majority `{c, d, e}` have
 * nobody in common. Each could elect a leader of the same term.
 *
 * Why not before the last change is committed: two steps of one server, of which nobody has heard, are one step of two.
 *
 * `rejected` means: not now, or not here. The administrator looks at the configuration and asks again.
 */
export function changeServers(
  s: ServerState,
  servers: readonly ServerId[],
  env: Environment,
): Step {
  const current = configuration(s, env);
  const mayChange = s.role === 'leader' && isOneStep(current, servers) && !isUnderWay(s);
  if (!mayChange) return { state: s, effects: [rejected(s.leaderId)] };
  if (!hasCommitted(s)) return commitFirst(s, env);

  const added = servers.find((server) => !current.includes(server));
  const leader = added === undefined ? s : meet(s, added);
  return append(leader, { kind: 'config', servers }, env);
}

/** True when `next` names each server once and differs from `current` by exactly one. A cluster has a server. */
function isOneStep(current: readonly ServerId[], next: readonly ServerId[]): boolean {
  const added = next.filter((server) => !current.includes(server));
  const removed = current.filter((server) => !next.includes(server));
  const eachOnce = new Set(next).size === next.length;
  return eachOnce && next.length > 0 && added.length + removed.length === 1;
}

/**
 * Has this leader committed an entry of its own term?
 *
 * Paper   Ongaro, "bug in single-server membership changes", raft-dev, July 2015: "a leader may not append a new
 *         configuration entry until it has committed an entry from its current term"
 *
 * Why: `a` leads `{a, b, c, d}` and adds `e`; only `a` and `e` have the entry. `b` is elected by `c` and `d`, knows
 * nothing of `e`, and removes `d`: `{a, b, c}`, committed on `b` and `c`. `a` stands, counts `{a, b, c, d, e}`, and wins
 * with `d` and `e`, which never heard of what is committed. Had `b` committed an entry of its own first, three of
 * `{a, b, c, d}` would hold it. If `a` is one of them, its change is replaced; if not, only `e` is left to vote for it.
 */
function hasCommitted(s: ServerState): boolean {
  return termAt(s, s.commitIndex) === s.currentTerm;
}

/**
 * Not yet: the leader commits an entry of its own term first, and appends an empty one if it has none.
 *
 * A leader could as well begin every term with such an entry (§8). It is needed only for changes, and without it the
 * log is what clients proposed.
 */
function commitFirst(s: ServerState, env: Environment): Step {
  const onItsWay = lastTerm(s) === s.currentTerm;
  const begun = onItsWay ? { state: s, effects: [] } : appendNoop(s, env);
  return { state: begun.state, effects: [...begun.effects, rejected(env.id)] };
}

/**
 * A new leader finds a change in its log that may not be committed, and brings it to an end.
 *
 * Why: an entry of an older term is committed only together with one of the leader's own (§5.4.2). In a cluster that has
 * nothing else to do it would be under way for ever, and a leader that has removed itself would lead for ever.
 */
export function finishChange(leader: ServerState, env: Environment): Step {
  return isUnderWay(leader) ? appendNoop(leader, env) : { state: leader, effects: [] };
}

/** True while the newest configuration is not known to be committed. */
function isUnderWay(s: ServerState): boolean {
  return configurationIndex(s, lastIndex(s)) > s.commitIndex;
}

/** A leader appends an empty entry. Nobody proposed it, so nobody gets an answer. */
function appendNoop(leader: ServerState, env: Environment): Step {
  const { state, effects } = append(leader, { kind: 'noop' }, env);
  return { state, effects: effects.filter(({ type }) => type !== 'accepted') };
}

/**
 * A leader knows nothing of a server that it adds.
 *
 * Why, if it was a member before: it may come back with an empty disk. What it acknowledged then would count for entries
 * that it no longer has, and nothing before them would be sent to it again.
 */
function meet(s: ServerState, server: ServerId): ServerState {
  return {
    ...s,
    nextIndex: { ...s.nextIndex, [server]: lastIndex(s) + 1 },
    matchIndex: { ...s.matchIndex, [server]: 0 },
  };
}
