/**
 * The rules that lab 2E's scenarios judge themselves. Who counts for a majority is judged at every step by the properties of
 * the grader (`leader-has-quorum`, `commit-rule`), which read the configuration in the server's own log.
 *
 * @module
 */
import type { Rule } from '../../grader/index.ts';

/** A configuration that is more than one server away from the one before. */
export const oneServerAtATime: Rule = {
  id: 'one-server-at-a-time',
  sentence: 'Only one server is added to the cluster or removed from it at a time.',
  paper: 'dissertation §4.1',
};

/** A change while the one before it is not committed. */
export const oneChangeUnderWay: Rule = {
  id: 'one-change-under-way',
  sentence: 'A leader begins no change before the last configuration in its log is committed.',
  paper: 'dissertation §4.1',
};

/** A change by a leader of which nobody can say yet what it has replaced. */
export const ownEntryFirst: Rule = {
  id: 'own-entry-first',
  sentence:
    'A leader appends no new configuration before it has committed an entry of its own term.',
  paper: 'Ongaro, "bug in single-server membership changes", raft-dev 2015',
};

/** A change at a server that does not lead. */
export const onlyLeadersChange: Rule = {
  id: 'only-leaders-change',
  sentence: 'Only a leader takes a new configuration; all other servers reject it.',
  paper: 'dissertation §4.1',
};

/** An entry that was committed by too few. */
export const newestCounts: Rule = {
  id: 'newest-configuration-counts',
  sentence:
    'A server uses the latest configuration in its log for every majority, whether it is committed or not.',
  paper: '§6, dissertation §4.1',
};

/** A leader that counts itself among servers to which it no longer belongs. */
export const removedLeaderDoesNotCount: Rule = {
  id: 'removed-leader-does-not-count',
  sentence:
    'A leader that removes itself replicates log entries but does not count itself in majorities.',
  paper: '§6, dissertation §4.2.2',
};

/** A server that waits to be added and does not wait. */
export const newServersWait: Rule = {
  id: 'new-servers-wait',
  sentence: 'A server that is in no configuration that it knows stands for no election.',
  paper: 'dissertation §4.1',
};

/** A removed server that deposes leaders. */
export const removedDisruptNothing: Rule = {
  id: 'removed-servers-disrupt-nothing',
  sentence: 'A server that was removed cannot depose a leader that has a majority.',
  paper: '§6, dissertation §4.2.3',
};

/** A removed leader that still leads. */
export const removedLeaderStepsDown: Rule = {
  id: 'removed-leader-steps-down',
  sentence: 'A leader that is not in the configuration steps down once that is committed.',
  paper: '§6, dissertation §4.2.2',
};
