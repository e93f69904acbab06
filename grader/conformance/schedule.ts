/**
 * A counterexample of the checker as a schedule: the same inputs in the same order, for any Raft.
 *
 * @module
 */
import type { LabId, ServerId } from '../../skeleton/contract/index.ts';
import type { Schedule, ScheduleStep } from '../run/schedule.ts';
import type { TraceState } from '../tla/check/search.ts';
import { modelValueOf } from '../tla/values/table.ts';
import { Func, type Value } from '../tla/values/value.ts';
import type { Weakening } from '../tlc/models.ts';
import { messageOf, serversOf } from './messages.ts';
import { at, field, items, nameOf, numberOf } from './values.ts';

/** A state by the names of its variables. */
type Variables = (name: string) => Value;

/**
 * Turns a counterexample into a schedule. Servers that take no part in it and belong to no configuration are left out.
 *
 * @param variables - The names of the model's variables, in the order of the states.
 */
export function scheduleOf(
  { name, story, source, falls }: Weakening,
  trace: readonly TraceState[],
  variables: readonly string[],
): Schedule {
  const states = trace.map(({ values }): Variables => {
    return (variable) => valueAt(values, variables.indexOf(variable));
  });
  const [first] = states;
  if (first === undefined) throw new Error(`${name}: a counterexample without states`);
  const steps = states.slice(1).map(stepOf);
  const initial = firstServers(first);
  const named = steps.flatMap((step) => (step.does === 'changeServers' ? step.servers : []));
  const servers = [...new Set([...initial, ...named, ...steps.map(serverOf)])].sort();
  return { name, lab: labOf(steps), story, source, falls, servers, initial, steps };
}

function valueAt(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new Error('the model has no such variable');
  return value;
}

/** Each server boots with the servers of its snapshot of nothing; one that waits to be added with none. */
function firstServers(first: Variables): readonly ServerId[] {
  const snapshots = first('snapshot');
  if (!(snapshots instanceof Func)) throw new Error('snapshot is no function');
  return serversOf(snapshots.domain).filter(
    (id) => items(field(at(snapshots, modelValueOf(id)), 'servers')).length > 0,
  );
}

/** The server that an input is for. */
function serverOf(step: ScheduleStep): ServerId {
  return step.does === 'deliver' ? step.message.to : step.server;
}

/** What the model wrote into `lastStep`. */
function stepOf(state: Variables): ScheduleStep {
  const lastStep = state('lastStep');
  const action = nameOf(field(lastStep, 'action'));
  const server = nameOf(field(lastStep, 'server'));
  const input = field(lastStep, 'input');
  switch (action) {
    case 'ElectionTimeout':
      return { does: 'electionTimeout', server };
    case 'HeartbeatTimeout':
      return { does: 'heartbeatTimeout', server };
    case 'Restart':
      return { does: 'restart', server };
    case 'ClientRequest':
      return { does: 'clientRequest', server, command: nameOf(input) };
    case 'TakeSnapshot':
      return { does: 'takeSnapshot', server, index: numberOf(input) };
    case 'ChangeServers':
      return { does: 'changeServers', server, servers: serversOf(input) };
    case 'Lose':
      throw new Error('a schedule loses no message: what it does not deliver is lost');
    default: {
      const deliver = { does: 'deliver', message: messageOf(input) } as const;
      const copied = items(state('messages')).includes(input);
      return copied ? { ...deliver, copy: true } : deliver;
    }
  }
}

/** The first lab in which students have written all that the steps ask for. */
function labOf(steps: readonly ScheduleStep[]): LabId {
  const kinds = new Set(
    steps.map((step) => (step.does === 'deliver' ? step.message.type : step.does)),
  );
  if (kinds.has('changeServers')) return '2E';
  if (kinds.has('takeSnapshot')) return '2D';
  if (kinds.has('restart')) return '2C';
  return kinds.has('clientRequest') ? '2B' : '2A';
}

/** Schedules as a file, a line for each step. */
export function schedulesText(schedules: readonly Schedule[]): string {
  const all = schedules.map(({ steps, ...head }) => {
    const lines = Object.entries(head).map(
      ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`,
    );
    const inputs = steps.map((step) => `      ${JSON.stringify(step)}`);
    return ['  {', ...lines, '    "steps": [', inputs.join(',\n'), '    ]', '  }'].join('\n');
  });
  return `[\n${all.join(',\n')}\n]\n`;
}
