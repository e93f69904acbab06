/**
 * Checks a recorded run against `Raft.tla`, step by step: some action of the specification must allow what each server did.
 *
 * A step is looked at alone, with what its server knew before it. So the first step that is found wrong is the one in which
 * a server did what it may not do, and not the one in which harm came of it.
 *
 * @module
 */
import type { PersistentState, ServerId } from '../../skeleton/contract/index.ts';
import { modelValueOf } from '../tla/values/table.ts';
import type { Func, Value } from '../tla/values/value.ts';
import type { RunInfo, StepEvent, TraceEvent } from '../trace/event.ts';
import type { Asked, AskedSpec, Turned } from './asked.ts';
import { turnedOf } from './guards.ts';
import { serversValue } from './messages.ts';
import { type Did, type FieldDifference, type Match, matchOf } from './outcomes.ts';
import { actionOf, EMPTY_DISK, SnapshotNames, withApplied } from './recorded.ts';
import type { Place } from './server.ts';
import { field, items, numberOf, sequence } from './values.ts';

/** A step that no action of the specification allows. */
export interface Forbidden {
  readonly event: StepEvent;
  /** The action of its handler. */
  readonly action: string;
  readonly asked: Asked;
  /** Each field in which the nearest outcome of the action is otherwise. */
  readonly differences: readonly FieldDifference[];
  /** The operator of the specification by which the code parts from it, when one alone explains the step. */
  readonly turned: Turned | null;
}

/** What is known of a run. */
export interface TraceFindings {
  steps: number;
  /** How many steps each action allows; `DoNothing` stands for handlers that did nothing. */
  readonly actions: Map<string, number>;
  /** Steps that are right and beyond the specification, by what they do. */
  readonly beyond: Map<string, number>;
  forbidden: Forbidden | null;
}

interface Known {
  readonly server: Func;
  /** What the state machine was given. */
  readonly applied: readonly Value[];
  /** What was written. */
  readonly disk: PersistentState;
  /** What the specification has on disk: what the server knows, unless it went down in the middle of a step. */
  readonly durable: PersistentState;
}

/** What other Rafts do that are right, for any input and for a message. */
const OTHER_STEPS = ['StepDown'] as const;
const OTHER_ANSWERS: Readonly<Record<string, readonly string[]>> = {
  HandleRequestVoteRequest: ['AdoptTerm'],
  HandleAppendEntriesRequest: ['AdoptTerm', 'FollowAndRefuse', 'DropConflict'],
  HandleInstallSnapshotRequest: ['AdoptTerm', 'FollowAndRefuse', 'KeepLog'],
};

const BEYOND: Readonly<Record<string, string>> = {
  StepDown: 'it becomes a follower by itself',
  AdoptTerm: 'it adopts a term and does nothing else',
  FollowAndRefuse: 'it refuses a request that it could take',
  DropConflict: 'it drops a conflicting entry with the refusal',
  KeepLog: 'it keeps its log in place of a snapshot',
};

const CUSTOM = 'it takes a message of its own (Custom)';

export class TraceCheck {
  readonly findings: TraceFindings = {
    steps: 0,
    actions: new Map(),
    beyond: new Map(),
    forbidden: null,
  };
  readonly #spec: AskedSpec;
  readonly #run: RunInfo;
  readonly #all: readonly ServerId[];
  readonly #names = new SnapshotNames();
  readonly #servers = new Map<ServerId, Known>();
  readonly #messages = new Set<Value>();
  /** Until lab 2C nobody restarts, and what is on disk says nothing. */
  readonly #disks: boolean;

  constructor(spec: AskedSpec, { run, events }: TraceOfRun) {
    this.#spec = spec;
    this.#run = run;
    this.#all = serversOf(run, events);
    this.#disks = !/^2[AB]\./.test(run.scenario);
  }

  /** Checks one more event. After a step that is forbidden nothing more is checked. */
  add(event: TraceEvent): void {
    if (this.findings.forbidden !== null) return;
    if (event.kind === 'puppet') this.#messages.add(this.#names.message(event.message));
    if (event.kind === 'step') this.#step(event);
  }

  #step(event: StepEvent): void {
    const { findings } = this;
    const place = this.#place(event.server);
    const boots = event.input.type === 'restart';
    const known = this.#servers.get(event.server) ?? null;
    const applied = this.#names.applied(boots || known === null ? [] : known.applied, event);
    const after = this.#names.state(event.state, sequence(applied), place);
    const before = known?.server ?? after;
    const sent = messagesOf(event).map((message) => this.#names.message(message));
    const asked: Asked = {
      me: modelValueOf(event.server),
      servers: serversValue(this.#all),
      before,
      disk: this.#names.disk(known?.durable ?? EMPTY_DISK, place),
      ...this.#names.input(event),
      after,
      sent,
    };
    const did: Did = {
      before,
      after,
      applied,
      sent: sent.filter((_, index) => messagesOf(event)[index]?.type !== 'Custom'),
      known: this.#messages,
      crashed: event.crashed,
    };
    findings.steps += 1;
    const match = this.#judge(event, { asked, did });
    for (const message of sent) this.#messages.add(message);
    const disk = written(event, known?.disk ?? EMPTY_DISK);
    if (this.#disks && findings.forbidden === null) this.#promises(event, { asked, known });
    const committed = match === null ? applied : committedOf(match, after);
    this.#servers.set(event.server, {
      server: withApplied(after, committed),
      applied,
      disk,
      durable: event.crashed ? disk : event.state,
    });
  }

  /** Finds what allows a step; `null` if nothing does, or nothing that the specification has. */
  #judge(event: StepEvent, { asked, did }: Step): Match | null {
    const action = actionOf(event);
    const own = action === null ? ['ElectionTimeout', 'HeartbeatTimeout'] : [action];
    const names = action === 'Restart' ? own : [...own, 'DoNothing'];
    let meant = true;
    const tried = names.map((name) => {
      const matches = this.#matches(name, { asked, did });
      meant &&= matches !== null;
      return { name, matches: matches ?? [] };
    });
    for (const { name, matches } of tried) {
      const match = matches.find((each) => isExact(each));
      if (match !== undefined) return this.#allow(name, match);
    }
    const others = [...OTHER_STEPS, ...(OTHER_ANSWERS[action ?? ''] ?? [])];
    const more =
      action === 'Restart'
        ? []
        : others.map((name) => {
            return { name, matches: this.#matches(name, { asked, did }) ?? [] };
          });
    for (const { name, matches } of [...tried, ...more]) {
      const match = matches.find(({ differences }) => differences.length === 0);
      if (match !== undefined) return this.#beyond(name, match);
    }
    if (action === null || !meant) {
      const what = action === null ? CUSTOM : 'the specification gives its message no meaning';
      count(this.findings.beyond, what);
      return null;
    }
    const differences = nearest(tried.flatMap(({ matches }) => matches));
    const turned = this.#turned(action, { asked, did });
    this.findings.forbidden = { event, action, asked, differences, turned };
    return null;
  }

  #matches(name: string, { asked, did }: Step, turned?: Turned): readonly Match[] | null {
    return this.#spec.ask(name, asked, turned)?.map((allowed) => matchOf(did, allowed)) ?? null;
  }

  #allow(name: string, match: Match): Match {
    count(this.findings.actions, name);
    return match;
  }

  #beyond(name: string, match: Match): Match {
    const own = BEYOND[name];
    for (const what of own === undefined ? match.freedoms : [own, ...match.freedoms]) {
      count(this.findings.beyond, what);
    }
    return match;
  }

  /** The one operator that makes the step allowed when it is taken as the code takes it. */
  #turned(action: string, step: Step): Turned | null {
    const all = turnedOf(action);
    const explains = (turned: Turned, exactly: boolean): boolean => {
      const matches = this.#matches(action, step, turned) ?? [];
      return matches.some((each) => (exactly ? isExact(each) : each.differences.length === 0));
    };
    const exact = all.find((turned) => explains(turned, true));
    return exact ?? all.find((turned) => explains(turned, false)) ?? null;
  }

  /** What a server tells must be on its disk before it tells it. A leader's requests only tell what may be lost. */
  #promises(event: StepEvent, { asked, known }: { asked: Asked; known: Known | null }): void {
    let disk = known?.disk ?? EMPTY_DISK;
    const told = durableText(event.state);
    for (const effect of event.effects) {
      if (effect.type === 'persist') disk = effect.state;
      if (effect.type !== 'send' || !PROMISES.has(effect.message.type)) continue;
      if (durableText(disk) === told) continue;
      this.findings.forbidden = {
        event,
        action: actionOf(event) ?? CUSTOM,
        asked,
        differences: [{ field: 'disk', specification: told, trace: durableText(disk) }],
        turned: { name: 'Disk', to: true },
      };
      return;
    }
  }

  #place(id: ServerId): Place {
    const { initial } = this.#run;
    return { id, all: this.#all, firstServers: initial.includes(id) ? initial : [] };
  }
}

interface TraceOfRun {
  readonly run: RunInfo;
  readonly events: readonly TraceEvent[];
}

interface Step {
  readonly asked: Asked;
  readonly did: Did;
}

/** Checks a whole run. */
export function checkTrace(spec: AskedSpec, trace: TraceOfRun): TraceFindings {
  const check = new TraceCheck(spec, trace);
  for (const event of trace.events) check.add(event);
  return check.findings;
}

const PROMISES: ReadonlySet<string> = new Set([
  'RequestVoteRequest',
  'RequestVoteResponse',
  'AppendEntriesResponse',
  'InstallSnapshotResponse',
]);

/** The servers of the run, and whoever else is to be added. */
function serversOf({ servers }: RunInfo, events: readonly TraceEvent[]): readonly ServerId[] {
  const named = events.flatMap((event) => {
    return event.kind === 'step' && event.input.type === 'changeServers' ? event.input.servers : [];
  });
  return [...new Set([...servers, ...named])];
}

function messagesOf({ effects }: StepEvent) {
  return effects.flatMap((effect) => (effect.type === 'send' ? [effect.message] : []));
}

function written({ effects }: StepEvent, before: PersistentState): PersistentState {
  let disk = before;
  for (const effect of effects) if (effect.type === 'persist') disk = effect.state;
  return disk;
}

function durableText({ currentTerm, votedFor, log, snapshot }: PersistentState): string {
  return JSON.stringify({ currentTerm, votedFor, log, snapshot });
}

/** What the server knows to be committed, as the specification has it. */
function committedOf({ allowed }: Match, after: Func): readonly Value[] {
  return items(field(allowed.server, 'applied')).slice(0, numberOf(field(after, 'commitIndex')));
}

function isExact({ differences, freedoms }: Match): boolean {
  return differences.length === 0 && freedoms.length === 0;
}

function nearest(matches: readonly Match[]): readonly FieldDifference[] {
  const [first] = [...matches].sort((a, b) => a.differences.length - b.differences.length);
  return first?.differences ?? [];
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
