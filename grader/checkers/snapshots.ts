/**
 * What a snapshot stands for.
 *
 * Paper §7, Figure 13. A snapshot replaces entries for good. One that covers an entry which is not applied yet, or that
 * says a wrong term for its last entry, cannot be put right by any leader.
 *
 * @module
 */
import type { Json, ServerId, ServerState, Snapshot } from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import { baseOf, sameJson, sameServers, termAt, unknownTerm } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { configurationAt, perServer, showServers } from './servers.ts';

/** A server may compact later than it was asked to, with what it was given then. */
export const snapshots: Property = {
  id: 'snapshots',
  sentence:
    'A snapshot is the one that the state machine handed over or the leader sent, of applied entries, with their last term and configuration, and never older than the last.',
  paper: '§7, Figure 13',
  needs: needs.restart | needs.takeSnapshot | needs.snapshot,
  watch({ initial }) {
    const handedOver = perServer(() => new Map<number, Json>());
    return (event) => {
      if (event.kind !== 'step') return null;
      const { input, before, state, server } = event;
      if (input.type === 'takeSnapshot') handedOver(server).set(input.index, input.data);
      else if (before === null) handedOver(server).clear();
      if (before === null || before.snapshot === state.snapshot) return null;
      return wrongSnapshot(event, before, { handedOver: handedOver(server), initial });
    };
  },
};

/** What is known besides a step. */
interface Known {
  /** What the state machine has handed over, by index. */
  readonly handedOver: Map<number, Json>;
  /** The first configuration. */
  readonly initial: readonly ServerId[];
}

function wrongSnapshot(event: StepEvent, before: ServerState, known: Known): string | null {
  const { server, input, state } = event;
  const old = before.snapshot?.lastIncludedIndex ?? 0;
  const { snapshot } = state;
  if (snapshot === null || snapshot.lastIncludedIndex < old) {
    return `${server} goes back from a snapshot up to index ${old} to ${snapshot === null ? 'none' : `one up to index ${snapshot.lastIncludedIndex}`}`;
  }
  if (snapshot.lastIncludedIndex === old) return null;
  if (input.type === 'deliver' && input.message.type === 'InstallSnapshotRequest') {
    const sent = input.message.snapshot;
    if (sent.lastIncludedIndex === snapshot.lastIncludedIndex) {
      return wrongInstall(event, before, sent);
    }
  }
  return wrongOwn(event, before, known);
}

function wrongInstall(event: StepEvent, before: ServerState, sent: Snapshot): string | null {
  const { server, input, state } = event;
  if (state.snapshot === null || input.type !== 'deliver') return null;
  const act = `${server} installs a snapshot up to index ${sent.lastIncludedIndex}`;
  const { term } = input.message;
  if (term < before.currentTerm) {
    return `${act} from a request of term ${term}, although its own term is ${before.currentTerm}`;
  }
  if (state.snapshot.lastIncludedTerm !== sent.lastIncludedTerm) {
    return `${act} with lastIncludedTerm ${state.snapshot.lastIncludedTerm}, but the request says ${sent.lastIncludedTerm}`;
  }
  if (sameJson(state.snapshot.data, sent.data)) return null;
  return `${act} with other data than the request of term ${term} carries`;
}

function wrongOwn(
  event: StepEvent,
  before: ServerState,
  { handedOver, initial }: Known,
): string | null {
  const { server, state } = event;
  if (state.snapshot === null) return null;
  const { lastIncludedIndex: index, lastIncludedTerm: term, data } = state.snapshot;
  const act = `${server} takes a snapshot up to index ${index} in term ${state.currentTerm}`;
  const given = handedOver.get(index);
  if (given === undefined) return `${act}, which its state machine did not hand over`;
  if (!sameJson(given, data)) return `${act} with other data than its state machine handed over`;
  if (index > before.lastApplied)
    return `${act}, but has applied only up to index ${before.lastApplied}`;
  const found = termAt(before, index);
  if (found !== unknownTerm && found !== term) {
    return `${act} with lastIncludedTerm ${term}, but its entry there is of term ${found}`;
  }
  const servers = serversToName(event, before, initial);
  if (servers !== null && !sameServers(servers, state.snapshot.servers)) {
    return `${act} that names ${showServers(state.snapshot.servers)}, but the configuration there is ${showServers(servers)}`;
  }
  for (const earlier of handedOver.keys()) if (earlier <= index) handedOver.delete(earlier);
  return null;
}

/**
 * The configuration at the last index of a new snapshot. Before lab 2E there is one only, and whether a snapshot names it is
 * not judged; a server that was added may not have known any there.
 */
function serversToName(
  { server, state }: StepEvent,
  before: ServerState,
  initial: readonly ServerId[],
): readonly ServerId[] | null {
  if (!before.log.some(({ payload }) => payload.kind === 'config')) return null;
  if (!initial.includes(server) && before.snapshot === null) return null;
  return configurationAt(before, baseOf(state), initial).servers;
}
