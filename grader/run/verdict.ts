/**
 * How a run can end.
 *
 * @module
 */
import type { ServerId } from '../../skeleton/contract/index.ts';
import type { Rule } from '../checkers/property.ts';
import type { RunInfo, TraceEvent } from '../trace/event.ts';

/** The words for it, as they are printed and stored. */
export const VERDICTS = [
  'passed',
  'wrong', // a property or a rule was broken
  'no progress', // what had to come did not come in time
  'inconclusive', // nothing wrong was found, but the search for it had to be given up: not a pass
  'crashed', // a handler threw, or returned what no server may
  'endless loop',
  'out of budget', // more messages or events than any Raft needs
  'nondeterministic', // the same seed gave two different runs
  'forbidden', // the code uses what no server may: clocks, random numbers of its own, the machine
  'not written yet', // a stub of the skeleton was reached
  'not judged', // a scenario that this one builds on failed
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** How one run ended. */
export interface RunResult {
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: Verdict;
  /** The rule that was broken, when the verdict is "wrong". */
  readonly rule: Rule | null;
  /** What was seen, in one sentence. Empty when the run passed. */
  readonly text: string;
  /** The server and handler to look at, where one can be named. */
  readonly server: ServerId | null;
  readonly handler: string | null;
  /** How often the set-up was tried; more than 1 when the first tries did not reach what the scenario needs. */
  readonly tries: number;
  /** When the run ended, in virtual milliseconds. */
  readonly virtualMs: number;
  readonly events: number;
  readonly messages: number;
  readonly elections: number;
  /** The recording, when one was asked for. */
  readonly recording: Recording | null;
}

/** How a run ended, as grades keep it: without the recording. */
export type RunVerdict = Omit<RunResult, 'recording'>;

/** A run that was written down. */
export interface Recording {
  readonly run: RunInfo;
  readonly events: readonly TraceEvent[];
}

/** What there is to blame for the end of a run, as far as it can be named. */
export interface Blame {
  readonly rule?: Rule;
  readonly server?: ServerId | null;
  readonly handler?: string;
}

/** Thrown inside a run to end it. Never seen outside `play`. */
export class RunEnded extends Error {
  readonly verdict: Verdict;
  readonly blame: Blame;

  constructor(verdict: Verdict, text: string, blame: Blame = {}) {
    super(text);
    this.verdict = verdict;
    this.blame = blame;
  }
}

/** Thrown inside a run when the seed did not bring about what the scenario needs. */
export class NotReached extends Error {}

/** A result that no run reported: the worker could not begin, or did not live to report. */
export function resultWithoutRun(
  { scenario, seed }: Pick<RunResult, 'scenario' | 'seed'>,
  verdict: Verdict,
  text: string,
): RunResult {
  return {
    scenario,
    seed,
    verdict,
    rule: null,
    text,
    server: null,
    handler: null,
    tries: 1,
    virtualMs: 0,
    events: 0,
    messages: 0,
    elections: 0,
    recording: null,
  };
}
