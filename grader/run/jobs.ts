/**
 * What the grader and the processes that play say to each other.
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

/** What a process is told first. */
export interface Start {
  readonly rafts: Rafts;
  /** What every frame that it writes begins with, see `frames.ts`. */
  readonly token: string;
}

/** What a process is asked. */
export type Job =
  /** Play one run; with `again`, the inputs of all its servers once more, to see whether the same comes out. */
  | {
      readonly kind: 'play';
      readonly scenario: string;
      readonly seed: number;
      readonly again: boolean;
    }
  /** Play it again and tell its last steps; and all of it as JSON Lines, if it has no more than `traceUpTo` events. */
  | {
      readonly kind: 'tell';
      readonly scenario: string;
      readonly seed: number;
      readonly traceUpTo: number;
    };

/** What it answers. */
export type Report =
  | {
      readonly kind: 'played';
      readonly result: RunResult;
      /** True when the run did not end by itself. */
      readonly killed?: true;
    }
  | Telling;

/** What a run looked like, in its last steps and in its trace. */
export interface Telling {
  readonly kind: 'told';
  readonly result: RunResult;
  readonly steps: readonly string[];
  readonly trace: string | null;
  readonly hash: string;
}

/** All that a process says. */
export type Word =
  | Report
  /** It is on its way. */
  | { readonly kind: 'alive' }
  /** It is about to call a handler; said only when asked to {@link Asked.announce} calls. */
  | { readonly kind: 'calling'; readonly handler: string }
  /** A fault of the kit. */
  | { readonly kind: 'fault'; readonly text: string };

/** A job on its way to a process. */
export interface Asked {
  readonly job: Job;
  /** Says before each call which handler it is: slow, and only for a run that has hung before. */
  readonly announce: boolean;
}

/** What a job gets when nobody lived to report on it. */
export function withoutReport(
  job: Job,
  { verdict, text, handler }: Pick<RunResult, 'verdict' | 'text' | 'handler'>,
): Report {
  const report = reportOf(job, { ...resultWithoutRun(job, verdict, text), handler });
  return report.kind === 'played' ? { ...report, killed: true } : report;
}

/** A result as the report on a job, with nothing to tell. */
export function reportOf(job: Job, result: RunResult): Report {
  if (job.kind === 'play') return { kind: 'played', result };
  return { kind: 'told', result, steps: [], trace: null, hash: '' };
}

/** What a job gets when the heap is full. It names no handler: whether one can be known depends on how V8 ended. */
export function outOfMemory(job: Job, memoryMb: number): Report {
  const text = `the submission takes more than ${memoryMb} MB of memory`;
  return withoutReport(job, { verdict: 'out of budget', text, handler: null });
}
