/**
 * Clients of the key-value store: they ask, wait, ask again elsewhere, and write down what they were told.
 *
 * Dissertation §6.2-§6.4. A client believes that some server leads and sends its request there. A server that does not
 * lead says who does. When no answer comes in time the client cannot know whether its request happened, so it sends the
 * same request again, with the same number, perhaps to another server. What it is told in the end is history, and
 * {@link linearizable} judges it.
 *
 * A server answers a request when it has applied the entry in which it stands, and only with that entry: when another
 * one was applied at its place, the request is lost and is sent again.
 *
 * Use: `const clients = new Clients(world, plan)`, then `clients.run(ms)` and `clients.expect(...)` in place of the
 * world's own, `clients.finish()`, and `linearizable(world, clients.history)`.
 *
 * @module
 */
import type { Operation, Proposal, Random, World } from '../grader/index.ts';
import type { Json, ServerId } from '../skeleton/contract/index.ts';
import { isRequest, type KvOperation, type KvRequest } from './kv.ts';

/** Who asks for what. Times are in milliseconds. */
export interface ClientsPlan {
  /** How many clients. */
  readonly clients: number;
  /** The keys that they use. Few keys bring the clients together; many make the judgement quick. */
  readonly keys: readonly string[];
  /** How long a client waits after an answer before it asks for the next thing. */
  readonly pause: readonly [least: number, most: number];
  /** How long it waits for an answer before it asks again. */
  readonly patience: number;
}

/** One request, as its client saw it. Its times are places in the order of events; `askedMs` and `toldMs` are for people. */
export interface KvCall extends Operation<KvOperation> {
  readonly client: string;
  readonly request: number;
  readonly askedMs: number;
  readonly toldMs: number | null;
}

/** Some clients at work. */
export class Clients {
  readonly #world: World;
  readonly #clients: readonly Client[];
  readonly #told: KvCall[] = [];
  #closed = false;
  #moments = 0;

  constructor(world: World, plan: ClientsPlan) {
    this.#world = world;
    const office: Office = {
      world,
      plan,
      nextMoment: () => ++this.#moments,
      tell: (call) => this.#told.push(call),
    };
    this.#clients = Array.from(
      { length: plan.clients },
      (_, at) => new Client(`c${at + 1}`, office),
    );
  }

  /** All requests so far, those that were answered first, in the order of their answers. */
  get history(): readonly KvCall[] {
    return [...this.#told, ...this.#clients.flatMap((client) => client.openCall ?? [])];
  }

  /** How many requests were answered. */
  get answers(): number {
    return this.#told.length;
  }

  /** Lets time pass with the clients at work. */
  run(ms: number): void {
    this.#world.run(ms, () => this.#work());
  }

  /** The same as `world.expect`, with the clients at work. */
  expect<T>(what: string, condition: () => T | null | undefined | false, withinMs?: number): T {
    const meanwhile = () => {
      this.#work();
      return condition();
    };
    return this.#world.expect(what, meanwhile, withinMs);
  }

  /** No client begins anything new, and a goal: all get their answers. The cluster must be able to work. */
  finish(): void {
    this.#closed = true;
    const waiting = () => this.#clients.every(({ openCall }) => openCall === null);
    this.expect('every client gets its answer', waiting);
  }

  #work(): void {
    for (const client of this.#clients) client.work(this.#closed);
  }
}

/** What clients share. */
interface Office {
  readonly world: World;
  readonly plan: ClientsPlan;
  /** Numbers what happens, so that what happens at one virtual time still has an order. */
  nextMoment(): number;
  /** Writes down an answered call. */
  tell(call: KvCall): void;
}

/** What a key held when a client last looked. */
interface Seen {
  readonly key: string;
  readonly value: string;
}

/** One client. It has one open request at a time. */
class Client {
  readonly #name: string;
  readonly #office: Office;
  #requests = 0;
  #open: KvCall | null = null;
  /** The server that it believes leads. */
  #server: ServerId;
  /** The place in the log that it was promised. */
  #promise: Proposal | null = null;
  /** What it knows of the store. */
  #seen: Seen | null = null;
  /** When it begins something, or asks again. */
  #wakesAt: number;

  constructor(name: string, office: Office) {
    const { world, plan } = office;
    this.#name = name;
    this.#office = office;
    this.#server = world.random.pick(world.servers);
    this.#wakesAt = world.now + world.random.int(...plan.pause);
  }

  /** The request that was not answered yet. */
  get openCall(): KvCall | null {
    return this.#open;
  }

  /** Does what is due: hears an answer, asks again, or begins something new. */
  work(closed: boolean): void {
    const { now } = this.#office.world;
    if (this.#open === null) {
      if (!closed && now >= this.#wakesAt) this.#begin();
      return;
    }
    const news = this.#hear();
    if (news === 'lost' || (news === null && now >= this.#wakesAt)) this.#ask(this.#open);
    else if (news !== null) this.#end(this.#open, news.answer);
  }

  #begin(): void {
    const { world, plan, nextMoment } = this.#office;
    this.#requests += 1;
    const value = `${this.#name}.${this.#requests}`;
    const operation = anyOperation(world.random, plan.keys, { value, seen: this.#seen });
    this.#open = {
      client: this.#name,
      request: this.#requests,
      input: operation,
      calledAt: nextMoment(),
      askedMs: world.now,
      answer: null,
      toldMs: null,
    };
    this.#ask(this.#open);
  }

  /** Asks where it believes the leader to be; anywhere, when the one it has asked has not answered. */
  #ask({ client, request, input }: KvCall): void {
    const { world, plan } = this.#office;
    const { random, servers, now } = world;
    if (this.#promise !== null) this.#server = random.pick(servers);
    const command: KvRequest = { client, request, operation: input };
    this.#promise = world.propose(this.#server, command);
    if (this.#promise !== null) {
      this.#wakesAt = now + plan.patience;
      return;
    }
    this.#server = hint(world, this.#server) ?? random.pick(servers);
    this.#wakesAt = now + random.int(5, 50);
  }

  /** What became of the promise: an answer, a loss, or nothing yet. */
  #hear(): { readonly answer: Json } | 'lost' | null {
    const { world } = this.#office;
    if (this.#promise === null) return null;
    const { server, index, term } = this.#promise;
    if (!world.isUp(server)) return null;
    const entry = world.applied(server)[index - 1];
    if (entry === undefined) return null;
    const { payload } = entry;
    const own =
      entry.term === term && payload.kind === 'command' && this.#isOpenRequest(payload.command);
    if (!own) return 'lost';
    // Nothing in a life of the server that has not applied it again, and nothing where a snapshot has gone over it.
    const answer = world.result(server, index);
    return answer === undefined ? null : { answer };
  }

  #isOpenRequest(command: Json): boolean {
    return (
      isRequest(command) && command.client === this.#name && command.request === this.#requests
    );
  }

  #end(call: KvCall, output: Json): void {
    const { world, plan, nextMoment, tell } = this.#office;
    tell({ ...call, answer: { at: nextMoment(), output }, toldMs: world.now });
    const { input } = call;
    if (input.type === 'put') this.#seen = { key: input.key, value: input.value };
    else if (input.type === 'get' && typeof output === 'string')
      this.#seen = { key: input.key, value: output };
    this.#open = null;
    this.#promise = null;
    this.#wakesAt = world.now + world.random.int(...plan.pause);
  }
}

/** Whom a server would name as the leader. One that is down names nobody. */
function hint(world: World, server: ServerId): ServerId | null {
  if (!world.isUp(server)) return null;
  const { leaderId } = world.state(server);
  return leaderId !== null && world.servers.includes(leaderId) ? leaderId : null;
}

/** Something to ask for. What it writes was never written before, so that a read says which write it saw. */
function anyOperation(
  random: Random,
  keys: readonly string[],
  { value, seen }: { readonly value: string; readonly seen: Seen | null },
): KvOperation {
  const key = random.pick(keys);
  switch (random.int(1, 7)) {
    case 1:
    case 2:
      return { type: 'put', key, value };
    case 3:
      return { type: 'append', key, value: `,${value}` };
    case 4:
    case 5:
      return { type: 'cas', key: seen?.key ?? key, expected: seen?.value ?? null, value };
    default:
      return { type: 'get', key };
  }
}
