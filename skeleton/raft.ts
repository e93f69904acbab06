/**
 * Your Raft. This file is given: it wires the handlers, and the chapters beside it wait to be written.
 *
 * Have the paper (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", extended version)
 * open at Figure 2. Read `contract/` first, then the chapters in this order:
 *
 * 1. `log.ts`            the log, and which of two logs is more up-to-date
 * 2. `term.ts`           terms, and the rule that comes before all others
 * 3. `election.ts`       how a leader is elected
 * 4. `replication.ts`    how its log becomes everyone's log
 * 5. `commit.ts`         when an entry is committed, and what is applied
 * 6. `restart.ts`        what a server knows when it boots
 * 7. `snapshot.ts`       how the log is cut short
 * 8. `configuration.ts`  who is in the cluster
 * 9. `membership.ts`     how that changes
 *
 * `effects.ts` and `assert.ts` are given, `timing.ts` almost; `quorum.ts` is small.
 *
 * A handler gets the state and an input, and returns the state after it and a list of effects. It changes nothing that
 * it was given (all of it is frozen): `{ ...state, role: 'candidate' }` is a new state. The handlers must keep their
 * names; every other function is a proposal that you may change, rename or drop, and your state may have more fields.
 *
 * Until a lab has filled in a handler, `notWrittenYet` throws, and the grader says so.
 *
 * @module
 */
import type { Raft } from './contract/index.ts';
import {
  electionTimeout,
  handleRequestVoteRequest,
  handleRequestVoteResponse,
} from './election.ts';
import { changeServers } from './membership.ts';
import {
  clientRequest,
  handleAppendEntriesRequest,
  handleAppendEntriesResponse,
  heartbeatTimeout,
} from './replication.ts';
import { restart } from './restart.ts';
import {
  handleInstallSnapshotRequest,
  handleInstallSnapshotResponse,
  takeSnapshot,
} from './snapshot.ts';

/** What the grader loads. */
export const raft: Raft = {
  restart,
  electionTimeout,
  heartbeatTimeout,
  handleRequestVoteRequest,
  handleRequestVoteResponse,
  handleAppendEntriesRequest,
  handleAppendEntriesResponse,
  clientRequest,
  handleInstallSnapshotRequest,
  handleInstallSnapshotResponse,
  takeSnapshot,
  changeServers,
};
