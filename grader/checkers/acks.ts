/**
 * Who acknowledged how much to a leader: what `matchIndex` should be, counted from the messages that reached it.
 *
 * @module
 */
import type { ServerId } from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import { perServer } from './servers.ts';

/** The acknowledgements of one term that reached one server. */
interface Acks {
  term: number;
  readonly matchIndex: Map<ServerId, number>;
}

/** Keeps the acknowledgements of each server's present term. */
export interface AckWatcher {
  /** Must see every step. */
  see(event: StepEvent): void;
  /** Those of `members` that hold the entry at `index` as far as `leader` was told in `term`; itself left out. */
  holders(
    place: { leader: ServerId; term: number; index: number },
    members: readonly ServerId[],
  ): ServerId[];
}

/** Only an answer of the same term counts: in an older term the same index held another entry. */
export function watchAcks(): AckWatcher {
  const acksOf = perServer<Acks>(() => ({ term: -1, matchIndex: new Map() }));
  return {
    see(event) {
      if (event.input.type !== 'deliver') return;
      const { message } = event.input;
      const acknowledges =
        (message.type === 'AppendEntriesResponse' && message.success) ||
        message.type === 'InstallSnapshotResponse';
      if (!acknowledges || message.term !== event.state.currentTerm) return;
      const acks = acksOf(event.server);
      if (acks.term !== message.term) {
        acks.term = message.term;
        acks.matchIndex.clear();
      }
      if (message.matchIndex > (acks.matchIndex.get(message.from) ?? 0)) {
        acks.matchIndex.set(message.from, message.matchIndex);
      }
    },
    holders({ leader, term, index }, members) {
      const acks = acksOf(leader);
      if (acks.term !== term) return [];
      return members.filter((id) => id !== leader && (acks.matchIndex.get(id) ?? 0) >= index);
    },
  };
}
