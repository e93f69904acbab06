/**
 * What the main process, its hosts and their worker threads say to each other.
 *
 * @module
 */
import type { Bundle } from '../sandbox/bundle.ts';
import type { SandboxLevel } from '../sandbox/level.ts';
import { type RunResult, resultWithoutRun } from './verdict.ts';

/** Who plays. */
export interface Rafts {
  /** The submission. */
  readonly bundle: Bundle;
  /** Another Raft that plays every second server, see `mixed.ts`. */
  readonly beside: Bundle | null;
  /** What is between them and the machine. */
  readonly sandbox: SandboxLevel;
}

/** What a host starts with. */
export interface Start {
  readonly rafts: Rafts;
  /** How many megabytes of heap they may take. */
  readonly memoryMb: number;
}

/** What a worker starts with. */
export interface WorkerData extends Rafts {
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

/** What a host answers: what its worker does, or the fault of the kit that has ended it. */
export type Answer = Report | { readonly kind: 'fault'; readonly text: string };

/** What a job gets when nobody lived to report on it. */
export function withoutReport(
  job: Job,
  { verdict, text, handler }: Pick<RunResult, 'verdict' | 'text' | 'handler'>,
): Report {
  const result = { ...resultWithoutRun(job, verdict, text), handler };
  if (job.kind === 'play') return { kind: 'played', result };
  return { kind: 'told', result, steps: [], trace: null, hash: '' };
}

/** What a job gets when the heap is full. It names no handler: whether one can be known depends on how V8 ended. */
export function outOfMemory(job: Job, memoryMb: number): Report {
  const text = `the submission takes more than ${memoryMb} MB of memory`;
  return withoutReport(job, { verdict: 'out of budget', text, handler: null });
}

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
