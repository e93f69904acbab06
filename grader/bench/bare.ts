/**
 * The least that any simulator of these handlers must do: a queue, delays, timers, and calls. It checks nothing, freezes
 * nothing and records nothing. The engine is measured against it.
 *
 * @module
 */
import type {
  Effect,
  Environment,
  Message,
  ServerId,
  ServerState,
  Step,
  TimerName,
} from '../../skeleton/contract/index.ts';
import type { Booted } from '../sim/machine.ts';
import { Queue } from '../sim/queue.ts';
import { Stream } from '../sim/random.ts';

interface Server {
  readonly booted: Booted;
  readonly env: Environment;
  state: ServerState;
  /** Counts the settings of each timer, so that an older one is known when it goes off. */
  readonly settings: Record<TimerName, number>;
}

type Coming =
  | { readonly message: Message; readonly timer: null }
  | {
      readonly message: null;
      readonly timer: TimerName;
      readonly server: Server;
      readonly setting: number;
    };

export class BareLoop {
  events = 0;
  now = 0;
  readonly #servers = new Map<ServerId, Server>();
  readonly #queue = new Queue<Coming>();
  readonly #network = new Stream('bare', 'network');

  constructor(boot: () => Booted, ids: readonly ServerId[]) {
    for (const id of ids) {
      const stream = new Stream('bare', id);
      const env: Environment = { id, servers: ids, random: () => stream.next() };
      const booted = boot();
      const { state, effects } = booted.raft.restart(null, env);
      const server: Server = { booted, env, state, settings: { election: 0, heartbeat: 0 } };
      this.#servers.set(id, server);
      this.#carryOut(server, effects);
    }
  }

  /** Lets everything happen that is due by then, in microseconds. */
  runUntil(until: number): void {
    while (this.#queue.nextAt <= until) {
      this.now = this.#queue.nextAt;
      this.#happen(this.#queue.pop());
    }
    this.now = until;
  }

  /** Gives the present leader a command; nothing happens without a leader. */
  propose(command: number): void {
    for (const server of this.#servers.values()) {
      if (server.state.role !== 'leader') continue;
      server.booted.beginCall();
      this.#take(server, server.booted.raft.clientRequest(server.state, command, server.env));
      return;
    }
  }

  #happen(coming: Coming): void {
    if (coming.message === null) {
      const { server, timer, setting } = coming;
      if (server.settings[timer] !== setting) return;
      const { booted, state, env } = server;
      const { raft } = booted;
      booted.beginCall();
      const step =
        timer === 'election' ? raft.electionTimeout(state, env) : raft.heartbeatTimeout(state, env);
      this.#take(server, step);
      return;
    }
    const server = this.#servers.get(coming.message.to);
    if (server !== undefined) this.#take(server, this.#deliver(server, coming.message));
  }

  #deliver({ booted, state, env }: Server, message: Message): Step {
    const { raft } = booted;
    booted.beginCall();
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
        throw new Error(`the bare loop knows no ${message.type}`);
    }
  }

  #take(server: Server, step: Step): void {
    this.events++;
    server.state = step.state;
    this.#carryOut(server, step.effects);
  }

  #carryOut(server: Server, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'send') {
        const delay = Math.round((1 + this.#network.next() * 9) * 1000);
        this.#queue.push(this.now + delay, { message: effect.message, timer: null });
      } else if (effect.type === 'setTimer') {
        const { timer } = effect;
        const setting = ++server.settings[timer];
        const at = this.now + Math.round(effect.ms * 1000);
        this.#queue.push(at, { message: null, timer, server, setting });
      } else if (effect.type === 'cancelTimer') {
        server.settings[effect.timer]++;
      }
    }
  }
}
