/**
 * What "success" of an AppendEntriesRequest says.
 *
 * Paper §5.3, Figure 2 "AppendEntries RPC, receiver 1–2". A follower that says yes to a heartbeat whose previous entry
 * it does not have makes the leader believe that the two logs agree, and commits what it never got.
 *
 * @module
 */
import type { AppendEntriesRequest } from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import { baseOf, entryAt, holds, sameEntry, showEntry, termAt, unknownTerm } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';

/** Judges the answers that a server gives in the step in which the request arrived. */
export const appendConsistency: Property = {
  id: 'append-consistency',
  sentence:
    'A server answers an AppendEntriesRequest with success only if the term is not old, its log holds the previous entry, and it has stored every entry.',
  paper: '§5.3, Figure 2 "AppendEntries RPC, receiver 1–2"',
  needs: needs.sendAppended,
  watch() {
    return (event) => {
      if (event.kind !== 'step' || event.input.type !== 'deliver') return null;
      const request = event.input.message;
      if (request.type !== 'AppendEntriesRequest') return null;
      const { effects } = event;
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'send' || effect.message.type !== 'AppendEntriesResponse') continue;
        if (effect.message.success && effect.message.to === request.from) {
          return untrue(event, request);
        }
      }
      return null;
    };
  },
};

function untrue(event: StepEvent, request: AppendEntriesRequest): string | null {
  const { server, state, before } = event;
  const { prevLogIndex, prevLogTerm, entries, term } = request;
  if (before !== null && term < before.currentTerm) {
    return `${server} answers success to a request of term ${term}, although its own term is ${before.currentTerm}`;
  }
  const say = `${server} answers success in term ${term}`;
  if (!holds(state, prevLogIndex, prevLogTerm)) {
    const found = termAt(state, prevLogIndex);
    const has = found === unknownTerm ? 'no entry there' : `one of term ${found}`;
    return `${say}, although the request follows an entry of term ${prevLogTerm} at index ${prevLogIndex} and its log has ${has}`;
  }
  const base = baseOf(state);
  for (let at = Math.max(0, base - prevLogIndex); at < entries.length; at += 1) {
    const sent = entries[at];
    const index = prevLogIndex + 1 + at;
    const entry = entryAt(state, index);
    if (sent === undefined || (entry !== undefined && sameEntry(entry, sent))) continue;
    return `${say}, but has ${showEntry(entry)} at index ${index}, where the request carries ${showEntry(sent)}`;
  }
  return null;
}
