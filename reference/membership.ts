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
} from '../skeleton/contract/index.ts';

/** The servers whose majorities count for this server. Every chapter asks here, and nowhere else. */
export function configuration(_s: ServerState, env: Environment): readonly ServerId[] {
  return env.servers;
}

/** The servers that this one talks to. */
export function peers(s: ServerState, env: Environment): readonly ServerId[] {
  return configuration(s, env).filter((server) => server !== env.id);
}

/** An administrator asks for another configuration. Spec: ChangeServers(i, servers). */
export function changeServers(
  _state: ServerState,
  _servers: readonly ServerId[],
  _env: Environment,
): Step {
  return notWrittenYet('changeServers', '2E');
}
