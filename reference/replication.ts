/**
 * Chapter 4: how a leader's log becomes everyone's log (§5.3).
 *
 * `clientRequest` appends, `heartbeatTimeout` repeats, `handleAppendEntriesRequest` is the follower's side, and
 * `handleAppendEntriesResponse` moves the leader's picture of that follower. What must come out is Log Matching: if
 * two logs contain an entry with the same index and term, then the logs are identical in all entries up through it.
 *
 * @module
 */
import type {
  AppendEntriesRequest,
  AppendEntriesResponse,
  Effect,
  Environment,
  InstallSnapshotResponse,
  Json,
  LogEntry,
  Payload,
  ServerId,
  ServerState,
  Step,
} from '../skeleton/contract/index.ts';
import { assert } from './assert.ts';
import { commitIndexOfLeader, commitTo, stepDown } from './commit.ts';
import { belongs, peers } from './configuration.ts';
import { accepted, persist, rejected, send } from './effects.ts';
import {
  agreesAt,
  baseIndex,
  countPresent,
  entriesFrom,
  firstIndexOfRun,
  lastIndex,
  lastIndexOfTerm,
  replaceFrom,
  termAt,
} from './log.ts';
import { persistIfChanged, timersAfter, updateTerm } from './term.ts';
import { armHeartbeatTimer } from './timing.ts';

/** How many entries one AppendEntries carries at most. A follower far behind gets them batch by batch. */
export const entriesPerMessageMax = 64;

/**
 * A client proposes a command.
 *
 * Paper   §5.3; Figure 2 "Leaders: If command received from client: append entry to local log, respond after
 *         entry applied to state machine"
 * Spec    ClientRequest(i, v)
 *
 * Why persist before sending: the leader's own copy counts for the majority. If it crashed and forgot it, a
 * majority "committed" by itself and `b` would be `b` alone, and `c` could be elected without the entry.
 *
 * Why `accepted` is no answer to the client yet: a leader that is cut off accepts too, and its entry may be
 * replaced. The client is answered when the entry is applied.
 */
export function clientRequest(s: ServerState, command: Json, env: Environment): Step {
  if (s.role !== 'leader') return { state: s, effects: [rejected(s.leaderId)] };
  return append(s, { kind: 'command', command }, env);
}

/** A leader appends an entry of its term, sends it to all, and says where it stands. */
export function append(s: ServerState, payload: Payload, env: Environment): Step {
  const index = lastIndex(s) + 1;
  const entry: LogEntry = { term: s.currentTerm, payload };
  const leader: ServerState = { ...s, log: replaceFrom(s, index, [entry]) };
  assert(lastIndex(leader) === index, 'a leader only appends to its log');

  const committed = commitTo(leader, commitIndexOfLeader(leader, env)); // at once when it is alone
  return {
    state: committed.state,
    effects: [
      persist(leader),
      ...replicateToAll(leader, env),
      accepted(index, s.currentTerm),
      ...committed.effects,
    ],
  };
}

/**
 * A leader shows that it is there, and sends again whatever was not acknowledged.
 *
 * Paper   §5.2; Figure 2 "Leaders: ... repeat during idle periods to prevent election timeouts"; §5.3 "the leader
 *         retries AppendEntries RPCs indefinitely"
 * Spec    HeartbeatTimeout(i)
 *
 * Why a heartbeat carries entries: a lost message is noticed by nothing else. If heartbeats were always empty, the
 * last command before a pause could wait for the next one for ever.
 */
export function heartbeatTimeout(s: ServerState, env: Environment): Step {
  if (s.role !== 'leader') return { state: s, effects: [] };
  return { state: s, effects: [...replicateToAll(s, env), armHeartbeatTimer()] };
}

/**
 * A follower takes what a leader sends, if it fits behind what it has.
 *
 * Paper   §5.2 (a candidate steps back), §5.3; Figure 2 "AppendEntries RPC, receiver 1-5"
 * Spec    HandleAppendEntriesRequest(i, m)
 *
 * 1. "Reply false if term < currentTerm": a leader that was replaced must not overwrite its successor's entries.
 *    Its message does not restart the election timer either: only the current leader may keep others quiet.
 * 2. "Reply false if log doesn't contain an entry at prevLogIndex whose term matches prevLogTerm": for heartbeats
 *    too. One that skipped this would commit, by rule 5, whatever happens to stand in its log.
 *
 * A leader hears of no other leader of its term (Election Safety, §5.2): nothing is there to be done.
 */
export function handleAppendEntriesRequest(
  state: ServerState,
  m: AppendEntriesRequest,
  env: Environment,
): Step {
  const s = updateTerm(state, m);
  assert(m.term <= s.currentTerm, 'updateTerm runs first');

  const fromOldLeader = m.term < s.currentTerm;
  if (fromOldLeader) return { state: s, effects: [send(refusal(s, m, env))] };
  if (s.role === 'leader') return { state: s, effects: [] };

  const follower = followLeader(s, m.from);
  const logOk = agreesAt(follower, { index: m.prevLogIndex, term: m.prevLogTerm });
  const stored = logOk ? storeEntries(follower, m) : { state: follower, effects: [] };
  const response = logOk ? acknowledgement(stored.state, m, env) : conflict(follower, m, env);
  return {
    state: stored.state,
    effects: [
      ...persistIfChanged(state, stored.state),
      ...timersAfter(state, stored.state, { restart: true }, env),
      ...stored.effects,
      send(response),
    ],
  };
}

/**
 * A server recognises the leader of its term.
 *
 * Paper   §5.2; Figure 2 "Candidates: If AppendEntries RPC received from new leader: convert to follower"
 * Spec    BecomeFollower(s)
 *
 * The vote stays what it was: the term is the same. A state that changes nothing is kept as it is.
 */
export function followLeader(s: ServerState, leaderId: ServerId): ServerState {
  const follows = s.role === 'follower' && s.leaderId === leaderId;
  return follows ? s : { ...s, role: 'follower', leaderId };
}

/**
 * The entries of a message that fits go into the log, and what is committed is applied.
 *
 * Paper   §5.3; Figure 2 "AppendEntries RPC, receiver 3-5"
 * Spec    StoreEntries(s, m), FollowerCommit(s, m)
 *
 * 3. "If an existing entry conflicts with a new one (same index but different terms), delete the existing entry and
 *    all that follow it": and only then. A message may be old: with entries 1-2 in the log and acknowledged, a late
 *    one that carries entry 1 alone must delete nothing, or entry 2, which was counted as committed, is lost.
 * 4. "Append any new entries not already in the log", with the terms that they have.
 * 5. "If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)": what stands
 *    behind the last new entry was not compared with the leader's log. It may be left from an old leader, and the
 *    leader's commitIndex does not speak of it.
 */
function storeEntries(s: ServerState, m: AppendEntriesRequest): Step {
  const present = countPresent(s, m.prevLogIndex, m.entries);
  const complete = present === m.entries.length;
  const firstMissing = m.prevLogIndex + present + 1;
  const log = complete ? s.log : replaceFrom(s, firstMissing, m.entries.slice(present));

  const lastNewEntry = m.prevLogIndex + m.entries.length;
  const commitIndex = Math.max(s.commitIndex, Math.min(m.leaderCommit, lastNewEntry));
  return commitTo(log === s.log ? s : { ...s, log }, commitIndex);
}

/**
 * "Your log and mine are the same up to here": to the last entry of the message, and not to the end of the log.
 *
 * Why: what stands behind it may be an old leader's. A leader that was told of it would count it as its own entry
 * at that index, and commit an entry that this server does not have.
 */
function acknowledgement(
  s: ServerState,
  m: AppendEntriesRequest,
  env: Environment,
): AppendEntriesResponse {
  const matchIndex = m.prevLogIndex + m.entries.length;
  return respond(s, m, env, { success: true, matchIndex });
}

/** "Your term is over": the higher term in it makes an old leader step down. */
function refusal(s: ServerState, m: AppendEntriesRequest, env: Environment): AppendEntriesResponse {
  return respond(s, m, env, { success: false, matchIndex: 0 });
}

/**
 * "My log does not fit there", and where it may fit.
 *
 * Paper   §5.3 "the follower can include the term of the conflicting entry and the first index it stores for that
 *         term"
 *
 * A log that is too short names the place behind its end. Why not so when the terms differ, too: of two logs of
 * one length, the leader would try the same place again, and be refused there for ever.
 */
function conflict(
  s: ServerState,
  m: AppendEntriesRequest,
  env: Environment,
): AppendEntriesResponse {
  const no = refusal(s, m, env);
  const conflictTerm = termAt(s, m.prevLogIndex);
  if (conflictTerm === undefined) return { ...no, conflictIndex: lastIndex(s) + 1 };
  return { ...no, conflictIndex: firstIndexOfRun(s, m.prevLogIndex), conflictTerm };
}

/** Every answer to an AppendEntries says who it is from, and in which term. */
function respond(
  s: ServerState,
  m: AppendEntriesRequest,
  env: Environment,
  { success, matchIndex }: Pick<AppendEntriesResponse, 'success' | 'matchIndex'>,
): AppendEntriesResponse {
  const { id: from } = env;
  const { from: to } = m;
  const { currentTerm: term } = s;
  return { type: 'AppendEntriesResponse', from, to, term, success, matchIndex };
}

/**
 * A leader learns how far a follower has come.
 *
 * Paper   §5.3; Figure 2 "Leaders: If successful: update nextIndex and matchIndex for follower; If AppendEntries
 *         fails because of log inconsistency: decrement nextIndex and retry"
 * Spec    HandleAppendEntriesResponse(i, m)
 *
 * Why only answers of this term: between two terms in which `a` leads, another leader may have replaced what `b`
 * had acknowledged to `a` in the first. The old answer, arriving late, would count entries that `b` no longer has.
 */
export function handleAppendEntriesResponse(
  state: ServerState,
  m: AppendEntriesResponse,
  env: Environment,
): Step {
  const s = updateTerm(state, m);
  assert(m.term <= s.currentTerm, 'updateTerm runs first');

  const thisTerm = m.term === s.currentTerm;
  const counts = s.role === 'leader' && thisTerm;
  if (counts) return m.success ? advance(s, m, env) : goBack(s, m, env);

  const effects = [
    ...persistIfChanged(state, s),
    ...timersAfter(state, s, { restart: false }, env),
  ];
  return { state: s, effects };
}

/**
 * A follower has acknowledged: the leader's picture of it moves forward, and perhaps the commit index.
 *
 * Paper   §5.3; Figure 2 "If successful: update nextIndex and matchIndex for follower"
 *
 * Why `max`: answers overtake each other, and an old one says less than is known. Why the number in the answer, not
 * the end of the leader's log: entries were appended since the request was sent.
 *
 * A batch that was full left entries behind, and the next one goes out at once. What fitted into it is on its
 * way already: sending it again with each of the answers would double the traffic of a burst.
 */
export function advance(
  s: ServerState,
  m: AppendEntriesResponse | InstallSnapshotResponse,
  env: Environment,
): Step {
  const oldMatch = matchIndexOf(s, m.from);
  const oldNext = nextIndexOf(s, m.from);
  const matchIndex = Math.max(oldMatch, m.matchIndex);
  const nextIndex = Math.max(oldNext, m.matchIndex + 1);
  if (matchIndex === oldMatch) return { state: s, effects: [] };

  const informed: ServerState = {
    ...s,
    nextIndex: { ...s.nextIndex, [m.from]: nextIndex },
    matchIndex: { ...s.matchIndex, [m.from]: matchIndex },
  };
  const committed = commitTo(informed, commitIndexOfLeader(informed, env));
  if (!belongs(committed.state, env)) return stepDown(committed); // lab 2E
  const leftBehind = lastIndex(s) >= oldNext + entriesPerMessageMax;
  const batch = leftBehind ? [replicate(committed.state, m.from, env)] : [];
  return { state: committed.state, effects: [...committed.effects, ...batch] };
}

/**
 * A follower has refused: the leader tries further back, at once.
 *
 * Paper   §5.3 "After a rejection, the leader decrements nextIndex and retries the AppendEntries RPC"; "the leader
 *         can decrement nextIndex to bypass all of the conflicting entries in that term"
 *
 * Why it never goes to `matchIndex` or below: the follower is known to agree there, so the refusal is an old one.
 * Why a refusal that leads no further back is dropped: it was answered already. If each copy of it were answered
 * by another request, a network that doubles messages would double the traffic with every round.
 */
function goBack(s: ServerState, m: AppendEntriesResponse, env: Environment): Step {
  const oldNext = nextIndexOf(s, m.from);
  const nextIndex = Math.max(matchIndexOf(s, m.from) + 1, retryIndex(s, m));
  const oldRefusal = nextIndex >= oldNext;
  if (oldRefusal) return { state: s, effects: [] };

  const leader: ServerState = { ...s, nextIndex: { ...s.nextIndex, [m.from]: nextIndex } };
  return { state: leader, effects: [replicate(leader, m.from, env)] };
}

/**
 * Where a follower that refused may agree: behind the leader's own last entry of the conflicting term, or before
 * the follower's first one when the leader has none of that term. Without a hint, one further back.
 */
function retryIndex(s: ServerState, m: AppendEntriesResponse): number {
  const lastOfTerm = m.conflictTerm === undefined ? undefined : lastIndexOfTerm(s, m.conflictTerm);
  if (lastOfTerm !== undefined) return lastOfTerm + 1;
  return m.conflictIndex ?? nextIndexOf(s, m.from) - 1;
}

/** One message for each peer. */
export function replicateToAll(s: ServerState, env: Environment): readonly Effect[] {
  return peers(s, env).map((peer) => replicate(s, peer, env));
}

/**
 * Sends a follower what it lacks, or a heartbeat when it lacks nothing.
 *
 * Paper   §5.3; Figure 2 "Leaders: If last log index >= nextIndex for a follower: send AppendEntries RPC with log
 *         entries starting at nextIndex"
 * Spec    AppendEntriesRequest(i, s, j, after, upTo), InstallSnapshotRequest(i, s, j)
 *
 * `nextIndex` does not move here: only an answer moves it. What is lost is therefore sent again.
 *
 * §7 "the leader must occasionally send snapshots to followers that lag behind. This happens when the leader has already
 * discarded the next log entry that it needs to send" (lab 2D).
 */
function replicate(s: ServerState, to: ServerId, env: Environment): Effect {
  assert(s.role === 'leader', 'only a leader sends entries');
  const { snapshot, currentTerm: term } = s;
  const isGone = nextIndexOf(s, to) <= baseIndex(s);
  if (snapshot !== null && isGone) {
    return send({ type: 'InstallSnapshotRequest', from: env.id, to, term, snapshot });
  }

  const prevLogIndex = nextIndexOf(s, to) - 1;
  const prevLogTerm = termAt(s, prevLogIndex);
  assert(prevLogTerm !== undefined, 'a leader knows the entry before those that it sends');
  return send({
    type: 'AppendEntriesRequest',
    from: env.id,
    to,
    term: s.currentTerm,
    prevLogIndex,
    prevLogTerm,
    entries: entriesFrom(s, prevLogIndex + 1, entriesPerMessageMax),
    leaderCommit: s.commitIndex,
  });
}

/** Where to start sending to a peer. */
function nextIndexOf(s: ServerState, peer: ServerId): number {
  return s.nextIndex[peer] ?? lastIndex(s) + 1;
}

/** How far a peer is known to agree. */
function matchIndexOf(s: ServerState, peer: ServerId): number {
  return s.matchIndex[peer] ?? 0;
}
