/**
 * A submission that cannot be run at all: no `raft.ts`, a syntax error, a forbidden import, a missing handler.
 *
 * It is neither a broken rule of Raft nor a fault of the grader, so it is an error of its own. The message is
 * written for the student and says what is wrong and what to do.
 *
 * @module
 */

/** Says why a submission cannot be run. The message starts with `where` when that is known. */
export class SubmissionError extends Error {
  override readonly name = 'SubmissionError';
  /** The place in the submission, for example `election.ts:42`, or `null` when it has none. */
  readonly where: string | null;
  /** What the submission is graded with. */
  readonly verdict: 'crashed' | 'forbidden';

  constructor(
    text: string,
    where: string | null = null,
    verdict: 'crashed' | 'forbidden' = 'crashed',
  ) {
    super(where === null ? text : `${where}: ${text}`);
    this.where = where;
    this.verdict = verdict;
  }
}
