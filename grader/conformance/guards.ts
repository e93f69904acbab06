/**
 * The named operators of `Raft.tla` by which an action decides, and what each says, in one sentence.
 *
 * @module
 */
import type { Turned } from './asked.ts';

/** Tests that an action makes, those first that explain more. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  ElectionTimeout: ['Leads', 'IsQuorum', 'Belongs'],
  HeartbeatTimeout: ['Leads'],
  HandleRequestVoteRequest: ['VoteFree', 'LogUpToDate', 'OfThisTerm'],
  HandleRequestVoteResponse: ['VoteCounts', 'IsQuorum'],
  ClientRequest: ['Leads', 'OfOwnTerm', 'IsQuorum', 'Belongs'],
  HandleAppendEntriesRequest: ['FromOldLeader', 'LogOk'],
  HandleAppendEntriesResponse: ['AnswerCounts', 'OfOwnTerm', 'IsQuorum', 'Belongs'],
  TakeSnapshot: ['MayCompact', 'KnowsServers'],
  HandleInstallSnapshotRequest: ['FromOldLeader', 'IsNewSnapshot', 'KeepsSuffix'],
  HandleInstallSnapshotResponse: ['AnswerCounts', 'OfOwnTerm', 'IsQuorum', 'Belongs'],
  ChangeServers: [
    'Leads',
    'DiffersByOne',
    'NoChangeUnderWay',
    'CommittedInOwnTerm',
    'OfOwnTerm',
    'IsQuorum',
    'Belongs',
  ],
};

/** Operators that give an action a value, those last that would explain anything. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  ElectionTimeout: ['OwnVote', 'EnterTerm', 'FirstMatchIndex', 'CommitTo', 'BecomeLeader'],
  HandleRequestVoteRequest: ['UpdateTerm', 'EnterTerm', 'BecomeFollower'],
  HandleRequestVoteResponse: [
    'UpdateTerm',
    'FirstMatchIndex',
    'CommitTo',
    'BecomeLeader',
    'BecomeFollower',
  ],
  ClientRequest: ['CommitTo'],
  HandleAppendEntriesRequest: [
    'UpdateTerm',
    'StoreEntries',
    'FollowerCommit',
    'AcknowledgedIndex',
    'CommitTo',
    'BecomeFollower',
  ],
  HandleAppendEntriesResponse: ['UpdateTerm', 'NewMatchIndex', 'CommitTo', 'BecomeFollower'],
  Restart: ['Disk'],
  TakeSnapshot: ['SnapshotTerm', 'SnapshotServers', 'LogBehind'],
  HandleInstallSnapshotRequest: ['UpdateTerm', 'InstalledSnapshot', 'BecomeFollower'],
  ChangeServers: ['Meet', 'CommitTo'],
  HandleInstallSnapshotResponse: [
    'UpdateTerm',
    'InstalledIndex',
    'NewMatchIndex',
    'CommitTo',
    'BecomeFollower',
  ],
};

/** What an operator says: of a test, when it holds. And the values that decide: of the server, and of its message. */
export interface Meaning {
  readonly says: string;
  readonly server: readonly string[];
  readonly message: readonly string[];
}

function meaning(
  says: string,
  server: readonly string[],
  message: readonly string[] = [],
): Meaning {
  return { says, server, message };
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  Leads: meaning('the server leads', ['role']),
  IsQuorum: meaning('a majority of the configuration stands behind it', [
    'votesGranted',
    'matchIndex',
  ]),
  Belongs: meaning('the server belongs to its configuration', ['log']),
  OfThisTerm: meaning('the message is of the term of the server', ['currentTerm'], ['term']),
  VoteFree: meaning(
    'in this term the vote is still free for the sender',
    ['currentTerm', 'votedFor'],
    ['term', 'from'],
  ),
  LogUpToDate: meaning(
    'the log of the candidate is at least as up-to-date as that of the voter',
    ['log'],
    ['lastLogIndex', 'lastLogTerm'],
  ),
  VoteCounts: meaning(
    'the server is a candidate, and the vote was given to it in its term',
    ['role', 'currentTerm'],
    ['term', 'voteGranted'],
  ),
  OfOwnTerm: meaning('the entry that is committed is of the term of the leader', [
    'currentTerm',
    'log',
  ]),
  FromOldLeader: meaning('the request is of an older term', ['currentTerm'], ['term']),
  LogOk: meaning(
    'the log has the entry before those of the request',
    ['log'],
    ['prevLogIndex', 'prevLogTerm'],
  ),
  AnswerCounts: meaning(
    'the server leads, and the answer is of its term',
    ['role', 'currentTerm'],
    ['term'],
  ),
  MayCompact: meaning('everything up to the index was applied', ['commitIndex']),
  KnowsServers: meaning('the server knows the configuration at the index', ['log']),
  IsNewSnapshot: meaning('the snapshot goes further than what is committed here', ['commitIndex']),
  KeepsSuffix: meaning('the log has the last entry of the snapshot', ['log']),
  DiffersByOne: meaning('the configurations differ by one server', ['log']),
  NoChangeUnderWay: meaning('every configuration in the log is committed', ['commitIndex', 'log']),
  CommittedInOwnTerm: meaning('an entry of the term of the leader is committed', [
    'currentTerm',
    'commitIndex',
    'log',
  ]),
  Disk: meaning('what a server has told is on its disk, before it tells it and after a crash', []),
  UpdateTerm: meaning(
    'a server adopts a newer term, and no other, and is a follower then',
    ['currentTerm', 'role'],
    ['term'],
  ),
  OwnVote: meaning('a candidate votes for itself', []),
  EnterTerm: meaning('a server enters a newer term, and nobody has its vote there', [
    'currentTerm',
    'votedFor',
  ]),
  BecomeFollower: meaning('whoever becomes a follower keeps its vote and its log', [
    'currentTerm',
    'role',
    'votedFor',
    'log',
  ]),
  BecomeLeader: meaning('whoever becomes a leader keeps its vote and its log', ['votedFor', 'log']),
  StoreEntries: meaning(
    'only what conflicts is deleted, and only what is missing is appended',
    ['log'],
    ['prevLogIndex', 'entries'],
  ),
  FollowerCommit: meaning(
    'a follower commits up to leaderCommit, and no further than the request shows the log',
    ['commitIndex'],
    ['prevLogIndex', 'entries', 'leaderCommit'],
  ),
  CommitTo: meaning(
    'commitIndex moves forward only, and each entry that it passes is applied once, in order',
    ['commitIndex'],
  ),
  AcknowledgedIndex: meaning(
    'an answer acknowledges the last entry of the request, and nothing behind it',
    ['log'],
    ['prevLogIndex', 'entries'],
  ),
  NewMatchIndex: meaning(
    'matchIndex is what the follower has acknowledged, and never falls',
    ['matchIndex'],
    ['from', 'matchIndex'],
  ),
  InstalledIndex: meaning(
    'matchIndex is what the follower has installed',
    ['matchIndex'],
    ['from', 'matchIndex'],
  ),
  FirstMatchIndex: meaning('a new leader knows of no server how far it agrees', []),
  SnapshotTerm: meaning('the term of a snapshot is that of its last entry', ['log']),
  SnapshotServers: meaning('the servers of a snapshot are those as of its last entry', ['log']),
  InstalledSnapshot: meaning(
    'a snapshot takes the place of what it covers, with its servers and its data',
    ['commitIndex', 'log'],
  ),
  Meet: meaning('a leader knows nothing of a server that it adds', ['matchIndex']),
  LogBehind: meaning('all entries behind a snapshot stay', ['log']),
};

const TEST_NAMES: ReadonlySet<string> = new Set(Object.values(TESTS).flat());

/** The tests of an action, taken to hold and not to hold. */
export function testsOf(action: string): readonly Turned[] {
  const tests = TESTS[action] ?? [];
  return [true, false].flatMap((to) => tests.map((name) => ({ name, to })));
}

/** The values of an action, taken from the trace. Terms are taken in two ways. */
export function valuesOf(action: string): readonly Turned[] {
  return (VALUES[action] ?? []).flatMap((name) => {
    const ways = name === 'UpdateTerm' ? [true, false] : [true];
    return ways.map((to) => ({ name, to }));
  });
}

/** Whether an operator is a test, and no value. */
export function isTest(name: string): boolean {
  return TEST_NAMES.has(name);
}

/** What an operator says. */
export function meaningOf(name: string): Meaning {
  return MEANINGS[name] ?? meaning('', []);
}
