/**
 * The rules that lab 2C's scenarios judge themselves. That promises are stored before they are made is a property of
 * the grader (`durability`), judged at every step; these need to know what the scenario has just done.
 *
 * @module
 */
import type { Rule } from '../../grader/index.ts';

/** A server that restarts as something else than a follower that has applied nothing. */
export const startsAsFollower: Rule = {
  id: 'starts-as-follower',
  sentence:
    'When servers start up, they begin as followers, with commitIndex and lastApplied 0: both are volatile, as the state machine is.',
  paper: '§5.2, Figure 2, State',
};

/** A server that restarts without what it had told somebody. */
export const promisesSurvive: Rule = {
  id: 'promises-survive',
  sentence:
    'After a crash a server still has the term, the vote and the entries that it has told others of.',
  paper: 'Figure 2, State, "Updated on stable storage before responding to RPCs"',
};

/** A disk on which one part is of another time than the rest. */
export const diskIsWhole: Rule = {
  id: 'disk-is-whole',
  sentence:
    'Whatever is on disk at any moment is a state that a server may be in: no entry has a term above currentTerm.',
  paper: 'Figure 2, State, and the contract, `data.ts`',
};

/** A vote of this term that an older term's vote has used up. */
export const freeVoteIsGranted: Rule = {
  id: 'free-vote-is-granted-after-restart',
  sentence:
    'A vote belongs to a term: in a term in which it has voted for nobody, a restarted server grants its vote.',
  paper: '§5.2, Figure 2, RequestVote RPC, receiver 2',
};

/** An entry that was replaced and is back. */
export const replacedStaysReplaced: Rule = {
  id: 'replaced-stays-replaced',
  sentence:
    'What a server has acknowledged replaces what stood there before, on its disk too: after a restart the old entry is gone.',
  paper: '§5.3, Figure 2, AppendEntries RPC, receiver 3',
};

/** Figure 8. */
export const ownTermCommits: Rule = {
  id: 'own-term-commits',
  sentence:
    'Only log entries from the leader’s current term are committed by counting replicas; earlier ones are committed with them.',
  paper: '§5.4.2, Figure 8',
};

/** Too many refusals until two logs agree. */
export const fastBackup: Rule = {
  id: 'fast-backup',
  sentence:
    'With the conflict hints of §5.3 a leader needs about one refusal for each conflicting term, and not one for each entry.',
  paper:
    '§5.3, "the protocol can be optimized to reduce the number of rejected AppendEntries RPCs"',
};
