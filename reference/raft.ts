/**
 * The annotated Raft: what every lab builds, and what the specification says, handler by handler.
 *
 * Read it with the paper (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", extended
 * version) open at Figure 2, in this order:
 *
 * 1. `log.ts`            the log, and which of two logs is more up-to-date
 * 2. `term.ts`           terms, and what every message handler begins and ends with
 * 3. `election.ts`       how a leader is elected
 * 4. `replication.ts`    how its log becomes everyone's log
 * 5. `commit.ts`         when an entry is committed, and what is applied
 * 6. `restart.ts`        what a server knows when it boots
 * 7. `snapshot.ts`       how the log is cut short
 * 8. `configuration.ts`  who is in the cluster
 * 9. `membership.ts`     how that changes
 *
 * `quorum.ts` says what a majority is, `effects.ts`, `timing.ts` and `assert.ts` are vocabulary.
 *
 * Each handler is a pure function. It is headed by its place in the paper, by the action of the specification that
 * it is, and by the story of the data that is lost without it.
 *
 * @module
 */
import type { Raft } from '../skeleton/contract/index.ts';
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

/** A server that follows the paper. */
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
