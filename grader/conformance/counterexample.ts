/**
 * A counterexample of a model as a trace of the kit: the same events as those of a simulated run, so that whatever
 * tells, draws or checks a run does it with a counterexample too.
 *
 * The specification has no clock: the number of a step stands for its time. It has no timers either, and does not say
 * whether a command was accepted, so those effects are left out.
 *
 * @module
 */
import type { Effect, ServerId, ServerState } from '../../skeleton/contract/index.ts';
import { changedFrom } from '../sim/change.ts';
import type { Input, TraceEvent } from '../trace/event.ts';
import { entriesOf, messageOf } from './messages.ts';
import type { RecordedRun } from './run-reader.ts';
import { FIELDS, statesOf } from './server.ts';
import {
  allServers,
  firstServers,
  lastStepOf,
  type SpecState,
  variable,
  variableOf,
} from './spec-state.ts';
import { items, record } from './values.ts';

/**
 * Tells a counterexample of a model in `spec/models`.
 *
 * @param name - The model or weakening, in place of a scenario.
 * @param states - Its states, the initial one first.
 */
export function traceOf(name: string, states: readonly SpecState[]): RecordedRun {
  const [first] = states;
  if (first === undefined) throw new Error(`${name}: a counterexample without states`);
  const servers = allServers(first);
  const teller = new Teller(servers);
  for (const server of servers) teller.boots(server, first);
  states.slice(1).forEach((after, place) => {
    teller.step(states[place] ?? first, after);
  });
  const initial = firstServers(first);
  const run = { scenario: name, seed: 0, attempt: 1, servers, puppets: [], initial };
  return { run, events: teller.events };
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
    this.events.push({
      kind: 'step',
      ...this.#head(),
      server,
      input: { type: 'restart' },
      before: null,
      state,
      effects: snapshot === null ? [] : [{ type: 'restore', snapshot }],
      changedFrom: changedFrom(null, state),
      crashed: false,
    });
  }

  step(before: SpecState, after: SpecState): void {
    const step = lastStepOf(after);
    if (step.kind === 'lost') {
      const { type, from, to } = messageOf(step.message);
      const text = `the network loses a ${type} from ${from} to ${to}`;
      this.events.push({ kind: 'world', ...this.#head(), text });
      return;
    }
    const { server, input } = step;
    if (input.type === 'restart') {
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
      input,
      before: was,
      state,
      effects: effectsOf({ before, after, server, input, was, state }),
      changedFrom: changedFrom(was, state),
      crashed: false,
    });
  }

  #head(): { readonly n: number; readonly at: number } {
    const n = this.events.length + 1;
    return { n, at: n };
  }

  #state(variables: SpecState, id: ServerId): ServerState {
    const fields = FIELDS.map((name) => [name, variableOf(variables, name, id)] as const);
    const place = { id, all: this.#servers, firstServers: [] };
    const [state] = statesOf(record(Object.fromEntries(fields)), place);
    if (state === undefined) throw new Error(`${id} has no state`);
    return state;
  }
}

interface Change {
  readonly before: SpecState;
  readonly after: SpecState;
  readonly server: ServerId;
  readonly input: Input;
  readonly was: ServerState;
  readonly state: ServerState;
}

/** What a step did: what is on disk, what was sent, and what the state machine was given, in the reference's order. */
function effectsOf({ before, after, server, input, was, state }: Change): Effect[] {
  const isNew = (name: string): boolean =>
    variableOf(before, name, server) !== variableOf(after, name, server);
  const known = new Set(items(variable(before, 'messages')));
  const sent = items(variable(after, 'messages')).filter((message) => !known.has(message));
  const { currentTerm, votedFor, log, snapshot } = state;
  const disk = { currentTerm, votedFor, log, snapshot };
  const installed = input.type === 'deliver' && isNew('snapshot') ? snapshot : null;
  const given = installed?.lastIncludedIndex ?? was.lastApplied;
  const applied = entriesOf(variableOf(after, 'applied', server)).slice(given);
  return [
    ...(DISK.some(isNew) ? [{ type: 'persist', state: disk } as const] : []),
    ...sent.map((message) => ({ type: 'send', message: messageOf(message) }) as const),
    ...(installed === null ? [] : [{ type: 'restore', snapshot: installed } as const]),
    ...applied.map((entry, place) => ({ type: 'apply', index: given + place + 1, entry }) as const),
  ];
}

const DISK = ['currentTerm', 'votedFor', 'log', 'snapshot'];
