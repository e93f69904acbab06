/**
 * What the main thread and its workers say to each other.
 *
 * @module
 */
import type { Bundle } from '../sandbox/bundle.ts';
import type { RunResult } from './verdict.ts';

/** What a worker starts with. */
export interface WorkerData {
  readonly bundle: Bundle;
  /** Another Raft that plays every second server, see `mixed.ts`. */
  readonly beside: Bundle | null;
  /** Four 32-bit numbers: calls made, server, handler, seed. */
  readonly beacon: SharedArrayBuffer;
}

/** What a worker is asked. */
export type Job =
  /** Play one run; with `again`, the inputs of all its servers once more, to see whether the same comes out. */
  | {
      readonly kind: 'play';
      readonly scenario: string;
      readonly seed: number;
      readonly again: boolean;
    }
  /** Play it again and tell its last steps; with `trace`, all of it as JSON Lines. */
  | {
      readonly kind: 'tell';
      readonly scenario: string;
      readonly seed: number;
      readonly trace: boolean;
    };

/** What a worker answers. */
export type Report =
  | { readonly kind: 'played'; readonly result: RunResult }
  | {
      readonly kind: 'told';
      readonly result: RunResult;
      readonly steps: readonly string[];
      readonly trace: string | null;
      readonly hash: string;
    };

/** Every handler, so that shared memory can hold its number. */
export const HANDLERS: readonly string[] = [
  'restart',
  'electionTimeout',
  'heartbeatTimeout',
  'handleRequestVoteRequest',
  'handleRequestVoteResponse',
  'handleAppendEntriesRequest',
  'handleAppendEntriesResponse',
  'clientRequest',
  'handleInstallSnapshotRequest',
  'handleInstallSnapshotResponse',
  'takeSnapshot',
  'changeServers',
  'handleCustom',
];
