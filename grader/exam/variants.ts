/**
 * Rafts that are right and not like the reference. No scenario of any lab may take a point away from one of them.
 *
 * @module
 */
import type { Variant } from './mutant.ts';
import * as store from './variants-crashes.ts';
import * as elect from './variants-elections.ts';
import * as replicate from './variants-replication.ts';

/** The host of mutants whose bug the reference hides. */
export const batching: Variant = {
  id: 'one-entry-and-empty-heartbeats',
  story:
    'A message carries one entry at most, and a heartbeat none; the answer of a follower that is behind brings it the next. ' +
    'The paper leaves open how many entries a message has.',
  edits: [...replicate.emptyHeartbeats, ...replicate.oneEntryAMessage],
};

const elections: readonly Variant[] = [
  {
    id: 'wide-timers',
    story:
      'Timeouts from 250 to 1,000 ms, heartbeats every 100 ms. The handouts allow it, and elections just take longer.',
    edits: elect.wideTimers,
  },
  {
    id: 'busy-timers',
    story:
      'Timeouts from 150 to 250 ms, heartbeats every 20 ms: the shortest that the handouts allow, and more messages.',
    edits: elect.busyTimers,
  },
  {
    id: 'timers-on-a-grid',
    story:
      'Eight possible timeouts, 40 ms apart. Two servers have the same one now and then, and the next draw tells them apart.',
    edits: elect.timersOnAGrid,
  },
  {
    id: 'timer-drawn-per-election',
    story:
      'A server keeps its timeout in a field of its own, and draws another only when it stands. After a split vote the ' +
      'candidates have new ones, which is what §5.2 asks for.',
    edits: elect.timerDrawnPerElection,
  },
  {
    id: 'late-first-heartbeat',
    story:
      'A new leader sends its first heartbeat after the interval. Nobody’s timer is that short; a candidate of the same term waits longer.',
    edits: elect.lateFirstHeartbeat,
  },
  {
    id: 'heartbeat-timer-runs-out',
    story:
      'A deposed leader does not disarm its heartbeat timer. It goes off once, and nothing is done.',
    edits: elect.heartbeatTimerRunsOut,
  },
  {
    id: 'silent-refusals',
    story:
      'Requests of older terms and refused votes get no answer. The answer could have been lost as well; its sender learns the term ' +
      'from the next leader.',
    edits: elect.silentRefusals,
  },
  {
    id: 'stickiness',
    story:
      'Who hears a leader, or leads, does not hear candidates (dissertation §4.2.3). Its own timeout ends that, and a leader learns a ' +
      'newer term from answers.',
    edits: elect.stickiness,
  },
  {
    id: 'refuses-in-its-own-term',
    story:
      'Who hears a leader, or leads, refuses its vote without taking the newer term over. The refusal is of its own term (dissertation §4.2.3), and nobody counts it.',
    edits: elect.refusesInItsOwnTerm,
  },
  {
    id: 'check-quorum',
    story:
      'A leader that has heard from no majority for eight heartbeats becomes a follower of the same term (dissertation §6.2). It keeps its vote.',
    edits: elect.checkQuorum,
  },
  {
    id: 'names-nobody',
    story:
      'Nobody says who leads. `leaderId` is a hint, and `null` is always a true one. In lab 2E the reference knows by it that it hears ' +
      'a leader, and passes over removed servers.',
    labs: ['2A', '2B', '2C', '2D'],
    edits: elect.namesNobody,
  },
  {
    id: 'elections-only',
    story:
      'What a student hands in for lab 2A: heartbeats, but no entries, no commands, no comparison of logs, and nothing on disk.',
    labs: ['2A'],
    edits: [...elect.electionsOnly, ...replicate.neverPersists],
  },
  {
    id: 'pre-vote',
    story:
      'Whoever wants to stand asks first whether it could win (dissertation §9.6). No term and no vote changes by that, so a server that ' +
      'is cut off comes back with the term it left with.',
    edits: elect.preVote,
  },
];

const replication: readonly Variant[] = [
  {
    id: 'noop-at-start',
    story:
      'A leader begins its term with an entry of its own (§8). Older entries commit at once, and the first command has another index.',
    edits: replicate.noopAtStart,
  },
  {
    id: 'only-with-heartbeats',
    story: 'Commands wait for the next heartbeat. It costs time, and saves messages.',
    edits: replicate.onlyWithHeartbeats,
  },
  {
    id: 'one-entry-a-message',
    story: 'A message carries one entry at most: more messages for the same log.',
    edits: replicate.oneEntryAMessage,
  },
  {
    id: 'empty-heartbeats',
    story:
      'Heartbeats carry nothing. What was lost is sent again when the answer to one shows that it is missing.',
    edits: replicate.emptyHeartbeats,
  },
  batching,
  {
    id: 'pipelining',
    story:
      'nextIndex moves when entries are sent, so that the next ones need not wait for an answer. A gap is refused, and the refusal brings it back.',
    edits: replicate.pipelining,
  },
  {
    id: 'tells-commits',
    story:
      'When commitIndex moves, all followers are told at once, instead of with the next heartbeat.',
    edits: replicate.tellsCommits,
  },
  {
    id: 'whole-log',
    story:
      'Every message carries all that is left of the log. Followers find nothing new in most of it.',
    edits: replicate.wholeLog,
  },
  {
    id: 'one-back-at-a-time',
    story:
      'nextIndex goes back by one for each refusal, as Figure 2 has it. The faster way of §5.3 is optional until lab 2C asks for it.',
    labs: ['2A', '2B'],
    edits: replicate.oneBackAtATime,
  },
  {
    id: 'index-hints',
    story:
      'A refusal names the first index of the conflicting term, and not the term. The leader may go further back than it must.',
    edits: replicate.indexHints,
  },
  {
    id: 'patient-backup',
    story: 'After a refusal the leader tries again with its next heartbeat, not at once.',
    edits: replicate.patientBackup,
  },
  {
    id: 'drops-on-refusal',
    story:
      'An entry at prevLogIndex whose term differs from the leader’s is dropped with the refusal already. No leader of this term has it, ' +
      'so it was never committed.',
    edits: replicate.dropsOnRefusal,
  },
  {
    id: 'keeps-next-index',
    story:
      'nextIndex is kept over elections. It is a guess, and a wrong one is corrected by a refusal.',
    edits: replicate.keepsNextIndex,
  },
  {
    id: 'everything-twice',
    story: 'Every message is sent twice, as the network may do by itself.',
    edits: replicate.everythingTwice,
  },
  {
    id: 'applies-later',
    story:
      'What is committed is applied at the beginning of the next step. Figure 2 does not say when.',
    edits: replicate.appliesLater,
  },
  {
    id: 'always-persists',
    story: 'Every message writes to disk, also when nothing has changed. It is slow, and safe.',
    edits: replicate.alwaysPersists,
  },
  {
    id: 'never-persists',
    story:
      'Nothing is written to disk. In labs 2A and 2B nobody restarts; what must be on disk is for lab 2C.',
    labs: ['2A', '2B'],
    edits: replicate.neverPersists,
  },
  {
    id: 'believes-the-last-answer',
    story:
      'An answer that was overtaken moves matchIndex back. Entries are sent once more, and what is committed stays so.',
    edits: replicate.believesTheLastAnswer,
  },
];

const crashes: readonly Variant[] = [
  {
    id: 'stores-the-term-first',
    story:
      'Term and vote are written to disk before the log. In between lies the old log beside the new term, as if nothing had come yet.',
    edits: store.storesTheTermFirst,
  },
  {
    id: 'stores-twice',
    story: 'Everything is written to disk twice. It is slow, and safe.',
    edits: store.storesTwice,
  },
  {
    id: 'writes-at-restart',
    story: 'restart writes back what it has read, as one that repairs its files would.',
    edits: store.writesAtRestart,
  },
  {
    id: 'sends-before-it-stores',
    story:
      'A leader sends new entries before it has written them down (dissertation §10.2.1). Its own copy counts for nothing until then.',
    edits: store.sendsBeforeItStores,
  },
  {
    id: 'back-to-the-match',
    story:
      'After one refusal the leader begins behind the last entry that is known to agree. It sends more than it must, and finds the place at once.',
    edits: store.backToTheMatch,
  },
];

const snapshots: readonly Variant[] = [
  {
    id: 'keeps-its-log',
    story:
      'Whoever has the last entry of a snapshot in its log answers and does nothing else, as Figure 13 says (receiver 6). It applies its own entries.',
    edits: store.keepsItsLog,
  },
  {
    id: 'answers-with-its-commit-index',
    story:
      'The answer to a late snapshot names commitIndex. What is committed is the same in every later leader’s log.',
    edits: store.answersWithItsCommitIndex,
  },
  {
    id: 'refuses-under-the-snapshot',
    story:
      'A request that begins under the snapshot is refused. The leader tries further on, and nothing is lost.',
    edits: store.refusesUnderTheSnapshot,
  },
  {
    id: 'snapshots-now-and-then',
    story:
      'A snapshot is sent with one heartbeat in three, so that links are not full of it. In between goes an empty request.',
    edits: store.snapshotsNowAndThen,
  },
];

const membership: readonly Variant[] = [
  {
    id: 'catches-up-first',
    story:
      'A newcomer gets the log before it counts (dissertation §4.2.1). The change is rejected until it has all that is committed.',
    edits: store.catchesUpFirst,
  },
  {
    id: 'no-commands-during-changes',
    story: 'While a change is under way, commands are rejected. Clients ask again.',
    edits: store.noCommandsDuringChanges,
  },
  {
    id: 'pre-vote-against-removed-servers',
    story:
      'Removed servers are heard, and asked for a pre-vote they get none: whoever hears a leader gives none, nor one whose log is longer.',
    edits: [...elect.preVote, ...store.hearsStrangers],
  },
];

const combinations: readonly Variant[] = [
  {
    id: 'pre-vote-noop-pipelining',
    story:
      'Pre-vote, an entry at the start of the term, pipelining, and followers that are told of commits at once.',
    edits: [
      ...elect.preVote,
      ...replicate.noopAtStart,
      ...replicate.pipelining,
      ...replicate.tellsCommits,
    ],
  },
  {
    id: 'stickiness-check-quorum-noop',
    story:
      'What etcd calls CheckQuorum: sticky followers, leaders that step down alone, an entry at the start of the term.',
    edits: [...elect.stickiness, ...elect.checkQuorum, ...replicate.noopAtStart],
  },
  {
    id: 'loud-and-wide',
    story:
      'Every message twice, each with the whole log, wide timers, and a write for every message.',
    edits: [
      ...replicate.everythingTwice,
      ...replicate.wholeLog,
      ...elect.wideTimers,
      ...replicate.alwaysPersists,
    ],
  },
  {
    id: 'slow-in-everything',
    story:
      'Commands wait for heartbeats, refusals wait for heartbeats and go back by one, entries are applied late: the slowest Raft that is right until lab 2C.',
    labs: ['2A', '2B'],
    edits: [
      ...replicate.onlyWithHeartbeats,
      ...replicate.oneBackAtATime,
      ...replicate.patientBackup,
      ...replicate.appliesLater,
    ],
  },
];

/** As above, for labs 2C to 2E. */
const laterCombinations: readonly Variant[] = [
  {
    id: 'careful-newcomers',
    story:
      'Newcomers catch up first, there is a pre-vote, and a leader begins its term with an entry.',
    edits: [...store.catchesUpFirst, ...elect.preVote, ...replicate.noopAtStart],
  },
  {
    id: 'lazy-snapshots',
    story:
      'Snapshots now and then, no restore when the entries are there, one entry a message, term first on disk, entries applied late.',
    edits: [
      ...store.snapshotsNowAndThen,
      ...store.keepsItsLog,
      ...replicate.oneEntryAMessage,
      ...store.storesTheTermFirst,
      ...replicate.appliesLater,
    ],
  },
];

/** The reference itself, which must lose nothing either. */
const reference: Variant = {
  id: 'reference',
  story: 'The reference as it is.',
  edits: [],
};

/** All of them. */
export const variants: readonly Variant[] = [
  reference,
  ...elections,
  ...replication,
  ...crashes,
  ...snapshots,
  ...membership,
  ...combinations,
  ...laterCombinations,
];
