/**
 * Rafts with one bug that lab 2E must find: which changes a leader takes, when, and what becomes of the leader.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

const MAY_CHANGE =
  "const mayChange = s.role === 'leader' && isOneStep(current, servers) && !isUnderWay(s);";
const ONE_STEP = 'return eachOnce && next.length > 0 && added.length + removed.length === 1;';
const STEPS_DOWN = 'if (!belongs(committed.state, env)) return stepDown(committed); // lab 2E';

/** What is taken. */
const taking: readonly Mutant[] = [
  {
    id: 'changes-before-its-own-entry',
    lab: '2E',
    story:
      'A new leader takes a change before it has committed anything. The change of the leader before it may still come back, with another majority.',
    source: 'Ongaro, raft-dev 2015; copycat#23; braft#182; openraft#2051',
    edits: [
      change(
        'membership.ts',
        'return termAt(s, s.commitIndex) === s.currentTerm;',
        'return termAt(s, s.commitIndex) !== null;',
      ),
    ],
  },
  {
    id: 'own-entry-need-not-be-committed',
    lab: '2E',
    story:
      'A new leader appends an entry of its own and takes the change behind it, committed or not. Both are as new to the others as the change alone.',
    source: 'Ongaro, raft-dev 2015',
    edits: [
      change(
        'membership.ts',
        'return termAt(s, s.commitIndex) === s.currentTerm;',
        'return lastTerm(s) === s.currentTerm;',
      ),
    ],
  },
  {
    id: 'second-change-under-way',
    lab: '2E',
    story:
      'The next change is taken while the last one is not committed. Two steps of one server, of which nobody has heard, are one step of two.',
    source: 'dissertation §4.1; etcd-raft 7975987',
    edits: [change('membership.ts', MAY_CHANGE, MAY_CHANGE.replace(' && !isUnderWay(s)', ''))],
  },
  {
    id: 'several-servers-at-once',
    lab: '2E',
    story:
      'Any other configuration is taken. Of three and five servers, two and three make majorities that have nobody in common.',
    source: 'dissertation §4.1, Figure 4.2',
    edits: [change('membership.ts', ONE_STEP, ONE_STEP.replace('=== 1', '>= 1'))],
  },
  {
    id: 'one-in-and-one-out',
    lab: '2E',
    story:
      'A configuration of the same size with one server exchanged is taken for one step. It is two.',
    source: 'dissertation §4.1',
    edits: [
      change(
        'membership.ts',
        ONE_STEP,
        'return eachOnce && next.length > 0 && Math.max(added.length, removed.length) === 1;',
      ),
    ],
  },
  {
    id: 'counts-a-name-twice',
    lab: '2E',
    story:
      'A configuration may name a server twice, and then it counts twice. Two servers of four make a majority.',
    source: 'willemt/raft; directed schedule E_dupMember',
    edits: [change('membership.ts', ONE_STEP, ONE_STEP.replace('eachOnce && ', ''))],
  },
  {
    id: 'removes-the-last-server',
    lab: '2E',
    story:
      'A cluster of one takes a configuration without servers. Nobody can commit anything any more.',
    source: 'dissertation §4.1',
    edits: [change('membership.ts', ONE_STEP, ONE_STEP.replace('next.length > 0 && ', ''))],
  },
  {
    id: 'follower-takes-changes',
    lab: '2E',
    story: 'Whoever is asked appends the change, leader or not. Two logs differ in one term.',
    source: 'dissertation §4.1',
    edits: [change('membership.ts', MAY_CHANGE, MAY_CHANGE.replace("s.role === 'leader' && ", ''))],
  },
  {
    id: 'no-entry-of-its-own',
    lab: '2E',
    story:
      'A leader that may not change the cluster yet says so and does nothing about it. Without a client it says so for ever.',
    source: 'Ongaro, raft-dev 2015; the handout of lab 2E',
    edits: [
      change(
        'membership.ts',
        'const begun = onItsWay ? { state: s, effects: [] } : appendNoop(s, env);',
        'const begun = onItsWay ? { state: s, effects: [] } : { state: s, effects: [] };',
      ),
    ],
  },
  {
    id: 'leaves-a-change-open',
    lab: '2E',
    story:
      'A new leader that finds a change in its log does not bring it to an end. Without a client it is under way for ever, and no other is taken.',
    source: 'dissertation §4.1; etcd#12136',
    edits: [
      change(
        'membership.ts',
        'return isUnderWay(leader) ? appendNoop(leader, env) : { state: leader, effects: [] };',
        'return isUnderWay(leader) ? { state: leader, effects: [] } : { state: leader, effects: [] };',
      ),
    ],
  },
  {
    id: 'change-under-way-is-a-flag',
    lab: '2E',
    story:
      'That a change is under way is noted in a field, and cleared when the leader commits it. If the entry is replaced, that server takes no change any more.',
    source: 'etcd-raft e51bb3c; hashicorp/raft#696',
    edits: [
      change(
        'membership.ts',
        MAY_CHANGE,
        MAY_CHANGE.replace('isUnderWay(s)', '(s.changing === true)'),
      ),
      change(
        'replication.ts',
        'log: replaceFrom(s, index, [entry]) };',
        "log: replaceFrom(s, index, [entry]), changing: payload.kind === 'config' || s.changing === true };",
      ),
      change(
        'replication.ts',
        'const committed = commitTo(informed, commitIndexOfLeader(informed, env));',
        `const moved = commitTo(informed, commitIndexOfLeader(informed, env));
  const done = moved.effects.some(({ type, entry }) => type === 'apply' && entry.payload.kind === 'config');
  const open = moved.state.changing === true && !done;
  const committed = { ...moved, state: { ...moved.state, changing: open } };`,
      ),
    ],
  },
];

/** What becomes of the leader, and of whom it talks to. */
const leading: readonly Mutant[] = [
  {
    id: 'removed-leader-goes-at-once',
    lab: '2E',
    story:
      'A leader that removes itself steps down when it appends the change. Nobody has the entry, and the next leader knows of no change.',
    source: 'dissertation §4.2.2',
    edits: [
      change(
        'membership.ts',
        "  return append(leader, { kind: 'config', servers }, env);",
        `  const step = append(leader, { kind: 'config', servers }, env);
  if (servers.includes(env.id)) return step;
  const follower = { ...step.state, role: 'follower', leaderId: null };
  const effects = step.effects.filter(({ type }) => type !== 'send');
  return { state: follower, effects: [...effects, { type: 'cancelTimer', timer: 'heartbeat' }] };`,
      ),
    ],
  },
  {
    id: 'removed-leader-leads-on',
    lab: '2E',
    story:
      'A leader that is not in the configuration leads on when that is committed. It is switched off some day, and nobody was ready.',
    source: '§6, dissertation §4.2.2',
    edits: [change('replication.ts', STEPS_DOWN, '')],
  },
  {
    id: 'removed-server-never-stands',
    lab: '2E',
    story:
      'A server that is not in its newest configuration stands for no election, committed or not. In Figure 4.6 nobody else can be elected.',
    source: 'dissertation §4.2.2, Figure 4.6',
    edits: [
      change(
        'configuration.ts',
        'return isMember || configurationAt(s, s.commitIndex, env).includes(env.id);',
        'return isMember;',
      ),
    ],
  },
  {
    id: 'everybody-stands',
    lab: '2E',
    story:
      'Whether it belongs to the cluster does not matter: a server that waits to be added stands, in term after term, and brings the cluster a term that deposes its leader.',
    source: 'hashicorp/raft 1979b11',
    edits: [
      change(
        'election.ts',
        "const mayStand = state.role !== 'leader' && belongs(state, env);",
        "const mayStand = state.role !== 'leader';",
      ),
    ],
  },
  {
    id: 'new-server-elects-itself',
    lab: '2E',
    story:
      'A server that was told of no configuration takes itself for a cluster of one. It leads, commits, and has a log of its own when the leader finds it.',
    source: 'hashicorp/raft 1979b11',
    edits: [
      change(
        'configuration.ts',
        'return s.snapshot?.servers ?? env.servers;',
        'return s.snapshot?.servers ?? (env.servers.length > 0 ? env.servers : [env.id]);',
      ),
    ],
  },
  {
    id: 'talks-to-the-first-servers',
    lab: '2E',
    story:
      'Entries and requests for votes go to the servers that there were at first. A new one counts, and hears nothing.',
    source: 'classic',
    edits: [
      change(
        'configuration.ts',
        'return configuration(s, env).filter((server) => server !== env.id);',
        'return env.servers.filter((server) => server !== env.id);',
      ),
    ],
  },
  {
    id: 'new-server-counts-as-caught-up',
    lab: '2E',
    story:
      'A server that is added counts as having all that the leader has. The change is committed by too few, and the new one is sent nothing of the past.',
    source: 'dissertation §4.2.1',
    edits: [
      change(
        'membership.ts',
        'matchIndex: { ...s.matchIndex, [server]: 0 },',
        'matchIndex: { ...s.matchIndex, [server]: lastIndex(s) + 1 },',
      ),
    ],
  },
  {
    id: 'remembers-whom-it-removed',
    lab: '2E',
    story:
      'A server that is added again counts as having what it acknowledged before. It comes back with an empty disk, and is never sent the beginning.',
    source: 'etcd#21178',
    edits: [
      change(
        'membership.ts',
        'const leader = added === undefined ? s : meet(s, added);',
        'const leader = added === undefined || s.matchIndex[added] !== undefined ? s : meet(s, added);',
      ),
    ],
  },
  {
    id: 'removed-for-ever',
    lab: '2E',
    story: 'A leader talks to nobody any more that it has once removed, added again or not.',
    source: 'classic; tombstones',
    edits: [
      change(
        'replication.ts',
        'return peers(s, env).map((peer) => replicate(s, peer, env));',
        'const gone = s.gone ?? [];\n  return peers(s, env).filter((peer) => !gone.includes(peer)).map((peer) => replicate(s, peer, env));',
      ),
      change(
        'membership.ts',
        "  return append(leader, { kind: 'config', servers }, env);",
        "  const left = current.filter((server) => !servers.includes(server));\n  const gone = [...(leader.gone ?? []), ...left];\n  return append({ ...leader, gone }, { kind: 'config', servers }, env);",
      ),
    ],
  },
];

/** Changes, and who leads. */
export const mutants2EChanges: readonly Mutant[] = [...taking, ...leading];
