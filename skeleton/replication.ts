/**
 * Chapter 4: how a leader's log becomes everyone's log (§5.3).
 *
 * `clientRequest` appends, `heartbeatTimeout` repeats, `handleAppendEntriesRequest` is the follower's side, and
 * `handleAppendEntriesResponse` moves the leader's picture of that follower. What must come out is Log Matching: if
 * two logs contain an entry with the same index and term, then the logs are identical in all entries up through it.
 *
 * @module
 */
import {
  type AppendEntriesRequest,
  type AppendEntriesResponse,
  type Environment,
  type Json,
  notWrittenYet,
  type ServerState,
  type Step,
} from './contract/index.ts';

/**
 * A client proposes a command.
 *
 * Paper   §5.3; Figure 2 "Leaders: If command received from client: append entry to local log, respond after
 *         entry applied to state machine"; "If last log index >= nextIndex for a follower: send AppendEntries RPC
 *         with log entries starting at nextIndex"
 * Spec    ClientRequest(i, v)
 *
 * Lab 2B fills this in. Out: exactly one `accepted` with the place of the entry, or one `rejected` from a server that
 * does not lead.
 */
export function clientRequest(_state: ServerState, _command: Json, _env: Environment): Step {
  return notWrittenYet('clientRequest', '2B');
}

/**
 * A leader shows that it is there.
 *
 * Paper   §5.2; Figure 2 "Leaders: Upon election: send initial empty AppendEntries RPCs (heartbeat) to each server;
 *         repeat during idle periods to prevent election timeouts"
 * Spec    HeartbeatTimeout(i)
 *
 * Lab 2A fills this in, lab 2B thinks of messages that were lost. Out: one AppendEntriesRequest for each peer, and the
 * timer for the next time.
 */
export function heartbeatTimeout(_state: ServerState, _env: Environment): Step {
  return notWrittenYet('heartbeatTimeout', '2A');
}

/**
 * A server takes what a leader sends.
 *
 * Paper   §5.2, §5.3; Figure 2 "Candidates: If AppendEntries RPC received from new leader: convert to follower";
 *         "AppendEntries RPC, Receiver implementation": 1. "Reply false if term < currentTerm"; 2. "Reply false if log
 *         doesn't contain an entry at prevLogIndex whose term matches prevLogTerm"; 3. "If an existing entry
 *         conflicts with a new one (same index but different terms), delete the existing entry and all that follow
 *         it"; 4. "Append any new entries not already in the log"; 5. "If leaderCommit > commitIndex, set
 *         commitIndex = min(leaderCommit, index of last new entry)"
 * Spec    HandleAppendEntriesRequest(i, m)
 *
 * Lab 2A fills in rule 1 and what a heartbeat means for role and timer; lab 2B the rest; lab 2C what must be on disk
 * before the answer. Out: one AppendEntriesResponse, and an `apply` for every entry that is now committed.
 */
export function handleAppendEntriesRequest(
  _state: ServerState,
  _m: AppendEntriesRequest,
  _env: Environment,
): Step {
  return notWrittenYet('handleAppendEntriesRequest', '2A');
}

/**
 * A leader learns how far a follower has come.
 *
 * Paper   §5.3; Figure 2 "Leaders: If successful: update nextIndex and matchIndex for follower; If AppendEntries
 *         fails because of log inconsistency: decrement nextIndex and retry"
 * Spec    HandleAppendEntriesResponse(i, m)
 *
 * Lab 2A fills in what the term of any message means, lab 2B the rest. Answers come late, twice, and in another
 * order than they were sent. Out: perhaps the next AppendEntriesRequest for this follower, and an `apply` for every
 * entry that is now committed.
 */
export function handleAppendEntriesResponse(
  _state: ServerState,
  _m: AppendEntriesResponse,
  _env: Environment,
): Step {
  return notWrittenYet('handleAppendEntriesResponse', '2A');
}
