import { describe, expect, it } from 'vitest';
import type { Effect, PersistentState, Raft } from '../../skeleton/contract/index.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { Cluster } from './cluster.ts';
import type { Machine } from './machine.ts';
import {
  command,
  fresh,
  inputsOf,
  obedient,
  order,
  pass,
  persist,
  send,
  serverThat,
  start,
  stepsOf,
} from './testing.ts';

const entries = [command(1, 'x'), command(1, 'y')];
const [x = never(), y = never()] = entries;

/** A step in which everything happens more than once. */
const step: readonly Effect[] = [
  persist(1),
  send('n1', 'n2', 'first'),
  { type: 'setTimer', timer: 'election', ms: 50 },
  persist(2, [x]),
  { type: 'apply', index: 1, entry: x },
  send('n1', 'n2', 'second'),
  { type: 'cancelTimer', timer: 'election' },
  { type: 'note', text: 'half way' },
  persist(3, entries),
  { type: 'apply', index: 2, entry: y },
  { type: 'setTimer', timer: 'heartbeat', ms: 50 },
  send('n1', 'n3', 'third'),
];

function machineOf(cluster: Cluster, server = 'n1'): Machine {
  return cluster.machines[cluster.place(server)] ?? never();
}

/** What is left of a machine and of what it said once everything has come to rest. */
function outcome(cluster: Cluster, events: readonly TraceEvent[]) {
  pass(cluster, 1000);
  const heard = ['n2', 'n3']
    .flatMap((id) => inputsOf(events, id))
    .map((text) => text.split(' ')[1]);
  const { disk, applied } = machineOf(cluster);
  return {
    disk: disk?.currentTerm ?? null,
    applied,
    heard: heard.filter((name) => name !== 'restart').toSorted(),
    timeouts: inputsOf(events, 'n1').filter((input) => input.endsWith('Timeout')),
  };
}

describe('a step', () => {
  it('has its effects carried out in order, and all of them', () => {
    const { cluster, events } = start({ raft: obedient() });
    order(cluster, 'n1', step);
    expect(outcome(cluster, events)).toEqual({
      disk: 3,
      applied: entries,
      heard: ['first', 'second', 'third'],
      timeouts: ['50 heartbeatTimeout'],
    });
    expect(stepsOf(events, 'n1')[1]).toMatchObject({ effects: step, crashed: false });
  });

  it('may be the last one at every boundary between two effects: what stands before it is done, and nothing else', () => {
    for (let boundary = 0; boundary <= step.length; boundary++) {
      const { cluster, events } = start({ raft: obedient() });
      machineOf(cluster).crashAfter = { effects: boundary, handler: null };
      order(cluster, 'n1', step);
      const done = step.slice(0, boundary);
      const [, last, ...more] = events.filter(
        (event) => 'server' in event && event.server === 'n1',
      );
      expect(last).toMatchObject({ kind: 'step', effects: done, crashed: true });
      expect(more.map(({ kind }) => kind)).toEqual(['crash']);
      expect(machineOf(cluster).booted).toBeNull();

      const persisted = done.filter((effect) => effect.type === 'persist');
      expect(outcome(cluster, events)).toEqual({
        disk: persisted.at(-1)?.state.currentTerm ?? null,
        applied: done.flatMap((effect) => (effect.type === 'apply' ? [effect.entry] : [])),
        heard: done.flatMap((effect) => {
          return effect.type === 'send' && effect.message.type === 'Custom'
            ? [effect.message.name]
            : [];
        }),
        timeouts: [],
      });
      cluster.restart(machineOf(cluster));
      expect(machineOf(cluster).state?.log).toEqual(persisted.at(-1)?.state.log ?? []);
    }
  });

  it('may be the last one only of a handler that was named, and with enough effects', () => {
    const { cluster } = start({ raft: obedient() });
    const machine = machineOf(cluster);
    machine.crashAfter = { effects: 1, handler: 'electionTimeout' };
    order(cluster, 'n1', [persist(1), persist(2)]);
    expect(machine.booted).not.toBeNull();
    machine.crashAfter = { effects: 2, handler: 'clientRequest' };
    order(cluster, 'n1', [persist(3)]);
    expect(machine.booted).not.toBeNull();
    order(cluster, 'n1', [persist(4), persist(5), persist(6)]);
    expect(machine.booted).toBeNull();
    expect(machine.disk?.currentTerm).toBe(5);
    // It was for one step, and not for the next life.
    cluster.restart(machine);
    order(cluster, 'n1', [persist(7), persist(8), persist(9)]);
    expect(machine.disk?.currentTerm).toBe(9);
  });

  it('may be the last one while a server boots', () => {
    const raft = serverThat({
      restart: () => ({ state: fresh, effects: [persist(1), persist(2)] }),
    });
    const { cluster } = start({ raft });
    const machine = machineOf(cluster);
    cluster.crash(machine);
    machine.disk = null;
    machine.crashAfter = { effects: 1, handler: 'restart' };
    cluster.restart(machine);
    expect(machine.booted).toBeNull();
    expect(machine.disk).toMatchObject({ currentTerm: 1 });
  });
});

describe('a restart', () => {
  it('begins with the disk and nothing else: a variable of the module is new', () => {
    const disks: (PersistentState | null)[] = [];
    const remembered: number[] = [];
    const module = (): Raft => {
      let calls = 0;
      return obedient({
        restart(disk) {
          disks.push(disk);
          return { state: { ...fresh, currentTerm: disk?.currentTerm ?? 0 }, effects: [] };
        },
        electionTimeout(state) {
          calls += 1;
          remembered.push(calls);
          return { state: { ...state, commitIndex: 9 }, effects: [] };
        },
      });
    };
    const { cluster } = start({ raft: module, run: { servers: ['n1', 'n2'] } });
    const wake = (server: string) => {
      order(cluster, server, [{ type: 'setTimer', timer: 'election', ms: 1 }]);
      pass(cluster, 5);
    };
    wake('n1');
    wake('n1');
    wake('n2');
    order(cluster, 'n1', [persist(4)]);
    cluster.crash(machineOf(cluster));
    cluster.restart(machineOf(cluster));
    wake('n1');
    // Two calls in the first life of n1, one in that of n2, and one in the second life of n1.
    expect(remembered).toEqual([1, 2, 1, 1]);
    expect(disks.map((disk) => disk?.currentTerm ?? null)).toEqual([null, null, 4]);
    expect(machineOf(cluster).boots).toBe(2);
  });

  it('knows nothing of timers, waiting messages and pauses from before', () => {
    const { cluster, events } = start({ raft: obedient() });
    const machine = machineOf(cluster);
    order(cluster, 'n1', [{ type: 'setTimer', timer: 'election', ms: 50 }]);
    machine.paused = true;
    cluster.puppetSays({ ...wordTo1, name: 'in the backlog' });
    pass(cluster, 10);
    cluster.crash(machine);
    cluster.restart(machine);
    machine.slowness = 20_000;
    cluster.puppetSays({ ...wordTo1, name: 'in a slow machine' });
    pass(cluster, 10);
    cluster.crash(machine);
    cluster.restart(machine);
    machine.slowness = 0;
    machine.paused = true;
    cluster.resume(machine);
    pass(cluster, 1000);
    expect(inputsOf(events, 'n1')).toEqual([
      '0 restart',
      '0 clientRequest',
      '10 restart',
      '20 restart',
    ]);
  });

  it('gives a server its own random numbers in each life, and the first configuration', () => {
    const seen: unknown[] = [];
    const raft = serverThat({
      restart(_disk, env) {
        seen.push([env.id, env.servers, env.random()]);
        return { state: fresh, effects: [] };
      },
    });
    const run = { servers: ['n1', 'n2'], initial: ['n1'] };
    const { cluster } = start({ raft, run });
    cluster.crash(machineOf(cluster));
    cluster.restart(machineOf(cluster));
    expect(seen).toEqual([
      ['n1', ['n1'], expect.any(Number)],
      ['n2', [], expect.any(Number)],
      ['n1', ['n1'], expect.any(Number)],
    ]);
    expect(new Set(seen.map((life) => (life as unknown[])[2])).size).toBe(3);
  });
});

describe('a cluster', () => {
  it('is the same again for the same seed, and another one for another seed', () => {
    const raft = serverThat({
      restart: (_disk, env) => ({
        state: fresh,
        effects: [{ type: 'setTimer', timer: 'election', ms: 10 + 100 * env.random() }],
      }),
      electionTimeout: (state, env) => ({
        state,
        effects: [send(env.id, 'n1'), { type: 'setTimer', timer: 'election', ms: 30 }],
      }),
    });
    const play = (seed: number) => {
      const { cluster, events } = start({ raft, run: { seed } });
      pass(cluster, 1000);
      return events;
    };
    expect(play(1).length).toBeGreaterThan(100);
    expect(play(1)).toEqual(play(1));
    expect(play(2)).not.toEqual(play(1));
  });

  it('numbers its events, and time never goes back', () => {
    const { cluster, events } = start({ raft: obedient() });
    for (let round = 0; round < 20; round++) {
      order(cluster, 'n1', [send('n1', 'n2'), send('n1', 'n3')]);
      pass(cluster, 3);
    }
    expect(events.map(({ n }) => n)).toEqual(events.map((_, at) => at + 1));
    expect(events.map(({ at }) => at)).toEqual(
      events.map(({ at }) => at).toSorted((a, b) => a - b),
    );
    expect(cluster.events).toBe(events.length);
  });

  it('drops a message of the submission that its servers do not handle', () => {
    const { handleCustom: _none, ...raft } = obedient();
    const { cluster, events } = start({ raft });
    order(cluster, 'n1', [send('n1', 'n2')]);
    pass(cluster, 100);
    expect(inputsOf(events, 'n2')).toEqual(['0 restart']);
    expect(cluster.traffic.lost).toBe(1);
  });

  it('ends a run in which a server says more than 20,000 things in a second', () => {
    const { cluster } = start({ raft: obedient() });
    const many = Array.from({ length: 10_000 }, () => send('n1', 'n2'));
    order(cluster, 'n1', many);
    order(cluster, 'n1', many);
    expect(() => order(cluster, 'n1', [send('n1', 'n2')])).toThrow(
      'n1 sent more than 20000 messages within one virtual second',
    );
    pass(cluster, 1000);
    order(cluster, 'n1', many);
  });

  it('announces every handler call before it is made', () => {
    const calls: string[] = [];
    const { cluster } = start({
      raft: obedient(),
      calling: (server, handler) => calls.push(`${server} ${handler}`),
    });
    order(cluster, 'n1', [send('n1', 'n3')]);
    pass(cluster, 100);
    expect(calls).toEqual([
      '0 restart',
      '1 restart',
      '2 restart',
      '0 clientRequest',
      '2 handleCustom',
    ]);
  });
});

const wordTo1 = { type: 'Custom', from: 'n2', to: 'n1', term: 0, name: '', body: null } as const;

function never(): never {
  throw new Error('there is none');
}
