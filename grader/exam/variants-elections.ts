/**
 * Rafts that are right and elect otherwise than the reference: other timers, other phases, more caution.
 *
 * Each is a list of edits of the reference, so that several can be combined.
 *
 * @module
 */
import type { Edit } from '../sandbox/bundle.ts';
import { change } from './mutant.ts';

/** Timeouts from 250 to 1,000 ms and heartbeats every 100 ms, as far as the handouts allow. */
export const wideTimers: readonly Edit[] = [
  change('timing.ts', 'electionTimeoutMinMs = 150;', 'electionTimeoutMinMs = 250;'),
  change('timing.ts', 'electionTimeoutMaxMs = 300;', 'electionTimeoutMaxMs = 1_000;'),
  change('timing.ts', 'heartbeatIntervalMs = 50;', 'heartbeatIntervalMs = 100;'),
];

/** Timeouts from 150 to 250 ms, and a heartbeat every 20 ms. */
export const busyTimers: readonly Edit[] = [
  change('timing.ts', 'electionTimeoutMaxMs = 300;', 'electionTimeoutMaxMs = 250;'),
  change('timing.ts', 'heartbeatIntervalMs = 50;', 'heartbeatIntervalMs = 20;'),
];

/** Eight timeouts, 40 ms apart. */
export const timersOnAGrid: readonly Edit[] = [
  change(
    'timing.ts',
    'electionTimeoutMinMs + Math.floor(env.random() * spreadMs)',
    'electionTimeoutMinMs + (Math.floor(env.random() * 8) * spreadMs * 2) / 7.5',
  ),
];

/** A server keeps one timeout in its state, and draws another only when it stands. */
export const timerDrawnPerElection: readonly Edit[] = [
  change(
    'timing.ts',
    'export function armElectionTimer(env: Environment): SetTimer {',
    `export function drawTimeout(env: Environment): number {
  return electionTimeoutMinMs + Math.floor(env.random() * 2 * electionTimeoutMinMs);
}

export function armElectionTimer(s: { timeoutMs: number }): SetTimer {
  return setTimer('election', s.timeoutMs);
}

export function unused(env: Environment): SetTimer {`,
  ),
  change('restart.ts', 'import { armElectionTimer }', 'import { armElectionTimer, drawTimeout }'),
  change('restart.ts', 'matchIndex: {},', 'matchIndex: {},\n    timeoutMs: drawTimeout(env),'),
  change(
    'restart.ts',
    '...restored, armElectionTimer(env)',
    '...restored, armElectionTimer(state)',
  ),
  change(
    'election.ts',
    'votesGranted: [env.id],',
    'votesGranted: [env.id],\n    timeoutMs: drawTimeout(env),',
  ),
  change('election.ts', 'import { armElectionTimer, ', 'import { armElectionTimer, drawTimeout, '),
  change(
    'election.ts',
    'persist(candidate), armElectionTimer(env), ',
    'persist(candidate), armElectionTimer(candidate), ',
  ),
  change(
    'term.ts',
    "[cancelTimer('heartbeat'), armElectionTimer(env)]",
    "[cancelTimer('heartbeat'), armElectionTimer(after)]",
  ),
  change(
    'term.ts',
    'rule.restart ? [armElectionTimer(env)]',
    'rule.restart ? [armElectionTimer(after)]',
  ),
];

/** A new leader sends its first heartbeat after the interval, and its first entries with it. */
export const lateFirstHeartbeat: readonly Edit[] = [
  change(
    'election.ts',
    '...replicateToAll(leader, env), armHeartbeatTimer()',
    'armHeartbeatTimer()',
  ),
];

/** A deposed leader lets its heartbeat timer run out, which then does nothing. */
export const heartbeatTimerRunsOut: readonly Edit[] = [
  change('term.ts', "[cancelTimer('heartbeat'), armElectionTimer(env)]", '[armElectionTimer(env)]'),
];

/** No answer to requests of older terms, none to a vote that is refused. */
export const silentRefusals: readonly Edit[] = [
  change(
    'election.ts',
    `      send({
        type: 'RequestVoteResponse',
        from: env.id,
        to: m.from,
        term: next.currentTerm,
        voteGranted: grant,
      }),`,
    `      ...(grant
        ? [
            send({
              type: 'RequestVoteResponse',
              from: env.id,
              to: m.from,
              term: next.currentTerm,
              voteGranted: true,
            }),
          ]
        : []),`,
  ),
  change(
    'replication.ts',
    'if (fromOldLeader) return { state: s, effects: [send(refusal(s, m, env))] };',
    'if (fromOldLeader) return { state: s, effects: [] };',
  ),
];

/** `leaderId` is always `null`. */
export const namesNobody: readonly Edit[] = [
  change('election.ts', 'leaderId: env.id,', 'leaderId: null,'),
  change(
    'replication.ts',
    "const follows = s.role === 'follower' && s.leaderId === leaderId;",
    "const follows = s.role === 'follower' && leaderId !== null;",
  ),
  change(
    'replication.ts',
    "return follows ? s : { ...s, role: 'follower', leaderId };",
    "return follows ? s : { ...s, role: 'follower', leaderId: null };",
  ),
];

/** Heartbeats are all that there is, and commands are not written yet. */
export const electionsOnly: readonly Edit[] = [
  change(
    'replication.ts',
    "  if (s.role !== 'leader') return { state: s, effects: [rejected(s.leaderId)] };",
    "  if (env !== null) throw new Error('not written yet');",
  ),
  change(
    'replication.ts',
    'logOk ? storeEntries(follower, m) : {',
    'logOk ? { state: follower, effects: [] } : {',
  ),
  change(
    'replication.ts',
    "const counts = s.role === 'leader' && thisTerm;",
    'const counts = false;',
  ),
  change(
    'election.ts',
    'const logOk = isUpToDate({ term: m.lastLogTerm, index: m.lastLogIndex }, s);',
    'const logOk = true;',
  ),
];

/** Who hears a leader, or leads, is deaf to candidates (dissertation §4.2.3). */
export const stickiness: readonly Edit[] = [
  change(
    'election.ts',
    `m: RequestVoteRequest,
  env: Environment,
): Step {`,
    `m: RequestVoteRequest,
  env: Environment,
): Step {
  if (state.leaderId !== null) return { state, effects: [] };`,
  ),
];

/** The same, with an answer that says no. */
export const refusesInItsOwnTerm: readonly Edit[] = [
  change(
    'election.ts',
    'if (isDisregarded(state, m, env)) return { state, effects: [] };',
    `if (state.leaderId !== null) {
    const { currentTerm: term } = state;
    const no = { type: 'RequestVoteResponse', from: env.id, to: m.from, term, voteGranted: false };
    return { state, effects: [send(no)] };
  }`,
  ),
];

const COUNT_BEATS = `  const beats = s.beats + 1;
  if (beats >= 8 && !isQuorum([env.id, ...s.heardFrom], [env.id, ...peers(s, env)])) {
    const alone = { ...s, role: 'follower', leaderId: null, beats: 0, heardFrom: [] };
    return { state: alone, effects: [cancelTimer('heartbeat'), armElectionTimer(env)] };
  }
  const leader = beats >= 8 ? { ...s, beats: 0, heardFrom: [] } : { ...s, beats };
  return { state: leader, effects`;

/** A leader that has heard from no majority for eight heartbeats leads no more (dissertation §6.2). */
export const checkQuorum: readonly Edit[] = [
  change('restart.ts', 'matchIndex: {},', 'matchIndex: {},\n    beats: 0,\n    heardFrom: [],'),
  change(
    'election.ts',
    'matchIndex: forEach(others, 0),',
    'matchIndex: forEach(others, 0),\n    beats: 0,\n    heardFrom: [],',
  ),
  change(
    'replication.ts',
    '  return { state: s, effects: [...replicateToAll(s, env)',
    `${COUNT_BEATS}: [...replicateToAll(s, env)`,
  ),
  change(
    'replication.ts',
    'if (counts) return m.success ? advance(s, m, env) : goBack(s, m, env);',
    `if (counts) {
    const heardFrom = s.heardFrom.includes(m.from) ? s.heardFrom : [...s.heardFrom, m.from];
    const informed = { ...s, heardFrom };
    return m.success ? advance(informed, m, env) : goBack(informed, m, env);
  }`,
  ),
  change(
    'replication.ts',
    'import { accepted, persist, rejected, send }',
    "import { isQuorum } from './quorum.ts';\nimport { accepted, cancelTimer, persist, rejected, send }",
  ),
  change(
    'replication.ts',
    'import { armHeartbeatTimer }',
    'import { armElectionTimer, armHeartbeatTimer }',
  ),
];

const ASK_FIRST = `export function electionTimeout(state: ServerState, env: Environment): Step {
  const servers = configuration(state, env);
  const mayStand = state.role !== 'leader' && belongs(state, env);
  if (!mayStand) return { state: withoutLeader(state), effects: [] };
  const asking = { ...state, leaderId: null, preVotes: [env.id] };
  if (isQuorum(asking.preVotes, servers)) return stand(asking, env);
  const requests = peers(asking, env).map((to) => {
    const body = { lastLogIndex: lastIndex(asking), lastLogTerm: lastTerm(asking) };
    return send({ type: 'Custom', name: 'PreVoteRequest', from: env.id, to, term: asking.currentTerm, body });
  });
  return { state: asking, effects: [armElectionTimer(env), ...requests] };
}

export function handleCustom(state: ServerState, m, env: Environment): Step {
  const s = updateTerm(state, m);
  const adopted = [
    ...persistIfChanged(state, s),
    ...timersAfter(state, s, { restart: false }, env),
  ];
  if (m.name === 'PreVoteRequest') {
    const last = { term: m.body.lastLogTerm, index: m.body.lastLogIndex };
    const granted = m.term === s.currentTerm && s.leaderId === null && isUpToDate(last, s);
    const body = { granted };
    const answer = { type: 'Custom', name: 'PreVoteResponse', from: env.id, to: m.from, term: s.currentTerm, body };
    return { state: s, effects: [...adopted, send(answer)] };
  }
  const wanted = s.preVotes.length > 0 && s.leaderId === null && m.term === s.currentTerm;
  if (!wanted || !m.body.granted || s.preVotes.includes(m.from)) {
    return { state: s, effects: adopted };
  }
  const asking = { ...s, preVotes: [...s.preVotes, m.from] };
  const mayStand = isQuorum(asking.preVotes, configuration(asking, env));
  return mayStand ? stand(asking, env) : { state: asking, effects: [] };
}

function stand(state: ServerState, env: Environment): Step {`;

/**
 * Whoever wants to stand asks first whether it could win, in its own term and without a vote (dissertation §9.6). Who
 * hears a leader says no.
 */
export const preVote: readonly Edit[] = [
  change('restart.ts', 'matchIndex: {},', 'matchIndex: {},\n    preVotes: [],'),
  change(
    'election.ts',
    'export function electionTimeout(state: ServerState, env: Environment): Step {',
    ASK_FIRST,
  ),
  change('election.ts', 'votesGranted: [env.id],', 'votesGranted: [env.id],\n    preVotes: [],'),
  change(
    'term.ts',
    "currentTerm, votedFor: null, role: 'follower'",
    "currentTerm, votedFor: null, preVotes: [], role: 'follower'",
  ),
  change(
    'raft.ts',
    'electionTimeout,\n  handleRequestVoteRequest,\n  handleRequestVoteResponse,\n} from',
    'electionTimeout,\n  handleCustom,\n  handleRequestVoteRequest,\n  handleRequestVoteResponse,\n} from',
  ),
  change(
    'raft.ts',
    '  restart,\n  electionTimeout,',
    '  restart,\n  handleCustom,\n  electionTimeout,',
  ),
];
