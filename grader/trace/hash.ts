/**
 * One number that stands for a whole run.
 *
 * Two runs with the same hash had the same events, byte for byte, so that "the same seed gives the same run" can be
 * tested and a trace file can be trusted. The hash depends on the data alone: not on which objects the run shares,
 * not on the order of an object's fields, not on where or when it ran.
 *
 * A log is hashed as its change, so an event costs the same for a long log as for a short one. Nothing is lost by
 * that: the hash has all earlier changes in it.
 *
 * @module
 */
import { createHash, type Hash } from 'node:crypto';
import type {
  Effect,
  LogEntry,
  PersistentState,
  ServerState,
} from '../../skeleton/contract/index.ts';
import type { StepEvent, TraceEvent } from './event.ts';

/** So many characters are gathered before they go into the hash, because small updates cost much. */
const BATCH_LENGTH = 65_536;

/** The hash of a run, event by event. */
export class RunHash {
  readonly #hash: Hash = createHash('sha256');
  readonly #canonical = new Canonical();
  #batch = '';

  /** Adds the next event of the run. */
  add(event: TraceEvent): void {
    this.#batch += `${this.#canonical.text(event.kind === 'step' ? withChanges(event) : event)}\n`;
    if (this.#batch.length >= BATCH_LENGTH) this.#flush();
  }

  /** The SHA-256 of the events so far, in hexadecimal. More events may follow. */
  digest(): string {
    this.#flush();
    return this.#hash.copy().digest('hex');
  }

  #flush(): void {
    this.#hash.update(this.#batch);
    this.#batch = '';
  }
}

/** A step without `before`, and with its logs as changes: what a step adds to the hash. */
export function withChanges(event: StepEvent): object {
  return {
    ...event,
    before: undefined,
    state: { ...event.state, log: logChange(event) },
    effects: event.effects.map((effect) => effectChange(effect, event.state)),
  };
}

/** The entries from the first one that is new, `null` when the log did not change. */
function logChange({ state, changedFrom }: StepEvent): object | null {
  if (changedFrom === null) return null;
  const start = Math.max(changedFrom - firstIndex(state), 0);
  return { from: changedFrom, entries: state.log.slice(start) };
}

/** `persist` mostly holds the very log of the state, so its log is written as what differs from that. */
function effectChange(effect: Effect, state: ServerState): object {
  if (effect.type !== 'persist') return effect;
  const { state: disk } = effect;
  if (firstIndex(disk) !== firstIndex(state)) return effect;
  const keep = commonLength(disk.log, state.log);
  return { ...effect, state: { ...disk, log: { keep, append: disk.log.slice(keep) } } };
}

/** The index of `log[0]`. */
function firstIndex(state: PersistentState): number {
  return (state.snapshot?.lastIncludedIndex ?? 0) + 1;
}

/** How many entries two logs have in common from their start. Sharing makes it fast and never makes it different. */
function commonLength(one: readonly LogEntry[], other: readonly LogEntry[]): number {
  const length = Math.min(one.length, other.length);
  if (one === other) return length;
  const canonical = new Canonical();
  for (let place = 0; place < length; place += 1) {
    const [a, b] = [one[place], other[place]];
    if (a !== b && canonical.text(a) !== canonical.text(b)) return place;
  }
  return length;
}

/**
 * JSON with the fields of each object in the order of their names and without spaces.
 *
 * It remembers the text of snapshots and the order of the fields it has seen; both only save time.
 */
class Canonical {
  readonly #snapshots = new WeakMap<object, string>();

  text(value: unknown): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
    if (Array.isArray(value)) return `[${value.map((item) => this.text(item)).join(',')}]`;
    let fields = '';
    for (const name of Object.keys(value).sort()) {
      const field: unknown = Reflect.get(value, name);
      if (field === undefined) continue;
      if (fields !== '') fields += ',';
      fields += `${JSON.stringify(name)}:${name === 'snapshot' ? this.#snapshot(field) : this.text(field)}`;
    }
    return `{${fields}}`;
  }

  /** A snapshot stands in every state after it and may be large. */
  #snapshot(value: unknown): string {
    if (typeof value !== 'object' || value === null) return this.text(value);
    const known = this.#snapshots.get(value);
    if (known !== undefined) return known;
    const text = this.text(value);
    this.#snapshots.set(value, text);
    return text;
  }
}
