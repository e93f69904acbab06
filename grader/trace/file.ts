/**
 * A trace as a file: JSON Lines, described by trace.schema.json.
 *
 * The first line is a header, the last an end with the hash of the run; between them stands one line for each event.
 * Every step has its whole state, so that a line can be read without the lines before it. The state *before* a step
 * is left out, for it is the state after the last step of the same server; `readTrace` puts it back.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ServerId, ServerState } from '../../skeleton/contract/index.ts';
import type {
  CrashEvent,
  PuppetEvent,
  RunInfo,
  StepEvent,
  TraceEvent,
  WorldEvent,
} from './event.ts';
import { RunHash } from './hash.ts';

const VERSION = 1;

/** A whole run, as it is read from a file. */
export interface Trace {
  readonly run: RunInfo;
  readonly events: readonly TraceEvent[];
  /** What the end line says; `readTrace` has compared it with the events. */
  readonly hash: string;
}

/** A file that is no trace. The message names the line and the field. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  /** The number of the line, from 1. */
  readonly line: number;

  constructor(line: number, text: string) {
    super(`trace line ${line}: ${text}`);
    this.line = line;
  }
}

type Header = RunInfo & { readonly kind: 'header'; readonly version: typeof VERSION };
type End = { readonly kind: 'end'; readonly events: number; readonly hash: string };
type StepLine = Omit<StepEvent, 'before'>;
type Line = Header | StepLine | CrashEvent | PuppetEvent | WorldEvent | End;

/** Writes a run, line by line and without line ends. Join the lines with `\n`. */
export function* toLines(run: RunInfo, events: Iterable<TraceEvent>): Generator<string> {
  const { scenario, seed, attempt, servers, puppets, initial } = run;
  const header: Header = {
    kind: 'header',
    version: VERSION,
    scenario,
    seed,
    attempt,
    servers,
    puppets,
    initial,
  };
  yield JSON.stringify(header);

  const hash = new RunHash();
  let count = 0;
  for (const event of events) {
    hash.add(event);
    count += 1;
    yield JSON.stringify(event.kind === 'step' ? { ...event, before: undefined } : event);
  }
  const end: End = { kind: 'end', events: count, hash: hash.digest() };
  yield JSON.stringify(end);
}

/**
 * Reads a whole trace and checks it: each line against the schema, then the number of events and the hash.
 *
 * @throws {@link TraceError} that names the line and the field.
 */
export function readTrace(text: string): Trace {
  const texts = text.split('\n');
  while (texts.at(-1)?.trim() === '') texts.pop();

  const reader = new EventReader();
  let header: Header | null = null;
  let end: End | null = null;
  for (const [place, lineText] of texts.entries()) {
    const number = place + 1;
    const line = parseLine(lineText, number);
    if ((line.kind === 'header') !== (number === 1)) {
      throw new TraceError(number, 'the first line must be the header, and no other line');
    }
    if (end !== null) throw new TraceError(number, 'nothing may follow the end');
    if (line.kind === 'header') header = line;
    else if (line.kind === 'end') end = line;
    else reader.add(line);
  }
  if (header === null) throw new TraceError(1, 'the file is empty');
  if (end === null) throw new TraceError(texts.length, 'the trace is cut off: its end is missing');
  checkEnd(end, { events: reader.events, line: texts.length });
  const { scenario, seed, attempt, servers, puppets, initial } = header;
  const run = { scenario, seed, attempt, servers, puppets, initial };
  return { run, events: reader.events, hash: end.hash };
}

/** Puts the state before back into the steps. */
class EventReader {
  readonly events: TraceEvent[] = [];
  readonly #states = new Map<ServerId, ServerState>();

  add(line: StepLine | CrashEvent | PuppetEvent | WorldEvent): void {
    if (line.kind !== 'step') {
      this.events.push(line);
      return;
    }
    const booted = line.input.type === 'restart';
    const before = booted ? null : (this.#states.get(line.server) ?? null);
    const state = sharing(line.state, before);
    this.#states.set(line.server, state);
    this.events.push({ ...line, before, state });
  }
}

/** In a run a snapshot that stays is one object, and properties that compare objects must find the same in a file. */
function sharing(state: ServerState, before: ServerState | null): ServerState {
  const { snapshot } = state;
  const old = before?.snapshot ?? null;
  if (snapshot === null || snapshot.lastIncludedIndex !== old?.lastIncludedIndex) return state;
  return JSON.stringify(snapshot) === JSON.stringify(old) ? { ...state, snapshot: old } : state;
}

function checkEnd(
  end: End,
  found: { readonly events: readonly TraceEvent[]; readonly line: number },
): void {
  if (end.events !== found.events.length) {
    const text = `\`events\` is ${end.events}, but there are ${found.events.length} events`;
    throw new TraceError(found.line, text);
  }
  const hash = new RunHash();
  for (const event of found.events) hash.add(event);
  if (hash.digest() !== end.hash) {
    throw new TraceError(found.line, '`hash` is not the hash of the events: the trace was changed');
  }
}

function parseLine(text: string, number: number): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new TraceError(
      number,
      `this is no JSON (${error instanceof Error ? error.message : ''})`,
    );
  }
  const validate = lineValidator();
  if (validate(value)) return value;
  throw new TraceError(number, complaint(validate.errors ?? []));
}

let compiled: ValidateFunction<Line> | null = null;

/** The schema, compiled when the first trace is read: it takes a moment, and most commands read none. */
function lineValidator(): ValidateFunction<Line> {
  if (compiled === null) {
    const schema: object = JSON.parse(
      // By way of the folder, so that it is found from a bundled engine in `grader/engine` as well.
      readFileSync(new URL('../trace/trace.schema.json', import.meta.url), 'utf8'),
    );
    compiled = new Ajv2020({ discriminator: true }).compile<Line>(schema);
  }
  return compiled;
}

/** One sentence about the first thing that is wrong. */
function complaint(errors: readonly ErrorObject[]): string {
  const [error] = errors;
  if (error === undefined) return 'the line does not fit the schema';
  const field = fieldName(error.instancePath);
  const param = (name: string): unknown => error.params[name];
  switch (error.keyword) {
    case 'required':
      return `${field} lacks \`${String(param('missingProperty'))}\``;
    case 'additionalProperties':
      return `${field} has an unknown field \`${String(param('additionalProperty'))}\``;
    case 'discriminator':
      return `${field} has an unknown \`${String(param('tag'))}\`: ${JSON.stringify(param('tagValue'))}`;
    case 'enum':
      return `${field} must be one of ${JSON.stringify(param('allowedValues'))}`;
    case 'const':
      return `${field} must be ${JSON.stringify(param('allowedValue'))}`;
    default:
      return `${field} ${error.message ?? 'does not fit the schema'}`;
  }
}

/** `/effects/0/message/term` as `effects[0].message.term`. */
function fieldName(pointer: string): string {
  if (pointer === '') return 'the line';
  const path = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((name, part) => (/^\d+$/.test(part) ? `${name}[${part}]` : `${name}.${part}`));
  return `\`${path}\``;
}
