/**
 * Chapter 8: who is in the cluster (§6, dissertation §4.1; lab 2E).
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
 * The servers whose majorities count for this server. Given for labs 2A to 2D, in which they never change; if all
 * chapters ask here, lab 2E changes this function and little else.
 */
export function configuration(_state: ServerState, env: Environment): readonly ServerId[] {
  return env.servers;
}

/** The servers that this one talks to. Given. */
export function peers(state: ServerState, env: Environment): readonly ServerId[] {
  return configuration(state, env).filter((server) => server !== env.id);
}

/**
 * An administrator asks for another configuration.
 *
 * Paper   dissertation §4.1 (one server at a time), §4.2
 * Spec    ChangeServers(i, servers)
 *
 * Lab 2E fills this in. In: the whole new configuration. Out: exactly one `accepted` or `rejected`, as for a command.
 */
export function changeServers(
  _state: ServerState,
  _servers: readonly ServerId[],
  _env: Environment,
): Step {
  return notWrittenYet('changeServers', '2E');
}
