/**
 * Chapter 3: how a leader is elected (§5.2, §5.4.1).
 *
 * `electionTimeout` asks for votes, `handleRequestVoteRequest` gives them, `handleRequestVoteResponse` counts them.
 * What must come out is Election Safety: at most one leader can be elected in a given term. It rests on three
 * things: one vote a term and server, kept over crashes; a majority of votes; and votes of this term only.
 *
 * @module
 */
import type {
  Environment,
  RequestVoteRequest,
  RequestVoteResponse,
  ServerId,
  ServerState,
  Step,
} from '../skeleton/contract/index.ts';
import { assert } from './assert.ts';
import { belongs, configuration, isDisregarded, peers } from './configuration.ts';
import { cancelTimer, persist, send } from './effects.ts';
import { isUpToDate, lastIndex, lastTerm } from './log.ts';
import { finishChange } from './membership.ts';
import { isQuorum } from './quorum.ts';
import { replicateToAll } from './replication.ts';
import { persistIfChanged, timersAfter, updateTerm } from './term.ts';
import { armElectionTimer, armHeartbeatTimer } from './timing.ts';

/**
 * A follower or candidate that heard nothing for too long stands for election.
 *
 * Paper   §5.2; Figure 2 "Candidates: On conversion to candidate, start election: Increment currentTerm; Vote for
 *         self; Reset election timer; Send RequestVote RPCs to all other servers"
 * Spec    ElectionTimeout(i)
 *
 * Why its own vote is written down: `a` stands in term 1 and crashes behind its requests. If it forgot its vote,
 * it could give it to `b` in the same term, while `c` has already voted for `a`: both count two of three.
 *
 * Why the timer starts again: with the votes split, nobody wins, and nobody would ever try again.
 *
 * A server that does not belong to the cluster stays quiet (lab 2E), and only notes that it hears no leader any more.
 */
export function electionTimeout(state: ServerState, env: Environment): Step {
  const servers = configuration(state, env);
  const mayStand = state.role !== 'leader' && belongs(state, env);
  if (!mayStand) return { state: withoutLeader(state), effects: [] };

  const candidate: ServerState = {
    ...state,
    currentTerm: state.currentTerm + 1,
    votedFor: env.id,
    role: 'candidate',
    leaderId: null,
    votesGranted: [env.id],
  };
  const requests = peers(candidate, env).map((peer) => requestVote(candidate, peer, env));
  const effects = [persist(candidate), armElectionTimer(env), ...requests.map(send)];

  const wins = isQuorum(candidate.votesGranted, servers); // alone in its cluster
  if (!wins) return { state: candidate, effects };
  const elected = becomeLeader(candidate, env);
  return { state: elected.state, effects: [...effects, ...elected.effects] };
}

/**
 * A server answers a request for its vote.
 *
 * Paper   §5.2 (one vote a term), §5.4.1 (the election restriction); Figure 2 "RequestVote RPC, receiver": 1. "Reply
 *         false if term < currentTerm"; 2. "If votedFor is null or candidateId, and candidate's log is at least as
 *         up-to-date as receiver's log, grant vote"
 * Spec    HandleRequestVoteRequest(i, m)
 *
 * Why persist before the answer: a server that answers, crashes and forgets may vote twice in one term, and two
 * leaders of one term follow.
 *
 * Why `logOk`: `x` is committed on `a` and `b`. `a` crashes, and `c`, which never had `x`, stands. With the vote of
 * `b` it would lead, and have `b` replace `x`. It is for the voter to say no, since it is in every majority that
 * commits or elects.
 *
 * Why the same candidate gets the same vote again: its first answer may have been lost.
 */
export function handleRequestVoteRequest(
  state: ServerState,
  m: RequestVoteRequest,
  env: Environment,
): Step {
  const s = updateTerm(state, m);
  assert(m.term <= s.currentTerm, 'updateTerm runs first');
  if (isDisregarded(state, m, env)) return { state, effects: [] }; // lab 2E

  const thisTerm = m.term === s.currentTerm;
  const voteFree = s.votedFor === null || s.votedFor === m.from;
  const logOk = isUpToDate({ term: m.lastLogTerm, index: m.lastLogIndex }, s);
  const grant = thisTerm && voteFree && logOk;

  const next = grant && s.votedFor === null ? { ...s, votedFor: m.from } : s;
  return {
    state: next,
    effects: [
      ...persistIfChanged(state, next),
      ...timersAfter(state, next, { restart: grant }, env),
      send({
        type: 'RequestVoteResponse',
        from: env.id,
        to: m.from,
        term: next.currentTerm,
        voteGranted: grant,
      }),
    ],
  };
}

/**
 * A candidate counts a vote, and leads as soon as it has a majority.
 *
 * Paper   §5.2; Figure 2 "Candidates: If votes received from majority of servers: become leader"
 * Spec    HandleRequestVoteResponse(i, m)
 *
 * Why only votes of this term: a vote that `b` gave in term 1 may arrive in term 2, in which `b` has voted for `c`.
 * Counted, it makes a second leader of term 2.
 *
 * Why the names and not their number: the network may deliver one vote twice.
 */
export function handleRequestVoteResponse(
  state: ServerState,
  m: RequestVoteResponse,
  env: Environment,
): Step {
  const s = updateTerm(state, m);
  assert(m.term <= s.currentTerm, 'updateTerm runs first');

  const thisTerm = m.term === s.currentTerm;
  const isNew = !s.votesGranted.includes(m.from);
  const counts = s.role === 'candidate' && thisTerm && m.voteGranted && isNew;
  if (!counts) {
    const effects = [
      ...persistIfChanged(state, s),
      ...timersAfter(state, s, { restart: false }, env),
    ];
    return { state: s, effects };
  }

  const candidate: ServerState = { ...s, votesGranted: [...s.votesGranted, m.from] };
  const wins = isQuorum(candidate.votesGranted, configuration(s, env));
  return wins ? becomeLeader(candidate, env) : { state: candidate, effects: [] };
}

/**
 * A candidate with a majority of the votes leads, and says so at once.
 *
 * Paper   §5.2; Figure 2 "Leaders: Upon election: send initial empty AppendEntries RPCs (heartbeat) to each
 *         server", "nextIndex: initialized to leader last log index + 1", "matchIndex: initialized to 0"
 * Spec    BecomeLeader(i, s, firstEntries)
 *
 * Why `matchIndex` starts at 0, although this server may have led before: what a follower had acknowledged then, a
 * leader in between may have overwritten. A number left over counts an entry that is gone, and commits it.
 *
 * Why the vote stays: a leader that gave it away in its own term would help a second one in.
 *
 * It appends no empty entry of its own term (§8 has one for reads), so the first command has the next index; but for
 * a change of the cluster that it finds unfinished (lab 2E).
 */
function becomeLeader(candidate: ServerState, env: Environment): Step {
  assert(candidate.role === 'candidate', 'only a candidate becomes leader');
  assert(candidate.votedFor === env.id, 'a leader has voted for itself in its term');

  const others = peers(candidate, env);
  const leader: ServerState = {
    ...candidate,
    role: 'leader',
    leaderId: env.id,
    nextIndex: forEach(others, lastIndex(candidate) + 1),
    matchIndex: forEach(others, 0),
  };
  const effects = [cancelTimer('election'), ...replicateToAll(leader, env), armHeartbeatTimer()];
  const finished = finishChange(leader, env); // lab 2E
  return { state: finished.state, effects: [...effects, ...finished.effects] };
}

/** Nothing was heard of a leader for an election timeout. A leader whose timer goes off late leads on. */
function withoutLeader(s: ServerState): ServerState {
  return s.role === 'leader' || s.leaderId === null ? s : { ...s, leaderId: null };
}

/** The request for a vote that goes to one peer (Figure 2 "RequestVote RPC, Arguments"). */
function requestVote(s: ServerState, to: ServerId, env: Environment): RequestVoteRequest {
  return {
    type: 'RequestVoteRequest',
    from: env.id,
    to,
    term: s.currentTerm,
    lastLogIndex: lastIndex(s),
    lastLogTerm: lastTerm(s),
  };
}

/** The same number for each of these servers. */
function forEach(servers: readonly ServerId[], index: number): Record<ServerId, number> {
  return Object.fromEntries(servers.map((server) => [server, index]));
}
