/**
 * Chapter 6: what a server knows when it boots (Figure 2 "State"; labs 2A and 2C).
 *
 * @module
 */
import {
  type Environment,
  notWrittenYet,
  type PersistentState,
  type Step,
} from './contract/index.ts';

/**
 * A server boots, with nothing (`disk === null`) or with what it last persisted.
 *
 * Paper   §5.2 "When servers start up, they begin as followers"; Figure 2 "currentTerm: initialized to 0 on
 *         first boot"; "commitIndex, lastApplied: initialized to 0"
 * Spec    Restart(i)
 *
 * Lab 2A fills this in for the first boot, lab 2C for a disk, lab 2D for a disk with a snapshot. Out: every field of
 * the state, and the election timer.
 */
export function restart(_disk: PersistentState | null, _env: Environment): Step {
  return notWrittenYet('restart', '2A');
}
