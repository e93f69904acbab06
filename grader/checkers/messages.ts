/**
 * What every message says truly: who sends it, in which term, and what stands in the sender's log.
 *
 * Messages of a submission's own kind (`Custom`) are not judged.
 *
 * @module
 */
import type {
  AppendEntriesRequest,
  InstallSnapshotRequest,
  RequestVoteRequest,
} from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import { baseOf, lastIndex, sameEntry, showEntry, showKind, termAt, unknownTerm } from './log.ts';
import { needs, needsAnySend } from './needs.ts';
import type { Property } from './property.ts';

/**
 * Paper §5.1, Figure 2. Terms are how a server finds out that it is behind: a refusal with an old term leaves a
 * deposed leader in office. A step may move the term on; before or after are both true then.
 */
export const messageTerm: Property = {
  id: 'message-term',
  sentence: "Every message carries its sender's name and currentTerm.",
  paper: '§5.1, Figure 2',
  needs: needsAnySend,
  watch() {
    return (event) => {
      if (event.kind !== 'step') return null;
      const { effects, server, before, state } = event;
      const newest = state.currentTerm;
      const oldest = before === null ? newest : before.currentTerm;
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'send') continue;
        const { message } = effect;
        if (message.term === newest && message.from === server) continue;
        const { type, term, from, to } = message;
        if (type === 'Custom') continue;
        if (from !== server)
          return `${server} sends ${to} ${showKind(type)} in the name of ${from}`;
        if (term < oldest || term > newest) {
          return `${server} sends ${to} ${showKind(type)} of term ${term}, but its currentTerm is ${newest}`;
        }
      }
      return null;
    };
  },
};

/**
 * Paper Figure 2, the arguments of the RPCs. A candidate that gives its commitIndex for the end of its log, or a
 * leader that gives a wrong term for the entry before, defeats the checks that the receiver does right.
 */
export const honestRequests: Property = {
  id: 'honest-requests',
  sentence: "What a request says of its sender's log, commitIndex and snapshot is true.",
  paper: 'Figure 2, Figure 13, the arguments of the RPCs',
  needs: needs.sendVoteRequest | needs.sendAppend | needs.sendInstall,
  watch() {
    return (event) => {
      if (event.kind !== 'step') return null;
      const { effects } = event;
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'send') continue;
        const { message } = effect;
        let wrong: string | null = null;
        if (message.type === 'AppendEntriesRequest') wrong = untrueAppend(event, message);
        else if (message.type === 'RequestVoteRequest') wrong = untrueVote(event, message);
        else if (message.type === 'InstallSnapshotRequest') wrong = untrueSnapshot(event, message);
        if (wrong !== null) return wrong;
      }
      return null;
    };
  },
};

function untrueAppend(event: StepEvent, request: AppendEntriesRequest): string | null {
  const { server, state } = event;
  const { prevLogIndex, prevLogTerm, entries, leaderCommit, to, term } = request;
  const act = `${server} tells ${to} in term ${term}`;
  if (leaderCommit > state.commitIndex) {
    return `${act} that index ${leaderCommit} is committed, but its commitIndex is ${state.commitIndex}`;
  }
  const base = baseOf(state);
  const found = termAt(state, prevLogIndex);
  if (found !== prevLogTerm && prevLogIndex >= base && (found !== unknownTerm || prevLogTerm > 0)) {
    const has = found === unknownTerm ? 'no entry there' : `one of term ${found}`;
    return `${act} that its entry at index ${prevLogIndex} is of term ${prevLogTerm}, but its log has ${has}`;
  }
  for (let at = Math.max(0, base - prevLogIndex); at < entries.length; at += 1) {
    const sent = entries[at];
    const own = state.log[prevLogIndex + at - base];
    if (sent === own || sent === undefined) continue;
    if (own !== undefined && sameEntry(sent, own)) continue;
    return `${server} sends ${to} ${showEntry(sent)} for index ${prevLogIndex + 1 + at} in term ${term}, but its log has ${showEntry(own)} there`;
  }
  return null;
}

function untrueVote(event: StepEvent, request: RequestVoteRequest): string | null {
  const { server, state, before } = event;
  const { lastLogIndex, lastLogTerm, to, term } = request;
  const index = lastIndex(state);
  if (lastLogIndex === index && lastLogTerm === termAt(state, index)) return null;
  if (before !== null && lastLogIndex === lastIndex(before)) {
    if (lastLogTerm === termAt(before, lastLogIndex)) return null;
  }
  return (
    `${server} tells ${to} in term ${term} that its log ends at index ${lastLogIndex} with term ${lastLogTerm}, ` +
    `but it ends at index ${index} with term ${termAt(state, index)}`
  );
}

function untrueSnapshot(event: StepEvent, request: InstallSnapshotRequest): string | null {
  const { server, state } = event;
  const { lastIncludedIndex, lastIncludedTerm } = request.snapshot;
  const act = `${server} sends ${request.to} a snapshot up to index ${lastIncludedIndex} in term ${request.term}`;
  if (lastIncludedIndex > state.commitIndex) {
    return `${act}, but its commitIndex is ${state.commitIndex}`;
  }
  const found = termAt(state, lastIncludedIndex);
  if (found === unknownTerm || found === lastIncludedTerm) return null;
  return `${act} and says that its last entry is of term ${lastIncludedTerm}, but it is of term ${found}`;
}
