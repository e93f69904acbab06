/**
 * A counterexample of a model as a trace of the kit: the same events as those of a simulated run, so that whatever
 * tells, draws or checks a run does it with a counterexample too.
 *
 * The specification has no clock: the number of a step stands for its time. It has no timers either, and does not say
 * whether a command was accepted, so those effects are left out.
 *
 * @module
 */
import type {
  Effect,
  PersistentState,
  ServerId,
  ServerState,
} from '../../skeleton/contract/index.ts';
import { changedFrom } from '../sim/change.ts';
import { modelValueOf } from '../tla/values/table.ts';
import type { Value } from '../tla/values/value.ts';
import type { Input, RunInfo, TraceEvent } from '../trace/event.ts';
import { dataOf, entriesOf, messageOf, serversOf, snapshotOf } from './messages.ts';
import { FIELDS, statesOf } from './server.ts';
import { at, field, items, keysOf, nameOf, numberOf, record } from './values.ts';

/** The variables of one state, by their names. */
export type SpecState = Readonly<Record<string, Value>>;

/** A trace that has no file yet. */
export interface Run {
  readonly run: RunInfo;
  readonly events: readonly TraceEvent[];
}

/**
 * Tells a counterexample of a model in `spec/models`, which writes what happened into `lastStep`.
 *
 * @param name - The model or weakening, in place of a scenario.
 * @param story - Its states, the initial one first.
 */
export function traceOf(name: string, story: readonly SpecState[]): Run {
  const [first] = story;
  if (first === undefined) throw new Error('a counterexample has an initial state');
  const servers = keysOf(variable(first, 'role'));
  const initial = servers.filter((id) => bootedWith(first, id).includes(id));
  const teller = new Teller(servers);
  for (const server of servers) teller.boots(server, first);
  story.slice(1).forEach((after, place) => {
    teller.step(story[place] ?? first, after);
  });
  return {
    run: { scenario: name, seed: 0, attempt: 1, servers, puppets: [], initial },
    events: teller.events,
  };
}

class Teller {
  readonly events: TraceEvent[] = [];
  readonly #servers: readonly ServerId[];

  constructor(servers: readonly ServerId[]) {
    this.#servers = servers;
  }

  boots(server: ServerId, after: SpecState): void {
    const state = this.#state(after, server);
    const { snapshot } = state;
    const effects: Effect[] = snapshot === null ? [] : [{ type: 'restore', snapshot }];
    const head = { ...this.#head(), server, before: null, state, effects, crashed: false };
    const changed = state.log.length > 0 ? changedFrom(null, state) : null;
    this.events.push({ kind: 'step', ...head, input: { type: 'restart' }, changedFrom: changed });
  }

  step(before: SpecState, after: SpecState): void {
    const last = variable(after, 'lastStep');
    const action = nameOf(field(last, 'action'));
    const server = nameOf(field(last, 'server'));
    if (action === 'Lose') {
      const { type, from, to } = messageOf(field(last, 'input'));
      const text = `the network loses a ${type} from ${from} to ${to}`;
      this.events.push({ kind: 'world', ...this.#head(), text });
      return;
    }
    if (action === 'Restart') {
      this.events.push({ kind: 'crash', ...this.#head(), server });
      this.boots(server, after);
      return;
    }
    const was = this.#state(before, server);
    const state = this.#state(after, server);
    this.events.push({
      kind: 'step',
      ...this.#head(),
      server,
      input: inputOf(action, field(last, 'input'), after, server),
      before: was,
      state,
      effects: effectsOf({ before, after, server, was, state }),
      changedFrom: changedFrom(was, state),
      crashed: false,
    });
  }

  #head(): { readonly n: number; readonly at: number } {
    const n = this.events.length + 1;
    return { n, at: n };
  }

  #state(variables: SpecState, id: ServerId): ServerState {
    const place = { id, all: this.#servers, firstServers: [] };
    const [state] = statesOf(serverIn(variables, id), place);
    if (state === undefined) throw new Error(`${id} has no state`);
    return state;
  }
}

/** What the handler of an action was called for. */
function inputOf(action: string, input: Value, after: SpecState, server: ServerId): Input {
  switch (action) {
    case 'ElectionTimeout':
      return { type: 'electionTimeout' };
    case 'HeartbeatTimeout':
      return { type: 'heartbeatTimeout' };
    case 'ClientRequest':
      return { type: 'clientRequest', command: nameOf(input) };
    case 'ChangeServers':
      return { type: 'changeServers', servers: serversOf(input) };
    case 'TakeSnapshot': {
      const snapshot = at(variable(after, 'snapshot'), modelValueOf(server));
      return {
        type: 'takeSnapshot',
        index: numberOf(input),
        data: dataOf(field(snapshot, 'data')),
      };
    }
    default:
      return { type: 'deliver', message: messageOf(input) };
  }
}

interface Change {
  readonly before: SpecState;
  readonly after: SpecState;
  readonly server: ServerId;
  readonly was: ServerState;
  readonly state: ServerState;
}

/** What a step did: what is on disk, what was sent, and what the state machine was given, in the reference's order. */
function effectsOf({ before, after, server, was, state }: Change): Effect[] {
  const disk = diskOf(state);
  const persists = JSON.stringify(disk) !== JSON.stringify(diskOf(was));
  const id = modelValueOf(server);
  const old = entriesOf(at(variable(before, 'applied'), id));
  const applied = entriesOf(at(variable(after, 'applied'), id));
  const snapshot = snapshotOf(at(variable(after, 'snapshot'), id));
  const restores = snapshot !== null && snapshot.lastIncludedIndex > old.length ? snapshot : null;
  const known = new Set(items(variable(before, 'messages')));
  return [
    ...(persists ? [{ type: 'persist', state: disk } as const] : []),
    ...items(variable(after, 'messages'))
      .filter((message) => !known.has(message))
      .map((message) => ({ type: 'send', message: messageOf(message) }) as const),
    ...(restores === null ? [] : [{ type: 'restore', snapshot: restores } as const]),
    ...applied.flatMap((entry, place) => {
      const given = place < Math.max(old.length, restores?.lastIncludedIndex ?? 0);
      return given ? [] : [{ type: 'apply', index: place + 1, entry } as const];
    }),
  ];
}

function diskOf({ currentTerm, votedFor, log, snapshot }: ServerState): PersistentState {
  return { currentTerm, votedFor, log, snapshot };
}

function serverIn(variables: SpecState, id: ServerId): ReturnType<typeof record> {
  const key = modelValueOf(id);
  return record(
    Object.fromEntries(FIELDS.map((name) => [name, at(variable(variables, name), key)])),
  );
}

function bootedWith(first: SpecState, id: ServerId): readonly ServerId[] {
  return serversOf(field(at(variable(first, 'snapshot'), modelValueOf(id)), 'servers'));
}

function variable(variables: SpecState, name: string): Value {
  const value = variables[name];
  if (value === undefined) throw new Error(`the specification has no variable ${name}`);
  return value;
}
