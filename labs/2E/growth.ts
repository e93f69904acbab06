/**
 * Clusters that grow, shrink, and are replaced server by server, all of it by the submission.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { Clients } from '../clients.ts';
import { kv } from '../kv.ts';
import { linearizable } from '../linearizable.ts';
import { newestCounts, removedLeaderStepsDown } from './rules.ts';
import { allApply, asks, growing, leaderAmong, reconfigure, show } from './stage.ts';

const addOne: Scenario = {
  id: '2E.1',
  name: 'add-one',
  title: 'A cluster of three takes in a fourth server, which gets the whole log',
  story:
    'A server that knows nothing and belongs to nothing waits. Then the leader takes a configuration with it: it must get ' +
    'the log from the first entry on, and apply what the others apply.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied'],
  setup: growing(3, 1),
  play(world) {
    const members = world.servers.slice(0, 3);
    for (const command of ['a', 'b', 'c']) allApply(world, members, command);
    reconfigure(world, members, world.servers);
    allApply(world, world.servers, 'd');
  },
};

const removeFollower: Scenario = {
  id: '2E.2',
  name: 'remove-follower',
  title: 'A cluster of three lets a follower go, and the two that are left need each other',
  story:
    'After the change a majority is two of two. With the one that was removed still up and reachable, and one of the two ' +
    'cut off, nothing may be committed; when it is back, all goes on.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied'],
  setup: growing(3, 0),
  play(world) {
    const { servers, network } = world;
    allApply(world, servers, 'a');
    const leader = world.reach('somebody leads', () => leaderAmong(world, servers));
    const [gone] = servers.filter((server) => server !== leader);
    if (gone === undefined) return;
    const two = servers.filter((server) => server !== gone);
    reconfigure(world, servers, two);
    allApply(world, two, 'b');
    const [away, other] = world.random.shuffle(two);
    if (away === undefined || other === undefined) return;
    network.isolate(away);
    const before = Math.max(...two.map((server) => world.state(server).commitIndex));
    const leading = leaderAmong(world, two);
    if (leading !== undefined) world.propose(leading, 'c');
    world.watch(3_000, newestCounts, () => {
      const { commitIndex } = world.state(other);
      if (commitIndex <= before) return null;
      return `${other} commits index ${commitIndex}, while ${away} is cut off and the cluster is ${show(two)}`;
    });
    network.heal();
    allApply(world, two, 'd');
  },
};

const removeLeader: Scenario = {
  id: '2E.3',
  name: 'remove-leader',
  title: 'A leader that removes itself brings the change through, steps down, and the others go on',
  story:
    'The leader must go on leading until the configuration without it is committed, since nobody else may have it; after ' +
    'that it must not lead any more, and one of the others does.',
  kind: 'liveness',
  points: 3,
  seeds: 6,
  sometimes: ['elected', 'reelected', 'committed', 'applied'],
  setup: (random) => growing(random.pick([3, 4, 5]), 0)(random),
  play(world) {
    const { servers } = world;
    allApply(world, servers, 'a');
    const leader = world.reach('somebody leads', () => leaderAmong(world, servers));
    const rest = servers.filter((server) => server !== leader);
    const { term } = asks(world, leader, rest);
    world.expect(`${show(rest)} is a cluster with a leader of its own`, () => {
      const next = leaderAmong(world, rest);
      return next !== undefined && world.state(next).currentTerm > term;
    });
    allApply(world, rest, 'b');
    world.run(2_000);
    const { role, currentTerm } = world.state(leader);
    if (role === 'leader' && currentTerm >= term) {
      world.wrong(
        removedLeaderStepsDown,
        `${leader} still leads in term ${currentTerm}, and ${show(rest)} has removed it`,
      );
    }
  },
};

const oneToFive: Scenario = {
  id: '2E.4',
  name: 'one-to-five-and-back',
  title: 'A cluster grows from one server to five and shrinks to one again while clients work',
  story:
    'Majorities of 1, 2, 2, 3, 3, and back. The first server is removed on the way, whoever leads. Clients read and write ' +
    'all the time; what they were told must fit one copy of the data.',
  kind: 'safety',
  points: 4,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'committed', 'applied'],
  setup: (random) => ({ ...growing(1, 4)(random), service: { machine: kv } }),
  play(world) {
    const { servers, random } = world;
    const clients = new Clients(world, {
      clients: 3,
      keys: ['x', 'y'],
      pause: [50, 200],
      patience: 2_000,
    });
    let members = servers.slice(0, 1);
    for (const server of servers.slice(1)) {
      clients.run(300);
      const next = [...members, server];
      reconfigure(world, members, next);
      members = next;
    }
    const [last, ...leaving] = random.shuffle(members);
    if (last === undefined) return;
    for (const server of leaving) {
      clients.run(300);
      const next = members.filter((member) => member !== server);
      reconfigure(world, members, next);
      members = next;
    }
    clients.finish();
    linearizable(world, clients.history);
  },
};

const replaceAll: Scenario = {
  id: '2E.5',
  name: 'replace-all',
  title: 'Three servers are replaced one by one by three others over a lossy network',
  story:
    'Add one, remove one, three times. Then the old three are switched off for good: everything that was ever applied ' +
    'must be with the new three, which have never seen the first configuration.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'lost', 'crashed'],
  setup: (random) => ({ ...growing(3, 3)(random), weather: { loss: 0.05, delay: [1, 20] } }),
  play(world) {
    const { servers, random } = world;
    const old = random.shuffle(servers.slice(0, 3));
    let members: readonly string[] = servers.slice(0, 3);
    allApply(world, members, 'first');
    servers.slice(3).forEach((server, place) => {
      const grown = [...members, server];
      reconfigure(world, members, grown);
      const shrunk = grown.filter((member) => member !== old[place]);
      reconfigure(world, grown, shrunk);
      members = shrunk;
      allApply(world, members, `without ${old[place]}`);
    });
    for (const server of old) world.crash(server);
    allApply(world, members, 'last');
    const commands = members.map((server) =>
      world.applied(server).filter(({ payload }) => payload.kind === 'command'),
    );
    world.expect(
      'the new three have applied every command from the first on',
      () => commands.every((all) => all.length === commands[0]?.length && all.length >= 5),
      1,
    );
  },
};

const comeBack: Scenario = {
  id: '2E.6',
  name: 'come-back',
  title: 'A server that was removed is added again, with the old log on its disk, and serves',
  story:
    'Removed, the server keeps what it has: an old term, an old log, a configuration that names it. While it is switched ' +
    'off the others go on. Added again it must catch up and count; with two of the others away it is needed.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: growing(4, 0),
  play(world) {
    const { servers, random } = world;
    allApply(world, servers, 'a');
    const leader = world.reach('somebody leads', () => leaderAmong(world, servers));
    const gone = random.pick(servers.filter((server) => server !== leader));
    const rest = servers.filter((server) => server !== gone);
    reconfigure(world, servers, rest);
    world.crash(gone);
    allApply(world, rest, 'b');
    world.restart(gone);
    reconfigure(world, rest, servers);
    allApply(world, servers, 'c');
    const away = random.pick(rest);
    world.crash(away);
    allApply(
      world,
      servers.filter((server) => server !== away),
      'd',
    );
  },
};

const twoAndOne: Scenario = {
  id: '2E.7',
  name: 'two-and-one',
  title: 'In a cluster of two either server can be removed, and the other one goes on alone',
  story:
    'The smallest cluster that can shrink. A leader that removes itself needs the other one for the commit, and not ' +
    'itself; the one that is left must then become leader by its own vote. Asked to remove itself too, it rejects that and ' +
    'goes on: without servers there is no cluster.',
  kind: 'liveness',
  points: 3,
  seeds: 6,
  sometimes: ['elected', 'committed', 'applied'],
  setup: growing(2, 0),
  play(world) {
    const { servers, random } = world;
    allApply(world, servers, 'a');
    const left = random.pick(servers);
    reconfigure(world, servers, [left]);
    allApply(world, [left], 'b');
    world.changeServers(left, []);
    allApply(world, [left], 'c');
  },
};

/** Clusters that change. */
export const growth: readonly Scenario[] = [
  addOne,
  removeFollower,
  removeLeader,
  oneToFive,
  replaceAll,
  comeBack,
  twoAndOne,
];
