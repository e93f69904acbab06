/**
 * Reads a recorded run, and says of each step what the specification has to be asked.
 *
 * @module
 */
import type { Message, ServerId } from '../../skeleton/contract/index.ts';
import { modelValueOf } from '../tla/values/table.ts';
import type { Func, Value } from '../tla/values/value.ts';
import type { RunInfo, StepEvent, TraceEvent } from '../trace/event.ts';
import { Disks } from './disk.ts';
import type { Step } from './judge.ts';
import { serversValue } from './messages.ts';
import { actionOf, SnapshotNames, withApplied } from './recorded.ts';
import { indexesValue, type Place } from './server.ts';
import { field, items, numberOf, sequence } from './values.ts';

/** A run as it was recorded. */
export interface RecordedRun {
  readonly run: RunInfo;
  readonly events: readonly TraceEvent[];
}

/** A step, and what is wrong with the disk in the middle of it, in one sentence. */
export interface ReadStep {
  readonly step: Step;
  readonly disk: string | null;
}

/** What is known of a server between two of its steps. */
interface Known {
  /** As the specification has it: everything that is committed is applied. */
  readonly server: Func;
  /** What the state machine was given. */
  readonly applied: Func;
}

interface Acknowledged {
  readonly term: number;
  readonly indexes: Map<ServerId, number>;
}

const NOTHING = sequence([]);

/** Takes the events in their order. */
export class RunReader {
  readonly #run: RunInfo;
  readonly #all: readonly ServerId[];
  readonly #names = new SnapshotNames();
  readonly #servers = new Map<ServerId, Known>();
  readonly #messages = new Set<Value>();
  /** Of each server, what the others have acknowledged to it in the newest term in which they did. */
  readonly #acknowledged = new Map<ServerId, Acknowledged>();
  readonly #disks: Disks;

  constructor({ run, events }: RecordedRun) {
    this.#run = run;
    this.#all = serversOf(run, events);
    this.#disks = new Disks(run);
  }

  /** Takes the next event, and gives it back as a step if it is one. */
  read(event: TraceEvent): ReadStep | null {
    if (event.kind === 'puppet') {
      this.#messages.add(this.#names.message(event.message));
      this.#note(event.message);
    }
    if (event.kind !== 'step') return null;
    const step = this.#stepOf(event);
    const { before, after, applied } = step.did;
    const restored = event.effects.some(({ type }) => type === 'restore');
    const known = restored || event.before === null ? applied : field(before, 'applied');
    this.#servers.set(event.server, {
      server: withApplied(after, committed(known, after)),
      applied,
    });
    for (const message of step.did.sent) this.#messages.add(message);
    for (const effect of event.effects) if (effect.type === 'send') this.#note(effect.message);
    return { step, disk: this.#disks.write(event) };
  }

  #note(message: Message): void {
    if (message.type !== 'AppendEntriesResponse' && message.type !== 'InstallSnapshotResponse')
      return;
    const { from, to, term, matchIndex } = message;
    if (message.type === 'AppendEntriesResponse' && !message.success) return;
    const known = this.#acknowledged.get(to);
    const now = known !== undefined && known.term >= term ? known : { term, indexes: new Map() };
    if (now.term > term) return;
    now.indexes.set(from, Math.max(now.indexes.get(from) ?? 0, matchIndex));
    this.#acknowledged.set(to, now);
  }

  #acknowledgedTo({ server, state }: StepEvent): Func {
    const known = this.#acknowledged.get(server);
    const indexes = known?.term === state.currentTerm ? known.indexes : null;
    return indexesValue(this.#all, (other) => indexes?.get(other) ?? 0);
  }

  #stepOf(event: StepEvent): Step {
    const place = this.#place(event.server);
    const known = event.input.type === 'restart' ? null : this.#servers.get(event.server);
    const applied = this.#names.applied(known?.applied ?? NOTHING, event);
    const after = this.#names.state(event.state, applied, place);
    const before = known?.server ?? after;
    const sent = event.effects
      .flatMap((effect) => {
        const isSent = effect.type === 'send' && effect.message.type !== 'Custom';
        return isSent ? [this.#names.message(effect.message)] : [];
      })
      .filter((message) => !this.#messages.has(message));
    return {
      action: actionOf(event),
      asked: {
        me: modelValueOf(event.server),
        servers: serversValue(this.#all),
        before,
        disk: this.#names.disk(this.#disks.of(event.server), place),
        ...this.#names.input(event),
        after,
        sent,
        acknowledged: this.#acknowledgedTo(event),
      },
      did: {
        place,
        before,
        after,
        applied,
        lastApplied: event.state.lastApplied,
        sent,
        crashed: event.crashed,
      },
    };
  }

  #place(id: ServerId): Place {
    const { initial } = this.#run;
    return { id, all: this.#all, firstServers: initial.includes(id) ? initial : [] };
  }
}

/** The servers of the run, and whoever else is to be added. */
function serversOf({ servers }: RunInfo, events: readonly TraceEvent[]): readonly ServerId[] {
  const named = events.flatMap((event) => {
    return event.kind === 'step' && event.input.type === 'changeServers' ? event.input.servers : [];
  });
  return [...new Set([...servers, ...named])];
}

/** What is committed as far as the server knows: what was committed before, and the entries behind it. */
function committed(before: Value, after: Func): Value {
  const all = items(before);
  const commitIndex = numberOf(field(after, 'commitIndex'));
  if (all.length === commitIndex) return before;
  const base = numberOf(field(field(after, 'snapshot'), 'lastIncludedIndex'));
  const more = items(field(after, 'log')).slice(Math.max(0, all.length - base), commitIndex - base);
  return sequence([...all.slice(0, commitIndex), ...(all.length < base ? [] : more)]);
}
