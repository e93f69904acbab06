/**
 * What the scenarios of lab 2D share: a service whose state tells everything, clusters with it, and puppets that have
 * snapshots.
 *
 * @module
 */
import type { Random, Setup, World } from '../../grader/index.ts';
import type { Json, LogEntry, ServerId, Snapshot } from '../../skeleton/contract/index.ts';
import { anyCluster, oneAmongPuppets } from '../clusters.ts';
import { EVERY_TENTH, journal } from '../journal.ts';
import type { VotingPuppet } from '../puppets.ts';
import { type Stage, tell } from '../stage.ts';
import { logIsShort, sameState } from './rules.ts';

/** A cluster with snapshots at each tenth entry. */
export function compacting(...sizes: readonly number[]): (random: Random) => Setup {
  return (random) => ({ ...anyCluster(...sizes)(random), service: EVERY_TENTH });
}

/** One real server among puppets. It takes a snapshot when the scenario says so. */
export function oneWithService(...sizes: readonly number[]): (random: Random) => Setup {
  return (random) => ({ ...oneAmongPuppets(...sizes)(random), service: { machine: journal } });
}

/** What the journal holds after these entries. */
export function journalOf(log: readonly LogEntry[]): Json {
  return log.flatMap(({ payload }) => (payload.kind === 'command' ? [payload.command] : []));
}

/** The snapshot of a puppet's log up to an index. */
export function snapshotOf({ world }: Stage, leader: VotingPuppet, index: number): Snapshot {
  return {
    lastIncludedIndex: index,
    lastIncludedTerm: leader.termAt(index),
    servers: [...world.servers],
    data: journalOf(leader.log.slice(0, index)),
  };
}

/** A leader says this to the real server, as often as it takes until that has applied what is committed. A set-up. */
export function tellToApply(
  scene: Stage,
  leader: VotingPuppet,
  what: { readonly prevLogIndex?: number; readonly count?: number; readonly leaderCommit: number },
): void {
  const { world, subject, state } = scene;
  const done = (): boolean => state().lastApplied >= what.leaderCommit;
  for (let times = 0; times < 3 && !done(); times += 1) tell(scene, leader, what);
  if (!done()) world.notReached(`${subject} applies all up to index ${what.leaderCommit}`);
}

/** A leader sends its snapshot to the real server, which has handled it when this returns. */
export function install(scene: Stage, leader: VotingPuppet, snapshot: Snapshot): void {
  const { world, subject } = scene;
  const { currentTerm: term } = leader;
  leader.puppet.send({ type: 'InstallSnapshotRequest', to: subject, term, snapshot });
  world.run(2);
}

/**
 * The real server has applied, or was given in a snapshot, the leader's whole log, and its service shows it. A goal. A server
 * may apply with the next message what it has learned from one, so there is another.
 */
export function hasJournal(scene: Stage, leader: VotingPuppet): void {
  const { world, subject, state } = scene;
  const whole = JSON.stringify(journalOf(leader.log));
  const end = leader.lastIndex;
  for (let times = 0; times < 2 && state().lastApplied < end; times += 1) {
    tell(scene, leader, { leaderCommit: end });
  }
  world.expect(`${subject} has applied all ${end} entries of ${leader.id}'s log`, () => {
    return world.state(subject).lastApplied >= end;
  });
  const found = JSON.stringify(world.service(subject));
  if (found === whole) return;
  world.wrong(
    sameState,
    `the state machine of ${subject} holds ${found}, and should hold ${whole}`,
  );
}

/** Everybody applies one more command, and then all services are the same. A goal and a rule. */
export function allServicesAgree(world: World, servers: readonly ServerId[] = world.servers): void {
  world.agree('at last', { count: servers.length });
  const ends = () => servers.map((server) => world.state(server).lastApplied);
  const even = () => new Set([...ends(), ...servers.map((server) => world.lastIndex(server))]);
  world.expect('all have applied their whole logs', () => even().size === 1);
  compareServices(world, servers);
}

/** Services that have applied the same number of entries are the same. */
function compareServices(world: World, servers: readonly ServerId[]): void {
  const first = new Map<number, { readonly server: ServerId; readonly text: string }>();
  for (const server of servers) {
    const index = world.state(server).lastApplied;
    const text = JSON.stringify(world.service(server));
    const known = first.get(index);
    if (known === undefined) first.set(index, { server, text });
    else if (known.text !== text) {
      const seen = `at index ${index} the state machine of ${server} is ${brief(text)}, that of ${known.server} is ${brief(known.text)}`;
      world.wrong(sameState, seen);
    }
  }
}

/** The end of a long text, which is where journals differ. */
function brief(text: string): string {
  return text.length <= 80 ? text : `…${text.slice(-79)}`;
}

/** So many commands, one after the other, each agreed on by so many servers. */
export function agreeOn(world: World, commands: number, count: number): void {
  for (let number = 1; number <= commands; number += 1) {
    world.agree(`${Math.round(world.now)}.${number}`, { count });
  }
}

/** Proposes so many commands at once at the leader; they commit or not. */
export function burst(world: World, commands: number): void {
  const leader = world.leader();
  if (leader === undefined) return;
  for (let number = 1; number <= commands; number += 1) {
    world.propose(leader, `${Math.round(world.now)}.${number}`);
  }
}

/**
 * The real server has handled a snapshot of what it did not have: it stands there now. A goal, with its contents a rule. With
 * the last entry of it in the log, it may leave all as it is (Figure 13, receiver 6).
 */
export function requireInstalled({ world, subject, state }: Stage, snapshot: Snapshot): void {
  const { lastIncludedIndex, lastIncludedTerm, data } = snapshot;
  if (world.entry(subject, lastIncludedIndex)?.term === lastIncludedTerm) return;
  const done = () => state().lastApplied >= lastIncludedIndex;
  world.expect(`${subject} installs the snapshot up to index ${lastIncludedIndex}`, done);
  const found = JSON.stringify(world.service(subject));
  if (state().lastApplied > lastIncludedIndex || found === JSON.stringify(data)) return;
  world.wrong(sameState, `the state machine of ${subject} holds ${found} right after the snapshot`);
}

/** MIT allows 2000 bytes with snapshots at each tenth entry; our entries are longer. */
const LOG_BYTES_MAX = 4_000;

/** The log on a server's disk is short. */
export function requireShortLogs(world: World, servers = world.servers): void {
  for (const server of servers) {
    const log = world.disk(server)?.log ?? [];
    const bytes = JSON.stringify(log).length;
    if (bytes <= LOG_BYTES_MAX) continue;
    const seen = `${log.length} entries with ${bytes} bytes are on the disk of ${server}, and its service hands over its state at each tenth entry`;
    world.wrong(logIsShort, seen);
  }
}
