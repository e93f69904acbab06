/**
 * What a search found, in words.
 *
 * @module
 */
import type { Outcome, Report, TraceState } from './check/search.ts';
import { placeText } from './error.ts';
import { show } from './values/print.ts';
import type { Value } from './values/value.ts';

/**
 * The lines of a report: the outcome, the way to it, the counts, and what each action did.
 *
 * @param told - The way to it in other words; all its states unless given.
 */
export function reportLines(report: Report, told?: readonly string[]): string[] {
  const { outcome, counts, coverage, variables, ignored } = report;
  const { generated, distinct, queued, depth } = counts;
  const trace = told ?? ('trace' in outcome ? traceLines(outcome.trace, variables) : []);
  return [
    outcomeLine(outcome),
    ...ignored.map(({ at, message }) => `${message} (${placeText(at)}).`),
    ...trace,
    `${generated} states generated, ${distinct} distinct, ${queued} left on the queue, depth ${depth}.`,
    ...coverage
      .filter((action) => action.generated > 0)
      .map((action) => `  ${action.name}: ${action.distinct} new of ${action.generated}`),
    ...coverage
      .filter((action) => action.generated === 0)
      .map(({ name, at }) => `  ${name}: never taken (${placeText(at)})`),
  ];
}

function outcomeLine(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'holds':
      return 'All properties hold.';
    case 'limit':
      return `The search ended at the limit of ${outcome.limit} states; up to there nothing is wrong.`;
    case 'deadlock':
      return 'Deadlock: the last state has no successor.';
    case 'error':
      return `Error: ${outcome.error.message}`;
    case 'invariant':
      return `The invariant ${outcome.property} does not hold in the last state.`;
    case 'step':
      return `The property ${outcome.property} does not hold for the last step.`;
    case 'initial':
      return `The property ${outcome.property} does not hold in an initial state.`;
  }
}

/** Each state with the action that led to it; of a variable that did not change only the first state tells. */
function traceLines(trace: readonly TraceState[], variables: readonly string[]): string[] {
  let before: readonly Value[] = [];
  return trace.flatMap(({ action, values }, number) => {
    const lines = variables.flatMap((name, index) => {
      const value = values[index];
      return value === undefined || value === before[index] ? [] : [`  ${name} = ${show(value)}`];
    });
    before = values;
    return [`State ${number + 1}: ${action ?? 'initial'}`, ...lines];
  });
}
