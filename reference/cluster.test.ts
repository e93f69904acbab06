/**
 * The chapters together. The labs say far more; this says, in a second, whether it is worth running them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster, ids, type Machine } from './cluster.test-helper.ts';
import { configuration } from './configuration.ts';

describe('a cluster', () => {
  it('elects, commits a burst of ten with at most 42 requests, and tells everyone', () => {
    const cluster = new Cluster(['a', 'b', 'c']);
    cluster.stand('a');
    cluster.calm();
    expect(cluster.machine('a').state.role).toBe('leader');
    cluster.requests = 0;
    for (let n = 1; n <= 10; n += 1) cluster.propose('a', `x${n}`);
    cluster.calm();
    cluster.heartbeat('a');
    cluster.calm();
    expect(cluster.requests).toBeLessThanOrEqual(42);
    expect(cluster.machines.map((machine) => machine.applied.length)).toEqual([10, 10, 10]);
  });

  it('is idle with one request a peer and heartbeat', () => {
    const cluster = new Cluster(['a', 'b', 'c', 'd', 'e']);
    cluster.stand('a');
    cluster.calm();
    cluster.requests = 0;
    for (let n = 0; n < 10; n += 1) {
      cluster.heartbeat('a');
      cluster.calm();
    }
    expect(cluster.requests).toBe(40);
  });

  it('repairs a follower that lacks 500 entries, batch by batch, without waiting for heartbeats', () => {
    const cluster = new Cluster(['a', 'b']);
    cluster.stand('a');
    cluster.calm();
    for (let n = 1; n <= 500; n += 1) {
      cluster.propose('a', `x${n}`);
      cluster.wire = [];
    }
    cluster.requests = 0;
    cluster.heartbeat('a');
    cluster.calm();
    expect(cluster.machine('a').state.commitIndex).toBe(500);
    expect(cluster.requests).toBe(8);
  });

  it('brings a follower that missed everything up to date with a snapshot and what is behind it', () => {
    const cluster = new Cluster(['a', 'b', 'c']);
    cluster.stand('a');
    cluster.calm(['a', 'b']);
    for (let n = 1; n <= 100; n += 1) cluster.propose('a', `x${n}`);
    cluster.calm(['a', 'b']);
    cluster.snapshot(cluster.machine('a'), 90);
    for (let beat = 1; beat <= 3; beat += 1) {
      cluster.heartbeat('a');
      cluster.calm();
    }
    expect(cluster.restores).toBe(1);
    expect(cluster.machine('c').state.snapshot?.lastIncludedIndex).toBe(90);
    expect(cluster.machine('c').applied).toEqual(cluster.machine('a').applied);
  });
});

/** What happened in all runs together, so that a test in which nothing happens does not pass. */
interface Seen {
  elections: number;
  applied: number;
  restores: number;
  changes: number;
}

/** Lets a random schedule happen: elections, losses, duplicates, crashes between two effects, snapshots, changes. */
function play(cluster: Cluster, schedule: readonly Move[], seen: Seen): void {
  for (const [move, a, b] of schedule) {
    const machine = cluster.machines[a % cluster.machines.length];
    if (machine === undefined) continue;
    act(cluster, machine, { move, b });
    cluster.check();
  }
  seen.elections += cluster.elections;
  seen.restores += cluster.restores;
  seen.applied += Math.max(...cluster.machines.map((m) => m.applied.length));
  const configs = cluster.machines.map((m) =>
    m.applied.filter(({ payload }) => payload.kind === 'config'),
  );
  seen.changes += Math.max(...configs.map((all) => all.length));
}

type Move = readonly [move: number, a: number, b: number];

function act(
  cluster: Cluster,
  machine: Machine,
  { move, b }: { readonly move: number; readonly b: number },
): void {
  const place = b % Math.max(1, cluster.wire.length);
  const { id } = machine.env;
  if (move === 0) cluster.stand(id);
  else if (move === 1) cluster.restart(machine);
  else if (move === 2) cluster.wire.splice(place, 1);
  else if (move === 3) cluster.deliver(place, true);
  else if (move === 4) cluster.deliver(place, false, b % 4);
  else if (move < 7) cluster.heartbeat(id);
  else if (move < 11) cluster.propose(id, `x${b}`);
  else if (move < 20) cluster.deliver(place);
  else if (move < 32) cluster.deliver(0);
  else if (move === 32) cluster.snapshot(machine, b % (machine.applied.length + 2), b % 3);
  else changeOne(cluster, machine, b);
}

/** Adds or removes the server at a place. */
function changeOne(cluster: Cluster, { env, state }: Machine, place: number): void {
  const current = configuration(state, env);
  const server = cluster.machines[place % cluster.machines.length]?.env.id ?? env.id;
  const without = current.filter((id) => id !== server);
  cluster.change(env.id, current.includes(server) ? without : [...current, server]);
}

function schedules(moves: number): fc.Arbitrary<Move[]> {
  const pick = fc.nat({ max: 1_000_000 });
  const one = fc.tuple(fc.nat({ max: moves }), pick, pick);
  return fc.array(one, { minLength: 200, maxLength: 400 });
}

describe('a cluster on a network that loses, doubles and reorders, with crashes between two effects', () => {
  it('stays safe', () => {
    const seen = { elections: 0, applied: 0, restores: 0, changes: 0 };
    fc.assert(
      fc.property(fc.constantFrom(2, 3, 4, 5), schedules(31), (size, schedule) => {
        play(new Cluster(ids.slice(0, size)), schedule, seen);
      }),
      { numRuns: 60, seed: 1 },
    );
    expect(seen.elections).toBeGreaterThan(30);
    expect(seen.applied).toBeGreaterThan(30);
  });

  it('stays safe while snapshots are taken and installed', () => {
    const seen = { elections: 0, applied: 0, restores: 0, changes: 0 };
    fc.assert(
      fc.property(fc.constantFrom(2, 3), schedules(32), (size, schedule) => {
        play(new Cluster(ids.slice(0, size)), schedule, seen);
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(seen.restores).toBeGreaterThan(10);
  });

  it('stays safe while servers come and go', () => {
    const seen = { elections: 0, applied: 0, restores: 0, changes: 0 };
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 3), schedules(34), (size, schedule) => {
        play(new Cluster(ids.slice(0, size), ids.slice(size)), schedule, seen);
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(seen.changes).toBeGreaterThan(30);
  });
});
