/**
 * Does a server do the same when it is given the same?
 *
 * Everything rests on that: the verdict on every machine, the command that plays a failure again, the trace. So the
 * inputs of a recorded run are given to the submission once more, and what comes out is compared step by step.
 *
 * @module
 */
import { handlerOf } from '../sim/fault.ts';
import type { Subject } from './play.ts';
import { type Parting, replay } from './replay.ts';
import type { RunResult } from './verdict.ts';

/**
 * Gives the servers of a run all their inputs again.
 *
 * @param result - How a run ended, with its recording.
 * @returns The result without the recording; its verdict is "nondeterministic" when a step came out otherwise.
 */
export function again({ recording, ...result }: RunResult, subject: Subject): RunResult {
  const parted = recording === null ? null : replay(recording, subject).parted;
  if (parted === null) return { ...result, recording: null };
  const { event } = parted;
  return {
    ...result,
    recording: null,
    verdict: 'nondeterministic',
    rule: null,
    text: textOf(parted),
    server: event.server,
    handler: handlerOf(event.input),
  };
}

function textOf({ event, seen }: Parting): string {
  const call = `at #${event.n} ${handlerOf(event.input)} on ${event.server} was called twice with the same`;
  if (seen instanceof Error) return `${call}: the second time, ${seen.message}`;
  const [first, second] = [seen.was, seen.is].map((value) => JSON.stringify(value) ?? 'nothing');
  return `${call}: first ${seen.field} was ${first}, then ${second}`;
}
