/**
 * Looks at a run that passed a second time, without trusting the process that said so.
 *
 * The process plays the run again and hands over its trace. The grader reads the trace, has the properties judge it, and
 * compares what happened with what was reported. Whoever wants to forge a pass must then forge the trace of a right Raft,
 * twice the same.
 *
 * @module
 */
import { judge } from '../checkers/judge.ts';
import { readTrace, type Trace, TraceError } from '../trace/file.ts';
import type { Telling } from './jobs.ts';
import type { Lab } from './lab.ts';
import { Marks } from './marks.ts';
import type { Mark, Scenario } from './scenario.ts';
import type { RunResult } from './verdict.ts';

/** What the trace cannot show: the network keeps it to itself. */
const UNSEEN: ReadonlySet<Mark> = new Set(['lost', 'duplicated']);

/**
 * Compares a pass with the trace of the same run.
 *
 * @returns The result as it was, or another verdict when the trace does not bear it out.
 */
export function recheck(
  passed: RunResult,
  telling: Telling,
  { lab, scenario }: { readonly lab: Lab; readonly scenario: Scenario },
): RunResult {
  const trace = traceOf(telling);
  if (trace === null || !isSameRun(passed, telling.result, trace)) {
    return failed(passed, 'it passed, and went otherwise when it was played again');
  }
  const violation = judge(trace.run, trace.events, lab.properties);
  if (violation !== null) {
    const { id, sentence, paper } = violation.property;
    return { ...passed, verdict: 'wrong', rule: { id, sentence, paper }, text: violation.text };
  }
  const marks = new Marks();
  for (const event of trace.events) marks.note(event);
  const missing = scenario.sometimes.some((mark) => !UNSEEN.has(mark) && !marks.seen.has(mark));
  return missing ? failed(passed, 'it passed without what it has to show') : passed;
}

function traceOf({ trace }: Telling): Trace | null {
  try {
    return trace === null ? null : readTrace(trace);
  } catch (error) {
    if (error instanceof TraceError) return null;
    throw error;
  }
}

function isSameRun(passed: RunResult, again: RunResult, { run, events }: Trace): boolean {
  return (
    JSON.stringify(again) === JSON.stringify(passed) &&
    run.scenario === passed.scenario &&
    run.seed === passed.seed &&
    events.at(-1)?.n === passed.events
  );
}

function failed(passed: RunResult, text: string): RunResult {
  return { ...passed, verdict: 'nondeterministic', text };
}
