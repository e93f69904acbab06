/**
 * A counterexample of the checker as a schedule: the same inputs in the same order, for any Raft.
 *
 * @module
 */
import type { LabId, ServerId } from '../../skeleton/contract/index.ts';
import type { Schedule, ScheduleStep } from '../run/schedule.ts';
import type { Weakening } from '../tlc/models.ts';
import { firstServers, lastStepOf, type SpecState } from './spec-state.ts';

/**
 * Turns a counterexample into a schedule. Servers that take no part in it and belong to no configuration are left out.
 *
 * @param states - Its states, the initial one first.
 */
export function scheduleOf(
  { name, story, source, falls }: Weakening,
  states: readonly SpecState[],
): Schedule {
  const [first] = states;
  if (first === undefined) throw new Error(`${name}: a counterexample without states`);
  const steps = states.slice(1).map(stepOf);
  const initial = firstServers(first);
  const named = steps.flatMap((step) => (step.does === 'changeServers' ? step.servers : []));
  const servers = [...new Set([...initial, ...named, ...steps.map(serverOf)])].sort();
  return { name, lab: labOf(steps), story, source, falls, servers, initial, steps };
}

/** The server that an input is for. */
function serverOf(step: ScheduleStep): ServerId {
  return step.does === 'deliver' ? step.message.to : step.server;
}

function stepOf(state: SpecState): ScheduleStep {
  const step = lastStepOf(state);
  if (step.kind === 'lost') {
    throw new Error('a schedule loses no message: what it does not deliver is lost');
  }
  const { server, input, copied } = step;
  switch (input.type) {
    case 'deliver':
      return { does: input.type, message: input.message, ...(copied ? { copy: true } : {}) };
    case 'clientRequest':
      return { does: input.type, server, command: input.command };
    case 'takeSnapshot':
      return { does: input.type, server, index: input.index };
    case 'changeServers':
      return { does: input.type, server, servers: input.servers };
    default:
      return { does: input.type, server };
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
