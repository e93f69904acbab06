/**
 * Servers and a network that is a list of messages, driven by hand. The state machine of each server is the list of
 * entries that it was given, so what one has applied is what a snapshot of it holds.
 */
import type {
  Environment,
  LogEntry,
  Message,
  PersistentState,
  ServerId,
  ServerState,
  Step,
} from '../skeleton/contract/index.ts';
import { raft } from './raft.ts';
import { frozen } from './server.test-helper.ts';

/** One server: what it knows, what is on its disk, what it has applied since it booted. */
export interface Machine {
  readonly env: Environment;
  state: ServerState;
  disk: PersistentState | null;
  applied: readonly LogEntry[];
}

/** Ids that a sort or a number would put in another order. */
export const ids: readonly ServerId[] = ['0', '10', '2', 'd', 'e'];

export class Cluster {
  readonly machines: readonly Machine[];
  /** What is under way, oldest first. */
  wire: Message[] = [];
  /** How many AppendEntries were sent. */
  requests = 0;
  elections = 0;
  restores = 0;
  readonly #leaders = new Map<number, ServerId>();

  /** @param joiners - Servers that are running and wait to be added. */
  constructor(initial: readonly ServerId[], joiners: readonly ServerId[] = []) {
    this.machines = [...initial, ...joiners].map((id) => {
      const env = { id, servers: initial.includes(id) ? initial : [], random: () => 0.5 };
      return { env, state: frozen(raft.restart(null, env).state), disk: null, applied: [] };
    });
  }

  machine(id: ServerId): Machine {
    const machine = this.machines.find(({ env }) => env.id === id);
    if (machine === undefined) throw new Error(`there is no server ${id}`);
    return machine;
  }

  /** Carries out a step, all of it or the first few effects before a crash. */
  step(machine: Machine, { state, effects }: Step, carriedOut = effects.length): void {
    if (state.role === 'leader' && machine.state.role !== 'leader') this.#elected(machine, state);
    for (const effect of effects.slice(0, carriedOut)) {
      if (effect.type === 'persist') machine.disk = frozen(effect.state);
      if (effect.type === 'send') this.send(effect.message);
      if (effect.type === 'apply') {
        const isNext = effect.index === machine.applied.length + 1;
        if (!isNext) throw new Error('an entry was applied twice or left out');
        machine.applied = [...machine.applied, effect.entry];
      }
      if (effect.type === 'restore') this.#restore(machine, effect.snapshot.data);
    }
    machine.state = frozen(state);
    if (carriedOut < effects.length) this.restart(machine);
  }

  #elected({ env }: Machine, { currentTerm }: ServerState): void {
    this.elections += 1;
    const rival = this.#leaders.get(currentTerm) ?? env.id;
    if (rival !== env.id) throw new Error(`${rival} and ${env.id} lead term ${currentTerm}`);
    this.#leaders.set(currentTerm, env.id);
  }

  #restore(machine: Machine, data: unknown): void {
    const entries: readonly LogEntry[] = JSON.parse(String(data));
    if (entries.length <= machine.applied.length) throw new Error('a state machine went back');
    machine.applied = frozen(entries);
    this.restores += 1;
  }

  restart(machine: Machine): void {
    machine.applied = [];
    this.step(machine, raft.restart(machine.disk, machine.env));
  }

  /** The state machine hands over what it has applied up to an index. */
  snapshot(machine: Machine, index: number, carriedOut?: number): void {
    const data = JSON.stringify(machine.applied.slice(0, index));
    this.step(machine, raft.takeSnapshot(machine.state, index, data, machine.env), carriedOut);
  }

  /** The election timer of a server goes off. */
  stand(id: ServerId): void {
    const machine = this.machine(id);
    this.step(machine, raft.electionTimeout(machine.state, machine.env));
  }

  heartbeat(id: ServerId): void {
    const machine = this.machine(id);
    this.step(machine, raft.heartbeatTimeout(machine.state, machine.env));
  }

  propose(id: ServerId, command: string): void {
    const machine = this.machine(id);
    this.step(machine, raft.clientRequest(machine.state, command, machine.env));
  }

  /** True when the server accepts the change. */
  change(id: ServerId, servers: readonly ServerId[]): boolean {
    const machine = this.machine(id);
    const step = raft.changeServers(machine.state, servers, machine.env);
    this.step(machine, step);
    return step.effects.some((effect) => effect.type === 'accepted');
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

  /** Delivers all there is, in order, and what comes of it. What goes to or comes from others than `among` is lost. */
  calm(among: readonly ServerId[] = this.machines.map(({ env }) => env.id)): void {
    while (this.wire.length > 0) {
      const [{ from, to } = { from: '', to: '' }] = this.wire;
      if (among.includes(from) && among.includes(to)) this.deliver(0);
      else this.wire.shift();
    }
  }

  /** State Machine Safety, over all pairs. */
  check(): void {
    for (const one of this.machines) {
      for (const other of this.machines) {
        const differs = one.applied.some((entry, place) => {
          const theirs = other.applied[place];
          return theirs !== undefined && !sameEntry(entry, theirs);
        });
        if (differs) throw new Error('two servers applied different entries at the same index');
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
    case 'InstallSnapshotRequest':
      return raft.handleInstallSnapshotRequest(state, message, env);
    case 'InstallSnapshotResponse':
      return raft.handleInstallSnapshotResponse(state, message, env);
    default:
      throw new Error(`nobody sends ${message.type}`);
  }
}
