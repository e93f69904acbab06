/**
 * Two logs that agree in one entry agree in all entries before it.
 *
 * Paper §5.3, Figure 3. Everything else leans on this: the consistency check compares one entry and concludes that
 * the logs are equal up to there.
 *
 * @module
 */
import type { AppendEntriesRequest, LogEntry, ServerId } from '../../skeleton/contract/index.ts';
import { baseOf, lastIndex, sameEntry, showEntry, termAt, unknownTerm } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { firstChange } from './servers.ts';

/** The first sight of an entry with its index and term. */
interface Sighting {
  readonly entry: LogEntry;
  readonly server: ServerId;
  /** The term of the entry before it; may be learned later, when a snapshot stood there. */
  previousTerm: number;
  /** The sighting of another term at the same index. */
  readonly next: Sighting | undefined;
}

/** One place of somebody's log, or of a message. */
interface Place {
  readonly server: ServerId;
  readonly index: number;
  readonly entry: LogEntry;
  readonly previousTerm: number;
}

/**
 * Holds over the whole run, for logs and for what leaders send. Equal term before equal entries is enough: by
 * induction all earlier entries are equal too.
 */
export const logMatching: Property = {
  id: 'log-matching',
  sentence:
    'If two logs contain an entry with the same index and term, then the logs are identical in all entries up through that index.',
  paper: '§5.3, Figure 3',
  needs: needs.log | needs.sendEntries | needs.puppet,
  watch() {
    const byIndex: (Sighting | undefined)[] = [];

    function see(place: Place): string | null {
      const { index, entry, server, previousTerm } = place;
      const first = byIndex[index];
      let known = first;
      while (known !== undefined && known.entry.term !== entry.term) known = known.next;
      if (known === undefined) {
        byIndex[index] = { entry, server, previousTerm, next: first };
        return null;
      }
      return differs(known, place);
    }

    function seeMessage(message: AppendEntriesRequest): string | null {
      const { entries, prevLogIndex, from } = message;
      let previousTerm = message.prevLogTerm;
      for (let at = 0; at < entries.length; at += 1) {
        const entry = entries[at];
        if (entry === undefined) continue;
        const index = prevLogIndex + 1 + at;
        const known = byIndex[index];
        if (known?.entry !== entry || known.previousTerm !== previousTerm) {
          const wrong = see({ server: from, index, entry, previousTerm });
          if (wrong !== null) return wrong;
        }
        previousTerm = entry.term;
      }
      return null;
    }

    return (event) => {
      if (event.kind === 'puppet') {
        const { message, direction } = event;
        if (direction === 'says' && message.type === 'AppendEntriesRequest') seeMessage(message);
        return null;
      }
      if (event.kind !== 'step') return null;
      const { state, server, effects } = event;
      if (event.changedFrom !== null && !event.crashed) {
        const end = lastIndex(state);
        const base = baseOf(state);
        for (let index = firstChange(event); index <= end; index += 1) {
          const entry = state.log[index - base - 1];
          if (entry === undefined) continue;
          const wrong = see({ server, index, entry, previousTerm: termAt(state, index - 1) });
          if (wrong !== null) return wrong;
        }
      }
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'send' || effect.message.type !== 'AppendEntriesRequest') continue;
        const wrong = effect.message.entries.length === 0 ? null : seeMessage(effect.message);
        if (wrong !== null) return wrong;
      }
      return null;
    };
  },
};

function differs(known: Sighting, place: Place): string | null {
  const { server, index, entry, previousTerm } = place;
  if (!sameEntry(known.entry, entry)) {
    return (
      `${server} has ${showEntry(entry)} at index ${index}, where ${known.server} had ` +
      `${showEntry(known.entry)} with the same index and term`
    );
  }
  if (known.previousTerm === unknownTerm) known.previousTerm = previousTerm;
  if (previousTerm === unknownTerm || previousTerm === known.previousTerm) return null;
  return (
    `${server} has the entry of index ${index} and term ${entry.term} after one of term ${previousTerm}, ` +
    `${known.server} had it after one of term ${known.previousTerm}`
  );
}
