/**
 * Entries, snapshots and messages: those of the specification as those of the contract, and the other way round.
 *
 * Servers and commands are model values there and strings here. The data of a snapshot is the list of the entries that it
 * stands for. `conflictIndex` and `conflictTerm` are hints that the specification does not have; they are left out.
 *
 * @module
 */
import type {
  Json,
  LogEntry,
  Message,
  Payload,
  ServerId,
  Snapshot,
} from '../../skeleton/contract/index.ts';
import { modelValueOf, textOf } from '../tla/values/table.ts';
import type { Value } from '../tla/values/value.ts';
import { field, items, nameOf, numberOf, record, sequence, set } from './values.ts';

/** The value that means nobody. */
export const NIL = modelValueOf('Nil');

/** A set of servers as a list. */
export function serversOf(value: Value): readonly ServerId[] {
  return items(value).map(nameOf).sort();
}

/** Frozen data stays as it is, and the same log stands in many states of a run: its value is made once. */
function remembered<Data extends object>(read: (data: Data) => Value): (data: Data) => Value {
  const known = new WeakMap<Data, Value>();
  return (data) => {
    const value = known.get(data) ?? read(data);
    if (Object.isFrozen(data)) known.set(data, value);
    return value;
  };
}

/** A list of servers as a set. */
export function serversValue(servers: readonly ServerId[]): Value {
  return set(servers.map(modelValueOf));
}

/**
 * A configuration, as a log or a snapshot has it. Where a list names a server again, the set has one more for it, that nobody
 * is, since whoever counts the list counts it twice.
 */
function configurationValue(servers: readonly ServerId[]): Value {
  const names = servers.map((server, place) => {
    return servers.indexOf(server) < place ? `${server} again ${place}` : server;
  });
  return set(names.map(modelValueOf));
}

/** An entry of a log. */
function entryOf(value: Value): LogEntry {
  return { term: numberOf(field(value, 'term')), payload: payloadOf(field(value, 'payload')) };
}

function payloadOf(value: Value): Payload {
  const kind = nameOf(field(value, 'kind'));
  if (kind === 'command') return { kind, command: nameOf(field(value, 'command')) };
  if (kind === 'config') return { kind, servers: serversOf(field(value, 'servers')) };
  return { kind: 'noop' };
}

/** An entry as the specification writes it. */
export const entryValue = remembered(({ term, payload }: LogEntry): Value => {
  return record({ term, payload: payloadValue(payload) });
});

function payloadValue(payload: Payload): Value {
  const kind = textOf(payload.kind);
  if (payload.kind === 'command') {
    return record({ kind, command: commandValue(payload.command) });
  }
  if (payload.kind === 'config') {
    return record({ kind, servers: configurationValue(payload.servers) });
  }
  return record({ kind });
}

/** A command. The specification never looks inside: it is a name, that of the text or of the data. */
export function commandValue(command: Json): Value {
  const isName =
    typeof command === 'string' && /^[a-z]/i.test(command) && !/^(true|false|null)$/.test(command);
  return modelValueOf(isName ? command : JSON.stringify(command));
}

/** A log, or what a state machine was given. */
export function entriesOf(value: Value): readonly LogEntry[] {
  return items(value).map(entryOf);
}

/** Entries as a sequence. A log may have holes. */
export const entriesValue = remembered((entries: readonly (LogEntry | undefined)[]): Value => {
  return sequence(entries.map((entry) => (entry === undefined ? NIL : entryValue(entry))));
});

/** The entries that a snapshot stands for, as its data. */
export function dataOf(value: Value): Json {
  return JSON.parse(JSON.stringify(entriesOf(value)));
}

/** The data of a snapshot, which the code was given and carries, as entries. */
export function dataValue(data: Json): Value {
  return entriesValue(data as unknown as readonly LogEntry[]);
}

/** A snapshot; that of nothing, with index 0, is none. */
export function snapshotOf(value: Value): Snapshot | null {
  const lastIncludedIndex = numberOf(field(value, 'lastIncludedIndex'));
  if (lastIncludedIndex === 0) return null;
  return {
    lastIncludedIndex,
    lastIncludedTerm: numberOf(field(value, 'lastIncludedTerm')),
    servers: serversOf(field(value, 'servers')),
    data: dataOf(field(value, 'data')),
  };
}

/** A snapshot as the specification writes it; without one, the servers are those of the first boot. */
export function snapshotValue(snapshot: Snapshot | null, firstServers: readonly ServerId[]): Value {
  return record({
    lastIncludedIndex: snapshot?.lastIncludedIndex ?? 0,
    lastIncludedTerm: snapshot?.lastIncludedTerm ?? 0,
    servers: configurationValue(snapshot?.servers ?? firstServers),
    data: dataValue(snapshot?.data ?? []),
  });
}

/** A message for the code. */
export function messageOf(value: Value): Message {
  const name = (key: string): string => nameOf(field(value, key));
  const number = (key: string): number => numberOf(field(value, key));
  const head = { from: name('from'), to: name('to'), term: number('term') };
  const type = name('type');
  switch (type) {
    case 'RequestVoteRequest': {
      const lastLogIndex = number('lastLogIndex');
      return { type, ...head, lastLogIndex, lastLogTerm: number('lastLogTerm') };
    }
    case 'RequestVoteResponse':
      return { type, ...head, voteGranted: field(value, 'voteGranted') === true };
    case 'AppendEntriesRequest':
      return {
        type,
        ...head,
        prevLogIndex: number('prevLogIndex'),
        prevLogTerm: number('prevLogTerm'),
        entries: entriesOf(field(value, 'entries')),
        leaderCommit: number('leaderCommit'),
      };
    case 'AppendEntriesResponse': {
      const success = field(value, 'success') === true;
      return { type, ...head, success, matchIndex: number('matchIndex') };
    }
    case 'InstallSnapshotRequest': {
      const snapshot = snapshotOf(field(value, 'snapshot'));
      if (snapshot === null) throw new Error('a leader sends a snapshot of nothing');
      return { type, ...head, snapshot };
    }
    case 'InstallSnapshotResponse':
      return { type, ...head, matchIndex: number('matchIndex') };
    default:
      throw new Error(`there is no message ${type}`);
  }
}

/** A message that the code sends, as the specification writes it. */
export function messageValue(message: Message): Value {
  const type = textOf(message.type);
  const from = modelValueOf(message.from);
  const head = { type, from, to: modelValueOf(message.to), term: message.term };
  switch (message.type) {
    case 'RequestVoteRequest': {
      const { lastLogIndex, lastLogTerm } = message;
      return record({ ...head, lastLogIndex, lastLogTerm });
    }
    case 'RequestVoteResponse':
      return record({ ...head, voteGranted: message.voteGranted });
    case 'AppendEntriesRequest': {
      const { prevLogIndex, prevLogTerm, leaderCommit } = message;
      const entries = entriesValue(message.entries);
      return record({ ...head, prevLogIndex, prevLogTerm, entries, leaderCommit });
    }
    case 'AppendEntriesResponse': {
      const { success, matchIndex } = message;
      return record({ ...head, success, matchIndex });
    }
    case 'InstallSnapshotRequest':
      return record({ ...head, snapshot: snapshotValue(message.snapshot, []) });
    case 'InstallSnapshotResponse':
      return record({ ...head, matchIndex: message.matchIndex });
    default:
      throw new Error(`the specification has no message ${message.type}`);
  }
}
