/**
 * One real leader that has cut its log, and puppets that need what is gone.
 *
 * Puppets answer requests for votes and entries by themselves, and a snapshot only when the scenario says so.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import type { InstallSnapshotRequest, Snapshot } from '../../skeleton/contract/index.ts';
import { QUIET } from '../clusters.ts';
import { electSubject, type VotingPuppet } from '../puppets.ts';
import { comes, reign, type Stage, stage, tell, writeEntries } from '../stage.ts';
import { oldLeaderInstallsNothing, snapshotIsWhole } from './rules.ts';
import { hasJournal, install, oneWithService, requireInstalled, snapshotOf } from './stage.ts';

/** More entries than any server keeps that has been handed its state after each of them. */
const COMMANDS_MAX = 60;

/** The real server leads and has a snapshot of at least so many commands, and one puppet has nothing of them. */
function leadsWithSnapshot(scene: Stage, commands: number): VotingPuppet {
  const { world, subject, cast, state } = scene;
  const [behind, ...others] = cast.all;
  if (behind === undefined) throw new Error('scenario: no puppets');
  world.network.isolate(behind.id);
  electSubject(world, subject, cast, others);
  behind.able({ votes: true, acks: true });
  for (let number = 1; number <= COMMANDS_MAX; number += 1) {
    world.agree(`${number}`, { count: 1 });
    if (number >= commands) world.takeSnapshot(subject);
    if (state().snapshot !== null) break;
  }
  world.network.heal();
  return behind;
}

/** The next snapshot that a puppet gets after so many. A goal. */
export function nextSnapshot(
  { world, subject }: Stage,
  puppet: VotingPuppet,
  after: number,
): InstallSnapshotRequest {
  const what = `${subject} sends its snapshot to ${puppet.id}, which lacks what is gone from the log`;
  return world.expect(what, () => puppet.heard('InstallSnapshotRequest')[after]);
}

/** A puppet says that it has installed a snapshot. It holds the entries that it stands for, so that it can go on. */
export function installed(
  { subject }: Stage,
  puppet: VotingPuppet,
  { term, snapshot }: InstallSnapshotRequest,
): void {
  const { lastIncludedIndex: matchIndex } = snapshot;
  puppet.enterTerm(term);
  if (puppet.lastIndex < matchIndex) puppet.adoptLog(standInFor(snapshot));
  puppet.puppet.send({ type: 'InstallSnapshotResponse', to: subject, term, matchIndex });
}

/** A puppet keeps no snapshots: it holds entries whose terms, except for the last, nobody will ask for. */
function standInFor({ lastIncludedIndex, lastIncludedTerm: term }: Snapshot) {
  return Array.from({ length: lastIncludedIndex }, () => ({
    term,
    payload: { kind: 'noop' } as const,
  }));
}

/** The puppet gets everything up to the end of the leader's log. A goal. */
export function catchesUp({ world, subject }: Stage, puppet: VotingPuppet): void {
  world.agree('one more', { count: 1 });
  const end = world.lastIndex(subject);
  world.expect(`${puppet.id} gets all entries behind the snapshot`, () => puppet.lastIndex >= end);
}

const sendsSnapshot: Scenario = {
  id: '2D.23',
  name: 'leader-sends-its-snapshot',
  title:
    'A follower that needs what is gone gets the snapshot, whole, and then the entries behind it',
  story:
    'The leader has cut its log; a follower comes back that lacks all of it. What the leader sends must be what its ' +
    'service handed over, with the index and the term of the last entry and the servers as of then. Then it goes on ' +
    'with the entry behind the snapshot.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, state } = scene;
    const behind = leadsWithSnapshot(scene, world.random.int(3, 12));
    const request = nextSnapshot(scene, behind, 0);
    const own = state().snapshot;
    const { snapshot } = request;
    const servers = [...snapshot.servers].sort().join();
    if (servers !== [...world.servers].sort().join()) {
      world.wrong(snapshotIsWhole, `${subject} sends a snapshot with servers ${servers}`);
    }
    if (JSON.stringify(snapshot.data) !== JSON.stringify(own?.data)) {
      world.wrong(snapshotIsWhole, `${subject} sends ${JSON.stringify(snapshot.data)} as its data`);
    }
    installed(scene, behind, request);
    catchesUp(scene, behind);
  },
};

const sendsAgain: Scenario = {
  id: '2D.24',
  name: 'snapshot-or-answer-is-lost',
  title: 'A leader whose snapshot, or the answer to it, is lost sends it again',
  story:
    'The first snapshot gets no answer. Nobody knows whether it arrived. A leader that waits for the answer, or counts ' +
    'the snapshot as received when it sends it, has a follower that never catches up.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const behind = leadsWithSnapshot(scene, world.random.int(3, 12));
    for (let lost = 0; lost < 3; lost += 1) nextSnapshot(scene, behind, lost);
    installed(scene, behind, nextSnapshot(scene, behind, 3));
    catchesUp(scene, behind);
  },
};

const newerInBetween: Scenario = {
  id: '2D.25',
  name: 'newer-snapshot-in-between',
  title:
    'A leader that has a newer snapshot by the time of the answer goes on with what the follower lacks',
  story:
    'While the follower installs, the leader takes the next snapshot. The answer is about the first one. Taken for an ' +
    'answer about the newer one, the follower is believed to have entries that it never saw; an entry that counts on ' +
    'them is committed by too few.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, state } = scene;
    const behind = leadsWithSnapshot(scene, 5);
    const request = nextSnapshot(scene, behind, 0);
    const first = request.snapshot.lastIncludedIndex;
    behind.able({ acks: false });
    for (let number = 1; number <= 4; number += 1) world.agree(`more ${number}`, { count: 1 });
    world.takeSnapshot(subject);
    installed(scene, behind, request);
    world.watch(100, snapshotIsWhole, () => {
      const { role, matchIndex } = state();
      const known = matchIndex[behind.id] ?? 0;
      if (role !== 'leader' || known <= first) return null;
      return `${subject} believes that ${behind.id} has all up to ${known}, which said that it has a snapshot up to ${first}`;
    });
    behind.able({ acks: true });
    const sent = behind.heard('InstallSnapshotRequest').length;
    const newer = () =>
      behind
        .heard('InstallSnapshotRequest')
        .slice(sent)
        .find(({ snapshot }) => snapshot.lastIncludedIndex > first);
    comes(
      world,
      1_000,
      () => newer() !== undefined || behind.lastIndex >= world.lastIndex(subject),
    );
    const again = newer();
    if (again !== undefined) installed(scene, behind, again);
    catchesUp(scene, behind);
  },
};

const newerTerm: Scenario = {
  id: '2D.26',
  name: 'answer-of-a-newer-term',
  title: 'A leader that learns of a newer term from the answer to a snapshot steps down',
  story:
    'The follower that gets the snapshot has heard of a newer term. Its answer says so, as every answer does. All terms ' +
    'in all messages count (§5.1).',
  kind: 'safety',
  points: 2,
  seeds: 2,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted'],
  setup: oneWithService(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const behind = leadsWithSnapshot(scene, 4);
    nextSnapshot(scene, behind, 0);
    const term = cast.termAbove(state().currentTerm);
    behind.enterTerm(term);
    behind.puppet.send({ type: 'InstallSnapshotResponse', to: subject, term, matchIndex: 0 });
    world.expect(`${subject} is in term ${term}`, () => state().currentTerm >= term, 100);
  },
};

const atLeader: Scenario = {
  id: '2D.27',
  name: 'snapshot-at-a-leader',
  title: 'A leader installs no snapshot of an older leader, and steps down for that of a newer one',
  story:
    'A snapshot that was sent in an older term arrives at the leader of today: it stays the leader, its log and its state ' +
    'machine stay. Then one arrives from a leader of a newer term, elected while this one was cut off: the leader becomes ' +
    'a follower and installs it, and what it had on its own is gone.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'installed'],
  setup: oneWithService(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    world.run(QUIET);
    const old = reign(scene, cast.at(0), { term: cast.termAbove(state().currentTerm) });
    writeEntries(old, 4);
    tell(scene, old, { prevLogIndex: 0, count: 4, leaderCommit: 3 });
    for (const puppet of cast.all.slice(1)) puppet.adoptLog(old.log);
    const late = snapshotOf(scene, old, 3);
    const term = electSubject(world, subject, cast, cast.all.slice(1));
    const [, next] = cast.all;
    if (next === undefined) throw new Error('scenario: too few puppets');
    world.agree('as a leader', { count: 1 });
    // A leader has all that is committed, so the next one must have it before it leads.
    world.reach('the next leader has it', () => next.lastIndex >= state().log.length);
    install(scene, old, late);
    if (state().currentTerm === term && (state().role !== 'leader' || state().snapshot !== null)) {
      const seen = `${subject} leads term ${term}; after a snapshot of term ${late.lastIncludedTerm} it is a ${state().role}`;
      world.wrong(oldLeaderInstallsNothing, seen);
    }
    world.network.lose(({ from }) => from === subject);
    world.propose(subject, 'in vain');
    reign(scene, next, { term: cast.termAbove(state().currentTerm) });
    writeEntries(next, 3);
    const snapshot = snapshotOf(scene, next, next.lastIndex - 1);
    install(scene, next, snapshot);
    requireInstalled(scene, snapshot);
    const { lastIncludedIndex: prevLogIndex } = snapshot;
    tell(scene, next, { prevLogIndex, count: 1, leaderCommit: next.lastIndex });
    hasJournal(scene, next);
  },
};

/** A leader and its snapshots. */
export const leader: readonly Scenario[] = [
  sendsSnapshot,
  sendsAgain,
  newerInBetween,
  newerTerm,
  atLeader,
];
