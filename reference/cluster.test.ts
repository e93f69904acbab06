/**
 * The chapters together: three servers and a network that is a list of messages. The labs say far more; this says,
 * in a second, whether it is worth running them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  Environment,
  LogEntry,
  Message,
  PersistentState,
  ServerState,
  Step,
} from '../skeleton/contract/index.ts';
import { raft } from './raft.ts';
import { frozen } from './server.test-helper.ts';

/** One server: what it knows, what is on its disk, what it has applied since it booted. */
interface Machine {
  readonly env: Environment;
  state: ServerState;
  disk: PersistentState | null;
  applied: LogEntry[];
}

class Cluster {
  readonly machines: readonly Machine[];
  wire: Message[] = [];
  requests = 0;
  elections = 0;

  constructor(size: number) {
    const servers = ['0', '10', '2', 'd', 'e'].slice(0, size);
    this.machines = servers.map((id) => {
      const env = { id, servers, random: () => 0.5 };
      return { env, state: raft.restart(null, env).state, disk: null, applied: [] };
    });
  }

  /** Carries out a step, all of it or the first few effects before a crash. */
  step(machine: Machine, { state, effects }: Step, carriedOut = effects.length): void {
    if (state.role === 'leader' && machine.state.role !== 'leader') this.elections += 1;
    for (const effect of effects.slice(0, carriedOut)) {
      if (effect.type === 'persist') machine.disk = frozen(effect.state);
      if (effect.type === 'send') this.send(effect.message);
      if (effect.type === 'apply') {
        const isNext = effect.index === machine.applied.length + 1;
        if (!isNext) throw new Error('an entry was applied twice or left out');
        machine.applied.push(effect.entry);
      }
    }
    machine.state = frozen(state);
    if (carriedOut < effects.length) this.restart(machine);
  }

  restart(machine: Machine): void {
    machine.applied = [];
    machine.state = frozen(raft.restart(machine.disk, machine.env).state);
  }

  send(message: Message): void {
    if (message.type === 'AppendEntriesRequest') this.requests += 1;
    this.wire.push(frozen(message));
  }

  deliver(place: number, keep = false, carriedOut?: number): void {
    const [message] = keep ? this.wire.slice(place, place + 1) : this.wire.splice(place, 1);
    const to = this.machines.find((machine) => machine.env.id === message?.to);
    if (message !== undefined && to !== undefined) this.step(to, handle(to, message), carriedOut);
  }

  /** Delivers all there is, in order, and what comes of it. */
  calm(): void {
    while (this.wire.length > 0) this.deliver(0);
  }

  /** Election Safety and State Machine Safety, over all pairs. */
  check(): void {
    for (const one of this.machines) {
      for (const other of this.machines) {
        const differs = one.applied.some((entry, place) => {
          const theirs = other.applied[place];
          return theirs !== undefined && !sameEntry(entry, theirs);
        });
        if (differs) throw new Error('two servers applied different entries at the same index');
        const rivals = one !== other && one.state.currentTerm === other.state.currentTerm;
        const bothLead = one.state.role === 'leader' && other.state.role === 'leader';
        if (rivals && bothLead) throw new Error('two leaders of one term');
      }
    }
  }
}

function sameEntry(one: LogEntry, other: LogEntry): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function handle({ state, env }: Machine, message: Message): Step {
  switch (message.type) {
    case 'RequestVoteRequest':
      return raft.handleRequestVoteRequest(state, message, env);
    case 'RequestVoteResponse':
      return raft.handleRequestVoteResponse(state, message, env);
    case 'AppendEntriesRequest':
      return raft.handleAppendEntriesRequest(state, message, env);
    case 'AppendEntriesResponse':
      return raft.handleAppendEntriesResponse(state, message, env);
    default:
      throw new Error(`nobody sends ${message.type}`);
  }
}

describe('a cluster', () => {
  it('elects, commits a burst of ten with at most 42 requests, and tells everyone', () => {
    const cluster = new Cluster(3);
    const [leader] = cluster.machines;
    if (leader === undefined) throw new Error('a cluster of three has a first server');
    cluster.step(leader, raft.electionTimeout(leader.state, leader.env));
    cluster.calm();
    expect(leader.state.role).toBe('leader');
    cluster.requests = 0;
    for (let n = 1; n <= 10; n += 1) {
      cluster.step(leader, raft.clientRequest(leader.state, n, leader.env));
    }
    cluster.calm();
    cluster.step(leader, raft.heartbeatTimeout(leader.state, leader.env));
    cluster.calm();
    expect(cluster.requests).toBeLessThanOrEqual(42);
    expect(cluster.machines.map((machine) => machine.applied.length)).toEqual([10, 10, 10]);
  });

  it('is idle with one request a peer and heartbeat', () => {
    const cluster = new Cluster(5);
    const [leader] = cluster.machines;
    if (leader === undefined) throw new Error('a cluster of five has a first server');
    cluster.step(leader, raft.electionTimeout(leader.state, leader.env));
    cluster.calm();
    cluster.requests = 0;
    for (let n = 0; n < 10; n += 1) {
      cluster.step(leader, raft.heartbeatTimeout(leader.state, leader.env));
      cluster.calm();
    }
    expect(cluster.requests).toBe(40);
  });

  it('repairs a follower that lacks 500 entries, batch by batch, without waiting for heartbeats', () => {
    const cluster = new Cluster(2);
    const [leader] = cluster.machines;
    if (leader === undefined) throw new Error('a cluster of two has a first server');
    cluster.step(leader, raft.electionTimeout(leader.state, leader.env));
    cluster.calm();
    for (let n = 1; n <= 500; n += 1) {
      cluster.step(leader, raft.clientRequest(leader.state, n, leader.env));
      cluster.wire = [];
    }
    cluster.requests = 0;
    cluster.step(leader, raft.heartbeatTimeout(leader.state, leader.env));
    cluster.calm();
    expect(leader.state.commitIndex).toBe(500);
    expect(cluster.requests).toBe(8);
  });

  it('stays safe on a network that loses, doubles and reorders, with crashes between two effects', () => {
    let elections = 0;
    let applied = 0;
    const pick = fc.nat({ max: 1_000_000 });
    const moves = fc.array(fc.tuple(fc.nat({ max: 31 }), pick, pick), {
      minLength: 200,
      maxLength: 400,
    });
    fc.assert(
      fc.property(fc.constantFrom(2, 3, 4, 5), moves, (size, schedule) => {
        const cluster = new Cluster(size);
        for (const [move, a, b] of schedule) {
          const machine = cluster.machines[a % size];
          if (machine === undefined) continue;
          const { state, env } = machine;
          const place = b % Math.max(1, cluster.wire.length);
          if (move === 0) cluster.step(machine, raft.electionTimeout(state, env));
          else if (move === 1) cluster.restart(machine);
          else if (move === 2) cluster.wire.splice(place, 1);
          else if (move === 3) cluster.deliver(place, true);
          else if (move === 4) cluster.deliver(place, false, b % 3);
          else if (move < 7) cluster.step(machine, raft.heartbeatTimeout(state, env));
          else if (move < 11) cluster.step(machine, raft.clientRequest(state, b, env));
          else if (move < 20) cluster.deliver(place);
          else cluster.deliver(0);
          cluster.check();
        }
        elections += cluster.elections;
        applied += Math.max(...cluster.machines.map((m) => m.applied.length));
      }),
      { numRuns: 60, seed: 1 },
    );
    expect(elections).toBeGreaterThan(30);
    expect(applied).toBeGreaterThan(30);
  });
});
