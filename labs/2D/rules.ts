/**
 * The rules that lab 2D's scenarios judge themselves. What a snapshot may hold and that no state machine goes back are
 * properties of the grader (`snapshots`, `apply-order`), judged at every step.
 *
 * @module
 */
import type { Rule } from '../../grader/index.ts';

/** Two services that have seen the same log and differ. */
export const sameState: Rule = {
  id: 'same-state',
  sentence:
    'A state machine that was restored from a snapshot is the same as one that applied every entry.',
  paper: '§7, Figure 13, receiver 8',
};

/** Entries behind a snapshot that are gone. */
export const suffixStays: Rule = {
  id: 'suffix-stays',
  sentence:
    'If the log has an entry with the index and term of the snapshot’s last included entry, the entries that follow it stay.',
  paper: '§7, Figure 13, receiver 6',
};

/** Entries that conflict with a snapshot and are still there. */
export const conflictGoes: Rule = {
  id: 'conflict-goes',
  sentence:
    'If the log has another entry at the snapshot’s last index, or none, the snapshot replaces the whole log.',
  paper: '§7, Figure 13, receiver 7',
};

/** A log that only grows. */
export const logIsShort: Rule = {
  id: 'log-is-short',
  sentence: 'A server deletes the log entries up to its snapshot, so that the log does not grow.',
  paper: '§7',
};

/** A snapshot of an older leader. */
export const oldLeaderInstallsNothing: Rule = {
  id: 'old-leader-installs-nothing',
  sentence:
    'A server installs no snapshot from a leader of a term below its own, and answers with its term.',
  paper: '§5.1, Figure 13, receiver 1',
};

/** A follower that hears from its leader and stands all the same. */
export const snapshotIsHeartbeat: Rule = {
  id: 'snapshot-is-a-message-of-the-leader',
  sentence:
    'A server remains a follower as long as it receives valid messages from a leader, snapshots too.',
  paper: '§5.2',
};

/** A snapshot on the wire that is not the service's. */
export const snapshotIsWhole: Rule = {
  id: 'snapshot-is-whole',
  sentence:
    'A leader sends the state that its service handed over, with the index and the term of its last entry, and the servers.',
  paper: '§7, Figure 13',
};

/** A snapshot of entries that are not applied. */
export const onlyAppliedIsTaken: Rule = {
  id: 'only-applied-is-taken',
  sentence:
    'A snapshot covers just the committed entries in the log, which are applied; others stay.',
  paper: '§7',
};
