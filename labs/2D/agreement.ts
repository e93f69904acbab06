/**
 * Clusters whose logs are cut short: what MIT 6.5840 tests in its lab 3D, without its accidents, and with the contents of
 * the state machines compared.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import { aLeader, without } from '../clusters.ts';
import { agreeOn, allServicesAgree, burst, compacting, requireShortLogs } from './stage.ts';

const basic: Scenario = {
  id: '2D.1',
  name: 'snapshot-basic',
  title: 'With a snapshot at each tenth entry all logs stay short, and all services agree',
  story:
    'Three servers, a hundred and fifty commands in bursts. A server that keeps what its snapshot stands for has a log that ' +
    'grows for ever; one that computes places in its log without the snapshot applies the wrong entries.',
  kind: 'efficiency',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted'],
  setup: compacting(3),
  play(world) {
    for (let round = 1; round <= 15; round += 1) {
      burst(world, world.random.int(5, 13));
      world.agree(`round ${round}`);
      requireShortLogs(world);
    }
    allServicesAgree(world);
  },
};

/** How one of three servers is away in each round. */
interface Absence {
  leave(world: World, server: ServerId): void;
  comeBack(world: World, server: ServerId): void;
}

const cutOff: Absence = {
  leave: (world, server) => world.network.isolate(server),
  comeBack: (world, server) => world.network.rejoin(server),
};

const crashed: Absence = {
  leave: (world, server) => world.crash(server),
  comeBack: (world, server) => world.restart(server),
};

/** One server is away while the others agree on so much that it needs a snapshot when it is back. */
function rounds(world: World, { leave, comeBack }: Absence): void {
  const { random } = world;
  world.agree('first');
  for (let round = 1; round <= 6; round += 1) {
    const leader = aLeader(world);
    const victim = round % 3 === 1 ? leader : random.pick(without(world, leader));
    leave(world, victim);
    agreeOn(world, random.int(12, 16), 2);
    requireShortLogs(world, without(world, victim));
    comeBack(world, victim);
    world.agree(`round ${round}`);
    requireShortLogs(world);
  }
  allServicesAgree(world);
}

const STORMY = { loss: 0.1, delay: [0, 27] } as const;

const installs: Scenario = {
  id: '2D.2',
  name: 'snapshot-install',
  title: 'Whoever was cut off for more entries than the leader has left gets a snapshot',
  story:
    'One server, each third time the leader, is away while a dozen commands are agreed on and the log is cut. What it ' +
    'needs next is in no log any more.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'snapshotted', 'lost'],
  setup: compacting(3),
  play: (world) => rounds(world, cutOff),
};

const installsUnreliable: Scenario = {
  ...installs,
  id: '2D.3',
  points: 2,
  name: 'snapshot-install-unreliable',
  title: 'The same over links that lose one message in ten',
  story:
    'Snapshots and their answers are lost like any other message. A leader that sends a snapshot once and waits for the ' +
    'answer waits for ever.',
  setup: (random) => ({ ...compacting(3)(random), weather: STORMY }),
};

const installsCrash: Scenario = {
  ...installs,
  id: '2D.4',
  points: 2,
  name: 'snapshot-install-crash',
  title: 'Whoever was down for more entries than the leader has left gets a snapshot',
  story:
    'As in snapshot-install, but the server crashes. It comes back with its own snapshot, and its state machine with ' +
    'nothing: the state machine must get the snapshot first, then the rest.',
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'snapshotted', 'restarted'],
  play: (world) => rounds(world, crashed),
};

const installsCrashUnreliable: Scenario = {
  ...installsCrash,
  id: '2D.5',
  points: 2,
  name: 'snapshot-install-crash-unreliable',
  title: 'The same over links that lose one message in ten',
  story: 'Crashes, losses and snapshots at once.',
  setup: (random) => ({ ...compacting(3)(random), weather: STORMY }),
};

const allCrash: Scenario = {
  id: '2D.6',
  name: 'snapshot-all-crash',
  title: 'All crash and come back from snapshot and log, and nothing that was agreed on is lost',
  story:
    'After each burst all three go down. Snapshot and rest of the log come from one disk. If only one of them was ' +
    'stored, or the places in the log are counted from 1 again, entries are applied twice or never.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted', 'crashed', 'restarted'],
  setup: compacting(3),
  play(world) {
    for (let round = 1; round <= 5; round += 1) {
      agreeOn(world, world.random.int(5, 14), 3);
      for (const server of world.random.shuffle(world.servers)) world.crash(server);
      for (const server of world.random.shuffle(world.servers)) world.restart(server);
      allServicesAgree(world);
    }
  },
};

const init: Scenario = {
  id: '2D.7',
  name: 'snapshot-init',
  title: 'A server that restarted from a snapshot and persists again still has the snapshot',
  story:
    'A snapshot is taken, all crash, one command, all crash again. A server that forgets at its restart that it has a ' +
    'snapshot writes a disk without it at the next occasion; the second restart finds a log without a beginning.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted', 'crashed', 'restarted'],
  setup: compacting(3),
  play(world) {
    agreeOn(world, 11, 3);
    for (let round = 1; round <= 3; round += 1) {
      for (const server of world.servers) world.crash(server);
      for (const server of world.servers) world.restart(server);
      world.agree(`one command ${round}`);
      allServicesAgree(world);
    }
  },
};

const farBehind: Scenario = {
  id: '2D.8',
  name: 'far-behind-in-bad-weather',
  title:
    'A server that is far behind catches up while messages are lost, doubled and late, and commands flow',
  story:
    'One of five misses a hundred commands. When it is back, one message in five is lost, others come twice or a second ' +
    'late, and the leader cuts its log all the time: by the time that a snapshot is acknowledged, there is a newer one.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'snapshotted', 'installed', 'lost', 'duplicated'],
  setup: compacting(5),
  play(world) {
    const { network, random } = world;
    world.agree('first');
    const victim = random.pick(without(world, aLeader(world)));
    network.isolate(victim);
    for (let round = 1; round <= 10; round += 1) {
      burst(world, 9);
      world.agree(`away ${round}`, { count: 4 });
    }
    network.weather({ loss: 0.2, duplicate: 0.2, late: 0.1, lateDelay: [100, 1_000] });
    network.rejoin(victim);
    const missed = world.lastIndex(aLeader(world));
    world.expect(
      `${victim} has all that it missed`,
      () => {
        if (random.chance(0.01)) burst(world, 3);
        return world.state(victim).lastApplied >= missed;
      },
      60_000,
    );
    network.weather({ loss: 0, duplicate: 0, late: 0 });
    allServicesAgree(world);
  },
};

/** Clusters that take snapshots. */
export const agreement: readonly Scenario[] = [
  basic,
  installs,
  installsUnreliable,
  installsCrash,
  installsCrashUnreliable,
  allCrash,
  init,
  farBehind,
];
