/**
 * What a search found, in words.
 *
 * @module
 */
import type { Checked, Outcome, TraceState } from './check/outcome.ts';
import type { Counts, Report } from './check/search.ts';
import type { Walked, WalkReport } from './check/simulate.ts';
import type { Unreached } from './check/unreached.ts';
import { placeText } from './error.ts';
import { show } from './values/print.ts';
import type { Value } from './values/value.ts';

/**
 * The lines of a report: the outcome, the way to it, the counts, and what each action did.
 *
 * @param told - The way to it in other words; all its states unless given.
 */
export function reportLines(report: Report | WalkReport, told?: readonly string[]): string[] {
  const { outcome, coverage, unreached, variables, ignored } = report;
  const trace = told ?? ('trace' in outcome ? traceLines(outcome.trace, variables) : []);
  const searched = 'counts' in report;
  return [
    outcomeLine(outcome, searched ? 'All properties hold.' : 'Nothing fell.'),
    ...ignored.map(({ at, message }) => `${message} (${placeText(at)}).`),
    ...trace,
    searched ? countsLine(report.counts) : walkedLine(report.walked),
    ...takenLines(coverage, searched),
    ...coverage
      .filter((action) => action.generated === 0)
      .map(({ name, at }) => `  ${name}: never taken (${placeText(at)})`),
    ...(unreached === null ? [] : unreachedLines(unreached)),
  ];
}

function countsLine({ generated, distinct, queued, depth }: Counts): string {
  return `${generated} states generated, ${distinct} distinct, ${queued} left on the queue, depth ${depth}.`;
}

function walkedLine({ behaviours, generated, longest }: Walked): string {
  return `${behaviours} behaviours, ${generated} states generated, the longest behaviour has ${longest}.`;
}

/** Each kind with its places, in a form that editors open; definitions as a whole in one line a module. */
function unreachedLines(all: readonly Unreached[]): string[] {
  const of = (kind: Unreached['kind']) => all.filter((each) => each.kind === kind);
  const section = (title: string, places: readonly Unreached[]) =>
    places.length === 0 ? [] : [title, ...places.map(unreachedLine)];
  const always = all.filter(({ kind }) => kind === 'always TRUE' || kind === 'always FALSE');
  return [
    ...section('Definitions that are used and were never evaluated:', of('definition')),
    ...section('Expressions that were never evaluated:', of('never')),
    ...section('Conditions that came out one way each time:', always),
  ];
}

function unreachedLine({ kind, at, within, text }: Unreached): string {
  const place = `  ${at.file}:${at.line}:${at.column}`;
  if (kind === 'definition') return `${place}  ${text}`;
  return `${place}  ${within}: ${kind === 'never' ? '' : `${kind}: `}${text}`;
}

/** What was new is known after a search only. */
function takenLines(coverage: Checked['coverage'], searched: boolean): string[] {
  return coverage
    .filter((action) => action.generated > 0)
    .map(({ name, generated, distinct }) =>
      searched ? `  ${name}: ${distinct} new of ${generated}` : `  ${name}: ${generated}`,
    );
}

function outcomeLine(outcome: Outcome, good: string): string {
  switch (outcome.kind) {
    case 'holds':
      return good;
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
