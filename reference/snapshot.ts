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
} from '../skeleton/contract/index.ts';

/** The service hands over its state as of `index`. Spec: TakeSnapshot(i, index). */
export function takeSnapshot(
  _state: ServerState,
  _index: number,
  _data: Json,
  _env: Environment,
): Step {
  return notWrittenYet('takeSnapshot', '2D');
}

/** A leader sends its snapshot to a server that is too far behind. Spec: HandleInstallSnapshotRequest(i, m). */
export function handleInstallSnapshotRequest(
  _state: ServerState,
  _m: InstallSnapshotRequest,
  _env: Environment,
): Step {
  return notWrittenYet('handleInstallSnapshotRequest', '2D');
}

/** The answer to a snapshot that was sent. Spec: HandleInstallSnapshotResponse(i, m). */
export function handleInstallSnapshotResponse(
  _state: ServerState,
  _m: InstallSnapshotResponse,
  _env: Environment,
): Step {
  return notWrittenYet('handleInstallSnapshotResponse', '2D');
}
