/**
 * The way into a submission and out of it again: copies in, copies out, and no code of the host in between.
 *
 * The engine sees a Raft like any other. Each of its handlers gives the submission's handler a state of its own and data
 * that is frozen all through, and when it has returned, reads the result on a stack that holds nothing of the submission.
 *
 * @module
 */
import type { Raft } from '../../skeleton/contract/index.ts';
import type { Guarded } from './instrument.ts';
import { Copier } from './plain.ts';
import { type AnyState, copyOf, FIELDS } from './state.ts';

/** One for all servers of this process: what it knows is frozen, and a message of one server is data of the next. */
const copier = new Copier();

const { apply } = Reflect;

/** A handler of any kind, as the engine calls it. */
type Handler = (first: unknown, second: unknown, third?: unknown, fourth?: unknown) => unknown;

/** How many arguments each handler takes, `env` among them. */
const ARGUMENTS: Readonly<Record<keyof Raft, 2 | 3 | 4>> = {
  restart: 2,
  electionTimeout: 2,
  heartbeatTimeout: 2,
  handleRequestVoteRequest: 3,
  handleRequestVoteResponse: 3,
  handleAppendEntriesRequest: 3,
  handleAppendEntriesResponse: 3,
  clientRequest: 3,
  handleInstallSnapshotRequest: 3,
  handleInstallSnapshotResponse: 3,
  takeSnapshot: 4,
  changeServers: 3,
  handleCustom: 3,
};

/** A Raft whose handlers call those of a submission. */
export function across(raft: Raft, guarded: Guarded): Raft {
  const made: Record<string, Handler> = {};
  for (const [name, count] of Object.entries(ARGUMENTS)) {
    const handler: unknown = Reflect.get(raft, name);
    if (typeof handler !== 'function') continue;
    const call = callerOf(handler as Handler, raft, count);
    made[name] =
      name === 'restart'
        ? (disk, env) => copier.step(call(copier.hand(disk), env), NO_STATE, guarded.ticks)
        : (state, second, third, fourth) => {
            const before = state as AnyState;
            // A frozen one it may have as it is.
            const given = Object.isFrozen(before) ? before : copyOf(before);
            const returned = call(given, copier.hand(second), third, fourth);
            if (given !== before) tellChanges(given, before);
            return copier.step(returned, { before, given }, guarded.ticks);
          };
  }
  return made as unknown as Raft;
}

const NO_STATE = { before: null, given: null } as const;

/** Calls with exactly as many arguments as a handler has: a submission may count them. */
function callerOf(handler: Handler, raft: Raft, count: 2 | 3 | 4): Handler {
  switch (count) {
    case 2:
      return (first, second) => apply(handler, raft, [first, second]);
    case 3:
      return (first, second, third) => apply(handler, raft, [first, second, third]);
    case 4:
      return (first, second, third, fourth) => apply(handler, raft, [first, second, third, fourth]);
  }
}

/** What a handler changed in its copy is changed in the engine's, which finds that out and says where it happened. */
function tellChanges(given: AnyState, before: AnyState): void {
  let fields = 0;
  for (const _ in given) fields++;
  const changed = FIELDS.find((field) => given[field] !== before[field]);
  if (changed !== undefined) before[changed] = null;
  else if (fields !== FIELDS.length) Object.assign(before, { added: null });
}
