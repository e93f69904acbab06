/**
 * What only grows.
 *
 * Paper §5.1, Figure 2 "State". A server that goes back from term 5 to term 3 votes in terms 4 and 5 once more.
 *
 * @module
 */
import type { Effect, ServerId } from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';

/** Judged from step to step while a server runs; at a restart, the term must be at least the one on disk. */
export const monotonic: Property = {
  id: 'monotonic',
  sentence:
    'A server never takes back its term or the vote it gave in it, nor, while it runs, its commitIndex and lastApplied.',
  paper: '§5.1, Figure 2 "State"',
  needs: needs.restart | needs.term | needs.votedFor | needs.commit | needs.applied | needs.persist,
  watch() {
    const termOnDisk = new Map<ServerId, number>();

    return (event) => {
      if (event.kind !== 'step') return null;
      const { before, state, server, effects } = event;
      let wrong: string | null = null;
      if (before === null) {
        const term = termOnDisk.get(server) ?? 0;
        if (state.currentTerm < term) {
          wrong = `${server} restarts in term ${state.currentTerm}, although its disk holds term ${term}`;
        }
      } else if (
        state.currentTerm < before.currentTerm ||
        state.commitIndex < before.commitIndex ||
        state.lastApplied < before.lastApplied ||
        (state.votedFor === null && before.votedFor !== null)
      ) {
        wrong = wentBack(event);
      }
      if (wrong !== null) return wrong;
      const term = persistedTerm(effects);
      if (term !== null) termOnDisk.set(server, term);
      return null;
    };
  },
};

function wentBack({ before, state, server }: StepEvent): string | null {
  if (before === null) return null;
  if (state.currentTerm < before.currentTerm) {
    return `${server} goes back from term ${before.currentTerm} to term ${state.currentTerm}`;
  }
  if (state.commitIndex < before.commitIndex) {
    return `${server} takes its commitIndex back from ${before.commitIndex} to ${state.commitIndex} in term ${state.currentTerm}`;
  }
  if (state.lastApplied < before.lastApplied) {
    return `${server} takes its lastApplied back from ${before.lastApplied} to ${state.lastApplied} in term ${state.currentTerm}`;
  }
  if (state.currentTerm !== before.currentTerm) return null;
  return `${server} forgets in term ${state.currentTerm} that it voted for ${before.votedFor} in that term`;
}

function persistedTerm(effects: readonly Effect[]): number | null {
  for (let at = effects.length - 1; at >= 0; at -= 1) {
    const effect = effects[at];
    if (effect?.type === 'persist') return effect.state.currentTerm;
  }
  return null;
}
