/**
 * A cluster in virtual time: one event after another, single-threaded, from one seed.
 *
 * Time jumps from event to event, in whole microseconds. Events of the same time happen in the order in which they
 * were made. Nothing in here waits, draws from a global, or looks at a clock.
 *
 * @module
 */
import type {
  Apply,
  Effect,
  Environment,
  Message,
  ServerId,
  TimerName,
} from '../../skeleton/contract/index.ts';
import type { Input, RunInfo, TraceEvent } from '../trace/event.ts';
import { BadStep, handlerOf, OutOfBudget } from './fault.ts';
import { freezeJson } from './json.ts';
import { type Booted, Machine } from './machine.ts';
import { type Hold, Network, type Weather } from './network.ts';
import { Queue } from './queue.ts';
import { purposeOf, Stream, seedOf } from './random.ts';
import { Service, type ServicePlan } from './service.ts';
import { type Letter, Traffic } from './traffic.ts';

/** No Raft needs as many messages in a virtual second; one that answers each answer soon does. */
const MESSAGES_PER_SECOND = 20_000;
const SECOND = 1_000_000;

export interface ClusterOptions {
  readonly run: RunInfo;
  readonly weather: Weather;
  /** The state machine on every server, if there is one. */
  readonly service: ServicePlan | null;
  /** Evaluates the submission afresh; called once for every boot of every server. */
  boot(server: number): Booted;
  /** Sees every event as it happens. What it throws ends the run. */
  observe(event: TraceEvent): void;
  /** Told before every handler call, so that a watchdog can say in which one a process hangs. */
  calling?(server: number, handler: string): void;
}

/** What the queue holds. */
type Coming =
  | Letter
  | { readonly kind: 'alarm'; readonly server: number; readonly timer: TimerName }
  /** What waits in a slow machine. It goes down with the life of the server for which it waits. */
  | {
      readonly kind: 'input';
      readonly server: number;
      readonly boot: number;
      readonly input: Input;
    }
  | {
      readonly kind: 'snapshot';
      readonly server: number;
      readonly boot: number;
      readonly index: number;
    };

export class Cluster {
  readonly machines: readonly Machine[];
  readonly network: Network;
  readonly traffic: Traffic;
  /** Virtual time in microseconds. */
  now = 0;
  /** Called when a message reaches a puppet. */
  onPuppet: (server: number, message: Message) => void = () => {};
  readonly #options: ClusterOptions;
  readonly #seed: string;
  readonly #queue = new Queue<Coming>();
  readonly #places = new Map<ServerId, number>();
  readonly #puppets: readonly boolean[];
  readonly #environments: Environment[] = [];
  readonly #services: Stream;
  #events = 0;
  #second = 0;

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.#seed = seedOf(options.run);
    this.#services = new Stream(this.#seed, 'services');
    const { servers, puppets } = options.run;
    servers.forEach((id, place) => {
      this.#places.set(id, place);
    });
    this.#puppets = servers.map((id) => puppets.includes(id));
    this.machines = servers.map((id, place) => new Machine(id, place));
    this.network = new Network(servers, options.weather, new Stream(this.#seed, 'network'));
    this.traffic = new Traffic(this.network, (letter, microseconds) => {
      this.#queue.push(this.now + microseconds, letter);
    });
  }

  /** Switches every machine on, in order. */
  start(): void {
    for (const machine of this.machines) if (!this.#puppets[machine.index]) this.restart(machine);
  }

  /** The place of a server. Throws when the cluster has none of this name. */
  place(id: ServerId): number {
    const place = this.#places.get(id);
    if (place === undefined) throw new Error(`there is no server ${id} in this cluster`);
    return place;
  }

  isPuppet(place: number): boolean {
    return this.#puppets[place] === true;
  }

  /** Lets the next event happen if it is due by then; otherwise moves the clock there and returns false. */
  advance(until: number): boolean {
    if (this.#queue.nextAt > until) {
      this.now = until;
      return false;
    }
    this.now = this.#queue.nextAt;
    const coming = this.#queue.pop();
    switch (coming.kind) {
      case 'message':
        this.#arrive(coming);
        break;
      case 'alarm':
        this.#ring(coming.server, coming.timer);
        break;
      case 'input':
        this.#takeLate(coming);
        break;
      case 'snapshot':
        this.#snapshot(coming);
        break;
    }
    return true;
  }

  /** Gives a server an input right now, whatever its slowness. The server must be up. */
  input(machine: Machine, input: Input): readonly Effect[] {
    freezeJson(input);
    return this.#step(machine, input);
  }

  restart(machine: Machine): void {
    machine.booted = this.#options.boot(machine.index);
    machine.boots += 1;
    const stream = new Stream(this.#seed, purposeOf(machine.id, machine.boots));
    this.#environments[machine.index] = environmentOf(this.#options.run, machine.id, stream);
    const { service } = this.#options;
    machine.service = service === null ? null : new Service(service);
    this.#step(machine, { type: 'restart' });
  }

  crash(machine: Machine): void {
    machine.booted = null;
    machine.backlog = [];
    machine.paused = false;
    machine.crashAfter = null;
    for (const alarm of Object.values(machine.alarms)) alarm.cancel();
    this.#emit({ kind: 'crash', n: ++this.#events, at: this.now / 1000, server: machine.id });
  }

  resume(machine: Machine): void {
    machine.paused = false;
    const { index: server, boots: boot, backlog } = machine;
    machine.backlog = [];
    for (const input of backlog) this.#queue.push(this.now, { kind: 'input', server, boot, input });
  }

  /** Sends a message of a puppet through what the scenario has set up, but not through the weather. */
  puppetSays(message: Message): void {
    this.#emit(this.#puppetEvent(message.from, 'says', message));
    this.traffic.sendSteadily(this.#letter(message));
  }

  /** A timer goes off now, however long it had to run; false when it is not armed. */
  goesOff(machine: Machine, timer: TimerName): boolean {
    if (machine.booted === null || !machine.alarms[timer].stop()) return false;
    this.#step(machine, timer === 'election' ? ELECTION_TIMEOUT : HEARTBEAT_TIMEOUT);
    return true;
  }

  /** Lets a message that is held arrive now; a copy may go on waiting. */
  deliver({ messages }: Hold, message: Message, copy: boolean): void {
    if (copy) this.traffic.duplicated++;
    else messages.splice(messages.indexOf(message), 1);
    this.#arrive(this.#letter(message));
  }

  /** Ends a hold. Released messages arrive one millisecond apart, in their order. */
  endHold(hold: Hold, released: boolean): void {
    this.network.endHold(hold);
    const waiting = hold.messages.splice(0);
    if (released) this.traffic.sendOn(waiting.map((message) => this.#letter(message)));
    else this.traffic.lost += waiting.length;
  }

  /** Writes into the trace what the scenario did to the world. */
  tell(text: string): void {
    this.#emit({ kind: 'world', n: ++this.#events, at: this.now / 1000, text });
  }

  get events(): number {
    return this.#events;
  }

  #machine(place: number): Machine {
    return this.machines[place] as Machine;
  }

  #emit(event: TraceEvent): void {
    this.#options.observe(event);
  }

  #puppetEvent(server: ServerId, direction: 'says' | 'hears', message: Message): TraceEvent {
    return { kind: 'puppet', n: ++this.#events, at: this.now / 1000, server, direction, message };
  }

  #letter(message: Message): Letter {
    return {
      kind: 'message',
      from: this.place(message.from),
      to: this.place(message.to),
      message,
    };
  }

  #arrive(letter: Letter): void {
    if (!this.traffic.arrives(letter)) return;
    const { to, message } = letter;
    if (this.#puppets[to]) {
      this.#emit(this.#puppetEvent(message.to, 'hears', message));
      this.onPuppet(to, message);
    } else {
      this.#offer(this.#machine(to), { type: 'deliver', message });
    }
  }

  #ring(server: number, timer: TimerName): void {
    const machine = this.#machine(server);
    const alarm = machine.alarms[timer];
    if (!alarm.wake(this.now)) return;
    if (alarm.due > this.now) this.#queueWakeUp(machine, timer);
    else this.#offer(machine, timer === 'election' ? ELECTION_TIMEOUT : HEARTBEAT_TIMEOUT);
  }

  #queueWakeUp(machine: Machine, timer: TimerName): void {
    const at = machine.alarms[timer].nextWakeUp();
    if (at !== null) this.#queue.push(at, { kind: 'alarm', server: machine.index, timer });
  }

  /** An input reaches a machine; a slow one takes it later. */
  #offer(machine: Machine, input: Input): void {
    const { index: server, boots: boot, slowness } = machine;
    if (slowness === 0) this.#take(machine, input);
    else this.#queue.push(this.now + slowness, { kind: 'input', server, boot, input });
  }

  #takeLate({ server, boot, input }: Extract<Coming, { kind: 'input' }>): void {
    const machine = this.#machine(server);
    if (machine.boots === boot) this.#take(machine, input);
    else if (input.type === 'deliver') this.traffic.lost++;
  }

  #take(machine: Machine, input: Input): void {
    if (machine.booted === null) {
      if (input.type === 'deliver') this.traffic.lost++;
    } else if (machine.paused) {
      machine.backlog.push(input);
    } else if (isCustom(input) && machine.booted.raft.handleCustom === undefined) {
      this.traffic.lost++;
    } else if (this.#stillCounts(machine, input)) {
      this.#step(machine, input);
    }
  }

  /** False for a timeout of a timer that was set or cancelled after it had gone off. */
  #stillCounts({ alarms }: Machine, { type }: Input): boolean {
    if (type === 'electionTimeout') return alarms.election.goOff(this.now);
    if (type === 'heartbeatTimeout') return alarms.heartbeat.goOff(this.now);
    return true;
  }

  #step(machine: Machine, input: Input): readonly Effect[] {
    this.#options.calling?.(machine.index, handlerOf(input));
    const env = this.#environments[machine.index] as Environment;
    const { before, state, effects, changedFrom } = machine.call(input, env);
    const crashed = crashesNow(machine, input, effects.length);
    const done = crashed ? effects.slice(0, machine.crashAfter?.effects) : effects;
    for (let at = 0; at < done.length; at++) this.#carryOut(machine, done[at] as Effect, input);
    this.#emit({
      kind: 'step',
      n: ++this.#events,
      at: this.now / 1000,
      server: machine.id,
      input,
      before,
      state,
      effects: done,
      changedFrom,
      crashed,
    });
    if (crashed) this.crash(machine);
    return done;
  }

  #carryOut(machine: Machine, effect: Effect, input: Input): void {
    switch (effect.type) {
      case 'persist':
        machine.disk = effect.state;
        break;
      case 'send':
        this.#send(machine, effect.message, input);
        break;
      case 'setTimer': {
        const microseconds = Math.round((Math.max(1, effect.ms) * 1000) / machine.clockRate);
        machine.alarms[effect.timer].set(this.now + microseconds);
        this.#queueWakeUp(machine, effect.timer);
        break;
      }
      case 'cancelTimer':
        machine.alarms[effect.timer].cancel();
        break;
      case 'apply':
        machine.applied[effect.index - 1] = effect.entry;
        if (machine.service !== null) this.#apply(machine, machine.service, effect);
        break;
      case 'restore':
        machine.restoredTo = Math.max(machine.restoredTo, effect.snapshot.lastIncludedIndex);
        machine.service?.restore(effect.snapshot);
        break;
      default:
        break;
    }
  }

  #apply(machine: Machine, service: Service, { index, entry }: Apply): void {
    service.apply(index, entry);
    if (!service.wantsSnapshot()) return;
    const [least, most] = this.#options.service?.snapshotDelay ?? [0, 0];
    const delay = Math.round((least + this.#services.next() * (most - least)) * 1000);
    const { index: server, boots: boot } = machine;
    this.#queue.push(this.now + delay, { kind: 'snapshot', server, boot, index });
  }

  /** The service hands over a snapshot, unless it went down with its server in the meantime. */
  #snapshot({ server, boot, index }: Extract<Coming, { kind: 'snapshot' }>): void {
    const machine = this.#machine(server);
    const data = machine.service?.stateAt(index);
    if (machine.boots !== boot || data === undefined) return;
    freezeJson(data);
    this.#offer(machine, { type: 'takeSnapshot', index, data });
  }

  #send(machine: Machine, message: Message, input: Input): void {
    const to = this.#places.get(message.to);
    if (to === undefined) {
      throw new BadStep(
        machine.id,
        handlerOf(input),
        `a message to ${JSON.stringify(message.to)}, which is no server of this cluster`,
      );
    }
    this.#countAgainstBudget(machine);
    this.traffic.send({ kind: 'message', from: machine.index, to, message });
  }

  #countAgainstBudget(machine: Machine): void {
    if (this.now >= this.#second + SECOND) {
      this.#second = this.now - (this.now % SECOND);
      for (const other of this.machines) other.sentLately = 0;
    }
    if (++machine.sentLately <= MESSAGES_PER_SECOND) return;
    throw new OutOfBudget(
      `${machine.id} sent more than ${MESSAGES_PER_SECOND} messages within one virtual second`,
    );
  }
}

/** What a server may know. One that is not in the first configuration knows of no others until a leader adds it. */
export function environmentOf(run: RunInfo, id: ServerId, stream: Stream): Environment {
  const servers = Object.freeze(run.initial.includes(id) ? [...run.initial] : []);
  return Object.freeze({ id, servers, random: Object.freeze(() => stream.next()) });
}

function crashesNow({ crashAfter }: Machine, input: Input, effects: number): boolean {
  if (crashAfter === null || effects < crashAfter.effects) return false;
  return crashAfter.handler === null || crashAfter.handler === handlerOf(input);
}

const ELECTION_TIMEOUT: Input = Object.freeze({ type: 'electionTimeout' });
const HEARTBEAT_TIMEOUT: Input = Object.freeze({ type: 'heartbeatTimeout' });

function isCustom(input: Input): boolean {
  return input.type === 'deliver' && input.message.type === 'Custom';
}
