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
  Raft,
  ServerId,
  ServerState,
  Step,
  TimerName,
} from '../../skeleton/contract/index.ts';
import { Queue } from '../sim/queue.ts';
import { Stream } from '../sim/random.ts';

interface Server {
  readonly env: Environment;
  state: ServerState;
  /** Counts the settings of each timer, so that an older one is known when it goes off. */
  readonly settings: Record<TimerName, number>;
}

type Coming =
  | { readonly message: Message; readonly timer: null }
  | { readonly message: null; readonly timer: TimerName; readonly server: Server; readonly setting: number };

export class BareLoop {
  events = 0;
  now = 0;
  readonly #raft: Raft;
  readonly #servers = new Map<ServerId, Server>();
  readonly #queue = new Queue<Coming>();
  readonly #network = new Stream('bare', 'network');

  constructor(raft: Raft, ids: readonly ServerId[]) {
    this.#raft = raft;
    for (const id of ids) {
      const stream = new Stream('bare', id);
      const env: Environment = { id, servers: ids, random: () => stream.next() };
      const { state, effects } = raft.restart(null, env);
      const server: Server = { env, state, settings: { election: 0, heartbeat: 0 } };
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
      this.#take(server, this.#raft.clientRequest(server.state, command, server.env));
      return;
    }
  }

  #happen(coming: Coming): void {
    if (coming.message === null) {
      const { server, timer, setting } = coming;
      if (server.settings[timer] !== setting) return;
      const handler = timer === 'election' ? this.#raft.electionTimeout : this.#raft.heartbeatTimeout;
      this.#take(server, handler(server.state, server.env));
      return;
    }
    const server = this.#servers.get(coming.message.to);
    if (server !== undefined) this.#take(server, this.#deliver(server, coming.message));
  }

  #deliver({ state, env }: Server, message: Message): Step {
    switch (message.type) {
      case 'RequestVoteRequest':
        return this.#raft.handleRequestVoteRequest(state, message, env);
      case 'RequestVoteResponse':
        return this.#raft.handleRequestVoteResponse(state, message, env);
      case 'AppendEntriesRequest':
        return this.#raft.handleAppendEntriesRequest(state, message, env);
      case 'AppendEntriesResponse':
        return this.#raft.handleAppendEntriesResponse(state, message, env);
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
