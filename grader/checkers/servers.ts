/**
 * What checkers remember of each server, and who makes a quorum.
 *
 * @module
 */
import type { PersistentState, ServerId, ServerState } from '../../skeleton/contract/index.ts';
import type { RunInfo, StepEvent } from '../trace/event.ts';
import { baseOf, entryAt, lastIndex } from './log.ts';

/** Gives each server a memory of its own, made when it is first asked for. */
export function perServer<T>(make: () => T): (server: ServerId) => T {
  const memories = new Map<ServerId, T>();
  return (server) => {
    let memory = memories.get(server);
    if (memory === undefined) {
      memory = make();
      memories.set(server, memory);
    }
    return memory;
  };
}

/** True when this step made the server leader of a term that it did not lead before. */
export function becameLeader(event: StepEvent): boolean {
  const { before, state } = event;
  if (state.role !== 'leader') return false;
  return before === null || before.role !== 'leader' || before.currentTerm !== state.currentTerm;
}

/** True when the server acted as leader of its term in this step: it led before or after it, in the same term. */
export function actedAsLeader(event: StepEvent): boolean {
  const { before, state } = event;
  if (state.role === 'leader') return true;
  return before !== null && before.role === 'leader' && before.currentTerm === state.currentTerm;
}

/** Who votes and who counts, as a server's own log says it. */
export interface Members {
  /** Must see every step before {@link of} is asked about its state. Costs nothing while logs do not change. */
  see(event: StepEvent): void;
  /** The newest configuration in the server's log or snapshot, committed or not (dissertation §4.1); else all servers. */
  of(state: ServerState): readonly ServerId[];
}

/**
 * Until the first configuration entry shows up anywhere (lab 2E), those count that were there at first, and no log is
 * searched. A server that waits to be added may learn of the others from a snapshot as well.
 */
export function watchMembers(run: RunInfo): Members {
  const somebodyWaits = run.servers.length > run.initial.length;
  let changed = false;
  return {
    see({ changedFrom, state, input }) {
      if (changed) return;
      const installs = input.type === 'deliver' && input.message.type === 'InstallSnapshotRequest';
      if (installs && somebodyWaits) changed = true;
      if (changedFrom === null) return;
      for (let at = Math.max(0, changedFrom - baseOf(state) - 1); at < state.log.length; at += 1) {
        if (state.log[at]?.payload.kind === 'config') changed = true;
      }
    },
    of: (state) =>
      changed ? configurationAt(state, lastIndex(state), run.initial).servers : run.initial,
  };
}

/** The newest configuration up to an index, and the index of its entry: 0 for the first of all and for a snapshot's. */
export function configurationAt(
  state: PersistentState,
  index: number,
  initial: readonly ServerId[],
): { readonly servers: readonly ServerId[]; readonly at: number } {
  for (let at = Math.min(index, lastIndex(state)); at > baseOf(state); at -= 1) {
    const payload = entryAt(state, at)?.payload;
    if (payload?.kind === 'config') return { servers: payload.servers, at };
  }
  return { servers: state.snapshot?.servers ?? initial, at: 0 };
}

/** How many of a configuration make a majority. */
export function majority(members: readonly ServerId[]): number {
  return Math.floor(members.length / 2) + 1;
}

/** `n1`, `n1 and n2`, `n1, n2 and n3`, `nobody`. */
export function showServers(servers: readonly ServerId[]): string {
  const last = servers.at(-1);
  if (last === undefined) return 'nobody';
  return servers.length === 1 ? last : `${servers.slice(0, -1).join(', ')} and ${last}`;
}

/** The first index at which a step put something into the log or took it away; past the end when nothing changed. */
export function firstChange(event: StepEvent): number {
  if (event.changedFrom === null) return lastIndex(event.state) + 1;
  return Math.max(event.changedFrom, baseOf(event.state) + 1);
}
