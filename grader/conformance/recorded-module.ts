/**
 * Writes a recorded run as a module of TLA+, for `TraceRun.tla`.
 *
 * Each value that has parts gets a definition of its own, written once: the logs of a run have most of their entries in
 * common. Servers and commands are strings, so that nothing has to be declared.
 *
 * @module
 */
import { FiniteSet, Func, ModelValue, Text, type Value } from '../tla/values/value.ts';
import { NIL } from './messages.ts';
import { type RecordedRun, RunReader } from './run-reader.ts';
import { nameOf, record, set } from './values.ts';

/** The module `RecordedSteps`. */
export interface RecordedModule {
  readonly text: string;
  /** The number of the event of each step. */
  readonly events: readonly number[];
}

/** Writes the steps of a run. */
export function recordedModule(recorded: RecordedRun): RecordedModule {
  const reader = new RunReader(recorded);
  const writer = new Writer();
  const steps: string[] = [];
  const events: number[] = [];
  let servers = '{}';
  for (const event of recorded.events) {
    const read = reader.read(event);
    if (read === null) continue;
    const { action, asked, did } = read.step;
    servers = writer.write(asked.servers);
    const question = record({ ...asked, sent: set(asked.sent), to: false });
    const fields = [
      `action |-> ${JSON.stringify(action ?? 'Custom')}`,
      `asked |-> [turned |-> "Acknowledged", ${writer.fields(question).join(', ')}]`,
      `applied |-> ${writer.write(did.applied)}`,
      `crashed |-> ${event.kind === 'step' && event.crashed ? 'TRUE' : 'FALSE'}`,
    ];
    steps.push(writer.define(`[${fields.join(', ')}]`));
    events.push(event.n);
  }
  const lines = [
    '---- MODULE RecordedSteps ----',
    'EXTENDS Trace, TLC',
    ...writer.lines,
    `RunServers == ${servers}`,
    `Steps == <<${steps.join(', ')}>>`,
    '====',
    '',
  ];
  return { text: lines.join('\n'), events };
}

/** The configuration for TLC: that of single steps, for a whole run. */
export function runConfig(traceConfig: string): string {
  return traceConfig
    .replace('INIT AskedInit', 'INIT RunInit')
    .replace('NEXT AskedNext', 'NEXT RunNext')
    .replace('CHECK_DEADLOCK FALSE', 'CHECK_DEADLOCK TRUE')
    .replaceAll(/^( {4}(?:Server|InitialServers|Value)) <- \w+$/gm, '$1 <- RunServers');
}

class Writer {
  /** The definitions, each behind those that it needs. */
  readonly lines: string[] = [];
  readonly #names = new Map<Value, string>();

  /** A value as an expression. */
  write(value: Value): string {
    if (typeof value === 'number') return String(value);
    if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
    if (value === NIL) return 'Nil';
    if (value instanceof ModelValue) return stringOf(value.name);
    if (value instanceof Text) return stringOf(value.text);
    let name = this.#names.get(value);
    if (name === undefined) {
      name = this.define(this.#compound(value));
      this.#names.set(value, name);
    }
    return name;
  }

  /** Gives an expression a name. */
  define(expression: string): string {
    const name = `v${this.lines.length + 1}`;
    this.lines.push(`${name} == ${expression}`);
    return name;
  }

  /** The fields of a record, as they are written. */
  fields(value: Func): string[] {
    return value.domain.elements.map((key, place) => {
      return `${nameOf(key)} |-> ${this.write(value.values[place] ?? NIL)}`;
    });
  }

  #compound(value: Value): string {
    if (value instanceof FiniteSet) return `{${this.#all(value.elements)}}`;
    if (!(value instanceof Func)) throw new Error('there is no such value');
    const { domain, values } = value;
    if (domain.form === 'tuple') return `<<${this.#all(values)}>>`;
    if (domain.form === 'record') return `[${this.fields(value).join(', ')}]`;
    const pairs = domain.elements.map((key, place) => {
      return `${this.write(key)} :> ${this.write(values[place] ?? NIL)}`;
    });
    return `(${pairs.join(' @@ ')})`;
  }

  #all(values: readonly Value[]): string {
    return values.map((each) => this.write(each)).join(', ');
  }
}

/** A string as TLA+ writes it: without any but the oldest signs. */
function stringOf(text: string): string {
  const plain = text.replace(/[^ -~]/g, (sign) => `U+${sign.codePointAt(0)?.toString(16)};`);
  return `"${plain.replace(/["\\]/g, (sign) => `\\${sign}`)}"`;
}
