/**
 * Rafts with one bug that lab 2E must find: which configuration counts, where it is kept, and who is listened to.
 *
 * @module
 */
import { change, type Mutant } from './mutant.ts';

const NEWEST = 'return configurationAt(s, lastIndex(s), env);';
const REACHED = 'const reached = configuration(s, env).map((server) =>';
const ELECTED = 'const wins = isQuorum(candidate.votesGranted, configuration(s, env));';
const STRANGERS = 'return believesInLeader && isStranger;';

/** Who counts. */
const counting: readonly Mutant[] = [
  {
    id: 'first-servers-count',
    lab: '2E',
    story:
      'Majorities are those of the servers that there were at first. Of five, two of the first three elect and commit.',
    source: 'redisraft#17',
    edits: [
      change('commit.ts', REACHED, 'const reached = env.servers.map((server) =>'),
      change('election.ts', ELECTED, ELECTED.replace('configuration(s, env)', 'env.servers')),
    ],
  },
  {
    id: 'knows-the-first-servers-only',
    lab: '2E',
    story:
      'A change is stored like a command, and nothing follows from it. Entries go to the first servers, and their majorities count.',
    source: 'dissertation §4.1; spec/weakenings, UsesTheFirstServers',
    edits: [
      change(
        'configuration.ts',
        "if (payload?.kind === 'config') return payload.servers;\n  return s.snapshot?.servers ?? env.servers;",
        'return payload === null ? [] : env.servers;',
      ),
    ],
  },
  {
    id: 'first-servers-elect',
    lab: '2E',
    story:
      'Votes are counted among the servers that there were at first, entries among those of now. A leader is elected by servers that are no majority.',
    source: 'dissertation §4.1',
    edits: [
      change('election.ts', ELECTED, ELECTED.replace('configuration(s, env)', 'env.servers')),
    ],
  },
  {
    id: 'first-servers-commit',
    lab: '2E',
    story:
      'Entries are counted among the servers that there were at first, votes among those of now.',
    source: 'dissertation §4.1',
    edits: [change('commit.ts', REACHED, 'const reached = env.servers.map((server) =>')],
  },
  {
    id: 'counts-from-the-commit-on',
    lab: '2E',
    story:
      'A configuration counts when it is committed, for everything. The change itself is committed by a majority of the old one.',
    source: 'dissertation §4.1; etcd#5004',
    edits: [change('configuration.ts', NEWEST, 'return configurationAt(s, s.commitIndex, env);')],
  },
  {
    id: 'elects-by-the-committed-configuration',
    lab: '2E',
    story:
      'Votes are counted among the servers of the last committed configuration. Two of the old three elect a leader while four count.',
    source: 'dissertation §4.1',
    edits: [
      change(
        'election.ts',
        ELECTED,
        ELECTED.replace('configuration(s, env)', 'configurationAt(s, s.commitIndex, env)'),
      ),
      change(
        'election.ts',
        'import { belongs, configuration, ',
        'import { belongs, configuration, configurationAt, ',
      ),
    ],
  },
  {
    id: 'commits-by-the-committed-configuration',
    lab: '2E',
    story:
      'Entries are counted among the servers of the last committed configuration. A change is committed by two of the old three.',
    source: 'dissertation §4.1',
    edits: [
      change(
        'commit.ts',
        REACHED,
        'const reached = configurationAt(s, s.commitIndex, env).map((server) =>',
      ),
      change('commit.ts', 'import { configuration }', 'import { configurationAt }'),
    ],
  },
  {
    id: 'removed-server-counts',
    lab: '2E',
    story:
      'What a server acknowledges counts, whether or not it is in the configuration. An entry is committed by one that stays and one that goes.',
    source: 'hashicorp/raft ccea1b4',
    edits: [
      change(
        'commit.ts',
        'const N = indexOfMajority(reached);',
        'const all = [lastIndex(s), ...Object.values(s.matchIndex)].sort((a, b) => b - a);\n  const N = indexOfMajority(all.slice(0, reached.length));',
      ),
    ],
  },
  {
    id: 'removed-leader-counts-itself',
    lab: '2E',
    story:
      'A leader that removes itself counts its own copy. The change is committed with one server of the new two, and the other one can be elected without it.',
    source: 'RedisLabs/raft#13',
    edits: [
      change(
        'commit.ts',
        'const N = indexOfMajority(reached);',
        'const isMember = configuration(s, env).includes(env.id);\n  const N = indexOfMajority(isMember ? reached : [...reached, lastIndex(s)].sort((a, b) => b - a).slice(0, reached.length));',
      ),
    ],
  },
  {
    id: 'any-vote-counts',
    lab: '2E',
    story:
      'Votes are numbers: a candidate that is not in its configuration counts its own. Of the other three, one more elects it.',
    source: 'dissertation §4.2.2',
    edits: [
      change(
        'quorum.ts',
        'const inFavour = servers.filter((server) => supporters.includes(server)).length;',
        'const inFavour = supporters.length;',
      ),
    ],
  },
];

/** Where it is kept. */
const keeping: readonly Mutant[] = [
  {
    id: 'replaced-configuration-counts',
    lab: '2E',
    story:
      'The configuration is kept in a field when its entry is stored. When the entry is replaced, the field is not.',
    source: 'rafter#34; scylladb#30936',
    edits: [
      change(
        'configuration.ts',
        NEWEST,
        `return s.newest ?? configurationAt(s, lastIndex(s), env);`,
      ),
      change(
        'replication.ts',
        'return commitTo(log === s.log ? s : { ...s, log }, commitIndex);',
        "const newest = m.entries.findLast(({ payload }) => payload.kind === 'config')?.payload.servers ?? s.newest ?? null;\n  return commitTo(log === s.log ? s : { ...s, log, newest }, commitIndex);",
      ),
      change(
        'replication.ts',
        'log: replaceFrom(s, index, [entry]) };',
        "log: replaceFrom(s, index, [entry]), newest: payload.kind === 'config' ? payload.servers : (s.newest ?? null) };",
      ),
      change(
        'snapshot.ts',
        'return { ...s, snapshot, log, commitIndex, lastApplied: commitIndex };',
        'return { ...s, snapshot, log, commitIndex, lastApplied: commitIndex, newest: null };',
      ),
    ],
  },
  {
    id: 'first-entry-is-no-configuration',
    lab: '2E',
    story:
      'The search for the newest configuration ends one entry too early. The first one in the log, and the first one behind a snapshot, is overlooked.',
    source: 'classic',
    edits: [
      change(
        'configuration.ts',
        'while (at > baseIndex(s) && entryAt',
        'while (at > baseIndex(s) + 1 && entryAt',
      ),
      change(
        'configuration.ts',
        'const payload = entryAt(s, configurationIndex(s, index))?.payload;',
        'const at = configurationIndex(s, index);\n  const payload = at === baseIndex(s) + 1 ? undefined : entryAt(s, at)?.payload;',
      ),
    ],
  },
  {
    id: 'first-servers-in-the-snapshot',
    lab: '2E',
    story:
      'A snapshot says that the servers are those that there were at first. After it has taken the place of the log, old majorities count.',
    source: 'openraft dba24036; dissertation §5.1',
    edits: [
      change(
        'snapshot.ts',
        'const servers = configurationAt(s, index, env);',
        'const servers = env.servers;',
      ),
    ],
  },
  {
    id: 'newest-servers-in-the-snapshot',
    lab: '2E',
    story:
      'A snapshot names the servers of the newest configuration, which stands behind its index and is not committed. When that entry is replaced, the snapshot still says so.',
    source: 'dissertation §5.1; etcd-raft, "ConfState of the applied index"',
    edits: [
      change(
        'snapshot.ts',
        'const servers = configurationAt(s, index, env);',
        'const servers = configurationAt(s, baseIndex(s) + s.log.length, env);',
      ),
    ],
  },
  {
    id: 'snapshot-changes-no-servers',
    lab: '2E',
    story:
      'A follower installs a snapshot and keeps its own configuration. It counts servers that were removed, and does not know the new ones.',
    source: 'openraft 01e813a5',
    edits: [
      change(
        'snapshot.ts',
        'const next = isNew ? install(follower, m.snapshot) : follower;',
        'const servers = configurationAt(follower, baseIndex(follower) + follower.log.length, env);\n  const next = isNew ? install(follower, { ...m.snapshot, servers }) : follower;',
      ),
    ],
  },
  {
    id: 'forgets-the-servers-of-the-snapshot',
    lab: '2E',
    story:
      'When no entry in the log holds a configuration, the servers are those of the first boot, snapshot or not.',
    source: 'openraft dba24036',
    edits: [
      change(
        'configuration.ts',
        'return s.snapshot?.servers ?? env.servers;',
        'return env.servers;',
      ),
    ],
  },
];

/** Who is listened to. */
const listening: readonly Mutant[] = [
  {
    id: 'removed-server-deposes-leaders',
    lab: '2E',
    story:
      'Every request for a vote is heard. A server that does not know that it was removed stands again and again, and each time the leader steps down.',
    source: 'dissertation §4.2.3; nats#5331',
    edits: [
      change('configuration.ts', STRANGERS, 'return believesInLeader && isStranger && s === null;'),
    ],
  },
  {
    id: 'takes-the-term-of-whom-it-disregards',
    lab: '2E',
    story:
      'The request of a removed server is passed over, and its term is adopted. The leader steps down for it all the same.',
    source: 'dissertation §4.2.3, "does not update its term"',
    edits: [
      change(
        'election.ts',
        'if (isDisregarded(state, m, env)) return { state, effects: [] }; // lab 2E',
        'if (isDisregarded(state, m, env)) {\n    return { state: s, effects: [...persistIfChanged(state, s), ...timersAfter(state, s, { restart: false }, env)] };\n  }',
      ),
    ],
  },
  {
    id: 'votes-for-no-stranger',
    lab: '2E',
    story:
      'Who is not in its configuration gets no vote. A new server, or the leader that removed itself, may be the only one that can be elected.',
    source: 'dissertation §4.2.2',
    edits: [
      change('configuration.ts', STRANGERS, 'return believesInLeader ? isStranger : isStranger;'),
    ],
  },
  {
    id: 'follows-no-stranger',
    lab: '2E',
    story:
      'Entries of a leader that is not in its configuration are ignored. They would tell of the configuration in which it is.',
    source: 'dissertation §4.2.2',
    edits: [
      change(
        'replication.ts',
        'const follower = followLeader(s, m.from);',
        'if (!peers(s, env).includes(m.from)) return { state: s, effects: persistIfChanged(state, s) };\n  const follower = followLeader(s, m.from);',
      ),
    ],
  },
  {
    id: 'believes-in-its-leader-for-ever',
    lab: '2E',
    story:
      'The leader that was heard last is never forgotten, however long ago. A stranger that must be elected gets no vote.',
    source: 'dissertation §4.2.3',
    edits: [
      change(
        'election.ts',
        "    role: 'candidate',\n    leaderId: null,",
        "    role: 'candidate',",
      ),
      change(
        'term.ts',
        "votedFor: null, role: 'follower', leaderId: null };",
        "votedFor: null, role: 'follower' };",
      ),
    ],
  },
];

/** Majorities. */
export const mutants2EMajorities: readonly Mutant[] = [...counting, ...keeping, ...listening];
