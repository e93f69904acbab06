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
import {
  given,
  id,
  idOrNull,
  ids,
  json,
  list,
  otherFields,
  truth,
  WrongShape,
  whole,
  wrong,
} from './field.ts';
import { isPlain } from './json.ts';

const DISK_FIELDS = new Set(['currentTerm', 'votedFor', 'log', 'snapshot']);

const STATE_FIELDS = new Set([
  ...DISK_FIELDS,
  'role',
  'leaderId',
  'commitIndex',
  'lastApplied',
  'votesGranted',
  'nextIndex',
  'matchIndex',
]);

/** What every effect of a type has. */
const EFFECT_FIELDS: Readonly<Record<Effect['type'], ReadonlySet<string>>> = {
  persist: new Set(['type', 'state']),
  send: new Set(['type', 'message']),
  setTimer: new Set(['type', 'timer', 'ms']),
  cancelTimer: new Set(['type', 'timer']),
  apply: new Set(['type', 'index', 'entry']),
  restore: new Set(['type', 'snapshot']),
  accepted: new Set(['type', 'index', 'term']),
  rejected: new Set(['type', 'leaderId']),
  note: new Set(['type', 'text']),
};

const HEAD = ['type', 'from', 'to', 'term'];

/** What every message of a type has. */
const MESSAGE_FIELDS: Readonly<Record<Message['type'], ReadonlySet<string>>> = {
  RequestVoteRequest: new Set([...HEAD, 'lastLogIndex', 'lastLogTerm']),
  RequestVoteResponse: new Set([...HEAD, 'voteGranted']),
  AppendEntriesRequest: new Set([
    ...HEAD,
    'prevLogIndex',
    'prevLogTerm',
    'entries',
    'leaderCommit',
  ]),
  AppendEntriesResponse: new Set([...HEAD, 'success', 'matchIndex']),
  InstallSnapshotRequest: new Set([...HEAD, 'snapshot']),
  InstallSnapshotResponse: new Set([...HEAD, 'matchIndex']),
  Custom: new Set([...HEAD, 'name', 'body']),
};

/**
 * Checks the state that a handler returned, and freezes whatever it holds. The object itself is left to `guard.ts`.
 *
 * @param before - The state before, checked and frozen; `null` at boot.
 * @param state - What the handler returned as the state after.
 * @returns The first log index in which the two differ, see {@link changedFrom}.
 * @throws WrongShape, also for a value that JSON cannot hold.
 */
export function checkState(before: ServerState | null, state: ServerState): number | null {
  if (state === before && before !== null) return null;
  if (!isPlain(state)) wrong('state', state, 'a plain object');
  whole('state.currentTerm', state.currentTerm);
  idOrNull('state.votedFor', state.votedFor);
  idOrNull('state.leaderId', state.leaderId);
  const { role } = state;
  if (role !== 'follower' && role !== 'candidate' && role !== 'leader') {
    wrong('state.role', role, "'follower', 'candidate' or 'leader'");
  }
  whole('state.commitIndex', state.commitIndex);
  whole('state.lastApplied', state.lastApplied);
  if (before === null || state.votesGranted !== before.votesGranted) {
    ids('state.votesGranted', state.votesGranted);
    json('state.votesGranted', state.votesGranted);
  }
  if (before === null || state.nextIndex !== before.nextIndex) {
    indexes('state.nextIndex', state.nextIndex);
  }
  if (before === null || state.matchIndex !== before.matchIndex) {
    indexes('state.matchIndex', state.matchIndex);
  }
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
  if (before !== null && log === before.log && after.snapshot === before.snapshot) return null;
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
  otherFields('', effect, EFFECT_FIELDS[effect.type]);
  Object.freeze(effect);
}

function checkPersist(
  saved: PersistentState,
  state: ServerState,
  disk: PersistentState | null,
): void {
  if ((saved as unknown) === state) {
    Object.freeze(saved);
    return;
  }
  if (!isPlain(saved)) wrong('state', saved, 'a plain object');
  whole('state.currentTerm', saved.currentTerm);
  idOrNull('state.votedFor', saved.votedFor);
  if (saved.snapshot !== state.snapshot) snapshot('state.snapshot', saved.snapshot);
  if (saved.log !== state.log) checkLog('state.log', disk, saved);
  otherFields('state', saved, DISK_FIELDS);
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
      if (state === null || message.snapshot !== state.snapshot) {
        snapshot('message.snapshot', message.snapshot);
      }
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
  otherFields('message', message, MESSAGE_FIELDS[message.type]);
  Object.freeze(message);
}

function entriesOf(message: AppendEntriesRequest, state: ServerState | null): void {
  const { entries } = message;
  list('message.entries', entries);
  const offset = message.prevLogIndex - (state?.snapshot?.lastIncludedIndex ?? 0);
  for (let at = 0; at < entries.length; at++) {
    // Beyond the end of both, `undefined` is what they have in common.
    const own = state?.log[offset + at];
    if (own === undefined || entries[at] !== own) entry('message.entries', at, entries[at]);
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
  if (payload.kind === 'config') ids('payload.servers', payload.servers);
  if (payload.kind === 'command') given('payload.command', payload.command);
  json('', value);
}

function snapshot(path: string, value: Snapshot | null): void {
  if (value === null) return;
  if (typeof value !== 'object') wrong(path, value, 'a snapshot or null');
  if (value.lastIncludedIndex === 0) wrong(`${path}.lastIncludedIndex`, 0, 'at least 1');
  whole(`${path}.lastIncludedIndex`, value.lastIncludedIndex);
  whole(`${path}.lastIncludedTerm`, value.lastIncludedTerm);
  ids(`${path}.servers`, value.servers);
  given(`${path}.data`, value.data);
  json(path, value);
}

function indexes(path: string, value: Readonly<Record<string, number>>): void {
  if (!isPlain(value)) wrong(path, value, 'an object of indexes');
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
