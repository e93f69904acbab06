/**
 * A recorded step in values of the specification.
 *
 * The data of a snapshot is whatever a service makes of it. In the specification it is the list of the entries for which it
 * stands; here it is a list of as many names, which are the same for the same data and for no other.
 *
 * @module
 */
import type {
  Json,
  LogEntry,
  Message,
  PersistentState,
  ServerState,
  Snapshot,
} from '../../skeleton/contract/index.ts';
import { modelValueOf, textOf } from '../tla/values/table.ts';
import type { Func, Value } from '../tla/values/value.ts';
import type { StepEvent } from '../trace/event.ts';
import {
  commandValue,
  entriesValue,
  entryValue,
  messageValue,
  NIL,
  serversValue,
  snapshotValue,
} from './messages.ts';
import { FIELDS, type Place, serverValue } from './server.ts';
import { field, items, record, sequence } from './values.ts';

/** The names for the data of the snapshots of one run. */
export class SnapshotNames {
  readonly #known = new Map<string, readonly LogEntry[]>();
  readonly #named = new WeakMap<Snapshot, Snapshot>();

  /** The entries that stand for the data of a snapshot. */
  entries(index: number, data: Json): readonly LogEntry[] {
    const key = `${index} ${JSON.stringify(data)}`;
    let entries = this.#known.get(key);
    if (entries === undefined) {
      const name = `snapshot ${this.#known.size + 1}`;
      const all: LogEntry[] = Array.from({ length: index }, (_, place) => ({
        term: 0,
        payload: { kind: 'command', command: `${name}, ${place + 1}` },
      }));
      entries = Object.freeze(all);
      this.#known.set(key, entries);
    }
    return entries;
  }

  /** The same snapshot with these entries as its data. */
  named(snapshot: Snapshot): Snapshot {
    let named = this.#named.get(snapshot);
    if (named === undefined) {
      const data = this.entries(snapshot.lastIncludedIndex, snapshot.data) as unknown as Json;
      named = { ...snapshot, data };
      this.#named.set(snapshot, named);
    }
    return named;
  }

  state(state: ServerState, applied: Value, place: Place): Func {
    const { snapshot } = state;
    const named = snapshot === null ? null : this.named(snapshot);
    return serverValue({ ...state, snapshot: named }, applied, place);
  }

  disk({ currentTerm, votedFor, log, snapshot }: PersistentState, place: Place): Func {
    return record({
      currentTerm,
      votedFor: votedFor === null ? NIL : modelValueOf(votedFor),
      log: entriesValue(log),
      snapshot: snapshotValue(snapshot === null ? null : this.named(snapshot), place.firstServers),
    });
  }

  /** A message; of one that the specification does not have, its head. */
  message(message: Message): Value {
    if (message.type === 'InstallSnapshotRequest') {
      return messageValue({ ...message, snapshot: this.named(message.snapshot) });
    }
    if (message.type !== 'Custom') return messageValue(message);
    const [from, to] = [modelValueOf(message.from), modelValueOf(message.to)];
    return record({ type: textOf('Custom'), from, to, term: message.term });
  }

  /** The input of a step, and the data of the snapshot that it may take. */
  input({ input }: StepEvent): { readonly input: Value; readonly data: Value } {
    switch (input.type) {
      case 'deliver':
        return { input: this.message(input.message), data: NIL };
      case 'clientRequest':
        return { input: commandValue(input.command), data: NIL };
      case 'takeSnapshot':
        return {
          input: input.index,
          data: entriesValue(this.entries(Math.max(0, input.index), input.data)),
        };
      case 'changeServers':
        return { input: serversValue(input.servers), data: NIL };
      default:
        return { input: NIL, data: NIL };
    }
  }

  /** What a state machine has been given after a step. */
  applied(before: Func, { effects }: StepEvent): Func {
    let applied = before;
    for (const effect of effects) {
      if (effect.type === 'apply') {
        applied = sequence([...items(applied), entryValue(effect.entry)]);
      }
      if (effect.type === 'restore') {
        const { lastIncludedIndex, data } = effect.snapshot;
        applied = sequence(this.entries(lastIncludedIndex, data).map(entryValue));
      }
    }
    return applied;
  }
}

/** A server with another list of what was applied. */
export function withApplied(server: Func, applied: Value): Func {
  if (field(server, 'applied') === applied) return server;
  const fields = FIELDS.map((name) => [name, field(server, name)] as const);
  return record({ ...Object.fromEntries(fields), applied });
}

/** The action of a step's handler; `null` for a message of the submission's own. */
export function actionOf({ input }: StepEvent): string | null {
  if (input.type !== 'deliver')
    return `${input.type.charAt(0).toUpperCase()}${input.type.slice(1)}`;
  return input.message.type === 'Custom' ? null : `Handle${input.message.type}`;
}
