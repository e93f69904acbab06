/**
 * Compares a Raft with the specification, step by step.
 *
 * It is shown every state of a model together with all of its successors. In each, every server is given every input: each
 * message that is under way to it, both timeouts, commands, snapshots, changes, a restart. What the handler does must be what
 * one of the specification's steps for that input does; where the specification has no step, the handler must do nothing. A
 * step of the specification that no handler takes is a choice that this Raft never makes, and is counted with its name.
 *
 * @module
 */
import type { Raft } from '../../skeleton/contract/index.ts';
import { show } from '../tla/values/print.ts';
import { modelValueOf, textOf } from '../tla/values/table.ts';
import { Func, type Value } from '../tla/values/value.ts';
import { firstBoot, type Input, isIdle, type Outcome, outcomesOf } from './call.ts';
import { NIL, serversOf } from './messages.ts';
import { FIELDS, normalized, type Place } from './server.ts';
import { at, field, items, nameOf, numberOf, record, sequence, set } from './values.ts';

/** A step that one of the two takes and the other does not. */
export interface Difference {
  readonly action: string;
  /** The action, the server before it, the input, and each field in which the two differ. */
  readonly text: string;
}

/** What was compared. */
export interface Comparison {
  states: number;
  /** Steps of the specification, those of the network left out. */
  transitions: number;
  /** Inputs in states; and among them those for which the specification has no step. */
  inputs: number;
  refused: number;
  handlerCalls: number;
  /** Steps of the specification for each action. */
  readonly actions: Map<string, number>;
  /** Steps of the specification that this Raft never takes, by action and by what is other in them. */
  readonly choices: Map<string, number>;
  difference: Difference | null;
}

/** A step of the specification, in the words of the comparison. */
interface SpecStep {
  readonly server: Func;
  readonly messages: readonly Value[];
  readonly maySend: readonly Value[];
}

type Row = readonly Value[];

export class Conformance {
  readonly result: Comparison = {
    states: 0,
    transitions: 0,
    inputs: 0,
    refused: 0,
    handlerCalls: 0,
    actions: new Map(),
    choices: new Map(),
    difference: null,
  };
  readonly #raft: Raft;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #memo = new Map<Func, Map<Value, readonly Outcome[]>>();
  readonly #normalized = new Map<Func, Func>();
  readonly #keys = new Map<string, Map<Value, Value>>();
  #places: ReadonlyMap<string, Place> | null = null;

  /** @param variables - The variables of the model, in the order of its states. */
  constructor(raft: Raft, variables: readonly string[]) {
    this.#raft = raft;
    this.#columns = new Map(variables.map((name, index) => [name, index]));
  }

  /** Compares all steps from one state. After a difference nothing more is compared. */
  visit(state: Row, successors: readonly Row[]): void {
    if (this.result.difference !== null) return;
    this.#places ??= this.#boot(state);
    this.result.states += 1;
    const steps = this.#grouped(successors);
    let compared = 0;
    for (const place of this.#places.values()) {
      const server = this.#server(state, place);
      for (const input of this.#inputs(state, place)) {
        const key = this.#keyOf(input, place);
        const rows = steps.get(key) ?? [];
        compared += rows.length;
        this.#compare(rows, { state, server, place, input, key });
      }
    }
    const lost = successors.filter((row) => this.#actionOf(row) === 'Lose').length;
    if (compared + lost !== successors.length) {
      const text = 'The specification has a step for which there is no input of a handler.';
      this.result.difference ??= { action: 'Next', text };
    }
  }

  /** A model begins where all servers boot for the first time. */
  #boot(first: Row): ReadonlyMap<string, Place> {
    const places = this.#placesOf(first);
    for (const place of places.values()) {
      const server = this.#server(first, place);
      const outcome = firstBoot(this.#raft, server, place);
      const input = { action: 'Restart', input: NIL };
      if (outcome.fault === null && isIdle(outcome, server)) continue;
      const step = { server, messages: [], maySend: [] };
      this.#differs(outcome, step, { state: first, server, place, input, key: NIL });
    }
    return places;
  }

  #compare(successors: readonly Row[], at: Situation): void {
    const { state, server, place, input } = at;
    const { result } = this;
    const outcomes = this.#outcomes(at);
    result.inputs += 1;
    result.transitions += successors.length;
    count(result.actions, input.action, successors.length);
    if (successors.length === 0) {
      result.refused += 1;
      const busy = outcomes.find((each) => each.fault !== null || !isIdle(each, server));
      if (busy !== undefined) this.#differs(busy, null, at);
      return;
    }
    const old = new Set(items(this.#of(state, 'messages')));
    const steps = successors.map((row) => this.#specStep(row, { old, place }));
    const taken = new Set<SpecStep>();
    for (const outcome of outcomes) {
      const equals = steps.filter((step) => agrees(outcome, step, { action: input.action, old }));
      for (const step of equals) taken.add(step);
      if (outcome.fault !== null || equals.length === 0) {
        this.#differs(outcome, nearest(outcome, steps), at);
        return;
      }
    }
    for (const step of steps) {
      if (taken.has(step) || [...taken].some((other) => sameStep(step, other))) continue;
      const [outcome] = outcomes;
      const what = outcome === undefined ? [] : differingFields(outcome, step);
      count(result.choices, `${input.action}: ${what.join(', ')}`, 1);
    }
  }

  #outcomes({ server, place, input, key }: Situation): readonly Outcome[] {
    let known = this.#memo.get(server);
    if (known === undefined) {
      known = new Map();
      this.#memo.set(server, known);
    }
    let outcomes = known.get(key);
    if (outcomes === undefined) {
      outcomes = outcomesOf(this.#raft, { server, place, input });
      this.result.handlerCalls += outcomes.length;
      known.set(key, outcomes);
    }
    return outcomes;
  }

  /** The inputs that a server may get in a state, among them such as it must refuse. */
  #inputs(state: Row, { id, all }: Place): readonly Input[] {
    const self = modelValueOf(id);
    const last =
      numberOf(field(at(this.#of(state, 'snapshot'), self), 'lastIncludedIndex')) +
      items(at(this.#of(state, 'log'), self)).length;
    const indexes = Array.from({ length: last + 1 }, (_, index) => index + 1);
    return [
      { action: 'ElectionTimeout', input: NIL },
      { action: 'HeartbeatTimeout', input: NIL },
      { action: 'Restart', input: NIL },
      { action: 'ClientRequest', input: modelValueOf('v1') },
      ...indexes.map((index) => ({ action: 'TakeSnapshot', input: index })),
      ...subsets(all).map((input) => ({ action: 'ChangeServers', input })),
      ...items(this.#of(state, 'messages'))
        .filter((message) => field(message, 'to') === self)
        .map((input) => ({ action: `Handle${nameOf(field(input, 'type'))}`, input })),
    ];
  }

  /** The `lastStep` of a step for this input. */
  #keyOf({ action, input }: Input, { id }: Place): Value {
    const name = `${action} ${id}`;
    const keys = this.#keys.get(name) ?? new Map<Value, Value>();
    this.#keys.set(name, keys);
    const known = keys.get(input);
    if (known !== undefined) return known;
    const key = record({ action: textOf(action), server: modelValueOf(id), input });
    keys.set(input, key);
    return key;
  }

  /** The successors by the input that led to them. */
  #grouped(successors: readonly Row[]): ReadonlyMap<Value, readonly Row[]> {
    const groups = new Map<Value, Row[]>();
    for (const row of successors) {
      const key = this.#of(row, 'lastStep');
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [row]);
      else group.push(row);
    }
    return groups;
  }

  #specStep(
    row: Row,
    { old, place }: { readonly old: ReadonlySet<Value>; readonly place: Place },
  ): SpecStep {
    const fresh = items(this.#of(row, 'messages')).filter((message) => !old.has(message));
    return {
      server: this.#server(row, place),
      messages: fresh.filter((message) => !replicates(message)),
      maySend: items(this.#of(row, 'maySend')),
    };
  }

  #server(row: Row, place: Place): Func {
    const self = modelValueOf(place.id);
    const values = FIELDS.map((name) => at(this.#of(row, name), self));
    const raw = sequence([self, ...values]);
    let server = this.#normalized.get(raw);
    if (server === undefined) {
      const fields = FIELDS.map((name, index) => [name, values[index] ?? NIL] as const);
      server = normalized(Object.fromEntries(fields), place);
      this.#normalized.set(raw, server);
    }
    return server;
  }

  #actionOf(row: Row): string {
    return nameOf(field(this.#of(row, 'lastStep'), 'action'));
  }

  #of(row: Row, name: string): Value {
    const value = row[this.#columns.get(name) ?? -1];
    if (value === undefined) throw new Error(`the model has no variable ${name}`);
    return value;
  }

  /** The servers of a model; in its first state each knows the servers that it was booted with. */
  #placesOf(first: Row): ReadonlyMap<string, Place> {
    const snapshots = this.#of(first, 'snapshot');
    if (!(snapshots instanceof Func)) throw new Error('snapshot is no function');
    const all = serversOf(snapshots.domain);
    return new Map(
      all.map((id) => {
        const firstServers = serversOf(field(at(snapshots, modelValueOf(id)), 'servers'));
        return [id, { id, all, firstServers }];
      }),
    );
  }

  #differs(outcome: Outcome, step: SpecStep | null, { server, place, input }: Situation): void {
    const { action } = input;
    const name = `${action}(${place.id}${input.input === NIL ? '' : `, ${show(input.input)}`})`;
    const verdict =
      step === null
        ? 'the specification has no such step here, and the code acts'
        : 'the code does what no step of the specification does';
    this.result.difference = {
      action,
      text: [
        `${name}: ${verdict}.`,
        '  before:',
        ...FIELDS.map((each) => `    ${each}: ${show(field(server, each))}`),
        ...(outcome.fault === null ? [] : [`  the code ${outcome.fault}`]),
        ...fieldLines(outcome, step ?? { server, messages: [], maySend: [] }),
      ].join('\n'),
    };
  }
}

/** Where a comparison stands. */
interface Situation {
  readonly state: Row;
  readonly server: Func;
  readonly place: Place;
  readonly input: Input;
  /** The `lastStep` of the steps for this input. */
  readonly key: Value;
}

function subsets(servers: readonly string[]): readonly Value[] {
  return Array.from({ length: 2 ** servers.length }, (_, bits) =>
    set(servers.filter((_server, place) => (bits >> place) % 2 === 1).map(modelValueOf)),
  );
}

function replicates(message: Value): boolean {
  const type = nameOf(field(message, 'type'));
  return type === 'AppendEntriesRequest' || type === 'InstallSnapshotRequest';
}

/**
 * Whether a call did what a step of the specification does. A message that is under way already is not sent anew, and a
 * server may keep silent, as `Answers` says: the models have it answer always, since a message that never arrives is the same.
 */
function agrees(
  outcome: Outcome,
  step: SpecStep,
  { action, old }: { readonly action: string; readonly old: ReadonlySet<Value> },
): boolean {
  if (outcome.server !== step.server) return false;
  const fresh = outcome.messages.filter((message) => !old.has(message));
  const silent = fresh.length === 0 && ANSWERED.has(action);
  return (
    (silent || set(fresh) === set(step.messages)) &&
    outcome.replications.every((message) => step.maySend.includes(message))
  );
}

/** The actions that answer a request. */
const ANSWERED = new Set([
  'HandleRequestVoteRequest',
  'HandleAppendEntriesRequest',
  'HandleInstallSnapshotRequest',
]);

function sameStep(one: SpecStep, other: SpecStep): boolean {
  return one.server === other.server && set(one.messages) === set(other.messages);
}

/** The step with the fewest differences. */
function nearest(outcome: Outcome, steps: readonly SpecStep[]): SpecStep | null {
  const [first = null] = [...steps].sort(
    (a, b) => differingFields(outcome, a).length - differingFields(outcome, b).length,
  );
  return first;
}

function differingFields(outcome: Outcome, step: SpecStep): readonly string[] {
  const fields = FIELDS.filter((name) => field(outcome.server, name) !== field(step.server, name));
  const sameMessages = set(outcome.messages) === set(step.messages);
  return sameMessages ? fields : [...fields, 'messages'];
}

/** Each field that differs, as the specification and as the code have it. */
function fieldLines(outcome: Outcome, step: SpecStep): readonly string[] {
  const forbidden = outcome.replications.filter((message) => !step.maySend.includes(message));
  const lines = differingFields(outcome, step).map((name) => {
    const [spec, code] =
      name === 'messages'
        ? [set(step.messages), set(outcome.messages)]
        : [field(step.server, name), field(outcome.server, name)];
    return `  ${name}: the specification has ${show(spec)}, the code ${show(code)}`;
  });
  return [...lines, ...forbidden.map((m) => `  the code sends what it may not: ${show(m)}`)];
}

function count(counts: Map<string, number>, name: string, more: number): void {
  if (more > 0) counts.set(name, (counts.get(name) ?? 0) + more);
}
