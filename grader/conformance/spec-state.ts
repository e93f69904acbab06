/**
 * A state of a model in `spec/models`: its variables by name, and what the model wrote into `lastStep`.
 *
 * @module
 */
import type { ServerId } from '../../skeleton/contract/index.ts';
import { modelValueOf } from '../tla/values/table.ts';
import type { Value } from '../tla/values/value.ts';
import type { Input } from '../trace/event.ts';
import { dataOf, messageOf, serversOf } from './messages.ts';
import { at, field, items, keysOf, nameOf, numberOf } from './values.ts';

/** The variables of one state, by their names. */
export type SpecState = Readonly<Record<string, Value>>;

/** The states of a counterexample, from their values in the order of the variables. */
export function specStates(
  trace: readonly { readonly values: readonly Value[] }[],
  variables: readonly string[],
): readonly SpecState[] {
  return trace.map(({ values }) =>
    Object.fromEntries(variables.map((name, place) => [name, values[place] as Value])),
  );
}

/** The value of a variable. */
export function variable(state: SpecState, name: string): Value {
  const value = state[name];
  if (value === undefined) throw new Error(`the specification has no variable ${name}`);
  return value;
}

/** The value of a variable for one server. */
export function variableOf(state: SpecState, name: string, server: ServerId): Value {
  return at(variable(state, name), modelValueOf(server));
}

/** All servers of the model. */
export function allServers(state: SpecState): readonly ServerId[] {
  return keysOf(variable(state, 'snapshot'));
}

/** The first configuration. Each of its servers boots with it; one that waits to be added boots with none. */
export function firstServers(initial: SpecState): readonly ServerId[] {
  return allServers(initial).filter(
    (id) => serversOf(field(variableOf(initial, 'snapshot', id), 'servers')).length > 0,
  );
}

/** The step that led to a state: who took which input. `lost` is a message that the network lost. */
export type SpecStep =
  | { readonly kind: 'lost'; readonly message: Value }
  | {
      readonly kind: 'taken';
      readonly server: ServerId;
      readonly input: Input;
      /** The message that was delivered is under way still. */
      readonly copied: boolean;
    };

/** What the model wrote into `lastStep`. */
export function lastStepOf(state: SpecState): SpecStep {
  const last = variable(state, 'lastStep');
  const server = nameOf(field(last, 'server'));
  const given = field(last, 'input');
  const taken = (input: Input): SpecStep => ({ kind: 'taken', server, input, copied: false });
  switch (nameOf(field(last, 'action'))) {
    case 'Lose':
      return { kind: 'lost', message: given };
    case 'Restart':
      return taken({ type: 'restart' });
    case 'ElectionTimeout':
      return taken({ type: 'electionTimeout' });
    case 'HeartbeatTimeout':
      return taken({ type: 'heartbeatTimeout' });
    case 'ClientRequest':
      return taken({ type: 'clientRequest', command: nameOf(given) });
    case 'ChangeServers':
      return taken({ type: 'changeServers', servers: serversOf(given) });
    case 'TakeSnapshot': {
      const data = dataOf(field(variableOf(state, 'snapshot', server), 'data'));
      return taken({ type: 'takeSnapshot', index: numberOf(given), data });
    }
    default: {
      const input: Input = { type: 'deliver', message: messageOf(given) };
      return {
        kind: 'taken',
        server,
        input,
        copied: items(variable(state, 'messages')).includes(given),
      };
    }
  }
}
