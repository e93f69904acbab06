/**
 * What an acknowledgement may say, and to whom.
 *
 * @module
 */
import type {
  AppendEntriesResponse,
  InstallSnapshotResponse,
  Message,
  ServerId,
} from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import { type Confirmed, confirmAppend, confirmSnapshot, nothingConfirmed } from './confirmed.ts';
import { baseOf, lastIndex, showKind } from './log.ts';
import { needs } from './needs.ts';
import type { Property } from './property.ts';
import { perServer } from './servers.ts';

/**
 * Paper §5.3, Figure 2 "matchIndex". A follower holds a, x, y; the leader of a new term confirms a. A follower that
 * acknowledges index 3, because its log is that long, makes the leader count x and y as its own entries.
 *
 * What the follower knows to be committed equals every later leader's log, so it may be acknowledged too. An answer to
 * a snapshot of an old term is only there for its term.
 */
export const honestAcks: Property = {
  id: 'honest-acks',
  sentence:
    "A server acknowledges no more than is in its log and is known to equal the leader's log.",
  paper: '§5.3, Figure 2 "matchIndex"',
  needs: needs.append | needs.install | needs.sendAppended | needs.sendInstalled,
  watch() {
    const confirmedOf = perServer(nothingConfirmed);

    return (event) => {
      if (event.kind !== 'step') return null;
      const { server, state, effects, input } = event;
      const request = input.type === 'deliver' ? input.message : null;
      const confirmed = confirmedOf(server);
      if (request?.type === 'AppendEntriesRequest') confirmAppend(confirmed, request, state);
      else if (request?.type === 'InstallSnapshotRequest') {
        confirmSnapshot(confirmed, request, state);
      }
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'send') continue;
        const { message } = effect;
        let wrong: string | null = null;
        if (message.type === 'AppendEntriesResponse' && message.success) {
          wrong = tooMuch(event, message, confirmed);
        } else if (
          message.type === 'InstallSnapshotResponse' &&
          !(request !== null && request.term < message.term)
        ) {
          wrong = tooMuch(event, message, confirmed);
        }
        if (wrong !== null) return wrong;
      }
      return null;
    };
  },
};

function tooMuch(
  event: StepEvent,
  ack: AppendEntriesResponse | InstallSnapshotResponse,
  confirmed: Confirmed,
): string | null {
  const { server, state } = event;
  const { matchIndex, term, to } = ack;
  const equal = confirmed.term === term ? confirmed.index : 0;
  const end = lastIndex(state);
  if (matchIndex <= equal && matchIndex <= end) return null;
  if (matchIndex > end) {
    return `${server} acknowledges index ${matchIndex} to ${to} in term ${term}, but its log ends at index ${end}`;
  }
  const most = Math.max(equal, state.commitIndex, baseOf(state));
  if (matchIndex <= most) return null;
  return (
    `${server} acknowledges index ${matchIndex} to ${to} in term ${term}, but its log is known to equal the leader's ` +
    `only up to index ${most}`
  );
}

/** Who asked a server, and when. */
interface Asked {
  /** By kind of request and sender, the lowest term of it. */
  readonly append: Map<ServerId, number>;
  readonly snapshot: Map<ServerId, number>;
  /** Who asked for a vote, in whatever term. */
  readonly asked: Set<ServerId>;
  /** Whose AppendEntries came last: nearly always the same. */
  lastAppend: ServerId;
  /** The terms in which a candidate asked for a vote. */
  readonly voteTerms: Map<ServerId, Set<number>>;
}

/**
 * Paper §5.1 (servers communicate by RPCs: a response belongs to a request). A vote for somebody who does not stand
 * in that term is a vote that is counted when he stands.
 *
 * A refusal may be of an older term than the request: who disregards a candidate keeps its own term (dissertation
 * §4.2.3), and may say so. Nobody counts it.
 */
export const responseAnswersRequest: Property = {
  id: 'response-answers-request',
  sentence:
    'A server responds only to a server that sent it a request, and votes only for a candidate that asked in that term.',
  paper: '§5.1, §5.2, Figure 2',
  needs:
    needs.append |
    needs.install |
    needs.voteRequest |
    needs.sendAppended |
    needs.sendInstalled |
    needs.sendVote,
  watch() {
    const askedOf = perServer<Asked>(() => ({
      lastAppend: '',
      append: new Map(),
      snapshot: new Map(),
      asked: new Set(),
      voteTerms: new Map(),
    }));

    return (event) => {
      if (event.kind !== 'step') return null;
      const { input, effects, server } = event;
      const request = input.type === 'deliver' ? input.message : null;
      if (request !== null) listen(askedOf, server, request);
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type !== 'send') continue;
        const { message } = effect;
        const { type } = message;
        if (type === 'AppendEntriesResponse') {
          if (request?.type === 'AppendEntriesRequest' && fits(request, message)) continue;
          if (before(askedOf(server).append, message)) continue;
        } else if (type === 'InstallSnapshotResponse') {
          if (before(askedOf(server).snapshot, message)) continue;
        } else if (type !== 'RequestVoteResponse') {
          continue;
        } else if (message.voteGranted) {
          if (askedOf(server).voteTerms.get(message.to)?.has(message.term) === true) continue;
          return `${server} votes for ${message.to} in term ${message.term}, which never asked it for a vote in that term`;
        } else if (askedOf(server).asked.has(message.to)) {
          continue;
        }
        return `${server} sends ${showKind(type)} of term ${message.term} to ${message.to}, which sent it no such request`;
      }
      return null;
    };
  },
};

function fits(request: Message, response: Message): boolean {
  return request.from === response.to && request.term <= response.term;
}

function before(terms: ReadonlyMap<ServerId, number>, response: Message): boolean {
  return (terms.get(response.to) ?? Number.POSITIVE_INFINITY) <= response.term;
}

function listen(askedOf: (server: ServerId) => Asked, server: ServerId, request: Message): void {
  const { type, from, term } = request;
  if (type === 'AppendEntriesRequest') {
    const asked = askedOf(server);
    if (asked.lastAppend === from) return;
    asked.lastAppend = from;
    note(asked.append, from, term);
  } else if (type === 'InstallSnapshotRequest') note(askedOf(server).snapshot, from, term);
  else if (type === 'RequestVoteRequest') {
    const { asked, voteTerms } = askedOf(server);
    asked.add(from);
    const terms = voteTerms.get(from);
    if (terms === undefined) voteTerms.set(from, new Set([term]));
    else terms.add(term);
  }
}

function note(terms: Map<ServerId, number>, from: ServerId, term: number): void {
  const lowest = terms.get(from);
  if (lowest === undefined || term < lowest) terms.set(from, term);
}
