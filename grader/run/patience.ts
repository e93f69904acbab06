/**
 * How often a submission may have to be ended from outside until the grader does not play it any more.
 *
 * A run that hangs costs most of a minute, and one that fills the memory costs seconds. A submission that does so in every
 * run would take hours of everybody's time, and would not get a point for it.
 *
 * @module
 */
import type { Report } from './jobs.ts';
import { type RunResult, resultWithoutRun } from './verdict.ts';

/** After so many runs that had to be ended, no other is played. */
export const KILLS_MAX = 5;

/** Takes the reports of a submission in the order in which its runs were asked for, so that the count is always the same. */
export class Patience {
  #kills = 0;
  #last: RunResult | null = null;

  /** The result of a run; without regard to how it went, when the patience was at an end before it. */
  resultOf({ result, ...report }: Report): RunResult {
    if (this.#kills >= KILLS_MAX && this.#last !== null) return notPlayed(result, this.#last);
    if (report.kind === 'played' && report.killed === true) {
      this.#kills += 1;
      this.#last = result;
    }
    return result;
  }
}

/** What stands for a run that was not played, or may as well not have been. */
export function notPlayed(
  run: Pick<RunResult, 'scenario' | 'seed'>,
  last: Pick<RunResult, 'verdict' | 'text'>,
): RunResult {
  const text = `not played, because ${KILLS_MAX} runs before it had to be ended: ${last.text}`;
  return resultWithoutRun(run, last.verdict, text);
}
