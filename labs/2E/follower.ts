/**
 * One real server that does not lead: which configuration counts for it, and whom it listens to.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { Payload, ServerId } from '../../skeleton/contract/index.ts';
import { QUIET } from '../clusters.ts';
import type { VotingPuppet } from '../puppets.ts';
import { reign as crown, type Stage, stage, tell, writeEntries } from '../stage.ts';
import { newestCounts, newServersWait } from './rules.ts';
import { growing, hush, leadingPuppets } from './stage.ts';

export function config(...servers: readonly ServerId[]): Payload {
  return { kind: 'config', servers };
}

/** A puppet leads, and has told the real server of some entries and then of a configuration that is not committed. */
export function toldOf(scene: Stage, leader: VotingPuppet, servers: readonly ServerId[]): void {
  crown(scene, leader, { term: scene.cast.termAbove(scene.state().currentTerm) });
  writeEntries(leader, 2);
  leader.write(config(...servers));
  tell(scene, leader, { prevLogIndex: 0, count: 3, leaderCommit: 2 });
  scene.world.reach('the real server has the configuration', () => {
    return scene.world.lastIndex(scene.subject) === 3;
  });
}

/** Fails the run when the real server becomes leader within some time. */
function mustNotLead({ world, subject, state }: Stage, ms: number, because: string): void {
  world.watch(ms, newestCounts, () => {
    const { role, currentTerm } = state();
    return role === 'leader'
      ? `${subject} leads in term ${currentTerm}, although ${because}`
      : null;
  });
}

const uncommittedCounts: Scenario = {
  id: '2E.15',
  name: 'uncommitted-configuration-counts',
  title: 'A follower that stands needs a majority of the newest configuration in its log',
  story:
    'A leader of three told a follower of a configuration of four, and is gone. The follower stands and gets one vote: ' +
    'that makes two of four, and elects nobody. With a vote of the fourth server, whom it must ask too, it leads.',
  kind: 'safety',
  points: 3,
  seeds: 6,
  sometimes: ['elected'],
  setup: leadingPuppets(3, 1),
  play(world) {
    const scene = stage(world);
    const [leader, voter, added] = scene.cast.all;
    if (leader === undefined || voter === undefined || added === undefined) return;
    toldOf(scene, leader, world.servers);
    hush(scene);
    voter.adoptLog(leader.log.slice(0, 2));
    voter.able({ votes: true });
    mustNotLead(scene, 3_000, `only ${voter.id} of ${world.servers.length} servers votes for it`);
    added.able({ votes: true });
    world.expect(`${scene.subject} leads with the vote of ${added.id}`, () => {
      return scene.state().role === 'leader';
    });
  },
};

/** The next leader puts a command in the place of the configuration; then the real server leads by two of three. A goal. */
export function replaces(scene: Stage, first: VotingPuppet, second: VotingPuppet): void {
  const { world } = scene;
  second.adoptLog(first.log.slice(0, 2));
  crown(scene, second, { term: scene.cast.termAbove(scene.state().currentTerm) });
  writeEntries(second, 1);
  tell(scene, second, { prevLogIndex: 2, count: 1, leaderCommit: 2 });
  world.reach('the configuration is replaced', () => {
    return world.entry(scene.subject, 3)?.payload.kind === 'command';
  });
  hush(scene);
  first.adoptLog(second.log);
  first.able({ votes: true, acks: true });
  world.expect(`${scene.subject} leads with the vote of ${first.id}`, () => {
    return scene.state().role === 'leader';
  });
}

const replacedDoesNotCount: Scenario = {
  id: '2E.16',
  name: 'replaced-configuration-does-not-count',
  title: 'A configuration that is replaced in the log counts no more',
  story:
    'The follower has a configuration of four that was never committed; the next leader puts a command in its place. ' +
    'From then on three servers make the cluster again: the follower stands, gets one vote, and leads by two of three. ' +
    'It shows servers that keep the configuration somewhere besides the log.',
  kind: 'liveness',
  points: 3,
  seeds: 6,
  sometimes: ['elected', 'truncated'],
  setup: leadingPuppets(3, 1),
  play(world) {
    const scene = stage(world);
    const [first, second] = scene.cast.all;
    if (first === undefined || second === undefined) return;
    toldOf(scene, first, world.servers);
    replaces(scene, first, second);
  },
};

const strangersLead: Scenario = {
  id: '2E.17',
  name: 'strangers-may-lead',
  title: 'A server follows a leader that is not in its configuration, and learns of it that way',
  story:
    'Dissertation §4.2.2: a new server is elected while others do not have the entry that added it yet. If they did not ' +
    'listen to it they would never get that entry. A server that has been quiet for long also votes for a candidate that ' +
    'it does not know: otherwise the cluster could be left without a leader.',
  kind: 'liveness',
  points: 3,
  seeds: 6,
  sometimes: ['applied'],
  setup: leadingPuppets(3, 1),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const [one, , added] = cast.all;
    if (one === undefined || added === undefined) return;
    crown(scene, one, { term: cast.termAbove(state().currentTerm) });
    one.append(subject);
    world.run(QUIET);
    const term = cast.termAbove(state().currentTerm + 2);
    added.adoptLog([
      { term: 1, payload: { kind: 'command', command: 'before' } },
      { term: 1, payload: config(...world.servers) },
    ]);
    added.stand(term);
    for (let asked = 0; asked < 20 && !granted(added, subject, term); asked += 1) {
      added.askVote(subject);
      world.run(100);
    }
    world.expect(`${subject} votes for ${added.id}`, () => granted(added, subject, term), 2_000);
    one.voteFor(added.id, term);
    added.lead();
    world.expect(`${subject} has the log of ${added.id}`, () => {
      added.append(subject, { prevLogIndex: 0, count: 2, leaderCommit: 2 });
      world.run(10);
      return world.applied(subject).length >= 2;
    });
  },
};

function granted(puppet: VotingPuppet, voter: ServerId, term: number): boolean {
  return puppet
    .heard('RequestVoteResponse')
    .some((message) => message.from === voter && message.term === term && message.voteGranted);
}

const newServerWaits: Scenario = {
  id: '2E.18',
  name: 'new-server-waits',
  title:
    'A server that knows no configuration keeps quiet for as long as it takes, and then serves',
  story:
    'It knows nobody, so it cannot ask anybody; alone it is no majority of anything. One that elects itself has a log of ' +
    'its own when the real leader finds it. After a minute of waiting it is added, and takes part.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['elected', 'committed'],
  setup: growing(1, 1),
  play(world) {
    const [member, waiting] = world.servers;
    if (member === undefined || waiting === undefined) return;
    world.watch(60_000, newServersWait, () => {
      const { role, currentTerm } = world.state(waiting);
      if (role === 'follower' && currentTerm === 0) return null;
      return `${waiting} is a ${role} in term ${currentTerm}, and was never added`;
    });
    takesPart(world, member, waiting);
  },
};

/** The cluster of one takes in a second server. */
function takesPart(world: World, member: ServerId, added: ServerId): void {
  world.expect(`${member} has added ${added}`, () => {
    if (world.state(member).role !== 'leader') return false;
    world.propose(member, 'before');
    world.changeServers(member, [member, added]);
    world.run(50);
    return world.state(added).lastApplied > 0;
  });
}

/** The side of those who do not lead. */
export const follower: readonly Scenario[] = [
  uncommittedCounts,
  replacedDoesNotCount,
  strangersLead,
  newServerWaits,
];
