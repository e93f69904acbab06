/**
 * What a newer and an older term does to a server.
 *
 * @module
 */
import type { StepEvent } from '../trace/event.ts';
import { showKind } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { watchMembers } from './servers.ts';

/**
 * Paper §5.1, §5.2. A leader of term 1 is refused with term 4 and stays in office: it goes on answering clients that
 * nobody else listens to.
 *
 * A request for a vote may be ignored as a whole by a server that hears a leader (dissertation §4.2.3), and anything by a
 * server that is no member of its own configuration.
 */
export const stepDown: Property = {
  id: 'step-down',
  sentence:
    'A server that hears of a higher term adopts it and becomes follower, and a candidate gives way to the leader of its term.',
  paper: '§5.1, §5.2, Figure 2 "All servers", "Candidates"',
  needs: needs.otherTerm | needs.log | needs.install,
  watch(run) {
    const members = watchMembers(run);
    return (event) => {
      if (event.kind !== 'step') return null;
      members.see(event);
      const { input, before, state, server } = event;
      if (input.type !== 'deliver' || before === null) return null;
      const { type, term, from } = input.message;
      if (term < before.currentTerm || type === 'Custom') return null;
      const act = () => `${server} hears of term ${term} in ${showKind(type)} of ${from}`;
      if (term === before.currentTerm) {
        const leads = type === 'AppendEntriesRequest' || type === 'InstallSnapshotRequest';
        if (!leads || before.role !== 'candidate' || state.currentTerm !== term) return null;
        return state.role === 'follower' ? null : `${act()} and stays a ${state.role} of that term`;
      }
      if (!members.of(before).includes(server)) return null;
      if (state.currentTerm < term) {
        if (type === 'RequestVoteRequest') return null;
        return `${act()} and stays in term ${state.currentTerm}`;
      }
      if (state.currentTerm > term || state.role === 'follower') return null;
      return `${act()} and is ${state.role} of that term, not follower`;
    };
  },
};

/**
 * Paper §5.1. A delayed heartbeat of a leader of term 1 reaches the leader of term 2, which steps down: any old message
 * can leave the cluster without a leader.
 */
export const staleMessages: Property = {
  id: 'stale-messages',
  sentence: 'A message of an older term changes neither the role nor the vote of a server.',
  paper: '§5.1, Figure 2, receiver 1',
  needs: needs.otherTerm,
  watch() {
    return (event) => {
      if (event.kind !== 'step') return null;
      const { before, state, input } = event;
      if (before === null || (before.role === state.role && before.votedFor === state.votedFor)) {
        return null;
      }
      if (input.type !== 'deliver' || input.message.term >= before.currentTerm) return null;
      return input.message.type === 'Custom' ? null : obeyed(event, input.message.term);
    };
  },
};

function obeyed({ before, state, server, input }: StepEvent, term: number): string | null {
  if (before === null || input.type !== 'deliver') return null;
  const change =
    before.role === state.role
      ? `votes for ${state.votedFor}`
      : `goes from ${before.role} to ${state.role}`;
  return `${server} ${change} in term ${state.currentTerm} on ${showKind(input.message.type)} of term ${term}`;
}
