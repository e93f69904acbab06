/**
 * Rafts with one bug that lab 2B must find: what a leader sends, and what it does with the answers.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';
import { pipelining } from './variants-replication.ts';

/** Sending. */
export const mutants2BSending: readonly Mutant[] = [
  {
    id: 'heartbeats-carry-nothing',
    lab: '2B',
    story:
      'Entries are sent when they are proposed and in heartbeats never. One message lost, and its entry waits for the next proposal.',
    source: 'etcd-raft 85e68cf; 6.824, RPC without timeout',
    edits: [
      change(
        'replication.ts',
        '[...replicateToAll(s, env), armHeartbeatTimer()]',
        `[...replicateToAll(s, env).map((effect) => effect.type === 'send' ? { ...effect, message: { ...effect.message, entries: [] } } : effect), armHeartbeatTimer()]`,
      ),
    ],
  },
  {
    id: 'hint-is-the-end',
    lab: '2B',
    story:
      'Whatever does not fit, a follower asks for what comes behind its log. Of two logs of one length the leader tries the same place for ever.',
    source: 'cubefs#2428; openraft 6d53aa12; CCF#2835',
    edits: [
      change(
        'replication.ts',
        'conflictIndex: firstIndexOfRun(s, m.prevLogIndex), conflictTerm };',
        'conflictIndex: lastIndex(s) + 1 };',
      ),
    ],
  },
  {
    id: 'never-goes-back',
    lab: '2B',
    story:
      'A refusal changes nothing. A follower that missed something, or has something else, never catches up.',
    source: '§5.3',
    edits: [
      change(
        'replication.ts',
        'const oldRefusal = nextIndex >= oldNext;',
        'const oldRefusal = nextIndex >= 0;',
      ),
    ],
  },
  {
    id: 'retries-one-too-far-ahead',
    lab: '2B',
    story:
      'Behind its last entry of the conflicting term the leader leaves one out. It is refused at the same place again and again.',
    source: '§5.3, fast backup',
    edits: [change('replication.ts', 'return lastOfTerm + 1;', 'return lastOfTerm + 2;')],
  },
  {
    id: 'sends-its-last-term',
    lab: '2B',
    story:
      'prevLogTerm is the term of the leader’s last entry, not of the one at prevLogIndex. A follower that is behind is refused for ever, or agrees where it does not.',
    source: 'Figure 2, AppendEntries, Arguments',
    edits: [
      change(
        'replication.ts',
        'const prevLogTerm = termAt(s, prevLogIndex);',
        'const prevLogTerm = s.log.at(-1)?.term ?? 0;',
      ),
    ],
  },
  {
    id: 'commit-index-never-in-heartbeats',
    lab: '2B',
    story:
      'A message without entries says that nothing is committed. The last command is never applied by the followers.',
    source: 'classic',
    edits: [
      change(
        'replication.ts',
        'leaderCommit: s.commitIndex,',
        'leaderCommit: prevLogIndex < lastIndex(s) ? s.commitIndex : 0,',
      ),
    ],
  },
  {
    id: 'sends-its-end-as-commit-index',
    lab: '2B',
    story: 'leaderCommit is the end of the leader’s log. Followers apply what only they have.',
    source: 'Figure 2, AppendEntries, Arguments',
    edits: [
      change('replication.ts', 'leaderCommit: s.commitIndex,', 'leaderCommit: lastIndex(s),'),
    ],
  },
  {
    id: 'needs-a-hint',
    lab: '2B',
    story:
      'A leader goes back only as far as a refusal tells it to. A follower whose refusals have no conflictIndex, as Figure 2 has it, ' +
      'is asked the same for ever.',
    source: '§5.3, the handout of lab 2B',
    edits: [
      change(
        'replication.ts',
        'return m.conflictIndex ?? nextIndexOf(s, m.from) - 1;',
        'return m.conflictIndex ?? nextIndexOf(s, m.from);',
      ),
    ],
  },
  {
    id: 'one-lost-request-is-the-last',
    lab: '2B',
    story:
      'While a follower has not acknowledged what it was sent, it is sent heartbeats only. One request lost, and it never gets an entry again.',
    source: '6.824, RPC without timeout',
    edits: [
      change(
        'replication.ts',
        'entries: entriesFrom(s, prevLogIndex + 1, entriesPerMessageMax),',
        'entries: (s.sent[to] ?? 0) > matchIndexOf(s, to) ? [] : entriesFrom(s, prevLogIndex + 1, entriesPerMessageMax),',
      ),
      change(
        'election.ts',
        'matchIndex: forEach(others, 0),',
        'matchIndex: forEach(others, 0),\n    sent: {},',
      ),
      change(
        'replication.ts',
        '  return {\n    state: committed.state,\n    effects: [\n      persist(leader),',
        `  const sent = peers(leader, env).map((peer) => {
    const before = s.sent[peer] ?? 0;
    return [peer, before > matchIndexOf(s, peer) ? before : index];
  });
  return {
    state: { ...committed.state, sent: Object.fromEntries(sent) },
    effects: [
      persist(leader),`,
      ),
      change(
        'replication.ts',
        'const leader: ServerState = { ...s, nextIndex: { ...s.nextIndex, [m.from]: nextIndex } };',
        'const leader = { ...s, nextIndex: { ...s.nextIndex, [m.from]: nextIndex }, sent: { ...s.sent, [m.from]: 0 } };',
      ),
    ],
  },
  {
    id: 'next-index-runs-ahead',
    lab: '2B',
    story:
      'nextIndex moves when entries are sent, and heartbeats stand behind what was acknowledged, so that nothing is ever refused. ' +
      'What was lost waits for the next command.',
    source: 'etcd-raft 85e68cf',
    edits: [
      ...pipelining,
      change(
        'replication.ts',
        '[...replicateToAll(s, env), armHeartbeatTimer()]',
        `[...peers(s, env).map((peer) => {
    const { message } = replicate({ ...s, nextIndex: { [peer]: matchIndexOf(s, peer) + 1 } }, peer, env);
    return send({ ...message, entries: [] });
  }), armHeartbeatTimer()]`,
      ),
    ],
  },
  {
    id: 'next-index-stays',
    lab: '2B',
    story:
      'An acknowledgement moves matchIndex and not nextIndex, and whoever is behind nextIndex is sent the rest at once. ' +
      'The whole log goes round for ever.',
    source: 'Figure 2, Leaders; 6.824 TestCount',
    edits: [
      change(
        'replication.ts',
        'const nextIndex = Math.max(oldNext, m.matchIndex + 1);',
        'const nextIndex = oldNext;',
      ),
      change(
        'replication.ts',
        'if (matchIndex === oldMatch) return { state: s, effects: [] };',
        `if (matchIndex === oldMatch) {
    const behind = lastIndex(s) >= nextIndex;
    return { state: s, effects: behind ? [replicate(s, m.from, env)] : [] };
  }`,
      ),
      change(
        'replication.ts',
        'const leftBehind = lastIndex(s) >= oldNext + entriesPerMessageMax;',
        'const leftBehind = lastIndex(s) >= nextIndex;',
      ),
    ],
  },
  {
    id: 'answers-acknowledgements',
    lab: '2B',
    story:
      'Once there is a log, each acknowledgement is answered with the next heartbeat, to tell of the commit. One answer begets the other, and ' +
      'each heartbeat starts another pair.',
    source: '6.824 TestCount',
    edits: [
      change(
        'replication.ts',
        'if (matchIndex === oldMatch) return { state: s, effects: [] };',
        `if (matchIndex === oldMatch) {
    return { state: s, effects: lastIndex(s) > 0 ? [replicate(s, m.from, env)] : [] };
  }`,
      ),
    ],
  },
];
