/**
 * Agreement in clusters whose servers crash and come back: what MIT 6.5840 tests in its lab 3C, without its accidents.
 *
 * What a server has applied is kept over its restarts and compared for the whole run, so that an entry that is lost and
 * replaced is seen also when everybody was down in between.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { aLeader, allAgree, anyCluster, cluster, hasApplied, without } from '../clusters.ts';
import { bringAllBack, bringBack, crashAll, orders, powerCycle, upServers } from './stage.ts';

const persistOne: Scenario = {
  id: '2C.1',
  name: 'persist-1',
  title: 'All restart, a leader restarts, a leader and a follower come back and catch up',
  story:
    'The first thing that persistence must give: after a power cut of all three servers, of the leader, and of a ' +
    'server that misses a command while it is down, everything that was applied is still there, and more is agreed on.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: anyCluster(3),
  play(world) {
    const { servers, random } = world;
    world.agree('a');
    crashAll(world, servers);
    bringAllBack(world, servers);
    world.agree('b');
    powerCycle(world, aLeader(world));
    world.agree('c');
    const leader = aLeader(world);
    world.crash(leader);
    world.agree('d', { count: 2 });
    bringBack(world, leader);
    world.expect('the old leader applies d', () => hasApplied(world, leader, 'd'));
    world.agree('e');
    const follower = random.pick(without(world, aLeader(world)));
    world.crash(follower);
    world.agree('f', { count: 2 });
    bringBack(world, follower);
    allAgree(world);
  },
};

const persistTwo: Scenario = {
  id: '2C.2',
  name: 'persist-2',
  title:
    'Majorities that overlap in a single server take turns, and each finds what the other has committed',
  story:
    'Two of five servers crash, three commit, those three crash, the two come back and one of the three with them. ' +
    'That one alone knows what was committed: it knows it from its disk.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: cluster(5),
  play(world) {
    const { random } = world;
    for (let round = 1; round <= 4; round += 1) {
      world.agree(`${round}: five`);
      const leader = aLeader(world);
      const [first, second, ...rest] = random.shuffle(without(world, leader));
      if (first === undefined || second === undefined) return;
      const two = [first, second];
      const three = random.shuffle([leader, ...rest]);
      crashAll(world, two);
      world.agree(`${round}: three`, { count: 3 });
      crashAll(world, three);
      bringAllBack(world, two);
      world.run(1_000);
      bringAllBack(world, three.slice(0, 1));
      world.agree(`${round}: the other three`, { count: 3 });
      bringAllBack(world, three.slice(1));
    }
    allAgree(world);
  },
};

const persistThree: Scenario = {
  id: '2C.3',
  name: 'persist-3',
  title: 'A leader that comes back with a server that knows less brings it up to date',
  story:
    'A follower is cut off while two commit. Both crash; the leader comes back, and the one that was cut off hears it ' +
    'again. What the two had committed is on one disk of these two.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted', 'lost'],
  setup: anyCluster(3),
  play(world) {
    world.agree('all');
    const leader = aLeader(world);
    const [away, other] = world.random.shuffle(without(world, leader));
    if (away === undefined || other === undefined) return;
    world.network.isolate(away);
    for (const command of ['b', 'c']) world.agree(command, { count: 2 });
    crashAll(world, [leader, other]);
    world.network.rejoin(away);
    const back = world.random.pick([leader, other]);
    bringBack(world, back);
    world.agree('d', { count: 2 });
    bringAllBack(
      world,
      [leader, other].filter((server) => server !== back),
    );
    allAgree(world);
  },
};

const everyOrder: Scenario = {
  id: '2C.4',
  name: 'every-order',
  title: 'Three servers crash one by one in every order, and come back in every order',
  story:
    'Each of the six orders of going is followed by one of the six orders of coming back, with a command that the ' +
    'first two may or may not commit without the third.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: anyCluster(3),
  play(world) {
    const { servers, random } = world;
    const back = random.shuffle(orders(servers));
    orders(servers).forEach((going, round) => {
      world.agree(`${round}: all`);
      for (const server of servers) world.propose(server, `${round}: perhaps`);
      crashAll(world, going, random.pick([0, 1, 20]));
      bringAllBack(world, back[round] ?? going, random.pick([0, 1, 200]));
    });
    allAgree(world);
  },
};

const nothingButTheDisk: Scenario = {
  id: '2C.5',
  name: 'nothing-but-the-disk',
  title: 'All servers crash as soon as one has applied a command, and find it again',
  story:
    'Clusters of one to seven servers. The moment that somebody applies a command it is committed, although hardly ' +
    'anybody knows. Then the power fails for all, again and again. A log that is written later than it is acknowledged, ' +
    'or a leader that never stores its own entries, loses what a client has seen.',
  kind: 'safety',
  points: 3,
  seeds: 8,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: anyCluster(1, 2, 3, 3, 4, 5, 6, 7),
  play(world) {
    const { servers, random } = world;
    for (let round = 1; round <= 5; round += 1) {
      world.agree(`round ${round}`, { count: 1 });
      crashAll(world, servers);
      world.run(random.pick([0, 5, 500]));
      bringAllBack(world, random.shuffle(servers), random.pick([0, 0, 50]));
    }
    allAgree(world);
    const missing = [1, 2, 3, 4, 5].filter(
      (round) => !servers.every((server) => hasApplied(world, server, `round ${round}`)),
    );
    world.expect('all rounds are applied everywhere', () => missing.length === 0, 1);
  },
};

const unreliableAgree: Scenario = {
  id: '2C.6',
  name: 'unreliable-agree',
  title: 'Five servers agree on fifty commands over a network that loses, doubles and delays',
  story:
    'Each round proposes four commands at every server that leads and waits for a fifth, while a tenth of the messages ' +
    'is lost. In the end all must have the same log.',
  kind: 'liveness',
  points: 1,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied', 'lost', 'duplicated'],
  setup: (random) => ({
    ...cluster(5)(random),
    weather: { loss: 0.1, duplicate: 0.05, delay: [1, 27] },
  }),
  play(world) {
    for (let round = 1; round <= 10; round += 1) {
      for (const server of world.servers) {
        for (let extra = 1; extra <= 4; extra += 1) world.propose(server, `${round}.${extra}`);
      }
      world.agree(round, { count: 1 });
    }
    world.network.weather({ loss: 0, duplicate: 0 });
    allAgree(world);
  },
};

/** Values that a lossy way of writing to disk would not bring back. */
const ODD_COMMANDS = [
  { nested: { list: [1, [2, [3, []]]], none: null } },
  { '': 'an empty key', '10': 1, '9': 2, b: [] },
  ['ä', '\u2028', '"\\', '💾', ''],
  0.1 + 0.2,
  -1e-7,
  Number.MAX_SAFE_INTEGER,
  false,
  null,
  '2026-01-01T00:00:00.000Z',
] as const;

const oddCommands: Scenario = {
  id: '2C.7',
  name: 'odd-commands',
  title: 'Commands of every shape come back from disk as they were',
  story:
    'Commands are any JSON: nested, empty, with odd keys, not only text. Whoever turns a log into text of its own making ' +
    'and back brings other commands to the state machine than before, or none.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted'],
  setup: anyCluster(1, 3),
  play(world) {
    const { servers, random } = world;
    for (const command of random.shuffle(ODD_COMMANDS)) {
      world.agree(command);
      if (random.chance(0.4)) {
        crashAll(world, servers);
        bringAllBack(world, random.shuffle(servers));
      }
    }
    crashAll(world, servers);
    bringAllBack(world, servers);
    world.expect('everybody is up', () => upServers(world).length === servers.length);
    allAgree(world);
  },
};

/** Agreement over crashes. */
export const agreement: readonly Scenario[] = [
  persistOne,
  persistTwo,
  persistThree,
  everyOrder,
  nothingButTheDisk,
  unreliableAgree,
  oddCommands,
];
