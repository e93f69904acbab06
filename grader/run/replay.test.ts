import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Raft } from '../../skeleton/contract/index.ts';
import { bundle, type Edit } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';
import { readTrace, toLines } from '../trace/file.ts';
import { RunHash } from '../trace/hash.ts';
import { freshState } from '../trace/samples.ts';
import type { Subject } from './play.ts';
import { replay } from './replay.ts';
import { chatter, idle, playOn, scenarioOf, subjectOf } from './testing.ts';
import type { Recording } from './verdict.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

async function referenceWith(...edits: readonly Edit[]): Promise<Subject> {
  return load(await bundle(REFERENCE, { edits }));
}

/** Crashes in the middle of effects, restarts, weather and proposals: all that a replay must do without. */
const eventful = scenarioOf((world) => {
  world.network.weather({ loss: 0.1, duplicate: 0.1 });
  world.agree('a');
  const leader = world.reach('a leader', () => world.leader());
  world.crashAfterEffects(leader, 1, 'clientRequest');
  world.propose(leader, 'b');
  world.run(1_000);
  world.restart(leader);
  world.agree('c');
});

function recordingOf(subject: Subject, scenario = eventful): Recording {
  const { recording, verdict } = playOn(subject, scenario, { record: true });
  expect(verdict).toBe('passed');
  if (recording === null) throw new Error('the run was not recorded');
  return recording;
}

function hashOf({ events }: Recording): string {
  const hash = new RunHash();
  for (const event of events) hash.add(event);
  return hash.digest();
}

describe('the reference', () => {
  let reference: Subject = subjectOf(idle());
  let recording: Recording = { run: recordingOf(subjectOf(chatter), quiet()).run, events: [] };
  beforeAll(async () => {
    reference = await referenceWith();
    recording = recordingOf(reference);
  });

  it('does the same again, and the hash is the same', () => {
    expect(replay(recording, reference)).toEqual({ hash: hashOf(recording), parted: null });
  });

  it('does the same again from a file', () => {
    const trace = readTrace([...toLines(recording.run, recording.events)].join('\n'));
    expect(replay(trace, reference)).toEqual({ hash: trace.hash, parted: null });
  });

  it('parts where a change of its code first shows', async () => {
    const changed = await referenceWith({
      file: 'timing.ts',
      find: 'heartbeatIntervalMs = 50;',
      replace: 'heartbeatIntervalMs = 51;',
    });
    const { hash, parted } = replay(recording, changed);
    expect(hash).not.toBe(hashOf(recording));
    const { state, effects } = parted?.event ?? {};
    expect(state?.role).toBe('leader');
    const place = effects?.findIndex((effect) => effect.type === 'setTimer');
    expect(parted?.seen).toEqual({ field: `effects[${place}].ms`, was: 50, is: 51 });
    const first = recording.events.find(
      (event) => event.kind === 'step' && event.state.role === 'leader',
    );
    expect(parted?.event).toBe(first);
  });

  it('parts where a handler that is changed throws', async () => {
    const changed = await referenceWith({
      file: 'election.ts',
      find: 'matchIndex: forEach(others, 0),',
      replace: `matchIndex: (() => { throw new Error('no leader today'); })(),`,
    });
    const { parted } = replay(recording, changed);
    expect(parted?.seen).toMatchObject({ verdict: 'crashed' });
    expect(String(parted?.seen)).toMatch(/throws Error \(election\.ts:\d+\): no leader today/);
    expect(parted?.event.state.role).toBe('leader');
  });
});

function quiet() {
  return scenarioOf((world) => {
    world.run(500);
    world.restart('s1');
    world.run(500);
  });
}

/** A Raft of which every boot has its own variables, as every boot of a submission has. */
function eachBoot(make: () => Raft): Subject {
  return { ...subjectOf(idle()), boot: () => subjectOf(make()).boot(0) };
}

/** Sets its timer to whatever the source says. */
function timedBy(source: () => number): Raft {
  const setTimer = () => ({ type: 'setTimer', timer: 'election', ms: source() }) as const;
  return idle({
    restart: () => ({ state: freshState, effects: [setTimer()] }),
    electionTimeout: (state) => ({ state, effects: [setTimer()] }),
  });
}

describe('a server that keeps something aside', () => {
  it('in a variable of its own boot does the same again', () => {
    const counting = eachBoot(() => {
      let count = 0;
      return timedBy(() => {
        count += 1;
        return 10 * count;
      });
    });
    const recording = recordingOf(counting, quiet());
    expect(replay(recording, counting)).toEqual({ hash: hashOf(recording), parted: null });
  });

  it('beyond its boots parts from the first step that depends on it', () => {
    let drawn = 0;
    const drawing = subjectOf(
      timedBy(() => {
        drawn += 1;
        return 100 + drawn;
      }),
    );
    const recording = recordingOf(drawing, quiet());
    const { parted } = replay(recording, drawing);
    expect(parted?.event.n).toBe(1);
    expect(parted?.seen).toMatchObject({ field: 'effects[0].ms', was: 101 });
  });
});

it('a step is compared by what is in it, not by the order of its fields', () => {
  const { restart, ...others } = chatter;
  const turned: Raft = {
    ...others,
    restart(disk, env) {
      const { state, effects } = restart(disk, env);
      return {
        state: Object.fromEntries(Object.entries(state).reverse()) as typeof state,
        effects,
      };
    },
  };
  const recording = recordingOf(subjectOf(chatter), quiet());
  expect(replay(recording, subjectOf(turned))).toEqual({ hash: hashOf(recording), parted: null });
});

it('a recording in which a server takes an input before it boots is a fault of the recording', () => {
  const { run, events } = recordingOf(subjectOf(chatter), quiet());
  expect(() => replay({ run, events: events.slice(3) }, subjectOf(chatter))).toThrow(
    'before it was booted',
  );
});
