/**
 * How the words of Raft are written in a report: messages, logs, payloads.
 *
 * @module
 */
import type {
  AppendEntriesRequest,
  Json,
  LogEntry,
  Message,
  PersistentState,
  Snapshot,
} from '../../skeleton/contract/index.ts';

/** Longer JSON than this is cut, so that a line stays a line. */
const JSON_LENGTH_MAX = 40;

/** What a message says, without its kind, sender and receiver: `term 3, prev 4 of term 2, no entries, commit 4`. */
export function messageText(message: Message): string {
  const term = `term ${message.term}`;
  switch (message.type) {
    case 'RequestVoteRequest':
      return `${term}, last entry ${placeText(message.lastLogIndex, message.lastLogTerm)}`;
    case 'RequestVoteResponse':
      return `${term}, ${message.voteGranted ? 'granted' : 'denied'}`;
    case 'AppendEntriesRequest':
      return `${term}, ${appendEntriesText(message)}`;
    case 'AppendEntriesResponse':
      if (message.success) return `${term}, success, match ${message.matchIndex}`;
      return [
        `${term}, failure`,
        ...(message.conflictIndex === undefined ? [] : [`conflict at ${message.conflictIndex}`]),
        ...(message.conflictTerm === undefined ? [] : [`conflict term ${message.conflictTerm}`]),
      ].join(', ');
    case 'InstallSnapshotRequest':
      return `${term}, ${snapshotText(message.snapshot)}`;
    case 'InstallSnapshotResponse':
      return `${term}, match ${message.matchIndex}`;
    case 'Custom':
      return `${term}, ${message.name} ${jsonText(message.body)}`;
  }
}

/** A snapshot: `snapshot up to 5 of term 2`. */
export function snapshotText(snapshot: Snapshot): string {
  const { lastIncludedIndex, lastIncludedTerm } = snapshot;
  return `snapshot up to ${placeText(lastIncludedIndex, lastIncludedTerm)}`;
}

/** The entries with the indexes from `first` on, by their terms: `entry 5 of term 2, entries 6–7 of term 3`. */
export function entriesText(first: number, entries: readonly LogEntry[]): string {
  if (entries.length === 0) return 'no entries';
  const parts: string[] = [];
  let start = 0;
  for (let place = 1; place <= entries.length; place += 1) {
    const term = entries[start]?.term;
    if (entries[place]?.term === term) continue;
    parts.push(`${rangeText(first + start, first + place - 1)} of term ${term}`);
    start = place;
  }
  const [only] = entries;
  return entries.length === 1 && only !== undefined
    ? `${parts.join(', ')}: ${payloadText(only)}`
    : parts.join(', ');
}

/** `entry 5` or `entries 5–6`. */
function rangeText(first: number, last: number): string {
  return first === last ? `entry ${first}` : `entries ${first}–${last}`;
}

/** What an entry carries: `"x"`, `servers n1, n2` or `no-op`. */
export function payloadText({ payload }: LogEntry): string {
  switch (payload.kind) {
    case 'command':
      return jsonText(payload.command);
    case 'config':
      return `servers ${listText(payload.servers)}`;
    case 'noop':
      return 'no-op';
  }
}

/** A log as a whole: `log empty`, `log 1–6`, `log 6–8 after a snapshot up to 5 of term 2`. */
export function logText(state: PersistentState): string {
  const after = state.snapshot === null ? '' : ` after a ${snapshotText(state.snapshot)}`;
  return `log ${spanText(state)}${after}`;
}

/** The indexes that a log holds: `empty`, `6` or `6–8`. */
export function spanText(state: PersistentState): string {
  const first = firstIndex(state);
  const last = lastIndex(state);
  if (last < first) return 'empty';
  return first === last ? `${first}` : `${first}–${last}`;
}

/** The index of `log[0]`, whether there is one or not. */
export function firstIndex(state: PersistentState): number {
  return (state.snapshot?.lastIncludedIndex ?? 0) + 1;
}

/** The index of the last entry, or of the snapshot when no entry follows it. */
export function lastIndex(state: PersistentState): number {
  return firstIndex(state) + state.log.length - 1;
}

/** `n1, n2`, or `nobody`. */
export function listText(items: readonly string[]): string {
  return items.length === 0 ? 'nobody' : items.join(', ');
}

/** JSON on one line, cut when it is long. */
export function jsonText(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= JSON_LENGTH_MAX ? text : `${text.slice(0, JSON_LENGTH_MAX - 1)}…`;
}

function appendEntriesText(message: AppendEntriesRequest): string {
  const { prevLogIndex, prevLogTerm, entries, leaderCommit } = message;
  return (
    `prev ${placeText(prevLogIndex, prevLogTerm)}, ` +
    `${entriesText(prevLogIndex + 1, entries)}, commit ${leaderCommit}`
  );
}

/** An index with its term; the place before the first entry has none to speak of. */
function placeText(index: number, term: number): string {
  return index === 0 && term === 0 ? '0' : `${index} of term ${term}`;
}
