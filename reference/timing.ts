/**
 * The two clocks of Raft (§5.2, §5.6): broadcastTime << electionTimeout << time between failures.
 *
 * @module
 */
import type { Environment, SetTimer } from '../skeleton/contract/index.ts';
import { setTimer } from './effects.ts';

/** The shortest election timeout: three heartbeats, so that losing one or two of them deposes nobody. */
export const electionTimeoutMinMs = 150;

/** The longest election timeout, not included. Half of the paper's 150-300 ms is spread, many times a round trip. */
export const electionTimeoutMaxMs = 300;

/** How long a leader may be silent. */
export const heartbeatIntervalMs = 50;

/**
 * Arms the election timer with a new random time.
 *
 * Paper   §5.2 "election timeouts are chosen randomly from a fixed interval (e.g., 150-300ms)"
 *
 * Why random, and why anew each time: two servers with the same timeout stand at the same moment, split the votes,
 * and do so again in the next term and in every one after it. The cluster never has a leader.
 */
export function armElectionTimer(env: Environment): SetTimer {
  const spreadMs = electionTimeoutMaxMs - electionTimeoutMinMs;
  return setTimer('election', electionTimeoutMinMs + Math.floor(env.random() * spreadMs));
}

/** Arms the heartbeat timer. It does not repeat: each `heartbeatTimeout` arms it again. */
export function armHeartbeatTimer(): SetTimer {
  return setTimer('heartbeat', heartbeatIntervalMs);
}
