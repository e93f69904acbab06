/**
 * Plays the schedule of a recorded run again: the same inputs in the same order, without network, clock or scenario.
 *
 * A submission that is a function of its inputs does the same again, step by step, and the run has the same hash. One that
 * keeps something aside, or draws from a source of its own, parts from the recording, and the event is named.
 *
 * @module
 */
import type {
  Environment,
  Message,
  PersistentState,
  ServerId,
} from '../../skeleton/contract/index.ts';
import { environmentOf } from '../sim/cluster.ts';
import { freezeJson } from '../sim/json.ts';
import { type Booted, Machine } from '../sim/machine.ts';
import { purposeOf, Stream, seedOf } from '../sim/random.ts';
import type { Input, RunInfo, StepEvent, TraceEvent } from '../trace/event.ts';
import { RunHash } from '../trace/hash.ts';

export interface Replay {
  readonly hash: string;
  /** The first step that came out otherwise than it was recorded, `null` when none did. */
  readonly parted: StepEvent | null;
}

/**
 * Replays a recording.
 *
 * @param boot - Evaluates the submission afresh.
 * @throws HandlerThrew and BadStep as a run does: the recording has no such step.
 */
export function replay(run: RunInfo, events: readonly TraceEvent[], boot: () => Booted): Replay {
  const servers = new Map(run.servers.map((id, place) => [id, new Replayed(run, id, place)]));
  const hash = new RunHash();
  let parted: StepEvent | null = null;
  for (const event of events) {
    const again = event.kind === 'step' ? stepAgain(servers, event, boot) : event;
    hash.add(again);
    if (parted === null && event.kind === 'step' && !sameStep(event, again)) parted = event;
  }
  return { hash: hash.digest(), parted };
}

function stepAgain(
  servers: ReadonlyMap<ServerId, Replayed>,
  event: StepEvent,
  boot: () => Booted,
): TraceEvent {
  const server = servers.get(event.server);
  if (server === undefined) throw new Error(`there is no server ${event.server} in this recording`);
  return server.step(event, boot);
}

function sameStep(event: StepEvent, again: TraceEvent): boolean {
  const { state, effects } = event;
  if (again.kind !== 'step') return false;
  return (
    JSON.stringify({ state, effects }) ===
    JSON.stringify({ state: again.state, effects: again.effects })
  );
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

  step(event: StepEvent, boot: () => Booted): StepEvent {
    const machine = this.#machine;
    if (event.input.type === 'restart') this.#boot(boot);
    if (this.#env === null) throw new Error(`${event.server} takes an input before it was booted`);
    const { before, state, effects, changedFrom } = machine.call(frozen(event.input), this.#env);
    const done = event.crashed ? effects.slice(0, event.effects.length) : effects;
    for (const effect of done) if (effect.type === 'persist') this.#persist(effect.state);
    return { ...event, before, state, effects: done, changedFrom };
  }

  #boot(boot: () => Booted): void {
    const machine = this.#machine;
    machine.booted = boot();
    machine.boots += 1;
    const stream = new Stream(seedOf(this.#run), purposeOf(machine.id, machine.boots));
    this.#env = environmentOf(this.#run, machine.id, stream);
  }

  #persist(state: PersistentState): void {
    this.#machine.disk = state;
  }
}

function frozen(input: Input): Input {
  if (input.type === 'deliver') freezeJson(input.message satisfies Message);
  else freezeJson(input);
  return input;
}
