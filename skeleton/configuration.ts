/**
 * Chapter 8: who is in the cluster (§6, dissertation §4.1; lab 2E).
 *
 * @module
 */
import type { Environment, ServerId, ServerState } from './contract/index.ts';

/**
 * The servers whose majorities count for this server.
 *
 * Paper   §6 "a server always uses the latest configuration in its log, regardless of whether the entry is committed";
 *         dissertation §4.1 "The new configuration takes effect on each server as soon as it is added to that server's log"
 *
 * Given for labs 2A to 2D, in which they never change. If all chapters ask here, lab 2E changes this function and little
 * else: a configuration may stand in the log, in the snapshot, or nowhere yet, and an entry may be replaced.
 */
export function configuration(_state: ServerState, env: Environment): readonly ServerId[] {
  return env.servers;
}

/** The servers that this one talks to. Given. */
export function peers(state: ServerState, env: Environment): readonly ServerId[] {
  return configuration(state, env).filter((server) => server !== env.id);
}
