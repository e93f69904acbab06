/**
 * The two clocks of Raft (§5.2, §5.6): broadcastTime << electionTimeout << time between failures.
 *
 * The numbers are given. The network of the labs takes 1 to 10 ms for a message, and sometimes longer.
 *
 * @module
 */
import { type Environment, notWrittenYet, type SetTimer } from './contract/index.ts';
import { setTimer } from './effects.ts';

/** The shortest election timeout. */
export const electionTimeoutMinMs = 150;

/** The longest election timeout. */
export const electionTimeoutMaxMs = 300;

/** How long a leader may be silent. */
export const heartbeatIntervalMs = 50;

/**
 * Arms the election timer.
 *
 * Paper   §5.2 "election timeouts are chosen randomly from a fixed interval (e.g., 150-300ms)"
 *
 * Lab 2A fills this in. In: `env.random()`. Out: one `setTimer` effect.
 */
export function armElectionTimer(_env: Environment): SetTimer {
  return notWrittenYet('armElectionTimer', '2A');
}

/** Arms the heartbeat timer. It does not repeat: each `heartbeatTimeout` arms it again. Given. */
export function armHeartbeatTimer(): SetTimer {
  return setTimer('heartbeat', heartbeatIntervalMs);
}
