/**
 * Writes short traces by hand, for the tests of the checkers.
 *
 * @module
 */
import type {
  AppendEntriesRequest,
  AppendEntriesResponse,
  Effect,
  InstallSnapshotRequest,
  InstallSnapshotResponse,
  Json,
  LogEntry,
  Message,
  PersistentState,
  RequestVoteRequest,
  RequestVoteResponse,
  ServerId,
  ServerState,
  Snapshot,
} from '../../skeleton/contract/index.ts';
import type { Input, RunInfo, TraceEvent } from '../trace/event.ts';
import { judge } from './judge.ts';
import { baseOf, entryAt, lastIndex, sameEntry } from './log.ts';
import type { Property } from './property.ts';

/** A server that has just booted for the first time. */
const fresh: ServerState = {
  currentTerm: 0,
  votedFor: null,
  log: [],
  snapshot: null,
  role: 'follower',
  leaderId: null,
  commitIndex: 0,
  lastApplied: 0,
  votesGranted: [],
  nextIndex: {},
  matchIndex: {},
};

type Change = Partial<ServerState>;

/** A trace under construction. All servers that are no puppets have booted. */
export class Trace {
  readonly run: RunInfo;
  readonly events: TraceEvent[] = [];
  readonly #states = new Map<ServerId, ServerState | null>();

  constructor(
    servers: readonly ServerId[] = ['n1', 'n2', 'n3'],
    puppets: readonly ServerId[] = [],
  ) {
    this.run = { scenario: 'test', seed: 1, attempt: 1, servers, puppets, initial: servers };
    for (const server of servers) if (!puppets.includes(server)) this.boot(server);
  }

  /** The server takes an input; `change` is what is new in its state. */
  step(server: ServerId, input: Input, change: Change = {}, effects: readonly Effect[] = []): this {
    return this.#step(server, input, change, effects, false);
  }

  /** The same, and the machine crashes after these effects. */
  dies(server: ServerId, input: Input, change: Change = {}, effects: readonly Effect[] = []): this {
    return this.#step(server, input, change, effects, true);
  }

  /** A message reaches its receiver. */
  deliver(message: Message, change: Change = {}, effects: readonly Effect[] = []): this {
    return this.step(message.to, { type: 'deliver', message }, change, effects);
  }

  /** The server does something on its own: its election timer goes off. */
  timeout(server: ServerId, change: Change = {}, effects: readonly Effect[] = []): this {
    return this.step(server, { type: 'electionTimeout' }, change, effects);
  }

  propose(server: ServerId, command: Json, change: Change, effects: readonly Effect[] = []): this {
    return this.step(server, { type: 'clientRequest', command }, change, effects);
  }

  /** Boots or restarts a server with this state. */
  boot(server: ServerId, change: Change = {}, effects: readonly Effect[] = []): this {
    this.#states.set(server, null);
    return this.step(server, { type: 'restart' }, change, effects);
  }

  crash(server: ServerId): this {
    this.#states.set(server, null);
    this.events.push({ kind: 'crash', ...this.#head(), server });
    return this;
  }

  /** A puppet sends a message. */
  says(message: Message): this {
    const head = this.#head();
    this.events.push({ kind: 'puppet', ...head, server: message.from, direction: 'says', message });
    return this;
  }

  /** What one property says of the whole trace. */
  verdict(property: Property): string | null {
    const text = judge(this.run, this.events, [property])?.text ?? null;
    if (text !== this.#seeingAll(property)) throw new Error(`${property.id} needs to see more`);
    return text;
  }

  /** The first property of a list that does not hold, with what it says. */
  verdictOf(properties: readonly Property[]): string | null {
    const violation = judge(this.run, this.events, properties);
    return violation === null ? null : `${violation.property.id}: ${violation.text}`;
  }

  /** What it says when it is called with every event, whatever it needs. */
  #seeingAll(property: Property): string | null {
    const watch = property.watch(this.run);
    for (const event of this.events) {
      const text = watch(event);
      if (text !== null) return text;
    }
    return null;
  }

  #head(): { n: number; at: number } {
    return { n: this.events.length + 1, at: this.events.length };
  }

  #step(
    server: ServerId,
    input: Input,
    change: Change,
    effects: readonly Effect[],
    crashed: boolean,
  ): this {
    const before = this.#states.get(server) ?? null;
    const state = { ...(before ?? fresh), ...change };
    const changedFrom = firstDifference(before ?? fresh, state);
    const head = this.#head();
    this.events.push({
      kind: 'step',
      ...head,
      server,
      input,
      before,
      state,
      effects,
      changedFrom,
      crashed,
    });
    this.#states.set(server, crashed ? null : state);
    return this;
  }
}

function firstDifference(before: ServerState, state: ServerState): number | null {
  const end = Math.max(lastIndex(before), lastIndex(state));
  for (let index = Math.max(baseOf(before), baseOf(state)) + 1; index <= end; index += 1) {
    const one = entryAt(before, index);
    const other = entryAt(state, index);
    if (one === undefined || other === undefined || !sameEntry(one, other)) return index;
  }
  return null;
}

/** A log with these terms; the command at index i is `c<i>.<term>` unless given. */
export function log(...terms: number[]): LogEntry[] {
  return terms.map((term, at) => entry(term, `c${at + 1}.${term}`));
}

export function entry(term: number, command: Json): LogEntry {
  return { term, payload: { kind: 'command', command } };
}

export function config(term: number, servers: readonly ServerId[]): LogEntry {
  return { term, payload: { kind: 'config', servers } };
}

export function noop(term: number): LogEntry {
  return { term, payload: { kind: 'noop' } };
}

export function snapshot(
  lastIncludedIndex: number,
  lastIncludedTerm: number,
  data: Json = 'data',
): Snapshot {
  return { lastIncludedIndex, lastIncludedTerm, servers: ['n1', 'n2', 'n3'], data };
}

/** A leader of a term, with nothing in its log unless said. */
export function leading(currentTerm: number, self: ServerId, change: Change = {}): Change {
  return { role: 'leader', currentTerm, votedFor: self, leaderId: self, ...change };
}

export function send(message: Message): Effect {
  return { type: 'send', message };
}

export function persist(state: Partial<PersistentState>): Effect {
  const { currentTerm, votedFor, log, snapshot } = { ...fresh, ...state };
  return { type: 'persist', state: { currentTerm, votedFor, log, snapshot } };
}

export function apply(index: number, entry: LogEntry): Effect {
  return { type: 'apply', index, entry };
}

/** Who says it to whom, in which term: `n1>n2@3`. */
type Head = `${string}>${string}@${number}`;

function head(text: Head): { from: ServerId; to: ServerId; term: number } {
  const [from = '', to = '', term = ''] = text.split(/[>@]/);
  return { from, to, term: Number(term) };
}

export function askVote(of: Head, lastLogIndex = 0, lastLogTerm = 0): RequestVoteRequest {
  return { type: 'RequestVoteRequest', ...head(of), lastLogIndex, lastLogTerm };
}

export function vote(of: Head, voteGranted = true): RequestVoteResponse {
  return { type: 'RequestVoteResponse', ...head(of), voteGranted };
}

/** An AppendEntriesRequest; a heartbeat at the start of the log unless said. */
export function append(
  of: Head,
  content: Partial<AppendEntriesRequest> = {},
): AppendEntriesRequest {
  const empty = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
  return { type: 'AppendEntriesRequest', ...head(of), ...empty, ...content };
}

export function appended(of: Head, matchIndex: number): AppendEntriesResponse {
  return { type: 'AppendEntriesResponse', ...head(of), success: true, matchIndex };
}

export function refused(of: Head): AppendEntriesResponse {
  return { type: 'AppendEntriesResponse', ...head(of), success: false, matchIndex: 0 };
}

export function install(of: Head, content: Snapshot): InstallSnapshotRequest {
  return { type: 'InstallSnapshotRequest', ...head(of), snapshot: content };
}

export function installed(of: Head, matchIndex: number): InstallSnapshotResponse {
  return { type: 'InstallSnapshotResponse', ...head(of), matchIndex };
}
