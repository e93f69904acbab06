/**
 * Chapter 9: how the cluster changes, one server at a time (§6, dissertation §4.1-§4.2; lab 2E).
 *
 * What must come out is that any majority of the old servers and any majority of the new ones have a server in common.
 *
 * @module
 */
import {
  type Environment,
  notWrittenYet,
  type ServerId,
  type ServerState,
  type Step,
} from './contract/index.ts';

/**
 * An administrator asks for another configuration: the present one and one server more, or one less.
 *
 * Paper   dissertation §4.1 "When the leader receives a request to add or remove a server from its current configuration
 *         (Cold), it appends the new configuration (Cnew) as an entry in its log and replicates that entry using the
 *         normal Raft mechanism"; Ongaro, raft-dev, July 2015: "a leader may not append a new configuration entry until it
 *         has committed an entry from its current term"
 * Spec    ChangeServers(i, servers)
 *
 * Lab 2E fills this in. In: the whole new configuration. Out: exactly one `accepted` or `rejected`, as for a command; a
 * leader that may not yet rejects, and is asked again.
 *
 * The other rules of chapter 4 belong to other handlers: §4.2.2, who leads and who steps down when the leader removes
 * itself; §4.2.3, what a removed server that nobody told can do to the others.
 */
export function changeServers(
  _state: ServerState,
  _servers: readonly ServerId[],
  _env: Environment,
): Step {
  return notWrittenYet('changeServers', '2E');
}
