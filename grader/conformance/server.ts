/**
 * One server, as the specification has it and as the contract has it.
 *
 * Where the two differ in form and not in meaning, this file gives both the same form, and is the only one to do so:
 *
 * - `votesGranted` is read by candidates only. The specification empties it for the others, the code may keep it.
 * - `nextIndex` and `matchIndex` are read by leaders only, and only for the other servers of their configuration. All other
 *   numbers count as 0; a number that the code does not have is what the contract says of a new one.
 * - `leaderId` is a hint. A follower is tried without one and with one, and what comes out is not compared.
 * - Timers are no part of the specification. `setTimer` and `cancelTimer` are not compared.
 * - What the code may have kept is put into its state on purpose: a follower or candidate is tried a second time with votes
 *   and indexes of a lead that is over.
 *
 * @module
 */
import type { ServerId, ServerState } from '../../skeleton/contract/index.ts';
import { functionOf } from '../tla/values/functions.ts';
import { NOWHERE } from '../tla/values/sets.ts';
import { modelValueOf, textOf } from '../tla/values/table.ts';
import type { Func, Value } from '../tla/values/value.ts';
import {
  entriesOf,
  entriesValue,
  NIL,
  serversOf,
  serversValue,
  snapshotOf,
  snapshotValue,
} from './messages.ts';
import { at, field, items, nameOf, numberOf, record } from './values.ts';

/** The variables of a server that the code has as well, as in `State(i)`. */
export const FIELDS = [
  'currentTerm',
  'votedFor',
  'log',
  'snapshot',
  'role',
  'commitIndex',
  'applied',
  'votesGranted',
  'nextIndex',
  'matchIndex',
] as const;

/** A server of the model, and the servers that it was booted with. */
export interface Place {
  readonly id: ServerId;
  /** All servers of the model. */
  readonly all: readonly ServerId[];
  readonly firstServers: readonly ServerId[];
}

/** A server as a record of its variables, in the common form. */
export function normalized(fields: Readonly<Record<string, Value>>, { id, all }: Place): Func {
  const { role = '', log = NIL, snapshot = NIL, nextIndex = NIL, matchIndex = NIL } = fields;
  const roleName = nameOf(role as Value);
  const members = roleName === 'leader' ? configurationOf(log, snapshot) : [];
  const others = members.filter((member) => member !== id);
  const only = (indexes: Value): Value =>
    indexesValue(all, (server) => {
      return others.includes(server) ? numberOf(at(indexes, modelValueOf(server))) : 0;
    });
  return record({
    ...fields,
    votesGranted: roleName === 'candidate' ? (fields['votesGranted'] ?? NIL) : serversValue([]),
    nextIndex: only(nextIndex),
    matchIndex: only(matchIndex),
  });
}

/** A server of the specification, in the common form. */
export function inCommonForm(server: Func, place: Place): Func {
  const fields = FIELDS.map((name) => [name, field(server, name)] as const);
  return normalized(Object.fromEntries(fields), place);
}

/** The servers that count: the last configuration in the log, else that of the snapshot. */
function configurationOf(log: Value, snapshot: Value): readonly ServerId[] {
  const last = entriesOf(log).findLast(({ payload }) => payload.kind === 'config');
  return last?.payload.kind === 'config'
    ? last.payload.servers
    : serversOf(field(snapshot, 'servers'));
}

/** A number for each server. */
export function indexesValue(all: readonly ServerId[], index: (server: ServerId) => number): Func {
  return functionOf(new Map(all.map((server) => [modelValueOf(server), index(server)])), NOWHERE);
}

/** The states of the code that are this server: without a hint, and with one and with remains of a former lead. */
export function statesOf(server: Func, { id, all }: Place): readonly ServerState[] {
  const role = nameOf(field(server, 'role'));
  if (role !== 'leader' && role !== 'candidate' && role !== 'follower') {
    throw new Error(`there is no role ${role}`);
  }
  const votedFor = field(server, 'votedFor');
  const others = all.filter((other) => other !== id);
  const indexes = (name: string) =>
    Object.fromEntries(
      others.map((other) => [other, numberOf(at(field(server, name), modelValueOf(other)))]),
    );
  const state: ServerState = {
    currentTerm: numberOf(field(server, 'currentTerm')),
    votedFor: votedFor === NIL ? null : nameOf(votedFor),
    log: entriesOf(field(server, 'log')),
    snapshot: snapshotOf(field(server, 'snapshot')),
    role,
    leaderId: role === 'leader' ? id : null,
    commitIndex: numberOf(field(server, 'commitIndex')),
    lastApplied: items(field(server, 'applied')).length,
    votesGranted: role === 'candidate' ? serversOf(field(server, 'votesGranted')) : [],
    nextIndex: role === 'leader' ? indexes('nextIndex') : {},
    matchIndex: role === 'leader' ? indexes('matchIndex') : {},
  };
  if (role === 'leader') return [state];
  const last = (state.snapshot?.lastIncludedIndex ?? 0) + state.log.length;
  const remains = {
    votesGranted: role === 'follower' ? all : state.votesGranted,
    nextIndex: Object.fromEntries(others.map((other) => [other, last + 1])),
    matchIndex: Object.fromEntries(others.map((other) => [other, last])),
  };
  const leaderId = role === 'follower' ? (others[0] ?? null) : null;
  return [state, { ...state, ...remains, leaderId }];
}

/** A state of the code, and what its state machine was given, as the specification has them. */
export function serverValue(state: ServerState, applied: Value, place: Place): Func {
  const { currentTerm, votedFor, role, commitIndex, snapshot } = state;
  const next = (state.snapshot?.lastIncludedIndex ?? 0) + state.log.length + 1;
  return normalized(
    {
      currentTerm,
      votedFor: votedFor === null ? NIL : modelValueOf(votedFor),
      log: entriesValue(state.log),
      snapshot: snapshotValue(snapshot, place.firstServers),
      role: textOf(role),
      commitIndex,
      applied,
      votesGranted: serversValue(state.votesGranted),
      nextIndex: indexesValue(place.all, (server) => state.nextIndex[server] ?? next),
      matchIndex: indexesValue(place.all, (server) => state.matchIndex[server] ?? 0),
    },
    place,
  );
}
