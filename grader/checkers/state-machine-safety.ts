/**
 * Everybody applies the same.
 *
 * Paper §5.4.3, Figure 3. This is what Raft is for: the other properties are there to keep this one.
 *
 * @module
 */
import type { LogEntry, ServerId } from '../../skeleton/contract/index.ts';
import { sameEntry, showEntry } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';

/** Compares with the first server that applied anything at that index, over the whole run and all restarts. */
export const stateMachineSafety: Property = {
  id: 'state-machine-safety',
  sentence:
    'If a server has applied a log entry at a given index, no other server will ever apply a different entry for the same index.',
  paper: '§5.4.3, Figure 3',
  needs: needs.apply,
  watch() {
    const first: ({ readonly entry: LogEntry; readonly server: ServerId } | undefined)[] = [];
    return (event) => {
      if (event.kind !== 'step') return null;
      const { effects, server } = event;
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'apply') continue;
        const { index, entry } = effect;
        const known = first[index];
        if (known === undefined) first[index] = { entry, server };
        else if (!sameEntry(known.entry, entry)) {
          return `${server} applies ${showEntry(entry)} at index ${index}, where ${known.server} applied ${showEntry(known.entry)}`;
        }
      }
      return null;
    };
  },
};
