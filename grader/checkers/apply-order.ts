/**
 * How committed entries reach the state machine.
 *
 * Paper §5.3, Figure 2 "All servers". A server that applies an index twice pays a bill twice; one that leaves an index
 * out has another balance than the others for ever.
 *
 * @module
 */
import type { Apply, Json, LogEntry, ServerId, Snapshot } from '../../skeleton/contract/index.ts';
import type { StepEvent, TraceEvent } from '../trace/event.ts';
import { canonical, entryAt, sameEntry, showEntry } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { perServer } from './servers.ts';

/** The commands that were proposed so far. */
interface Proposals {
  see(event: TraceEvent): void;
  /** True when the entry is no command, or one that a client or a puppet leader brought in. */
  include(entry: LogEntry): boolean;
}

/** Reads a command only when somebody asks, each once. */
function watchProposals(): Proposals {
  const unread: Json[] = [];
  const proposed = new Set<string>();
  return {
    see(event) {
      if (event.kind === 'step') {
        if (event.input.type === 'clientRequest') unread.push(event.input.command);
      } else if (event.kind === 'puppet' && event.message.type === 'AppendEntriesRequest') {
        if (event.direction === 'hears') return;
        for (const { payload } of event.message.entries) {
          if (payload.kind === 'command') unread.push(payload.command);
        }
      }
    },
    include({ payload }) {
      if (payload.kind !== 'command') return true;
      for (const command of unread) proposed.add(canonical(command));
      unread.length = 0;
      return proposed.has(canonical(payload.command));
    },
  };
}

/** Judged for each boot of each server. An entry may be applied in a later step than the one that committed it. */
export const applyOrder: Property = {
  id: 'apply-order',
  sentence:
    'A server applies each committed entry of its log once and in order, and nothing that no client proposed.',
  paper: '§5.3, Figure 2 "All servers"',
  needs: needs.restart | needs.proposal | needs.puppet | needs.apply | needs.restore,
  watch() {
    const proposals = watchProposals();
    const machineOf = perServer(() => ({ last: 0 }));
    const genuine: (LogEntry | undefined)[] = [];

    function invented(server: ServerId, { index, entry }: Apply): string | null {
      if (genuine[index] === entry) return null;
      if (!proposals.include(entry)) {
        return `${server} applies ${showEntry(entry)} at index ${index}, which no client proposed`;
      }
      genuine[index] = entry;
      return null;
    }

    return (event) => {
      proposals.see(event);
      if (event.kind !== 'step') return null;
      const { effects, server } = event;
      if (event.before === null) machineOf(server).last = 0;
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        let wrong: string | null = null;
        if (effect?.type === 'apply') {
          const machine = machineOf(server);
          wrong = outOfOrder(event, effect, machine.last) ?? invented(server, effect);
          machine.last = effect.index;
        } else if (effect?.type === 'restore') {
          const machine = machineOf(server);
          wrong = restoredBack(event, effect.snapshot, machine.last);
          machine.last = effect.snapshot.lastIncludedIndex;
        }
        if (wrong !== null) return wrong;
      }
      return null;
    };
  },
};

function outOfOrder(event: StepEvent, { index, entry }: Apply, last: number): string | null {
  const { server, state, before } = event;
  const act = `${server} applies index ${index} in term ${state.currentTerm}`;
  if (index <= last) return `${act}, after it applied up to index ${last} since it booted`;
  if (index > last + 1) {
    return last === 0
      ? `${act}, before it applied anything or restored a snapshot since it booted`
      : `${act} right after index ${last}`;
  }
  if (index > state.commitIndex) return `${act}, but its commitIndex is ${state.commitIndex}`;
  const own = entryAt(state, index) ?? (before === null ? undefined : entryAt(before, index));
  if (own === undefined || sameEntry(own, entry)) return null;
  return `${act} with ${showEntry(entry)}, but its log has ${showEntry(own)} there`;
}

function restoredBack(event: StepEvent, snapshot: Snapshot, last: number): string | null {
  const { lastIncludedIndex } = snapshot;
  if (lastIncludedIndex >= last) return null;
  return (
    `${event.server} takes its state machine back to a snapshot up to index ${lastIncludedIndex} in term ` +
    `${event.state.currentTerm}, after it applied up to index ${last}`
  );
}
