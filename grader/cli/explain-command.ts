/**
 * Compares a recorded run with the specification, and tells the first step that it does not allow.
 *
 * @module
 */
import { AskedSpec } from '../conformance/asked.ts';
import { guardSentence } from '../conformance/guards.ts';
import { checkTrace, type Forbidden, type TraceFindings } from '../conformance/trace-check.ts';
import { tell } from '../report/story.ts';
import { traceIn } from './trace-in.ts';

export interface ExplainCommand {
  /** The trace file. */
  readonly trace: string;
  print(line: string): void;
}

/** Compares, prints, and returns the exit code: 0 when the specification forbids no step, otherwise 1. */
export async function explainCommand({ trace, print }: ExplainCommand): Promise<0 | 1> {
  const recording = await traceIn(trace);
  const findings = checkTrace(await AskedSpec.load(), recording);
  const { forbidden } = findings;
  for (const line of forbidden === null ? tellAllowed(findings) : tellForbidden(forbidden)) {
    print(line);
  }
  return forbidden === null ? 0 : 1;
}

function tellAllowed({ steps, actions, beyond }: TraceFindings): string[] {
  const lines = [`The specification forbids none of the ${steps} steps. Its actions allow:`];
  for (const [action, count] of actions) lines.push(`  ${action}: ${count}`);
  if (beyond.size > 0) {
    lines.push('Beyond the specification, and not wrong:');
    for (const [what, count] of beyond) lines.push(`  ${what}: ${count}`);
  }
  return lines;
}

/** The step, the guard, and what the nearest outcome of its action has instead. */
export function tellForbidden({ event, action, asked, differences, turned }: Forbidden): string[] {
  return [
    `No action of the specification allows event ${event.n}, a step of ${event.server}:`,
    ...tell(event).map((line) => `  ${line}`),
    ...(turned === null ? [] : [`${action}: ${guardSentence(turned, asked)}`]),
    `What ${action} allows that comes nearest differs in:`,
    ...differences.map(({ field, specification, trace }) => {
      return `  ${field}: the specification has ${specification}, the trace ${trace}`;
    }),
    'This explains a run. It decides no points.',
  ];
}
