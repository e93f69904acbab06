/**
 * Compares what a server did with what an action allows: what is the same, what is otherwise and right all the same, and
 * what is wrong.
 *
 * @module
 */
import type { Func, Value } from '../tla/values/value.ts';
import type { Allowed } from './asked.ts';
import { FIELDS, inCommonForm, type Place } from './server.ts';
import { at, field, items, nameOf, numberOf } from './values.ts';

/** A field that is wrong, or an item or a message; `null` where there is no such thing. */
export interface FieldDifference {
  readonly field: string;
  /** Whether it is a message that is wrong. */
  readonly message: boolean;
  readonly specification: Value | null;
  readonly trace: Value | null;
}

/** What came of a step. */
export interface Did {
  readonly place: Place;
  readonly before: Func;
  readonly after: Func;
  /** What its state machine was given. */
  readonly applied: Func;
  readonly lastApplied: number;
  /** Without messages of its own (Custom), and without those that were sent before: the network may double any message. */
  readonly sent: readonly Value[];
  /** Only some of the effects were carried out. */
  readonly crashed: boolean;
}

/** How a step stands to one outcome of an action. */
export interface Match {
  readonly allowed: Allowed;
  /** What the specification does not have, and what makes no Raft unsafe. */
  readonly freedoms: readonly string[];
  readonly differences: readonly FieldDifference[];
}

/** Compares a step with one outcome. */
export function matchOf(did: Did, allowed: Allowed): Match {
  const freedoms: string[] = [];
  const differences: FieldDifference[] = [];
  const { place, after } = did;
  const server = allowed.server === after ? after : inCommonForm(allowed.server, place);
  for (const name of FIELDS) {
    const [spec, code] = [field(server, name), field(after, name)];
    if (name === 'applied') {
      const finding = ofApplied(did, spec);
      if (finding === 'later') freedoms.push('it applies entries later');
      else if (finding !== null) differences.push(finding);
    } else if (spec !== code) {
      const freedom = freedomOf(name, { spec, code, did });
      if (freedom !== null) freedoms.push(freedom);
      else differences.push({ field: name, message: false, specification: spec, trace: code });
    }
  }
  for (const message of did.sent) {
    if (allowed.messages.includes(message)) continue;
    if (isRefusal(message, did)) freedoms.push('it sends a refusal, which nobody counts');
    else differences.push(ofMessage(message, allowed));
  }
  return { allowed, freedoms: [...new Set(freedoms)], differences };
}

interface Values {
  readonly spec: Value;
  readonly code: Value;
  readonly did: Did;
}

/** Why a field may be otherwise; `null` if it may not. */
function freedomOf(name: string, { spec, code, did }: Values): string | null {
  switch (name) {
    case 'nextIndex':
      return 'its nextIndex is a guess of its own';
    case 'matchIndex': {
      const servers = items(domainOf(spec));
      const less = servers.every((server) => {
        return numberOf(at(code, server)) <= numberOf(at(spec, server));
      });
      return less ? 'it knows less of a follower than it could' : null;
    }
    case 'commitIndex': {
      const before = numberOf(field(did.before, name));
      const later = numberOf(code) >= before && numberOf(code) < numberOf(spec);
      return later ? 'it commits later' : null;
    }
    default:
      return null;
  }
}

function domainOf(func: Value): Value {
  return (func as Func).domain;
}

/** What was applied must be the beginning of what is committed. */
function ofApplied(
  { applied, lastApplied, after, crashed }: Did,
  spec: Value,
): FieldDifference | 'later' | null {
  if (crashed) return null;
  const all = items(spec);
  const given = items(applied);
  const wrong = given.findIndex((entry, place) => entry !== all[place]);
  if (wrong >= 0) {
    return {
      field: `applied[${wrong + 1}]`,
      message: false,
      specification: all[wrong] ?? null,
      trace: given[wrong] ?? null,
    };
  }
  if (lastApplied !== given.length) {
    const specification = given.length;
    return { field: 'lastApplied', message: false, specification, trace: lastApplied };
  }
  const told = Math.min(all.length, numberOf(field(after, 'commitIndex')));
  return given.length >= told ? null : 'later';
}

/**
 * A refusal of the term in which its sender is, before the step or after it. Whoever gets it does nothing that losing it
 * would not do.
 */
function isRefusal(message: Value, { before, after }: Did): boolean {
  const type = nameOf(field(message, 'type'));
  const term = numberOf(field(message, 'term'));
  if (term < numberOf(field(before, 'currentTerm'))) return false;
  if (term > numberOf(field(after, 'currentTerm'))) return false;
  switch (type) {
    case 'RequestVoteResponse':
      return field(message, 'voteGranted') === false;
    case 'AppendEntriesResponse':
      return field(message, 'success') === false;
    case 'InstallSnapshotResponse':
      return field(message, 'matchIndex') === 0;
    default:
      return false;
  }
}

/** A message that may not be sent, beside the one of its kind that may be, if there is one. */
function ofMessage(message: Value, { messages }: Allowed): FieldDifference {
  const alike = messages.find((other) => {
    return ['type', 'to'].every((name) => field(other, name) === field(message, name));
  });
  const name = nameOf(field(message, 'type'));
  return { field: name, message: true, specification: alike ?? null, trace: message };
}
