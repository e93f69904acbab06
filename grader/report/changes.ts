/**
 * What a step changed in a server's state, in words.
 *
 * @module
 */
import type { Json, ServerId, ServerState } from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import {
  entriesText,
  firstIndex,
  jsonText,
  lastIndex,
  listText,
  snapshotText,
  spanText,
} from './words.ts';

/** The fields that have a sentence of their own. All others are a submission's own fields. */
const KNOWN: Readonly<Record<keyof ServerState, true>> = {
  currentTerm: true,
  votedFor: true,
  log: true,
  snapshot: true,
  role: true,
  leaderId: true,
  commitIndex: true,
  lastApplied: true,
  votesGranted: true,
  nextIndex: true,
  matchIndex: true,
};

/** Each change as a short text: `role follower → candidate`, `term 2 → 3`. Nothing when the server was just booted. */
export function changesOf(event: StepEvent): string[] {
  const { before, state } = event;
  if (before === null) return [];
  return [
    ...(before.role === state.role ? [] : [`role ${before.role} → ${state.role}`]),
    ...numberChange('term', before.currentTerm, state.currentTerm),
    ...voteChange(before, state),
    ...(before.leaderId === state.leaderId ? [] : [`leader ${state.leaderId ?? 'unknown'}`]),
    ...votesChange(before, state),
    ...logChange(event, before),
    ...snapshotChange(event, before),
    ...numberChange('commitIndex', before.commitIndex, state.commitIndex),
    ...lastAppliedChange(event, before),
    ...indexesChange('nextIndex', before.nextIndex, state.nextIndex),
    ...indexesChange('matchIndex', before.matchIndex, state.matchIndex),
    ...ownChanges(before, state),
  ];
}

function numberChange(name: string, before: number, after: number): string[] {
  return before === after ? [] : [`${name} ${before} → ${after}`];
}

function voteChange(before: ServerState, after: ServerState): string[] {
  if (before.votedFor === after.votedFor) return [];
  return [after.votedFor === null ? 'no vote yet' : `votes for ${after.votedFor}`];
}

function votesChange(before: ServerState, after: ServerState): string[] {
  if (same(before.votesGranted, after.votesGranted)) return [];
  if (after.votesGranted.length === 0) return ['its votes no longer count'];
  return [`has the votes of ${listText(after.votesGranted)}`];
}

/** `log now 1–6 (entry 5 of term 2: "a" replaced by entry 5 of term 3: "b", new: entry 6 of term 3: "c")`. */
function logChange({ state, changedFrom }: StepEvent, before: ServerState): string[] {
  if (changedFrom === null) return [];
  const lastBefore = lastIndex(before);
  const last = lastIndex(state);
  const start = Math.max(changedFrom, firstIndex(state));
  const end = Math.min(lastBefore, last);
  const parts: string[] = [];
  if (start <= end) {
    parts.push(`${partText(before, start, end)} replaced by ${partText(state, start, end)}`);
  }
  const firstNew = Math.max(start, lastBefore + 1);
  if (firstNew <= last) parts.push(`new: ${partText(state, firstNew, last)}`);
  const firstGone = Math.max(last + 1, firstIndex(before));
  if (firstGone <= lastBefore) parts.push(`removed: ${partText(before, firstGone, lastBefore)}`);
  return [`log now ${spanText(state)} (${parts.join(', ')})`];
}

/** The entries of a log between two indexes, as far as it has them. */
function partText(state: ServerState, from: number, to: number): string {
  const first = Math.max(from, firstIndex(state));
  const offset = firstIndex(state);
  return entriesText(first, state.log.slice(first - offset, to - offset + 1));
}

/** `snapshot up to 5 of term 2, log now 6–8`; the log is not told twice. */
function snapshotChange({ state, changedFrom }: StepEvent, before: ServerState): string[] {
  if (same(before.snapshot, state.snapshot)) return [];
  if (state.snapshot === null) return ['snapshot gone'];
  const log = changedFrom === null ? `, log now ${spanText(state)}` : '';
  return [`${snapshotText(state.snapshot)}${log}`];
}

/** `apply` says it, so that it is told only when no effect does. */
function lastAppliedChange({ state, effects }: StepEvent, before: ServerState): string[] {
  const told = effects.some(
    (effect) => effect.type === 'apply' && effect.index === state.lastApplied,
  );
  return told ? [] : numberChange('lastApplied', before.lastApplied, state.lastApplied);
}

type Indexes = Readonly<Record<ServerId, number>>;

/** `nextIndex of n2 5 → 4`; servers with the same change stand together. */
function indexesChange(name: string, before: Indexes, after: Indexes): string[] {
  const servers = new Map<string, ServerId[]>();
  for (const server of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[server] === after[server]) continue;
    const change = changeText(before[server], after[server]);
    servers.set(change, [...(servers.get(change) ?? []), server]);
  }
  return [...servers].map(([change, ids]) => `${name} of ${ids.join(', ')} ${change}`);
}

function changeText(before: number | undefined, after: number | undefined): string {
  if (after === undefined) return 'dropped';
  return before === undefined ? `set to ${after}` : `${before} → ${after}`;
}

/** Fields that the submission added. */
function ownChanges(before: ServerState, after: ServerState): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !Object.hasOwn(KNOWN, name))
    .flatMap((name) => {
      const [old, now]: readonly (Json | undefined)[] = [
        Reflect.get(before, name),
        Reflect.get(after, name),
      ];
      return same(old, now) ? [] : [`${name} ${jsonText(old)} → ${jsonText(now)}`];
    });
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
