/**
 * Plays the schedule of a recorded run again: the same inputs in the same order, without network, clock or scenario.
 *
 * A server whose every step follows from its inputs does the same again, step by step, and the run has the same hash.
 * Even what it keeps in a module variable comes out the same, because each boot evaluates the submission afresh. Code that
 * was changed parts from the recording where the change first shows; code with a source of randomness of its own parts
 * where it first draws something else.
 *
 * @module
 */
import type { Environment, ServerId } from '../../skeleton/contract/index.ts';
import { environmentOf } from '../sim/cluster.ts';
import { freezeJson } from '../sim/json.ts';
import { Machine } from '../sim/machine.ts';
import { purposeOf, Stream, seedOf } from '../sim/random.ts';
import type { RunInfo, StepEvent } from '../trace/event.ts';
import { RunHash, withChanges } from '../trace/hash.ts';
import { type Difference, firstDifference } from './difference.ts';
import { endOf } from './ending.ts';
import type { Subject } from './play.ts';
import type { Recording, RunEnded } from './verdict.ts';

export interface Replay {
  /** The hash of what was replayed: the recording's own when nothing parted. */
  readonly hash: string;
  /** Where the replay ended early, `null` when it did not. What comes after the first difference only follows from it. */
  readonly parted: Parting | null;
}

/** The first step that did not come out as it was recorded. */
export interface Parting {
  /** The step of the recording. */
  readonly event: StepEvent;
  /** What is different now: a field of the step, or that the handler does not even return. */
  readonly seen: Difference | RunEnded;
}

/** Replays a recording on a submission, the one that was recorded or another. */
export function replay({ run, events }: Recording, subject: Subject): Replay {
  const servers = new Map(run.servers.map((id, place) => [id, new Replayed(run, id, place)]));
  const hash = new RunHash();
  for (const event of events) {
    if (event.kind !== 'step') {
      hash.add(event);
      continue;
    }
    const server = servers.get(event.server);
    if (server === undefined) throw new Error(`there is no server ${event.server} in this run`);
    const again = server.step(event, subject);
    if (again instanceof Error) return { hash: hash.digest(), parted: { event, seen: again } };
    hash.add(again);
    const seen = firstDifference(withChanges(event), withChanges(again));
    if (seen !== null) return { hash: hash.digest(), parted: { event, seen } };
  }
  return { hash: hash.digest(), parted: null };
}

/** One server of the recording. */
class Replayed {
  readonly #machine: Machine;
  readonly #run: RunInfo;
  #env: Environment | null = null;

  constructor(run: RunInfo, id: ServerId, place: number) {
    this.#run = run;
    this.#machine = new Machine(id, place);
  }

  /** Takes the input of a step again; how the submission ended the run, when it did. */
  step(event: StepEvent, subject: Subject): StepEvent | RunEnded {
    try {
      return this.#step(event, subject);
    } catch (error) {
      return endOf(error, (thrown) => subject.explain(thrown));
    }
  }

  #step(event: StepEvent, subject: Subject): StepEvent {
    const machine = this.#machine;
    if (event.input.type === 'restart') this.#boot(subject);
    if (this.#env === null) throw new Error(`${event.server} takes an input before it was booted`);
    freezeJson(event.input);
    const { before, state, effects, changedFrom } = machine.call(event.input, this.#env);
    const done = event.crashed ? effects.slice(0, event.effects.length) : effects;
    for (const effect of done) if (effect.type === 'persist') machine.disk = effect.state;
    return { ...event, before, state, effects: done, changedFrom };
  }

  #boot(subject: Subject): void {
    const machine = this.#machine;
    machine.booted = subject.boot(machine.index);
    machine.boots += 1;
    const stream = new Stream(seedOf(this.#run), purposeOf(machine.id, machine.boots));
    this.#env = environmentOf(this.#run, machine.id, stream);
  }
}
