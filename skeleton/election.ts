/**
 * Chapter 3: how a leader is elected (§5.2, §5.4.1).
 *
 * `electionTimeout` asks for votes, `handleRequestVoteRequest` gives them, `handleRequestVoteResponse` counts them.
 * What must come out is Election Safety: at most one leader can be elected in a given term.
 *
 * @module
 */
import {
  type Environment,
  notWrittenYet,
  type RequestVoteRequest,
  type RequestVoteResponse,
  type ServerState,
  type Step,
} from './contract/index.ts';

/**
 * A follower or candidate that heard nothing for too long stands for election.
 *
 * Paper   §5.2; Figure 2 "Followers: If election timeout elapses without receiving AppendEntries RPC from current
 *         leader or granting vote to candidate: convert to candidate"; "Candidates: On conversion to candidate, start
 *         election: Increment currentTerm; Vote for self; Reset election timer; Send RequestVote RPCs to all other
 *         servers"; "If election timeout elapses: start new election"
 * Spec    ElectionTimeout(i)
 *
 * Lab 2A fills this in. Out: a candidate, its election timer, and one RequestVoteRequest for each peer. A cluster
 * may have one server. Lab 2C adds what must be on disk, and where in the list it must stand.
 */
export function electionTimeout(_state: ServerState, _env: Environment): Step {
  return notWrittenYet('electionTimeout', '2A');
}

/**
 * A server answers a request for its vote.
 *
 * Paper   §5.2, §5.4.1; Figure 2 "RequestVote RPC, Receiver implementation": 1. "Reply false if term < currentTerm";
 *         2. "If votedFor is null or candidateId, and candidate's log is at least as up-to-date as receiver's log,
 *         grant vote"
 * Spec    HandleRequestVoteRequest(i, m)
 *
 * Lab 2A fills this in, lab 2B adds the comparison of the logs, lab 2C what must be on disk before the answer. Out:
 * exactly one RequestVoteResponse, with this server's term.
 */
export function handleRequestVoteRequest(
  _state: ServerState,
  _m: RequestVoteRequest,
  _env: Environment,
): Step {
  return notWrittenYet('handleRequestVoteRequest', '2A');
}

/**
 * A candidate counts a vote.
 *
 * Paper   §5.2; Figure 2 "Candidates: If votes received from majority of servers: become leader"; "Leaders: Upon
 *         election: send initial empty AppendEntries RPCs (heartbeat) to each server"; "nextIndex: initialized to
 *         leader last log index + 1"; "matchIndex: initialized to 0"
 * Spec    HandleRequestVoteResponse(i, m), BecomeLeader(i, s, firstEntries)
 *
 * Lab 2A fills this in. The network may deliver an answer late, and more than once. Out, for the vote that makes the
 * majority: a leader, its timers, and one AppendEntriesRequest for each peer.
 */
export function handleRequestVoteResponse(
  _state: ServerState,
  _m: RequestVoteResponse,
  _env: Environment,
): Step {
  return notWrittenYet('handleRequestVoteResponse', '2A');
}
