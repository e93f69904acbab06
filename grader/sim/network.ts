/**
 * The network: what happens to a message between two servers.
 *
 * It decides and remembers; carrying messages through time is the cluster's work.
 *
 * @module
 */
import type { Message, ServerId } from '../../skeleton/contract/index.ts';
import type { Stream } from './random.ts';

/** The weather of the network, the same for every link unless set apart. Probabilities are in [0, 1], times in milliseconds. */
export interface Weather {
  /** A message is lost. */
  readonly loss: number;
  /** A message arrives twice. */
  readonly duplicate: number;
  /** The usual delay, drawn evenly from here. */
  readonly delay: readonly [least: number, most: number];
  /** A message is delayed for long instead. */
  readonly late: number;
  /** The long delay. */
  readonly lateDelay: readonly [least: number, most: number];
}

/** Nothing is lost, nothing doubled; 1 to 10 ms, so that messages overtake each other now and then. */
export const CALM: Weather = {
  loss: 0,
  duplicate: 0,
  delay: [1, 10],
  late: 0,
  lateDelay: [200, 2000],
};

/** Messages that wait outside the network. */
export class Hold {
  readonly which: (message: Message) => boolean;
  readonly messages: Message[] = [];

  constructor(which: (message: Message) => boolean) {
    this.which = which;
  }
}

export class Network {
  weather: Weather;
  readonly #servers: readonly ServerId[];
  readonly #stream: Stream;
  readonly #cut: Uint8Array;
  readonly #links = new Map<number, Weather>();
  readonly #losers = new Set<(message: Message) => boolean>();
  readonly #holds = new Set<Hold>();

  constructor(servers: readonly ServerId[], weather: Weather, stream: Stream) {
    this.#servers = servers;
    this.weather = weather;
    this.#stream = stream;
    this.#cut = new Uint8Array(servers.length ** 2);
  }

  /** Cuts or mends one direction of a link. Servers are numbered in the order of the cluster. */
  setCut(from: number, to: number, cut: boolean): void {
    if (from !== to) this.#cut[from * this.#servers.length + to] = cut ? 1 : 0;
  }

  isCut(from: number, to: number): boolean {
    return this.#cut[from * this.#servers.length + to] === 1;
  }

  heal(): void {
    this.#cut.fill(0);
  }

  /** Gives one direction of a link a weather of its own. */
  setLinkWeather(from: number, to: number, change: Partial<Weather>): void {
    const link = from * this.#servers.length + to;
    this.#links.set(link, { ...(this.#links.get(link) ?? this.weather), ...change });
  }

  lose(which: (message: Message) => boolean): () => void {
    this.#losers.add(which);
    return () => this.#losers.delete(which);
  }

  hold(which: (message: Message) => boolean): Hold {
    const hold = new Hold(which);
    this.#holds.add(hold);
    return hold;
  }

  endHold(hold: Hold): void {
    this.#holds.delete(hold);
  }

  /** True when a scenario has taken the message out, to lose it or to hold it. */
  takenOut(message: Message): 'lost' | 'held' | null {
    if (this.#holds.size === 0 && this.#losers.size === 0) return null;
    for (const which of this.#losers) if (which(message)) return 'lost';
    for (const hold of this.#holds) {
      if (!hold.which(message)) continue;
      hold.messages.push(message);
      return 'held';
    }
    return null;
  }

  /** Draws the weather of one message: how often it arrives. */
  copies(from: number, to: number): 0 | 1 | 2 {
    const weather = this.#weatherOf(from, to);
    if (weather.loss > 0 && this.#stream.chance(weather.loss)) return 0;
    return weather.duplicate > 0 && this.#stream.chance(weather.duplicate) ? 2 : 1;
  }

  /** Draws how long one copy is under way, in whole microseconds. */
  delay(from: number, to: number): number {
    const weather = this.#weatherOf(from, to);
    const late = weather.late > 0 && this.#stream.chance(weather.late);
    const [least, most] = late ? weather.lateDelay : weather.delay;
    return Math.round((least + this.#stream.next() * (most - least)) * 1000);
  }

  #weatherOf(from: number, to: number): Weather {
    if (this.#links.size === 0) return this.weather;
    return this.#links.get(from * this.#servers.length + to) ?? this.weather;
  }
}
