/**
 * What a submission did to end its run, as a verdict and a sentence.
 *
 * @module
 */
import type { Explanation } from '../sandbox/explain.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { BadStep, HandlerThrew, OutOfBudget } from '../sim/fault.ts';
import { RunEnded } from './verdict.ts';

/**
 * Turns what was thrown inside a run into its end.
 *
 * @param explain - Says what an exception of a handler means.
 * @throws `error` itself when the submission is not to blame: a fault of the kit must not look like a verdict.
 */
export function endOf(error: unknown, explain: (thrown: unknown) => Explanation): RunEnded {
  if (error instanceof RunEnded) return error;
  if (error instanceof OutOfBudget) return new RunEnded('out of budget', error.message);
  // It loaded once, but not at every boot.
  if (error instanceof SubmissionError) return new RunEnded(error.verdict, error.message);
  if (error instanceof BadStep) {
    const { message, server, handler } = error;
    return new RunEnded('crashed', message, { server, handler });
  }
  if (error instanceof HandlerThrew) return endOfThrow(error, explain(error.cause));
  throw error;
}

function endOfThrow({ handler, server }: HandlerThrew, explained: Explanation): RunEnded {
  const { name, message, where } = explained;
  const place = where === null ? '' : ` (${where})`;
  const who = `${handler} on ${server}`;
  const blame = { server, handler };
  switch (explained.kind) {
    case 'not-written':
      return new RunEnded('not written yet', message.replace(/^not written yet: /, ''), blame);
    case 'endless-loop':
      return new RunEnded('endless loop', `${who} does not come to an end${place}`, blame);
    case 'mutation': {
      const text = `${who} changes data that it may only read${place}: ${message}`;
      return new RunEnded('crashed', text, blame);
    }
    case 'bad-return':
      return new RunEnded('crashed', `${who} returned ${message}`, blame);
    case 'exception':
      return new RunEnded('crashed', `${who} throws ${name}${place}: ${message}`, blame);
  }
}
