/**
 * The named operators of `Raft.tla` by which an action decides, and what each says of a step in one sentence.
 *
 * @module
 */
import { show } from '../tla/values/print.ts';
import type { Asked, Turned } from './asked.ts';
import { field } from './values.ts';

/** Tests that an action makes, those first that explain more. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  ElectionTimeout: ['IsQuorum', 'Belongs'],
  HandleRequestVoteRequest: ['VoteFree', 'LogUpToDate', 'OfThisTerm'],
  HandleRequestVoteResponse: ['VoteCounts', 'IsQuorum'],
  ClientRequest: ['OfOwnTerm', 'IsQuorum'],
  HandleAppendEntriesRequest: ['FromOldLeader', 'LogOk'],
  HandleAppendEntriesResponse: ['AnswerCounts', 'OfOwnTerm', 'IsQuorum', 'Belongs'],
  TakeSnapshot: ['MayCompact', 'KnowsServers'],
  HandleInstallSnapshotRequest: ['FromOldLeader', 'IsNewSnapshot', 'KeepsSuffix'],
  HandleInstallSnapshotResponse: ['AnswerCounts', 'OfOwnTerm', 'IsQuorum', 'Belongs'],
  ChangeServers: ['DiffersByOne', 'NoChangeUnderWay', 'CommittedInOwnTerm', 'OfOwnTerm'],
};

/** Operators that give an action a value. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  ElectionTimeout: ['OwnVote', 'EnterTerm', 'FirstMatchIndex'],
  HandleRequestVoteRequest: ['UpdateTerm', 'EnterTerm'],
  HandleRequestVoteResponse: ['UpdateTerm', 'FirstMatchIndex'],
  HandleAppendEntriesRequest: ['UpdateTerm', 'StoreEntries', 'FollowerCommit', 'AcknowledgedIndex'],
  HandleAppendEntriesResponse: ['UpdateTerm', 'NewMatchIndex'],
  Restart: ['Disk'],
  TakeSnapshot: ['SnapshotTerm', 'SnapshotServers', 'LogBehind'],
  HandleInstallSnapshotRequest: ['UpdateTerm'],
  HandleInstallSnapshotResponse: ['UpdateTerm', 'InstalledIndex', 'NewMatchIndex'],
};

/** What may be taken otherwise in an action. A test that is false comes before one that is true. */
export function turnedOf(action: string): readonly Turned[] {
  const tests = TESTS[action] ?? [];
  const values = VALUES[action] ?? [];
  return [
    ...tests.map((name) => ({ name, to: true })),
    ...tests.map((name) => ({ name, to: false })),
    ...values.map((name) => ({ name, to: true })),
  ];
}

/** What the operators say when they hold, and which values decide it: of the server, and of its input. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  IsQuorum: ['more than half of the configuration is behind it', ['votesGranted', 'matchIndex']],
  Belongs: ['the server belongs to its configuration', ['log']],
  OfThisTerm: ['the message is of the term of the server', ['currentTerm'], ['term']],
  VoteFree: ['the vote of this term is still free for the sender', ['votedFor'], ['from', 'term']],
  LogUpToDate: [
    'the log of the candidate is at least as up-to-date as that of the voter',
    ['log'],
    ['lastLogIndex', 'lastLogTerm'],
  ],
  VoteCounts: [
    'the server is a candidate, and the vote was given, and in its term',
    ['role', 'currentTerm'],
    ['term', 'voteGranted'],
  ],
  OfOwnTerm: ['the entry that is committed is of the term of the leader', ['currentTerm', 'log']],
  FromOldLeader: ['the request is of an older term', ['currentTerm'], ['term']],
  LogOk: [
    'the log has the entry before those of the request',
    ['log'],
    ['prevLogIndex', 'prevLogTerm'],
  ],
  AnswerCounts: [
    'the server leads, and the answer is of its term',
    ['role', 'currentTerm'],
    ['term'],
  ],
  MayCompact: ['everything up to the index was applied', ['commitIndex']],
  KnowsServers: ['the server knows the configuration at the index', ['log']],
  IsNewSnapshot: ['the snapshot goes further than what is committed here', ['commitIndex']],
  KeepsSuffix: ['the log has the last entry of the snapshot', ['log']],
  DiffersByOne: ['the configurations differ by one server', ['log', 'snapshot']],
  NoChangeUnderWay: ['every configuration in the log is committed', ['commitIndex', 'log']],
  CommittedInOwnTerm: [
    'an entry of the term of the leader is committed',
    ['currentTerm', 'commitIndex', 'log'],
  ],
  Disk: ['what a server has told is on its disk, before it tells it and after a crash', []],
  UpdateTerm: [
    'a server that sees a newer term adopts it and becomes a follower',
    ['currentTerm', 'role'],
    ['term'],
  ],
  OwnVote: ['a candidate votes for itself', ['votedFor']],
  EnterTerm: ['a server in a newer term has given nobody its vote', ['currentTerm']],
  StoreEntries: [
    'only what conflicts is deleted, and only what is missing is appended',
    ['log'],
    ['prevLogIndex', 'entries'],
  ],
  FollowerCommit: [
    'a follower commits up to leaderCommit, and no further than the request shows the log',
    ['commitIndex'],
    ['prevLogIndex', 'entries', 'leaderCommit'],
  ],
  AcknowledgedIndex: [
    'an answer acknowledges the last entry of the request, and nothing behind it',
    [],
    ['prevLogIndex', 'entries'],
  ],
  NewMatchIndex: [
    'matchIndex is what the follower has acknowledged',
    ['matchIndex'],
    ['matchIndex'],
  ],
  InstalledIndex: ['matchIndex is what the follower has installed', ['matchIndex'], ['matchIndex']],
  FirstMatchIndex: ['a new leader knows of no server how far it agrees', ['matchIndex']],
  SnapshotTerm: ['the term of a snapshot is that of its last entry', ['log']],
  SnapshotServers: ['the servers of a snapshot are those as of its last entry', ['log']],
  LogBehind: ['all entries behind a snapshot stay', ['log']],
};

type Meaning = readonly [holds: string, server: readonly string[], message?: readonly string[]];

const TEST_NAMES: ReadonlySet<string> = new Set(Object.values(TESTS).flat());

/** One sentence about the operator by which a step parts from the specification, with its values. */
export function guardSentence({ name, to }: Turned, { before, input }: Asked): string {
  const [holds = '', server = [], message = []] = MEANINGS[name] ?? [];
  const verdict = TEST_NAMES.has(name)
    ? `${name} is ${to ? 'false' : 'true'} here, and the code acts as if it were ${to}`
    : `the code has a value of its own for ${name}`;
  const values = [
    ...server.map((each) => `${each} = ${show(field(before, each))}`),
    ...message.map((each) => `message.${each} = ${show(field(input, each))}`),
  ];
  const told = values.length === 0 ? '' : `; ${values.join(', ')}`;
  return `${verdict} (${holds})${told}.`;
}
