/**
 * Changes in bad times: the schedule of 2015, partitions, servers that never answer, servers that do not know that they
 * were removed, restarts and snapshots in between.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import { hasApplied } from '../clusters.ts';
import { EVERY_SINGLE } from '../journal.ts';
import { newestCounts, removedDisruptNothing } from './rules.ts';
import { allApply, asks, growing, leaderAmong, reconfigure, show } from './stage.ts';

/** Somebody among these leads. A set-up. */
function aLeader(world: World, among: readonly ServerId[], aboveTerm = 0): ServerId {
  return world.reach(`one of ${show(among)} leads`, () => {
    const leader = leaderAmong(world, among);
    return leader !== undefined && world.state(leader).currentTerm > aboveTerm && leader;
  });
}

/** All servers of the present cluster, whatever it is, apply one more command. A goal. */
function goesOn(world: World, servers: readonly ServerId[], count: number): void {
  world.network.heal();
  for (const server of servers) if (!world.isUp(server)) world.restart(server);
  world.agree('all is well', { count });
}

const twoThousandFifteen: Scenario = {
  id: '2E.19',
  name: 'the-bug-of-2015',
  title: 'The change of an old leader does not come back when a newer one is committed',
  story:
    'a leads {a, b, c, d} and adds e; only a and e have the entry. One of the others is elected, knows nothing of e, and ' +
    'is asked to remove d while d cannot be reached. If it takes the change at once, two of three commit it, and more; then ' +
    'a stands with the votes of d and e, three of five, and leads without what is committed. The rule that prevents it: a ' +
    'leader commits an entry of its own term first, which needs three of {a, b, c, d}.',
  kind: 'safety',
  points: 5,
  seeds: 8,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'lost'],
  setup: growing(4, 1),
  play(world) {
    const { network, servers, random } = world;
    const members = servers.slice(0, 4);
    const e = servers[4] ?? '';
    allApply(world, members, 'first');
    const a = aLeader(world, members);
    const { currentTerm } = world.state(a);
    const others = random.shuffle(members.filter((server) => server !== a));
    for (const server of others) network.isolate(server);
    let added = world.changeServers(a, servers);
    for (let asked = 0; asked < 20 && added === null; asked += 1) {
      world.run(5);
      added = world.changeServers(a, servers);
    }
    if (added === null || world.state(a).currentTerm !== currentTerm) {
      return world.notReached('the leader adds a server');
    }
    world.reach(`${e} has the change`, () => world.lastIndex(e) >= added.index);
    network.partition([a, e], others);
    const next = aLeader(world, others, currentTerm);
    const [other, d] = others.filter((server) => server !== next);
    if (other === undefined || d === undefined) return;
    network.isolate(d);
    world.run(20);
    for (let asked = 0; asked < 25; asked += 1) {
      world.changeServers(next, [a, next, other]);
      world.propose(next, `in between ${asked}`);
      world.run(20);
    }
    network.partition([a, d, e], [next, other]);
    world.run(10_000);
    goesOn(world, servers, 3);
  },
};

const whilePartitioned: Scenario = {
  id: '2E.20',
  name: 'while-partitioned',
  title:
    'A change that was asked for on the wrong side of a partition is forgotten, the other one holds',
  story:
    'The leader of five is cut off with one follower and is asked to remove a third server: two of four are too few. The ' +
    'other three elect a leader and remove the old one. When the network is whole again, only their change is in any log.',
  kind: 'safety',
  points: 4,
  seeds: 6,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'truncated', 'lost'],
  setup: growing(5, 0),
  play(world) {
    const { network, servers, random } = world;
    allApply(world, servers, 'first');
    const old = aLeader(world, servers);
    const { currentTerm } = world.state(old);
    const [friend, ...three] = random.shuffle(servers.filter((server) => server !== old));
    if (friend === undefined) return;
    network.partition([old, friend], three);
    const lost = three[0];
    world.changeServers(
      old,
      servers.filter((server) => server !== lost),
    );
    world.propose(old, 'lost');
    aLeader(world, three, currentTerm);
    const rest = servers.filter((server) => server !== old);
    reconfigureAmong(world, three, rest);
    network.heal();
    allApply(world, rest, 'after');
  },
};

/** A majority changes the cluster while the others are away. A goal. */
function reconfigureAmong(
  world: World,
  some: readonly ServerId[],
  servers: readonly ServerId[],
): void {
  world.expect(`${show(some)} commit ${show(servers)}`, () => {
    const leader = leaderAmong(world, some);
    if (leader === undefined) return false;
    const change = world.changeServers(leader, servers);
    world.run(200);
    return change !== null && some.every((one) => world.state(one).lastApplied >= change.index);
  });
}

const neverAnswers: Scenario = {
  id: '2E.21',
  name: 'new-server-never-answers',
  title: 'A server that is added and never answers holds nobody up, and can be removed again',
  story:
    'The fourth server is switched off as soon as it is added. Three of four still commit, the change included; then it is ' +
    'removed again. It shows leaders that wait for the newcomer, or that cannot take back what they did.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'crashed'],
  setup: growing(3, 1),
  play(world) {
    const members = world.servers.slice(0, 3);
    const added = world.servers[3] ?? '';
    allApply(world, members, 'a');
    asks(world, aLeader(world, members), world.servers);
    world.crash(added);
    reconfigure(world, members, world.servers);
    allApply(world, members, 'b');
    reconfigure(world, world.servers, members);
    allApply(world, members, 'c');
  },
};

const keepsCalling: Scenario = {
  id: '2E.22',
  name: 'removed-server-keeps-calling',
  title: 'A server that does not know that it was removed deposes nobody',
  story:
    'A follower is cut off, and removed. When it can be heard again it stands for election, term after term, because it ' +
    'gets no heartbeats. The leader that has a majority must stay, in its term, and clients must notice nothing.',
  kind: 'liveness',
  points: 4,
  seeds: 6,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: (random) => growing(random.pick([3, 4, 5]), 0)(random),
  play(world) {
    const { network, servers, random } = world;
    allApply(world, servers, 'a');
    const leader = aLeader(world, servers);
    const gone = random.pick(servers.filter((server) => server !== leader));
    network.isolate(gone);
    const rest = servers.filter((server) => server !== gone);
    reconfigureAmong(world, rest, rest);
    allApply(world, rest, 'b');
    world.run(500);
    const stays = aLeader(world, rest);
    const { currentTerm } = world.state(stays);
    network.heal();
    world.watch(15_000, removedDisruptNothing, () => {
      const { role, currentTerm: now } = world.state(stays);
      if (role === 'leader' && now === currentTerm) return null;
      return `${stays} led ${show(rest)} in term ${currentTerm}, and is a ${role} in term ${now} since ${gone} can be heard again`;
    });
    allApply(world, rest, 'c');
  },
};

const overRestarts: Scenario = {
  id: '2E.23',
  name: 'configuration-survives',
  title: 'A configuration is still known after restarts, also when only a snapshot holds it',
  story:
    'A cluster of three has become one of five; snapshots have taken the place of every log. All five restart. The two of ' +
    'the first three that come back first are no majority: nothing may be elected or committed until a third one is there. ' +
    'A server that fell back on the servers that it was first booted with would serve with two of three.',
  kind: 'safety',
  points: 4,
  seeds: 6,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: (random) => ({ ...growing(3, 2)(random), service: EVERY_SINGLE }),
  play(world) {
    const { servers, random } = world;
    const first = servers.slice(0, 3);
    allApply(world, first, 'a');
    reconfigure(world, first, servers.slice(0, 4));
    reconfigure(world, servers.slice(0, 4), servers);
    allApply(world, servers, 'b');
    world.run(200);
    for (const server of servers) world.crash(server);
    const two = random.shuffle(first).slice(0, 2);
    for (const server of two) world.restart(server);
    world.watch(5_000, newestCounts, () => {
      const leader = leaderAmong(world, two);
      return leader === undefined
        ? null
        : `${leader} leads with ${show(two)} up, and the cluster is ${show(servers)}`;
    });
    for (const server of servers) if (!world.isUp(server)) world.restart(server);
    allApply(world, servers, 'c');
  },
};

const bySnapshot: Scenario = {
  id: '2E.24',
  name: 'newcomer-gets-a-snapshot',
  title: 'A new server learns the configuration from a snapshot, and can lead by it',
  story:
    'No server has a log that goes back to the beginning. The new one gets a snapshot, with the configuration in it, and the ' +
    'rest as entries. Then one of the old servers is switched off, and so is the next leader: the new one is needed.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'crashed'],
  setup: (random) => ({ ...growing(2, 2)(random), service: EVERY_SINGLE }),
  play(world) {
    const { servers, random } = world;
    const two = servers.slice(0, 2);
    for (const command of ['a', 'b', 'c', 'd']) allApply(world, two, command);
    reconfigure(world, two, servers.slice(0, 3));
    allApply(world, servers.slice(0, 3), 'e');
    reconfigure(world, servers.slice(0, 3), servers);
    allApply(world, servers, 'f');
    const gone = random.pick(two);
    world.crash(gone);
    const three = servers.filter((server) => server !== gone);
    allApply(world, three, 'g');
    reconfigureAmong(world, three, three);
    const next = aLeader(world, three);
    world.crash(next);
    const left = three.filter((server) => server !== next);
    allApply(world, left, 'h');
  },
};

const leaderGoesEarly: Scenario = {
  id: '2E.25',
  name: 'leader-goes-too-early',
  title: 'A leader that removes itself and stops before anybody knows comes back and is heard',
  story:
    'The leader of two has removed itself and crashed before it sent anything. It has the longer log, so the other one ' +
    'cannot be elected without its vote, and it will not give it. It must still be able to stand, be elected by the other ' +
    'one alone, and hand the change over (dissertation §4.2.2, Figure 4.6).',
  kind: 'liveness',
  points: 3,
  seeds: 6,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: growing(2, 0),
  play(world) {
    const { servers, network } = world;
    allApply(world, servers, 'a');
    const leader = aLeader(world, servers);
    const rest = servers.filter((server) => server !== leader);
    network.isolate(leader);
    asks(world, leader, rest);
    world.crash(leader);
    network.heal();
    world.run(50);
    world.restart(leader);
    world.expect(`${show(rest)} applies a command`, () => {
      const open = leaderAmong(world, servers);
      if (open !== undefined) world.propose(open, 'b');
      world.run(50);
      return rest.every((server) => hasApplied(world, server, 'b'));
    });
    allApply(world, rest, 'c');
  },
};

/** Bad times. */
export const trouble: readonly Scenario[] = [
  twoThousandFifteen,
  whilePartitioned,
  neverAnswers,
  keepsCalling,
  overRestarts,
  bySnapshot,
  leaderGoesEarly,
];
