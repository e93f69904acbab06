/**
 * Rafts with one bug that lab 2A must find: when a server loses patience, and how often a leader speaks.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

/** Timers and heartbeats. */
export const mutants2ATimers: readonly Mutant[] = [
  {
    id: 'timeouts-are-all-the-same',
    lab: '2A',
    story:
      'All election timeouts are 150 ms. Servers that boot together split the vote in every term.',
    source: '§5.2; hashicorp/raft#50',
    edits: [change('timing.ts', 'electionTimeoutMaxMs = 300;', 'electionTimeoutMaxMs = 151;')],
  },
  {
    id: 'timeouts-are-much-the-same',
    lab: '2A',
    story:
      'All election timeouts lie within 4 ms, less than a round trip. Votes split again and again.',
    source: '§9.3; dissertation, chapter 9',
    edits: [change('timing.ts', 'electionTimeoutMaxMs = 300;', 'electionTimeoutMaxMs = 154;')],
  },
  {
    id: 'candidate-gives-up',
    lab: '2A',
    story:
      'Who stands does not start its timer again. After one split vote, or one lost, it waits for ever.',
    source: "Students' Guide, livelocks",
    edits: [
      change('election.ts', 'persist(candidate), armElectionTimer(env), ', 'persist(candidate), '),
    ],
  },
  {
    id: 'refused-vote-restarts-the-timer',
    lab: '2A',
    story:
      'Every request for a vote starts the timer anew, a refused one too. A candidate that cannot win silences those that can.',
    source: "Students' Guide; MIT suite, mutant 25",
    edits: [change('election.ts', '{ restart: grant }', '{ restart: true }')],
  },
  {
    id: 'vote-does-not-restart-the-timer',
    lab: '2A',
    story:
      'Who has just voted stands itself, and takes the term away from the candidate that it has helped.',
    source: "Students' Guide; MIT suite, mutant 26",
    edits: [change('election.ts', '{ restart: grant }', '{ restart: false }')],
  },
  {
    id: 'older-leader-restarts-the-timer',
    lab: '2A',
    story:
      'The heartbeat of an older leader starts the timer anew. A leader that is heard and hears nobody blocks all elections.',
    source: "Students' Guide",
    edits: [
      change(
        'replication.ts',
        'effects: [send(refusal(s, m, env))] };',
        'effects: [...timersAfter(state, s, { restart: true }, env), send(refusal(s, m, env))] };',
      ),
    ],
  },
  {
    id: 'heartbeat-does-not-restart-the-timer',
    lab: '2A',
    story:
      'Heartbeats arrive, and the follower stands all the same. Every few hundred milliseconds there is another leader.',
    source: '§5.2',
    edits: [change('replication.ts', '{ restart: true }', '{ restart: false }')],
  },
  {
    id: 'heartbeats-are-too-rare',
    lab: '2A',
    story:
      'A leader speaks every 400 ms, followers wait 150 to 300 ms. A healthy leader is deposed again and again.',
    source: '§5.6; DaosRaft#70',
    edits: [change('timing.ts', 'heartbeatIntervalMs = 50;', 'heartbeatIntervalMs = 400;')],
  },
  {
    id: 'one-heartbeat-only',
    lab: '2A',
    story:
      'The heartbeat timer is not started again. A leader falls silent after its second heartbeat, and is deposed.',
    source: '§5.2',
    edits: [
      change(
        'replication.ts',
        '[...replicateToAll(s, env), armHeartbeatTimer()]',
        'replicateToAll(s, env)',
      ),
    ],
  },
  {
    id: 'deposed-leader-goes-on',
    lab: '2A',
    story:
      'The heartbeats of a deposed leader go on and carry the term that deposed it. Two servers send AppendEntries in one term.',
    source: 'eliben/raft#13',
    edits: [
      change(
        'replication.ts',
        "if (s.role !== 'leader') return { state: s, effects: [] };\n  return { state: s, effects: [...replicate",
        'return { state: s, effects: [...replicate',
      ),
      change(
        'term.ts',
        "return [cancelTimer('heartbeat'), armElectionTimer(env)];",
        'return [armElectionTimer(env)];',
      ),
    ],
  },
  {
    id: 'deposed-leader-sleeps',
    lab: '2A',
    story:
      'A deposed leader has no election timer. If the next leader never reaches it, it waits for ever; if all wait, there is none.',
    source: '§5.2',
    edits: [
      change(
        'term.ts',
        "return [cancelTimer('heartbeat'), armElectionTimer(env)];",
        "return [cancelTimer('heartbeat')];",
      ),
    ],
  },
  {
    id: 'leader-stands-again',
    lab: '2A',
    story:
      'A leader keeps its election timer, and stands against itself every few hundred milliseconds.',
    source: '§5.2',
    edits: [
      change('election.ts', "state.role !== 'leader' && belongs", 'belongs'),
      change('election.ts', "const effects = [cancelTimer('election'), ", 'const effects = ['),
    ],
  },
  {
    id: 'broadcast-stops-early',
    lab: '2A',
    story:
      'The loop over the followers ends at the first one that lacks nothing. Those behind it hear no heartbeat, and stand.',
    source: 'WRaft#118.8',
    edits: [
      change(
        'replication.ts',
        'return peers(s, env).map((peer) => replicate(s, peer, env));',
        `const all = peers(s, env);
  const idle = all.findIndex((peer) => nextIndexOf(s, peer) > lastIndex(s));
  return all.slice(0, idle === -1 ? all.length : idle + 1).map((peer) => replicate(s, peer, env));`,
      ),
    ],
  },
  {
    id: 'answers-every-answer',
    lab: '2A',
    story:
      'A leader sends the next heartbeat as soon as one is answered. The network is full of heartbeats.',
    source: '6.824 TestCount',
    edits: [
      change(
        'replication.ts',
        'if (matchIndex === oldMatch) return { state: s, effects: [] };',
        'if (matchIndex === oldMatch) return { state: s, effects: [replicate(s, m.from, env)] };',
      ),
    ],
  },
  {
    id: 'heartbeat-waits-for-the-answer',
    lab: '2A',
    story:
      'A server gets the next heartbeat only when it has answered the last. One heartbeat or one answer lost, and the leader never speaks to ' +
      'it again.',
    source: '6.824, RPC without timeout',
    edits: [
      change(
        'election.ts',
        'matchIndex: forEach(others, 0),',
        'matchIndex: forEach(others, 0),\n    waiting: [],',
      ),
      change(
        'replication.ts',
        '  return { state: s, effects: [...replicateToAll(s, env), armHeartbeatTimer()] };',
        `  const due = peers(s, env).filter((peer) => !s.waiting.includes(peer));
  const beats = due.map((peer) => replicate(s, peer, env));
  return { state: { ...s, waiting: peers(s, env) }, effects: [...beats, armHeartbeatTimer()] };`,
      ),
      change(
        'replication.ts',
        'if (counts) return m.success ? advance(s, m, env) : goBack(s, m, env);',
        `if (counts) {
    const heard = { ...s, waiting: s.waiting.filter((peer) => peer !== m.from) };
    return m.success ? advance(heard, m, env) : goBack(heard, m, env);
  }`,
      ),
    ],
  },
];
