/**
 * How a leader may change the cluster.
 *
 * Dissertation §4.1. Any majority of a configuration and any of the one before it have a server in common, as long as the
 * two differ by one server and nothing is between them. What breaks this shows when two leaders have been elected; these
 * properties name it where it begins.
 *
 * @module
 */
import type { RunInfo, StepEvent } from '../trace/event.ts';
import { entryAt, lastIndex } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { configurationAt, firstChange, showServers } from './servers.ts';

/** A change of one leader, with the configuration that it replaces. */
interface Change {
  readonly old: ReturnType<typeof configurationAt>;
  readonly servers: readonly string[];
}

/** Only one server comes or goes. */
export const oneServerAtATime: Property = {
  id: 'one-server-at-a-time',
  sentence: 'Only one server is added to the cluster or removed from it at a time.',
  paper: 'dissertation §4.1',
  needs: needs.log,
  watch: (run) => (event) => {
    if (event.kind !== 'step') return null;
    const wide = changesOf(event, run).find(({ old, servers }) => {
      const gone = old.servers.filter((server) => !servers.includes(server));
      const added = servers.filter((server) => !old.servers.includes(server));
      return new Set([...gone, ...added]).size > 1;
    });
    if (wide === undefined) return null;
    return `${event.server} changes the cluster from ${showServers(wide.old.servers)} to ${showServers(wide.servers)}`;
  },
};

/** The change before is committed. */
export const oneChangeUnderWay: Property = {
  id: 'one-change-under-way',
  sentence: 'A leader begins no change before the last configuration in its log is committed.',
  paper: 'dissertation §4.1',
  needs: needs.log,
  watch: (run) => (event) => {
    if (event.kind !== 'step') return null;
    const { before, server } = event;
    const committed = before?.commitIndex ?? 0;
    const early = changesOf(event, run).find(({ old }) => old.at > committed);
    if (early === undefined) return null;
    return `${server} changes the cluster to ${showServers(early.servers)}, while the configuration at index ${early.old.at} is not committed`;
  },
};

/** The configurations that a leader appends in a step. */
function changesOf(event: StepEvent, { initial }: RunInfo): readonly Change[] {
  const { before, state } = event;
  if (before?.role !== 'leader' || before.currentTerm !== state.currentTerm) return [];
  const changes: Change[] = [];
  for (let index = firstChange(event); index <= lastIndex(state); index += 1) {
    const payload = entryAt(state, index)?.payload;
    if (payload?.kind !== 'config') continue;
    changes.push({ old: configurationAt(state, index - 1, initial), servers: payload.servers });
  }
  return changes;
}
