/**
 * Chapter 6: what a server knows when it boots (Figure 2 "State"; labs 2A and 2C).
 *
 * @module
 */
import type {
  Environment,
  PersistentState,
  ServerState,
  Step,
} from '../skeleton/contract/index.ts';
import { durable, restore } from './effects.ts';
import { baseIndex } from './log.ts';
import { armElectionTimer } from './timing.ts';

/** What is on a disk that was never written to: Figure 2 "initialized to 0 on first boot". */
const firstBoot: PersistentState = { currentTerm: 0, votedFor: null, log: [], snapshot: null };

/**
 * A server boots, with nothing or with what it last persisted.
 *
 * Paper   §5.2 "When servers start up, they begin as followers"; Figure 2 "Volatile state: commitIndex,
 *         lastApplied: initialized to 0, increases monotonically"
 * Spec    Restart(i)
 *
 * Why a follower, even if it led before: others may have elected a leader since.
 *
 * Why `commitIndex` and `lastApplied` start again: the state machine is as empty as the memory, and needs every entry
 * again. What is committed, the next leader will say. A snapshot holds committed entries only and is given to the
 * state machine as a whole, so with one both start behind it.
 *
 * Why the timer: if all servers boot and wait for a leader, there will never be one.
 */
export function restart(disk: PersistentState | null, env: Environment): Step {
  const saved = disk ?? firstBoot;
  const state: ServerState = {
    ...durable(saved),
    role: 'follower',
    leaderId: null,
    commitIndex: baseIndex(saved),
    lastApplied: baseIndex(saved),
    votesGranted: [],
    nextIndex: {},
    matchIndex: {},
  };
  const restored = saved.snapshot === null ? [] : [restore(saved.snapshot)];
  return { state, effects: [...restored, armElectionTimer(env)] };
}
