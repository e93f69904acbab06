/**
 * Small servers and small clusters, for the tests of the simulator.
 *
 * @module
 */
import type {
  AppendEntriesRequest,
  Custom,
  Effect,
  Environment,
  Json,
  LogEntry,
  PersistentState,
  Raft,
  ServerId,
  ServerState,
  Step,
} from '../../skeleton/contract/index.ts';
import type { Input, RunInfo, StepEvent, TraceEvent } from '../trace/event.ts';
import { Cluster, type ClusterOptions } from './cluster.ts';
import { freezeJson } from './json.ts';
import { type Booted, Machine } from './machine.ts';
import { CALM } from './network.ts';

/** What a server knows that has just booted for the first time. */
export const fresh: ServerState = {
  currentTerm: 0,
  votedFor: null,
  log: [],
  snapshot: null,
  role: 'follower',
  leaderId: null,
  commitIndex: 0,
  lastApplied: 0,
  votesGranted: [],
  nextIndex: {},
  matchIndex: {},
};

/** A server that remembers its disk and otherwise does nothing, except for what is given. */
export function serverThat(does: Partial<Raft> = {}): Raft {
  const nothing = (state: ServerState): Step => ({ state, effects: [] });
  return {
    restart: (disk) => ({ state: { ...fresh, ...disk }, effects: [] }),
    electionTimeout: nothing,
    heartbeatTimeout: nothing,
    handleRequestVoteRequest: nothing,
    handleRequestVoteResponse: nothing,
    handleAppendEntriesRequest: nothing,
    handleAppendEntriesResponse: nothing,
    handleInstallSnapshotRequest: nothing,
    handleInstallSnapshotResponse: nothing,
    handleCustom: nothing,
    clientRequest: nothing,
    takeSnapshot: nothing,
    changeServers: nothing,
    ...does,
  };
}

/** A server that carries out what a client tells it to: the command is its list of effects. */
export function obedient(does: Partial<Raft> = {}): Raft {
  return serverThat({
    clientRequest: (state, command) => ({ state, effects: command as unknown as Effect[] }),
    ...does,
  });
}

/** One life of a server. */
export function lifeOf(raft: Raft): Booted {
  return { raft, beginCall() {}, endCall() {} };
}

interface Options extends Partial<Pick<ClusterOptions, 'weather' | 'service' | 'calling'>> {
  readonly raft: Raft | (() => Raft);
  readonly run?: Partial<RunInfo>;
}

/** A cluster that has started, of three servers in calm weather unless said otherwise, and all that happened in it. */
export function start({ raft, run, weather = CALM, service = null, calling }: Options): {
  readonly cluster: Cluster;
  readonly events: TraceEvent[];
} {
  const servers = run?.servers ?? ['n1', 'n2', 'n3'];
  const info = { scenario: 'test', seed: 1, attempt: 1, puppets: [], initial: servers };
  const events: TraceEvent[] = [];
  const cluster = new Cluster({
    run: { ...info, servers, ...run },
    weather,
    service,
    boot: () => lifeOf(typeof raft === 'function' ? raft() : raft),
    observe: (event) => events.push(event),
    ...(calling === undefined ? {} : { calling }),
  });
  cluster.start();
  return { cluster, events };
}

/** Makes a server do something, see {@link obedient}. */
export function order(cluster: Cluster, server: ServerId, effects: readonly Effect[]): void {
  const machine = cluster.machines[cluster.place(server)];
  if (machine === undefined) throw new Error(`there is no ${server}`);
  cluster.input(machine, { type: 'clientRequest', command: effects as unknown as Json });
}

/** Lets so many milliseconds pass. */
export function pass(cluster: Cluster, ms: number): void {
  const until = cluster.now + ms * 1000;
  while (cluster.advance(until));
}

/** What a server was called for, with the time: `['0 restart', '12.5 electionTimeout']`. */
export function inputsOf(events: readonly TraceEvent[], server: ServerId): readonly string[] {
  return stepsOf(events, server).map(({ at, input }) => {
    const custom = input.type === 'deliver' && input.message.type === 'Custom';
    return `${at} ${custom ? input.message.name : input.type}`;
  });
}

/** The steps of one server. */
export function stepsOf(events: readonly TraceEvent[], server: ServerId): readonly StepEvent[] {
  return events.filter((event) => event.kind === 'step').filter((step) => step.server === server);
}

/** A message of no meaning. */
export function word(from: ServerId, to: ServerId, name = 'word'): Custom {
  return { type: 'Custom', from, to, term: 0, name, body: null };
}

export function send(from: ServerId, to: ServerId, name?: string): Effect {
  return { type: 'send', message: word(from, to, name) };
}

/** What a server writes to disk when it has got as far as a term. */
export function persist(currentTerm: number, log: readonly LogEntry[] = []): Effect {
  const state: PersistentState = { currentTerm, votedFor: null, log, snapshot: null };
  return { type: 'persist', state };
}

export function command(term: number, text: Json): LogEntry {
  return { term, payload: { kind: 'command', command: text } };
}

/** An environment without chance. */
export const quietWorld: Environment = { id: 'n1', servers: ['n1', 'n2', 'n3'], random: () => 0 };

/** A machine on which a server runs that has booted. */
export function running(does: Partial<Raft>): Machine {
  const machine = new Machine('n1', 0);
  machine.booted = lifeOf(serverThat(does));
  machine.call({ type: 'restart' }, quietWorld);
  return machine;
}

/** What is thrown when a server takes an input. */
export function fault(machine: Machine, input: Input = { type: 'electionTimeout' }): Error {
  try {
    machine.call(input, quietWorld);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}

/** A message of another server that carries an entry. */
export const append: AppendEntriesRequest = {
  type: 'AppendEntriesRequest',
  from: 'n2',
  to: 'n1',
  term: 1,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [command(1, { put: ['z'] })],
  leaderCommit: 0,
};
freezeJson(append);
