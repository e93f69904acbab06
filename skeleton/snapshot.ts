/**
 * Chapter 7: a snapshot stands for a prefix of the log (§7, Figure 13; lab 2D).
 *
 * @module
 */
import {
  type Environment,
  type InstallSnapshotRequest,
  type InstallSnapshotResponse,
  type Json,
  notWrittenYet,
  type ServerState,
  type Step,
} from './contract/index.ts';

/**
 * The service hands over its state as of `index`, so that the log up to there may go.
 *
 * Paper   §7 "Once a server completes writing a snapshot, it may delete all log entries up through the last included
 *         index, as well as any prior snapshot"
 * Spec    TakeSnapshot(i, index)
 *
 * Lab 2D fills this in. In: an index, and the state machine's data there. Out: what is on disk, replaced as a whole.
 * An index that is not applied yet, or not newer than the snapshot, changes nothing. From then on every index in your
 * log is off by `lastIncludedIndex`.
 */
export function takeSnapshot(
  _state: ServerState,
  _index: number,
  _data: Json,
  _env: Environment,
): Step {
  return notWrittenYet('takeSnapshot', '2D');
}

/**
 * A leader sends its snapshot to a server that is too far behind.
 *
 * Paper   §7 "the leader must occasionally send snapshots to followers that lag behind"; Figure 13 "Receiver
 *         implementation", without its chunks (a snapshot comes in one message): 1. "Reply immediately if term < currentTerm"; 6. "If existing log entry has same index and term as snapshot's last
 *         included entry, retain log entries following it and reply"; 7. "Discard the entire log"; 8. "Reset state
 *         machine using snapshot contents"
 * Spec    HandleInstallSnapshotRequest(i, m)
 *
 * Lab 2D fills this in, and has the leader send the request where the next entry for a follower is gone. Out: perhaps a
 * `restore`, and an InstallSnapshotResponse. The snapshot may come late or twice: the state machine never goes back.
 */
export function handleInstallSnapshotRequest(
  _state: ServerState,
  _m: InstallSnapshotRequest,
  _env: Environment,
): Step {
  return notWrittenYet('handleInstallSnapshotRequest', '2D');
}

/**
 * The answer to a snapshot that was sent.
 *
 * Paper   §7; Figure 13 "Results: currentTerm, for leader to update itself"
 * Spec    HandleInstallSnapshotResponse(i, m)
 *
 * Lab 2D fills this in. Out: what the leader knows of that follower. It may have a newer snapshot by now than the one that
 * is answered here.
 */
export function handleInstallSnapshotResponse(
  _state: ServerState,
  _m: InstallSnapshotResponse,
  _env: Environment,
): Step {
  return notWrittenYet('handleInstallSnapshotResponse', '2D');
}
