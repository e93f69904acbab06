/**
 * What the model checker has found in broken specifications, as tests of every Raft.
 *
 * `spec/weakenings` has rules of Raft that are broken on purpose, each in one place, and the checker knows the shortest way
 * from there to a broken promise. `counterexamples.json` holds these ways, made by `npm run spec -- --as-scenario`. Each lab
 * plays those that its students can take part in, a seed each.
 *
 * @module
 */
import { follow, type Scenario, type Schedule, type Setup } from '../grader/index.ts';
import type { LabId } from '../skeleton/contract/index.ts';
import found from './counterexamples.json' with { type: 'json' };
import { journal } from './journal.ts';

/** All of them, in the order of the weakenings. */
export const schedules = found as readonly Schedule[];

/**
 * The scenario of a lab. Afterwards the network is whole, and the cluster must get on.
 *
 * @param own - What it plays; the lab's own schedules unless given.
 */
export function counterexamples(
  lab: LabId,
  { id, points, sometimes }: Pick<Scenario, 'id' | 'points' | 'sometimes'>,
  own: readonly Schedule[] = schedules.filter((schedule) => schedule.lab === lab),
): Scenario {
  return {
    id,
    name: 'counterexamples',
    title: 'No schedule that breaks a weakened specification breaks this Raft',
    story:
      'The model checker was given specifications with one rule broken, and found the shortest way to a broken promise in ' +
      'each. Each seed plays one of these schedules, input by input and in no time: messages arrive and timers go off in ' +
      'just that order. The first line of the trace says which rule it is about. Afterwards the network is whole, and the ' +
      'cluster must get on.',
    kind: 'safety',
    points,
    seeds: own.length,
    sometimes,
    setup: (_random, seed) => setupOf(scheduleOf(own, seed)),
    play(world) {
      const schedule = scheduleOf(own, world.seed);
      follow(world, schedule);
      world.network.weather({ delay: [1, 10] });
      if (lab === '2A') world.expect('there is a leader', () => world.leader());
      else world.agree('at last', { count: lab === '2E' ? 1 : schedule.initial.length });
    },
  };
}

/** Seeds go round: from 1 on each has one of its own, and a salt chooses among them. */
function scheduleOf(own: readonly Schedule[], seed: number): Schedule {
  const schedule = own[(seed - 1) % own.length];
  if (schedule === undefined) throw new Error('scenario: a lab without counterexamples');
  return schedule;
}

/** Nothing is under way for long: a schedule takes no time. */
function setupOf({ servers, initial, lab }: Schedule): Setup {
  const setup: Setup = { servers, initial, weather: { delay: [0, 0] } };
  return lab === '2D' || lab === '2E' ? { ...setup, service: { machine: journal } } : setup;
}
