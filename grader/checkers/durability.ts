/**
 * Promises are durable.
 *
 * Paper §5.2, Figure 2 "Updated on stable storage before responding to RPCs". n3 votes for n1, crashes, forgets, and
 * votes for n2 in the same term. n3 acknowledges an entry, the leader commits it, n3 crashes and comes back without
 * it: the next leader needs nobody who has it.
 *
 * @module
 */
import type { Message, PersistentState, ServerId } from '../../skeleton/contract/index.ts';
import type { StepEvent } from '../trace/event.ts';
import { watchAcks } from './acks.ts';
import {
  baseOf,
  entryAt,
  lastIndex,
  sameEntry,
  showEntry,
  showKind,
  termAt,
  unknownTerm,
} from './log.ts';
import { needs, needsAnySend } from './needs.ts';
import type { Property } from './property.ts';
import { actedAsLeader, majority, watchMembers } from './servers.ts';

/** The disk of a server that never persisted anything. */
const empty: PersistentState = { currentTerm: 0, votedFor: null, log: [], snapshot: null };

/**
 * Plays the disk: `persist` replaces it, in the order of the effects. From lab 2C on.
 *
 * A leader may send entries before it has stored them itself (dissertation §10.2.1); then it does not count itself.
 */
export const durability: Property = {
  id: 'durability',
  sentence:
    'A server stores its term, vote, log and snapshot before it tells anybody of them, and restarts with what it stored.',
  paper: '§5.2, Figure 2 "State"',
  needs:
    needs.restart |
    needs.log |
    needs.ack |
    needs.install |
    needs.commit |
    needs.persist |
    needsAnySend,
  watch(run) {
    const disks = new Map<ServerId, PersistentState>();
    const members = watchMembers(run);
    const acks = watchAcks();

    function selfCounted(event: StepEvent, disk: PersistentState): string | null {
      const { before, state, server } = event;
      if (before === null || state.commitIndex <= before.commitIndex) return null;
      if (event.crashed || !actedAsLeader(event)) return null;
      const all = members.of(state);
      const place = { leader: server, term: state.currentTerm, index: state.commitIndex };
      if (acks.holders(place, all).length >= majority(all)) return null;
      const index = missing(event, disk, state.commitIndex);
      if (index === null) return null;
      return `${server}, leader of term ${state.currentTerm}, counts itself to commit index ${state.commitIndex}, but has not stored index ${index}`;
    }

    return (event) => {
      if (event.kind !== 'step') return null;
      members.see(event);
      acks.see(event);
      const { server, effects } = event;
      let disk = disks.get(server) ?? empty;
      const stored = disk;
      if (event.before === null) {
        const wrong = forgotten(event, disk);
        if (wrong !== null) return wrong;
      }
      for (let at = 0; at < effects.length; at += 1) {
        const effect = effects[at];
        if (effect?.type === 'persist') disk = effect.state;
        else if (effect?.type === 'send') {
          const { message } = effect;
          // The usual message of a leader promises nothing but its term.
          if (message.type === 'AppendEntriesRequest' && message.term <= disk.currentTerm) continue;
          const wrong = notStored(event, message, disk);
          if (wrong !== null) return wrong;
        }
      }
      if (disk !== stored) disks.set(server, disk);
      return selfCounted(event, disk);
    };
  },
};

/** What a message promises that is not on disk as it leaves. */
function notStored(event: StepEvent, message: Message, disk: PersistentState): string | null {
  const { type, term, to } = message;
  if (type === 'Custom') return null;
  const { server } = event;
  if (term > disk.currentTerm) {
    return `${server} sends ${to} ${showKind(type)} of term ${term}, while its disk holds term ${disk.currentTerm}`;
  }
  if (type === 'RequestVoteRequest') {
    if (term !== disk.currentTerm || disk.votedFor === server) return null;
    return `${server} asks ${to} for its vote in term ${term}, while its disk holds ${vote(disk)} in that term`;
  }
  if (type === 'RequestVoteResponse') {
    if (!message.voteGranted || term !== disk.currentTerm || disk.votedFor === to) return null;
    return `${server} gives its vote to ${to} in term ${term}, while its disk holds ${vote(disk)} in that term`;
  }
  const acknowledges =
    (type === 'AppendEntriesResponse' && message.success) ||
    (type === 'InstallSnapshotResponse' && !answersOldTerm(event, term));
  const index = acknowledges ? missing(event, disk, message.matchIndex) : null;
  if (!acknowledges || index === null) return null;
  return `${server} acknowledges index ${message.matchIndex} to ${to} in term ${term}, while its disk does not hold index ${index}`;
}

/** True when a response goes out to a request of an older term: it tells the term and acknowledges nothing. */
function answersOldTerm({ input }: StepEvent, term: number): boolean {
  return input.type === 'deliver' && input.message.term < term;
}

function vote(disk: PersistentState): string {
  return disk.votedFor === null ? 'no vote' : `a vote for ${disk.votedFor}`;
}

/**
 * The first index up to `through` that the disk lacks, or `null`. Entries of equal index and term follow equal entries
 * (Log Matching), so only what this step changed, and the last entry, must be looked at.
 */
function missing(event: StepEvent, disk: PersistentState, through: number): number | null {
  const { state } = event;
  if (disk.log === state.log && disk.snapshot === state.snapshot) return null;
  const end = Math.min(through, lastIndex(state));
  if (lastIndex(disk) < end) return lastIndex(disk) + 1;
  for (let index = Math.min(event.changedFrom ?? end, end); index <= end; index += 1) {
    const term = termAt(state, index);
    const onDisk = termAt(disk, index);
    if (term !== unknownTerm && onDisk !== unknownTerm && term !== onDisk) return index;
  }
  return null;
}

function forgotten({ server, state }: StepEvent, disk: PersistentState): string | null {
  const act = `${server} restarts in term ${state.currentTerm}`;
  if (state.currentTerm < disk.currentTerm)
    return `${act}, while its disk holds term ${disk.currentTerm}`;
  const sameTerm = state.currentTerm === disk.currentTerm;
  if (sameTerm && disk.votedFor !== null && state.votedFor !== disk.votedFor) {
    const now = state.votedFor === null ? 'without a vote' : `with a vote for ${state.votedFor}`;
    return `${act} ${now}, while its disk holds ${vote(disk)}`;
  }
  if (baseOf(state) !== baseOf(disk)) {
    return `${act} with a snapshot up to index ${baseOf(state)}, while its disk holds one up to index ${baseOf(disk)}`;
  }
  if (state.log === disk.log) return null;
  const end = Math.max(lastIndex(state), lastIndex(disk));
  for (let index = baseOf(disk) + 1; index <= end; index += 1) {
    const own = entryAt(state, index);
    const kept = entryAt(disk, index);
    if (own !== undefined && kept !== undefined && sameEntry(own, kept)) continue;
    return `${act} with ${showEntry(own)} at index ${index}, while its disk holds ${showEntry(kept)} there`;
  }
  return null;
}
