/**
 * The example service: a key-value store in which a request that was sent twice happens once.
 *
 * Paper §8; dissertation §6.3. Raft alone gives at-least-once: a leader that commits an entry and crashes before it
 * answers leaves a client that must ask again, and then the command stands in the log twice. So each client numbers its
 * requests, and the service keeps a session for each client: the number of its last request, and what was answered. A
 * request with that number changes nothing and gets the same answer again.
 *
 * Sessions are part of the state, and so of each snapshot. A server that was restored from a snapshot without them would
 * take a late duplicate for a new request, and from then on hold other data than the rest.
 *
 * A client has one open request at a time; that is why one session entry a client is enough. Reads go through the log
 * like everything else.
 *
 * @module
 */
import type { Model, StateMachine } from '../grader/index.ts';
import type { Json } from '../skeleton/contract/index.ts';

/** What can be done with a key. A key that was never written has the value `null`. */
export type KvOperation =
  /** Answers the value. */
  | { readonly type: 'get'; readonly key: string }
  /** Answers `null`. */
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  /** Writes behind what is there. Answers the length of the new value: whoever happens twice answers too much. */
  | { readonly type: 'append'; readonly key: string; readonly value: string }
  /** Writes if the value is as expected, and answers whether it was. */
  | {
      readonly type: 'cas';
      readonly key: string;
      readonly expected: string | null;
      readonly value: string;
    };

/** A command of the replicated log: an operation with what makes it happen once. */
export type KvRequest = {
  readonly client: string;
  /** From 1, one more for each new request of the client. The same number says: the same request again. */
  readonly request: number;
  readonly operation: KvOperation;
};

/** What one client is remembered by. */
type Session = { readonly request: number; readonly answer: Json };

/** The state of the service. A key that was never written is not there. */
type KvState = {
  readonly data: Readonly<Record<string, string>>;
  readonly sessions: Readonly<Record<string, Session>>;
};

const EMPTY: KvState = { data: {}, sessions: {} };

/** The replicated service. Commands that are no requests change nothing and answer `null`. */
export const kv: StateMachine = {
  initial: EMPTY,
  apply(json, command) {
    const state = isState(json) ? json : EMPTY;
    if (!isRequest(command)) return { state, result: null };
    const { client, request, operation } = command;
    const session = at(state.sessions, client);
    if (session !== undefined && request <= session.request) {
      // The answer of a request before the last is gone, and nobody waits for it: its client has asked something else since.
      return { state, result: request === session.request ? session.answer : null };
    }
    const old = at(state.data, operation.key) ?? null;
    const { value, answer } = perform(old, operation);
    const data = value === null ? state.data : { ...state.data, [operation.key]: value };
    const sessions = { ...state.sessions, [client]: { request, answer } };
    return { state: { data, sessions }, result: answer };
  },
};

/** What a client may expect: one server, one operation after the other, each once. Keys do not see each other. */
export const kvModel: Model<KvOperation> = {
  init: null,
  step(state, operation) {
    const { value, answer } = perform(typeof state === 'string' ? state : null, operation);
    return { state: value, output: answer };
  },
  partOf: ({ key }) => key,
};

/** What an operation makes of the value of its key, and what it answers. */
function perform(
  value: string | null,
  operation: KvOperation,
): { readonly value: string | null; readonly answer: Json } {
  switch (operation.type) {
    case 'get':
      return { value, answer: value };
    case 'put':
      return { value: operation.value, answer: null };
    case 'append': {
      const longer = (value ?? '') + operation.value;
      return { value: longer, answer: longer.length };
    }
    case 'cas': {
      const swaps = value === operation.expected;
      return { value: swaps ? operation.value : value, answer: swaps };
    }
  }
}

/** What an object holds under a key, which may be the name of something that every object has. */
function at<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** True for a command that a client of the store has sent. Scenarios may put other commands into the same log. */
export function isRequest(command: Json): command is KvRequest {
  if (!isObject(command)) return false;
  const { client, request, operation } = command;
  return typeof client === 'string' && typeof request === 'number' && isOperation(operation);
}

function isOperation(operation: Json | undefined): boolean {
  if (!isObject(operation)) return false;
  const { type, key, value } = operation;
  if (typeof key !== 'string') return false;
  return type === 'get' || typeof value === 'string';
}

/** False when a broken Raft has restored what was never a snapshot of the store. Another rule judges that. */
function isState(state: Json): state is KvState {
  return isObject(state) && isObject(state['data']) && isObject(state['sessions']);
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
