import { describe, expect, it } from 'vitest';
import type { Effect, LogEntry, Snapshot } from '../../skeleton/contract/index.ts';
import { HandlerThrew } from './fault.ts';
import { Service, type ServicePlan, type StateMachine } from './service.ts';
import { command, inputsOf, obedient, order, pass, start, stepsOf } from './testing.ts';

/** A list of the commands so far; the answer is how many there are. */
const list: StateMachine = {
  initial: [],
  apply(state, next) {
    const longer = [...(Array.isArray(state) ? state : []), next];
    return { state: longer, result: longer.length };
  },
};

const noop: LogEntry = { term: 1, payload: { kind: 'noop' } };
const config: LogEntry = { term: 1, payload: { kind: 'config', servers: ['n1'] } };

function snapshot(lastIncludedIndex: number, data: Snapshot['data']): Snapshot {
  return { lastIncludedIndex, lastIncludedTerm: 1, servers: ['n1'], data };
}

function apply(...indexes: number[]): readonly Effect[] {
  return indexes.map((index) => ({ type: 'apply', index, entry: command(1, `c${index}`) }));
}

describe('a service', () => {
  it('applies commands, and counts no-ops and configurations without looking at them', () => {
    const service = new Service({ machine: list });
    service.apply(1, command(1, 'a'));
    service.apply(2, noop);
    service.apply(3, config);
    service.apply(4, command(1, 'b'));
    expect(service.state).toEqual(['a', 'b']);
    expect(service.index).toBe(4);
    expect([1, 2, 3, 4, 5].map((index) => service.resultAt(index))).toEqual([
      1,
      undefined,
      undefined,
      2,
      undefined,
    ]);
    expect([1, 2, 3, 4, 5].map((index) => service.stateAt(index))).toEqual([
      ['a'],
      ['a'],
      ['a'],
      ['a', 'b'],
      undefined,
    ]);
  });

  it('starts again from a snapshot, forgets what it had, and goes on from there', () => {
    const service = new Service({ machine: list });
    service.apply(1, command(1, 'mine'));
    service.restore(snapshot(7, ['x', 'y']));
    expect([service.state, service.index, service.stateAt(7)]).toEqual([['x', 'y'], 7, ['x', 'y']]);
    service.apply(8, command(1, 'z'));
    expect([service.state, service.index, service.resultAt(8)]).toEqual([['x', 'y', 'z'], 8, 3]);
  });

  it('wants a snapshot each time that so many more entries were applied, and never unless told', () => {
    const wants = (plan: Partial<ServicePlan>, restoreAt?: number) => {
      const service = new Service({ machine: list, ...plan });
      const indexes: number[] = [];
      for (let index = 1; index <= 10; index++) {
        if (index === restoreAt) service.restore(snapshot(index, []));
        else service.apply(index, command(1, 'x'));
        if (index !== restoreAt && service.wantsSnapshot()) indexes.push(index);
      }
      return indexes;
    };
    expect(wants({})).toEqual([]);
    expect(wants({ snapshotEvery: 3 })).toEqual([3, 6, 9]);
    expect(wants({ snapshotEvery: 1 })).toHaveLength(10);
    expect(wants({ snapshotEvery: 3 }, 5)).toEqual([3, 8]);
  });
});

describe('the service of a server', () => {
  const service: ServicePlan = { machine: list, snapshotEvery: 2 };

  it('gets what the server applies, and hands over its state as of that index', () => {
    const { cluster, events } = start({ raft: obedient(), service });
    const [machine] = cluster.machines;
    order(cluster, 'n1', apply(1, 2, 3));
    pass(cluster, 10);
    expect(machine?.service?.state).toEqual(['c1', 'c2', 'c3']);
    const [, , taken, ...more] = stepsOf(events, 'n1');
    // At once, but after the step in which index 2 was applied, and with no part of index 3.
    expect(taken?.input).toEqual({ type: 'takeSnapshot', index: 2, data: ['c1', 'c2'] });
    expect(more).toEqual([]);
  });

  it('may take its time, within the bounds that the plan has, while later entries are applied', () => {
    const plan: ServicePlan = { ...service, snapshotDelay: [20, 40] };
    const { cluster, events } = start({ raft: obedient(), service: plan });
    for (let index = 1; index <= 60; index++) {
      order(cluster, 'n1', apply(index));
      pass(cluster, 5);
    }
    pass(cluster, 100);
    const taken = stepsOf(events, 'n1').filter(({ input }) => input.type === 'takeSnapshot');
    expect(taken).toHaveLength(30);
    for (const { at, input } of taken) {
      if (input.type !== 'takeSnapshot') continue;
      const late = at - 5 * (input.index - 1);
      expect(late).toBeGreaterThanOrEqual(20);
      expect(late).toBeLessThanOrEqual(40);
      expect(input.data).toHaveLength(input.index);
    }
  });

  it('is lost in a crash, with the snapshot that it was about to hand over', () => {
    const plan: ServicePlan = { ...service, snapshotDelay: [20, 20] };
    const { cluster, events } = start({ raft: obedient(), service: plan });
    const [machine] = cluster.machines;
    if (machine === undefined) throw new Error('there is no machine');
    order(cluster, 'n1', apply(1, 2));
    pass(cluster, 10);
    cluster.crash(machine);
    cluster.restart(machine);
    expect(machine.service?.state).toEqual([]);
    order(cluster, 'n1', apply(1, 2));
    pass(cluster, 100);
    // The snapshot of the first life would have come at 20.
    const taken = inputsOf(events, 'n1').filter((input) => input.endsWith('takeSnapshot'));
    expect(taken).toEqual(['30 takeSnapshot']);
    // What was ever applied stays known to whoever judges the run.
    expect(machine.applied.map(({ payload }) => payload)).toHaveLength(2);
  });

  it('starts again from what the server restores, and that index counts as applied', () => {
    const { cluster } = start({ raft: obedient(), service });
    const [machine] = cluster.machines;
    order(cluster, 'n1', [{ type: 'restore', snapshot: snapshot(5, ['s']) }, ...apply(6)]);
    expect(machine?.service?.state).toEqual(['s', 'c6']);
    expect([4, 5, 6, 7].map((index) => machine?.hasApplied(index))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('cannot be changed by a handler through the data that it hands over', () => {
    const raft = obedient({
      takeSnapshot(state, _index, data) {
        (data as unknown[]).push('more');
        return { state, effects: [] };
      },
    });
    const { cluster } = start({ raft, service });
    order(cluster, 'n1', apply(1, 2));
    expect(() => pass(cluster, 10)).toThrow(HandlerThrew);
  });
});
