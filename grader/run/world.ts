/**
 * The world of one run as a scenario sees it: a face for the cluster, in the scenario's words.
 *
 * @module
 */
import type {
  Json,
  LogEntry,
  Message,
  PersistentState,
  ServerId,
  ServerState,
  TimerName,
} from '../../skeleton/contract/index.ts';
import type { Rule } from '../checkers/property.ts';
import { lastIndexOf } from '../sim/change.ts';
import type { Cluster } from '../sim/cluster.ts';
import type { Machine } from '../sim/machine.ts';
import type { Stream } from '../sim/random.ts';
import type { Marks } from './marks.ts';
import { controlOf } from './network-control.ts';
import type { PuppetServer } from './puppet.ts';
import type {
  ConfigProposal,
  Counts,
  NetworkControl,
  Proposal,
  Puppet,
  World,
} from './scenario.ts';
import { NotReached, RunEnded } from './verdict.ts';

/** Ten times the longest election timeout that a handout allows, twice. */
const PATIENCE_MS = 20_000;
/** How long `agree` gives one proposal before it proposes again. */
const PROPOSAL_MS = 3_000;

/** What a world is made of. */
export interface WorldParts {
  readonly cluster: Cluster;
  /** The stream of the scenario. */
  readonly random: Stream;
  readonly seed: number;
  readonly marks: Marks;
  readonly puppets: readonly PuppetServer[];
}

export class ClusterWorld implements World {
  readonly servers: readonly ServerId[];
  readonly random: Stream;
  readonly seed: number;
  readonly network: NetworkControl;
  readonly counts: Counts;
  readonly #cluster: Cluster;
  readonly #puppets = new Map<ServerId, PuppetServer>();

  constructor({ cluster, random, seed, marks, puppets }: WorldParts) {
    this.#cluster = cluster;
    this.servers = cluster.machines.map((machine) => machine.id);
    this.random = random;
    this.seed = seed;
    this.network = controlOf(cluster);
    this.counts = countsOf(cluster, marks);
    for (const puppet of puppets) this.#puppets.set(puppet.id, puppet);
    cluster.onPuppet = (place, message) =>
      this.#puppets.get(this.#machineAt(place).id)?.hear(message);
  }

  get now(): number {
    return this.#cluster.now / 1000;
  }

  run(ms: number, meanwhile: () => void = () => {}): void {
    const until = this.#cluster.now + Math.round(ms * 1000);
    do meanwhile();
    while (this.#cluster.advance(until));
  }

  reach<T>(what: string, condition: () => T | null | undefined | false, withinMs = PATIENCE_MS): T {
    const found = this.#wait(condition, withinMs);
    if (found === undefined) throw new NotReached(what);
    return found;
  }

  expect<T>(
    what: string,
    condition: () => T | null | undefined | false,
    withinMs = PATIENCE_MS,
  ): T {
    const found = this.#wait(condition, withinMs);
    if (found !== undefined) return found;
    throw new RunEnded(
      'no progress',
      `${what}: did not happen within ${withinMs} ms of virtual time`,
    );
  }

  #wait<T>(condition: () => T | null | undefined | false, withinMs: number): T | undefined {
    const until = this.#cluster.now + Math.round(withinMs * 1000);
    for (;;) {
      const found = condition();
      if (found !== null && found !== undefined && found !== false) return found;
      if (!this.#cluster.advance(until)) return undefined;
    }
  }

  watch(ms: number, rule: Rule, condition: () => string | null): void {
    const until = this.#cluster.now + Math.round(ms * 1000);
    do {
      const seen = condition();
      if (seen !== null) this.wrong(rule, seen);
    } while (this.#cluster.advance(until));
  }

  wrong(rule: Rule, seen: string): never {
    throw new RunEnded('wrong', seen, { rule });
  }

  inconclusive(what: string): never {
    throw new RunEnded('inconclusive', what);
  }

  notReached(what: string): never {
    throw new NotReached(what);
  }

  state(server: ServerId): ServerState {
    const { state } = this.#machine(server);
    if (state === null) throw new Error(`${server} is a puppet and has no state`);
    return state;
  }

  isUp(server: ServerId): boolean {
    return this.#machine(server).booted !== null;
  }

  leader(): ServerId | undefined {
    let best: Machine | undefined;
    for (const machine of this.#cluster.machines) {
      if (machine.booted === null || machine.paused || machine.state?.role !== 'leader') continue;
      if (best?.state && best.state.currentTerm >= machine.state.currentTerm) continue;
      if (this.#hearsHalf(machine)) best = machine;
    }
    return best?.id;
  }

  /** Linked both ways with at least half of the other servers, which with itself is a majority. */
  #hearsHalf(machine: Machine): boolean {
    const { network, machines } = this.#cluster;
    let linked = 0;
    for (const { index } of machines) {
      if (index === machine.index) continue;
      if (!network.isCut(machine.index, index) && !network.isCut(index, machine.index)) linked++;
    }
    return linked >= (machines.length - 1) / 2;
  }

  applied(server: ServerId): readonly LogEntry[] {
    return this.#machine(server).applied;
  }

  appliedBy(index: number): number {
    return this.#cluster.machines.filter((machine) => machine.hasApplied(index)).length;
  }

  lastIndex(server: ServerId): number {
    return lastIndexOf(this.state(server));
  }

  lastTerm(server: ServerId): number {
    const { log, snapshot } = this.state(server);
    return log.at(-1)?.term ?? snapshot?.lastIncludedTerm ?? 0;
  }

  entry(server: ServerId, index: number): LogEntry | undefined {
    const { log, snapshot } = this.state(server);
    return index < 1 ? undefined : log[index - (snapshot?.lastIncludedIndex ?? 0) - 1];
  }

  propose(server: ServerId, command: Json): Proposal | null {
    const machine = this.#machine(server);
    if (machine.booted === null || machine.paused) return null;
    const effects = this.#cluster.input(machine, { type: 'clientRequest', command });
    for (const effect of effects) {
      if (effect.type === 'accepted')
        return { server, command, index: effect.index, term: effect.term };
    }
    return null;
  }

  agree(command: Json, options: { count?: number; withinMs?: number } = {}): number {
    const { withinMs = PATIENCE_MS } = options;
    const ready = this.#cluster.machines.filter((machine) => machine.booted !== null);
    const count = options.count ?? ready.length;
    const until = this.#cluster.now + Math.round(withinMs * 1000);
    const left = (): number => (until - this.#cluster.now) / 1000;
    while (left() > 0) {
      const leader = this.#wait(() => this.leader(), left());
      const proposal = leader === undefined ? null : this.propose(leader, command);
      const taken = proposal && this.#applied(proposal, count, Math.min(left(), PROPOSAL_MS));
      if (taken) return proposal.index;
      if (proposal === null) this.run(Math.min(left(), 10));
    }
    const text = `agreement of ${count} servers on ${JSON.stringify(command)}: did not happen within ${withinMs} ms of virtual time`;
    throw new RunEnded('no progress', text);
  }

  /** Waits until so many servers have applied the proposal; false when time is up or another entry took its place. */
  #applied({ index, term }: Proposal, count: number, withinMs: number): boolean {
    const { machines } = this.#cluster;
    const found = this.#wait(() => {
      let applied = 0;
      for (const machine of machines) {
        const entry = machine.applied[index - 1];
        if (entry !== undefined && entry.term !== term) return 'lost';
        if (machine.hasApplied(index)) applied++;
      }
      return applied >= count && 'applied';
    }, withinMs);
    return found === 'applied';
  }

  changeServers(server: ServerId, servers: readonly ServerId[]): ConfigProposal | null {
    const machine = this.#machine(server);
    if (machine.booted === null || machine.paused) return null;
    const effects = this.#cluster.input(machine, { type: 'changeServers', servers: [...servers] });
    for (const effect of effects) {
      if (effect.type === 'accepted')
        return { server, servers, index: effect.index, term: effect.term };
    }
    return null;
  }

  takeSnapshot(server: ServerId, index?: number, given?: Json): void {
    const machine = this.#machine(server);
    const at = index ?? machine.service?.index ?? 0;
    const data = given ?? machine.service?.stateAt(at);
    if (data === undefined) throw new Error(`the service of ${server} never stood at index ${at}`);
    if (machine.booted !== null)
      this.#cluster.input(machine, { type: 'takeSnapshot', index: at, data });
  }

  service(server: ServerId): Json {
    return this.#machine(server).service?.state ?? null;
  }

  result(server: ServerId, index: number): Json | undefined {
    return this.#machine(server).service?.resultAt(index);
  }

  disk(server: ServerId): PersistentState | null {
    return this.#machine(server).disk;
  }

  crash(server: ServerId): void {
    const machine = this.#machine(server);
    if (machine.booted !== null) this.#cluster.crash(machine);
  }

  crashAfterEffects(server: ServerId, effects: number, handler?: string): void {
    this.#machine(server).crashAfter = { effects, handler: handler ?? null };
  }

  restart(server: ServerId): void {
    const machine = this.#machine(server);
    if (machine.booted !== null) this.#cluster.crash(machine);
    this.#cluster.restart(machine);
  }

  pause(server: ServerId): void {
    const machine = this.#machine(server);
    if (machine.booted === null) return;
    machine.paused = true;
    this.#cluster.tell(`${server} is paused`);
  }

  resume(server: ServerId): void {
    this.#cluster.tell(`${server} goes on`);
    this.#cluster.resume(this.#machine(server));
  }

  goesOff(server: ServerId, timer: TimerName): boolean {
    return this.#cluster.goesOff(this.#machine(server), timer);
  }

  clockRate(server: ServerId, rate: number): void {
    if (!(rate > 0)) throw new RangeError(`a clock rate must be above 0, not ${rate}`);
    this.#machine(server).clockRate = rate;
    this.#cluster.tell(`the clock of ${server} goes ${rate} times as fast`);
  }

  slow(server: ServerId, ms: number): void {
    this.#machine(server).slowness = Math.round(ms * 1000);
    this.#cluster.tell(`${server} takes every input ${ms} ms late`);
  }

  puppet(server: ServerId): Puppet {
    const puppet = this.#puppets.get(server);
    if (puppet === undefined) throw new Error(`${server} is no puppet in this scenario`);
    return puppet;
  }

  tell(text: string): void {
    this.#cluster.tell(text);
  }

  #machine(server: ServerId): Machine {
    return this.#machineAt(this.#cluster.place(server));
  }

  #machineAt(place: number): Machine {
    return this.#cluster.machines[place] as Machine;
  }
}

/** Bytes are counted from the first time that anybody looks at them, since they cost more than everything else together. */
function countsOf(cluster: Cluster, marks: Marks): Counts {
  let bytes = 0;
  return {
    get messages() {
      return cluster.traffic.messages;
    },
    get elections() {
      return marks.elections;
    },
    get bytes() {
      for (const message of cluster.traffic.sentMessages ?? []) bytes += sizeOf(message);
      cluster.traffic.sentMessages = [];
      return bytes;
    },
  };
}

function sizeOf(message: Message): number {
  return Buffer.byteLength(JSON.stringify(message));
}
