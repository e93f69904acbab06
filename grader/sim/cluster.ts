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
import { type Booted, Machine } from './machine.ts';
import { type Hold, Network, type Weather } from './network.ts';
import { Queue } from './queue.ts';
import { purposeOf, Stream, seedOf } from './random.ts';
import { Service, type ServicePlan } from './service.ts';

/** No Raft needs as many messages in a virtual second; one that answers each answer soon does. */
const MESSAGES_PER_SECOND = 20_000;
const SECOND = 1_000_000;

export interface ClusterOptions {
  readonly run: RunInfo;
  readonly weather: Weather;
  /** The state machine on every server, if there is one. */
  readonly service: ServicePlan | null;
  /** Evaluates the submission afresh; called once for every boot of every server. */
  boot(): Booted;
  /** Sees every event as it happens. What it throws ends the run. */
  observe(event: TraceEvent): void;
  /** Told before every handler call, so that a watchdog can say in which one a process hangs. */
  calling?(server: number, handler: string): void;
}

/** What the queue holds. */
type Coming =
  | {
      readonly kind: 'message';
      readonly from: number;
      readonly to: number;
      readonly message: Message;
    }
  | { readonly kind: 'alarm'; readonly server: number; readonly timer: TimerName }
  | { readonly kind: 'input'; readonly server: number; readonly input: Input }
  | {
      readonly kind: 'snapshot';
      readonly server: number;
      readonly boot: number;
      readonly index: number;
    };

export class Cluster {
  readonly machines: readonly Machine[];
  readonly network: Network;
  /** Virtual time in microseconds. */
  now = 0;
  messages = 0;
  lost = 0;
  duplicated = 0;
  /** Every message sent, when somebody wants to know its size. */
  sentMessages: Message[] | null = null;
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
        this.#take(this.#machine(coming.server), coming.input);
        break;
      case 'snapshot':
        this.#snapshot(coming);
        break;
    }
    return true;
  }

  /** Gives a server an input right now, whatever its slowness. The server must be up. */
  input(machine: Machine, input: Input): readonly Effect[] {
    return this.#step(machine, input);
  }

  restart(machine: Machine): void {
    machine.booted = this.#options.boot();
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
    for (const alarm of Object.values(machine.alarms)) alarm.due = Number.POSITIVE_INFINITY;
    this.#emit({ kind: 'crash', n: ++this.#events, at: this.now / 1000, server: machine.id });
  }

  resume(machine: Machine): void {
    machine.paused = false;
    const { backlog } = machine;
    machine.backlog = [];
    for (const input of backlog)
      this.#queue.push(this.now, { kind: 'input', server: machine.index, input });
  }

  /** Sends a message of a puppet, or one that was held: it arrives after exactly this long. */
  sendExactly(message: Message, microseconds: number): void {
    const from = this.place(message.from);
    const to = this.place(message.to);
    if (this.network.isCut(from, to)) this.lost++;
    else this.#queue.push(this.now + microseconds, { kind: 'message', from, to, message });
  }

  /** Sends a message of a puppet through what the scenario has set up, but not through the weather. */
  puppetSays(message: Message): void {
    this.#emit(this.#puppetEvent(message.from, 'says', message));
    if (this.network.takenOut(message) === null) this.sendExactly(message, 1000);
    else this.lost++;
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

  #arrive(coming: Extract<Coming, { kind: 'message' }>): void {
    const { from, to, message } = coming;
    if (this.network.isCut(from, to)) {
      this.lost++;
    } else if (this.#puppets[to]) {
      this.#emit(this.#puppetEvent(message.to, 'hears', message));
      this.onPuppet(to, message);
    } else {
      this.#offer(this.#machine(to), { type: 'deliver', message });
    }
  }

  /**
   * A wake-up counts when it is the earliest that is queued for its alarm. The alarm may have been set to a later time
   * since; then it goes back into the queue. So a timer that every heartbeat sets anew costs one wake-up per timeout.
   */
  #ring(server: number, timer: TimerName): void {
    const machine = this.#machine(server);
    const alarm = machine.alarms[timer];
    if (alarm.queuedAt !== this.now) return;
    alarm.queuedAt = Number.POSITIVE_INFINITY;
    if (alarm.due > this.now) {
      this.#queueAlarm(machine, timer);
      return;
    }
    alarm.due = Number.POSITIVE_INFINITY;
    this.#offer(machine, timer === 'election' ? ELECTION_TIMEOUT : HEARTBEAT_TIMEOUT);
  }

  #queueAlarm(machine: Machine, timer: TimerName): void {
    const alarm = machine.alarms[timer];
    if (alarm.due >= alarm.queuedAt || alarm.due === Number.POSITIVE_INFINITY) return;
    alarm.queuedAt = alarm.due;
    this.#queue.push(alarm.due, { kind: 'alarm', server: machine.index, timer });
  }

  /** An input reaches a machine; a slow one takes it later. */
  #offer(machine: Machine, input: Input): void {
    if (machine.slowness === 0) this.#take(machine, input);
    else {
      const item: Coming = { kind: 'input', server: machine.index, input };
      this.#queue.push(this.now + machine.slowness, item);
    }
  }

  #take(machine: Machine, input: Input): void {
    if (machine.booted === null) {
      if (input.type === 'deliver') this.lost++;
    } else if (machine.paused) {
      machine.backlog.push(input);
    } else if (isCustom(input) && machine.booted.raft.handleCustom === undefined) {
      this.lost++;
    } else {
      this.#step(machine, input);
    }
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
        const microseconds = Math.max(1000, Math.round((effect.ms * 1000) / machine.clockRate));
        machine.alarms[effect.timer].due = this.now + microseconds;
        this.#queueAlarm(machine, effect.timer);
        break;
      }
      case 'cancelTimer':
        machine.alarms[effect.timer].due = Number.POSITIVE_INFINITY;
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
    this.#offer(machine, { type: 'takeSnapshot', index, data });
  }

  #send(machine: Machine, message: Message, input: Input): void {
    const from = machine.index;
    const to = this.#places.get(message.to);
    if (to === undefined) {
      throw new BadStep(
        machine.id,
        handlerOf(input),
        `a message to ${JSON.stringify(message.to)}, which is no server of this cluster`,
      );
    }
    this.messages++;
    this.sentMessages?.push(message);
    this.#countAgainstBudget(machine);
    if (this.network.isCut(from, to)) {
      this.lost++;
      return;
    }
    const taken = this.network.takenOut(message);
    if (taken !== null) {
      if (taken === 'lost') this.lost++;
      return;
    }
    const copies = this.network.copies(from, to);
    if (copies === 0) this.lost++;
    if (copies === 2) this.duplicated++;
    for (let copy = 0; copy < copies; copy++) {
      const at = this.now + this.network.delay(from, to);
      this.#queue.push(at, { kind: 'message', from, to, message });
    }
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

  /** Ends a hold. Released messages arrive one millisecond apart, in their order. */
  endHold(hold: Hold, released: boolean): void {
    this.network.endHold(hold);
    const waiting = hold.messages.splice(0);
    if (!released) {
      this.lost += waiting.length;
      return;
    }
    waiting.forEach((message, at) => {
      this.sendExactly(message, 1000 * (at + 1));
    });
  }
}

/** What a server may know. One that is not in the first configuration knows of no others until a leader adds it. */
export function environmentOf(run: RunInfo, id: ServerId, stream: Stream): Environment {
  const servers = run.initial.includes(id) ? run.initial : [];
  return Object.freeze({ id, servers, random: () => stream.next() });
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
