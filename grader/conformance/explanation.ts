/**
 * What the specification says of a run, in lines that a student can read.
 *
 * @module
 */
import { brief, show } from '../tla/values/print.ts';
import { textOf } from '../tla/values/table.ts';
import { Func, type Value } from '../tla/values/value.ts';
import type { Turned } from './asked.ts';
import { isTest, meaningOf } from './guards.ts';
import type { Step } from './judge.ts';
import type { FieldDifference } from './outcomes.ts';
import type { Beyond, Forbidden, LastBeyond, TraceFindings } from './trace-check.ts';
import { type Broken, unspecified } from './unspecified.ts';
import { field, items, nameOf, numberOf, set } from './values.ts';

/**
 * The step that is forbidden, or what is known of a run in which none is. `tell` writes an event.
 *
 * @param broken - The rule that the run has broken, where one is known.
 */
export function explanation(
  findings: TraceFindings,
  tell: (event: Forbidden['event']) => readonly string[],
  broken: Broken | null = null,
): string[] {
  const { forbidden, beyond, last } = findings;
  if (forbidden !== null) return ofForbidden(forbidden, tell(forbidden.event));
  const why = broken === null ? null : unspecified(broken);
  return [
    `The specification forbids none of the ${findings.steps} steps.`,
    ...(why === null ? [] : [why]),
    ...ofBeyond(beyond),
    ...(last === null ? [] : ofLast(last)),
  ];
}

function ofForbidden(forbidden: Forbidden, told: readonly string[]): string[] {
  const { event, action, step, differences, enabled, turned, disk } = forbidden;
  const nearest = differencesText(differences, step);
  const heading = enabled
    ? `What ${action} allows that comes nearest:`
    : `${action} may not happen here, so that nothing changes:`;
  return [
    `The specification does not allow event ${event.n}, a step of ${event.server}:`,
    ...indented(told),
    ...guardsText(action, turned, step),
    ...(disk === null ? [] : indented([disk])),
    ...(nearest.length === 0 ? [] : [heading, ...indented(nearest)]),
  ];
}

function ofBeyond(beyond: ReadonlyMap<string, Beyond>): string[] {
  if (beyond.size === 0) return [];
  const lines = [...beyond].map(([what, { count, first }]) => {
    const times = count === 1 ? 'once' : `${count} times, first`;
    return `${what}: ${times} at event ${first}`;
  });
  return ['Beyond the specification, and not wrong by itself:', ...indented(lines)];
}

/** A run that failed with such a step has at least this to say. */
function ofLast({ event, step, what, turned }: LastBeyond): string[] {
  const lines = [`The last step, event ${event.n}, is such a one: ${what.join('; ')}.`];
  return step.action === null ? lines : [...lines, ...guardsText(step.action, turned, step)];
}

/** A sentence about each operator by which a step parts from the specification, and the values that decide. */
function guardsText(action: string, turned: readonly Turned[], step: Step): string[] {
  return turned.flatMap(({ name, to }, place) => {
    const { says, server, message } = meaningOf(name);
    const { before, input, me } = step.asked;
    const id = nameOf(me);
    const verdict = isTest(name)
      ? `${name} is ${show(!to)} here, and ${id} acts as if it were ${show(to)}.`
      : `${id} does not do what ${name} says.`;
    const values = [
      ...server.map((each) => `${each}[${id}] = ${valueText(field(before, each), before)}`),
      ...message.map((each) => `m.${each} = ${valueText(field(input, each), null)}`),
    ];
    return [
      `${place === 0 ? action : 'Or'}: ${verdict}`,
      ...indented([`${name}: ${says}.`, ...(values.length === 0 ? [] : [values.join(', ')])]),
    ];
  });
}

const DIFFERENCES_SHOWN = 6;

function differencesText(differences: readonly FieldDifference[], step: Step): string[] {
  const lines = [...new Set(differences.flatMap((each) => differenceLines(each, step)))];
  const left = lines.length - DIFFERENCES_SHOWN;
  if (left <= 0) return lines;
  return [...lines.slice(0, DIFFERENCES_SHOWN), `and ${left} more`];
}

function differenceLines(difference: FieldDifference, { did }: Step): string[] {
  const { field: name, specification: spec, trace, message } = difference;
  if (message) return messageLines(name, spec, trace);
  if (name === 'log' && spec !== null && trace !== null) return [logLine(spec, trace, did.after)];
  return [line(name, valueText(spec, null), valueText(trace, null))];
}

/** Of two messages of one kind, the fields that differ; of one that may not be sent at all, that. */
function messageLines(name: string, spec: Value | null, trace: Value | null): string[] {
  if (!(trace instanceof Func)) return [];
  const to = `${name} to ${nameOf(field(trace, 'to'))}`;
  if (spec === null) return [`${to}: the specification has none`];
  return trace.domain.elements.map(nameOf).flatMap((key) => {
    const [right, wrong] = [field(spec, key), field(trace, key)];
    if (right === wrong) return [];
    return [line(`${to}, ${key}`, valueText(right, null), valueText(wrong, null))];
  });
}

/** The first place at which two logs differ. */
function logLine(spec: Value, trace: Value, after: Value): string {
  const [right, wrong] = [items(spec), items(trace)];
  const longer = Math.max(right.length, wrong.length);
  const at = Array.from({ length: longer }).findIndex((_, place) => right[place] !== wrong[place]);
  const index = baseOf(after) + at + 1;
  return line(`log at index ${index}`, entryText(right[at]), entryText(wrong[at]));
}

function line(name: string, spec: string, trace: string): string {
  return `${name}: the specification has ${spec}, the trace ${trace}`;
}

/** A value as one reads it: a log by index, all else as TLA+ writes it, and nothing very long. */
function valueText(value: Value | null, server: Func | null): string {
  if (value === null) return 'none';
  if (isEntry(value)) return entryText(value);
  if (isEntries(value)) return entriesText(items(value), server === null ? null : baseOf(server));
  return brief(value);
}

const SHOWN = 5;

/** The last entries of a log, with the index of the first that is shown. */
function entriesText(entries: readonly Value[], base: number | null): string {
  if (entries.length === 0) return '<<>>';
  const shown = entries.slice(-SHOWN).map(entryText);
  const left = entries.length - shown.length;
  const from = base === null ? '' : ` from index ${base + left + 1}`;
  return `<<${left > 0 ? '..., ' : ''}${shown.join(', ')}>>${from}`;
}

/** `x in term 2` */
function entryText(entry: Value | undefined): string {
  if (entry === undefined || !isEntry(entry)) return 'none';
  const payload = field(entry, 'payload');
  const kind = nameOf(field(payload, 'kind'));
  const term = numberOf(field(entry, 'term'));
  if (kind === 'command') return `${nameOf(field(payload, 'command'))} in term ${term}`;
  return `${kind === 'config' ? show(field(payload, 'servers')) : kind} in term ${term}`;
}

const ENTRY = set([textOf('term'), textOf('payload')]);

function isEntry(value: Value): boolean {
  return value instanceof Func && value.domain === ENTRY;
}

function isEntries(value: Value): boolean {
  return value instanceof Func && value.domain.form === 'tuple' && items(value).every(isEntry);
}

function baseOf(server: Value): number {
  return numberOf(field(field(server, 'snapshot'), 'lastIncludedIndex'));
}

function indented(lines: readonly string[]): string[] {
  return lines.map((each) => `  ${each}`);
}
