/**
 * What a server answers to a proposal.
 *
 * Paper §5.3, §8. A client that is told "accepted at index 5 in term 3" waits for index 5: when another entry is
 * applied there, it knows that its command is lost and proposes it again. A wrong index runs the command twice or never.
 *
 * @module
 */
import type { Accepted } from '../../skeleton/contract/index.ts';
import type { Input, StepEvent } from '../trace/event.ts';
import { entryAt, lastIndex, sameJson, sameServers, showEntry } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';

/** The two inputs that ask for an answer. */
type Proposal = Extract<Input, { type: 'clientRequest' | 'changeServers' }>;

/** A leader may reject, for reasons of its own; then it must not take the command all the same. */
export const clientAnswers: Property = {
  id: 'client-answers',
  sentence:
    'A proposal gets exactly one answer: accepted, by a leader, with the place of the new entry in its log, or rejected.',
  paper: '§5.3, §8',
  needs: needs.proposal,
  unspecified: 'has no answers to clients',
  watch() {
    return (event) => {
      if (event.kind !== 'step') return null;
      const { input, effects, server } = event;
      if (input.type !== 'clientRequest' && input.type !== 'changeServers') return null;
      let answers = 0;
      let wrong: string | null = null;
      for (const effect of effects) {
        if (effect.type === 'accepted') wrong ??= wrongAccept(event, input, effect);
        else if (effect.type === 'rejected') wrong ??= wrongReject(event, input);
        else continue;
        answers += 1;
      }
      if (wrong !== null) return wrong;
      if (answers === 1 || (answers === 0 && event.crashed)) return null;
      const times = answers === 0 ? 'no answer' : `${answers} answers`;
      return `${server} gives ${times} to a ${input.type} in term ${event.state.currentTerm}`;
    };
  },
};

function wrongAccept(event: StepEvent, input: Proposal, accepted: Accepted): string | null {
  const { server, state } = event;
  const { index, term } = accepted;
  const act = `${server} accepts a ${input.type} at index ${index} in term ${term}`;
  if (state.role !== 'leader') return `${act}, but is a ${state.role} of term ${state.currentTerm}`;
  if (term !== state.currentTerm) return `${act}, but its term is ${state.currentTerm}`;
  if (index !== lastIndex(state)) return `${act}, but its log ends at index ${lastIndex(state)}`;
  if (holdsProposal(event, input)) return null;
  return `${act}, but its log has ${showEntry(entryAt(state, index))} there`;
}

function wrongReject(event: StepEvent, input: Proposal): string | null {
  if (event.changedFrom === null || !holdsProposal(event, input)) return null;
  return `${event.server} rejects a ${input.type} in term ${event.state.currentTerm}, but puts it into its log at index ${lastIndex(event.state)}`;
}

function holdsProposal({ state }: StepEvent, input: Proposal): boolean {
  const entry = entryAt(state, lastIndex(state));
  if (entry === undefined || entry.term !== state.currentTerm) return false;
  const { payload } = entry;
  if (input.type === 'clientRequest') {
    return payload.kind === 'command' && sameJson(payload.command, input.command);
  }
  return payload.kind === 'config' && sameServers(payload.servers, input.servers);
}
