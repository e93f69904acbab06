/**
 * The shape of what a handler returns: state, effects, messages. Whatever is right is frozen, whatever is wrong is named
 * by its field.
 *
 * Only what a step changed is looked at. A field that is the same object as before was checked when it was new.
 *
 * @module
 */
import type {
  AppendEntriesRequest,
  Effect,
  LogEntry,
  Message,
  PersistentState,
  ServerState,
  Snapshot,
} from '../../skeleton/contract/index.ts';
import { changedFrom } from './change.ts';
import { freezeJson, nameOf, whatIsNotJson } from './json.ts';

/** Thrown for a wrong shape. The message names the field and what it is: `log[3].term is "4" instead of ...`. */
export class WrongShape extends Error {
  readonly #path: string;
  readonly #problem: string;

  constructor(path: string, problem: string) {
    super(`${path} ${problem}`);
    this.#path = path;
    this.#problem = problem;
  }

  /** The same, seen from outside: `effects[2]` before `message.term`. */
  within(outer: string): WrongShape {
    return new WrongShape(this.#path === '' ? outer : `${outer}.${this.#path}`, this.#problem);
  }
}

const STATE_FIELDS = new Set([
  'currentTerm',
  'votedFor',
  'log',
  'snapshot',
  'role',
  'leaderId',
  'commitIndex',
  'lastApplied',
  'votesGranted',
  'nextIndex',
  'matchIndex',
]);

/**
 * Checks the state that a handler returned, and freezes whatever it holds. The object itself is left to `guard.ts`.
 *
 * @param before - The state before, checked and frozen; `null` at boot.
 * @param state - What the handler returned as the state after.
 * @returns The first log index in which the two differ, see {@link changedFrom}.
 * @throws WrongShape, also for a value that JSON cannot hold.
 */
export function checkState(before: ServerState | null, state: ServerState): number | null {
  if (state === before) return null;
  if (typeof state !== 'object' || state === null) wrong('state', state, 'an object');
  whole('state.currentTerm', state.currentTerm);
  idOrNull('state.votedFor', state.votedFor);
  idOrNull('state.leaderId', state.leaderId);
  const { role } = state;
  if (role !== 'follower' && role !== 'candidate' && role !== 'leader') {
    wrong('state.role', role, "'follower', 'candidate' or 'leader'");
  }
  whole('state.commitIndex', state.commitIndex);
  whole('state.lastApplied', state.lastApplied);
  if (state.votesGranted !== before?.votesGranted) {
    list('state.votesGranted', state.votesGranted);
    json('state.votesGranted', state.votesGranted);
  }
  if (state.nextIndex !== before?.nextIndex) indexes('state.nextIndex', state.nextIndex);
  if (state.matchIndex !== before?.matchIndex) indexes('state.matchIndex', state.matchIndex);
  if (state.snapshot !== (before?.snapshot ?? null)) snapshot('state.snapshot', state.snapshot);
  const changed = checkLog('state.log', before, state);
  if (hasOwnFields(state)) checkOwnFields(before, state);
  return changed;
}

/** True when a submission added fields of its own. */
export function hasOwnFields(state: ServerState): boolean {
  let fields = 0;
  for (const _ in state) fields++;
  return fields > STATE_FIELDS.size;
}

/** The fields that a submission adds. */
function checkOwnFields(before: ServerState | null, state: ServerState): void {
  const old = before as Record<string, unknown> | null;
  for (const [key, value] of Object.entries(state)) {
    if (STATE_FIELDS.has(key)) continue;
    if (value === null || typeof value !== 'object' || value !== old?.[key]) {
      json(`state.${key}`, value);
    }
  }
}

/** Checks the entries that are new, and freezes the log. */
function checkLog(
  path: string,
  before: Pick<ServerState, 'log' | 'snapshot'> | null,
  after: Pick<ServerState, 'log' | 'snapshot'>,
): number | null {
  const { log } = after;
  if (log === before?.log && after.snapshot === before.snapshot) return null;
  list(path, log);
  const changed = changedFrom(before, after);
  if (changed !== null) {
    const base = after.snapshot?.lastIncludedIndex ?? 0;
    for (let at = changed - base - 1; at < log.length; at++) entry(path, at, log[at]);
  }
  Object.freeze(log);
  return changed;
}

/**
 * Checks and freezes one effect. Fields in the messages are named within the effect.
 *
 * @param state - The state after the step, already checked: what an effect shares with it needs no second look.
 * @param disk - What the disk holds.
 */
export function checkEffect(
  effect: Effect,
  state: ServerState,
  disk: PersistentState | null,
): void {
  if (typeof effect !== 'object' || effect === null) wrong('', effect, 'an effect');
  switch (effect.type) {
    case 'send':
      checkMessage(effect.message, state);
      break;
    case 'persist':
      checkPersist(effect.state, state, disk);
      break;
    case 'setTimer':
      timer(effect.timer);
      if (typeof effect.ms !== 'number' || !(effect.ms >= 0 && effect.ms < Infinity)) {
        wrong('ms', effect.ms, 'a number of milliseconds, 0 or more');
      }
      break;
    case 'cancelTimer':
      timer(effect.timer);
      break;
    case 'apply':
      whole('index', effect.index);
      entry('entry', null, effect.entry);
      break;
    case 'restore':
      snapshot('snapshot', effect.snapshot);
      if (effect.snapshot === null) wrong('snapshot', null, 'a snapshot');
      break;
    case 'accepted':
      whole('index', effect.index);
      whole('term', effect.term);
      break;
    case 'rejected':
      idOrNull('leaderId', effect.leaderId);
      break;
    case 'note':
      if (typeof effect.text !== 'string') wrong('text', effect.text, 'a string');
      break;
    default:
      wrong('type', (effect as { type: unknown }).type, 'the type of an effect');
  }
  Object.freeze(effect);
}

function checkPersist(
  saved: PersistentState,
  state: ServerState,
  disk: PersistentState | null,
): void {
  if ((saved as unknown) === state) return;
  if (typeof saved !== 'object' || saved === null) wrong('state', saved, 'an object');
  whole('state.currentTerm', saved.currentTerm);
  idOrNull('state.votedFor', saved.votedFor);
  if (saved.snapshot !== state.snapshot) snapshot('state.snapshot', saved.snapshot);
  if (saved.log !== state.log) checkLog('state.log', disk, saved);
  let fields = 0;
  for (const _ in saved) fields++;
  if (fields > 4) {
    for (const [key, value] of Object.entries(saved)) {
      if (value !== (state as unknown as Record<string, unknown>)[key] && key !== 'log') {
        json(`state.${key}`, value);
      }
    }
  }
  Object.freeze(saved);
}

/** Checks and freezes a message that a server sends. Entries that stand in the sender's log were checked there. */
export function checkMessage(message: Message, state: ServerState | null): void {
  if (typeof message !== 'object' || message === null) wrong('message', message, 'a message');
  id('message.from', message.from);
  id('message.to', message.to);
  whole('message.term', message.term);
  switch (message.type) {
    case 'RequestVoteRequest':
      whole('message.lastLogIndex', message.lastLogIndex);
      whole('message.lastLogTerm', message.lastLogTerm);
      break;
    case 'RequestVoteResponse':
      truth('message.voteGranted', message.voteGranted);
      break;
    case 'AppendEntriesRequest':
      whole('message.prevLogIndex', message.prevLogIndex);
      whole('message.prevLogTerm', message.prevLogTerm);
      whole('message.leaderCommit', message.leaderCommit);
      entriesOf(message, state);
      break;
    case 'AppendEntriesResponse':
      truth('message.success', message.success);
      whole('message.matchIndex', message.matchIndex);
      if (message.conflictIndex !== undefined) {
        whole('message.conflictIndex', message.conflictIndex);
      }
      if (message.conflictTerm !== undefined) whole('message.conflictTerm', message.conflictTerm);
      break;
    case 'InstallSnapshotRequest':
      if (message.snapshot !== state?.snapshot) snapshot('message.snapshot', message.snapshot);
      if (message.snapshot === null) wrong('message.snapshot', null, 'a snapshot');
      break;
    case 'InstallSnapshotResponse':
      whole('message.matchIndex', message.matchIndex);
      break;
    case 'Custom':
      if (typeof message.name !== 'string') wrong('message.name', message.name, 'a string');
      json('message.body', message.body);
      break;
    default:
      wrong('message.type', (message as { type: unknown }).type, 'the type of a message');
  }
  Object.freeze(message);
}

function entriesOf(message: AppendEntriesRequest, state: ServerState | null): void {
  const { entries } = message;
  list('message.entries', entries);
  const offset = message.prevLogIndex - (state?.snapshot?.lastIncludedIndex ?? 0);
  for (let at = 0; at < entries.length; at++) {
    if (state === null || entries[at] !== state.log[offset + at]) {
      entry('message.entries', at, entries[at]);
    }
  }
  Object.freeze(entries);
}

function entry(path: string, at: number | null, value: LogEntry | undefined): void {
  try {
    checkEntry(value);
  } catch (error) {
    if (error instanceof WrongShape) throw error.within(at === null ? path : `${path}[${at}]`);
    throw error;
  }
}

function checkEntry(value: LogEntry | undefined): void {
  if (typeof value !== 'object' || value === null) wrong('', value, 'a log entry');
  whole('term', value.term);
  const { payload } = value;
  if (typeof payload !== 'object' || payload === null) wrong('payload', payload, 'a payload');
  if (payload.kind !== 'command' && payload.kind !== 'config' && payload.kind !== 'noop') {
    wrong('payload.kind', (payload as { kind: unknown }).kind, 'the kind of a payload');
  }
  if (payload.kind === 'config') list('payload.servers', payload.servers);
  json('', value);
}

function snapshot(path: string, value: Snapshot | null): void {
  if (value === null) return;
  if (typeof value !== 'object') wrong(path, value, 'a snapshot or null');
  if (value.lastIncludedIndex === 0) wrong(`${path}.lastIncludedIndex`, 0, 'at least 1');
  whole(`${path}.lastIncludedIndex`, value.lastIncludedIndex);
  whole(`${path}.lastIncludedTerm`, value.lastIncludedTerm);
  list(`${path}.servers`, value.servers);
  json(path, value);
}

function indexes(path: string, value: Readonly<Record<string, number>>): void {
  if (typeof value !== 'object' || value === null) wrong(path, value, 'an object of indexes');
  for (const key in value) {
    const index = value[key];
    if (typeof index !== 'number' || !Number.isInteger(index)) {
      wrong(`${path}.${key}`, index, 'a whole number');
    }
  }
  json(path, value);
}

function timer(value: unknown): void {
  if (value !== 'election' && value !== 'heartbeat') {
    wrong('timer', value, "'election' or 'heartbeat'");
  }
}

function whole(path: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    wrong(path, value, 'a whole number, 0 or more');
  }
}

function truth(path: string, value: unknown): void {
  if (typeof value !== 'boolean') wrong(path, value, 'true or false');
}

function id(path: string, value: unknown): void {
  if (typeof value !== 'string') wrong(path, value, 'the id of a server');
}

function idOrNull(path: string, value: unknown): void {
  if (value !== null && typeof value !== 'string') wrong(path, value, 'the id of a server or null');
}

function list(path: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) wrong(path, value, 'an array');
}

function json(path: string, value: unknown): void {
  if (freezeJson(value)) return;
  const { path: inner, problem } = whatIsNotJson(value, path);
  throw new WrongShape(inner, problem);
}

function wrong(path: string, value: unknown, instead: string): never {
  throw new WrongShape(path, `is ${nameOf(value)} instead of ${instead}`);
}
