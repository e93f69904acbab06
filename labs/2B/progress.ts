/**
 * Clusters of all sizes, that lag, rest, or lose single messages: everything gets everywhere, with few words.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import {
  aLeader,
  allAgree,
  allEqual,
  anyCluster,
  cluster,
  hasApplied,
  replaceLeader,
  without,
} from '../clusters.ts';
import { comes, isAppend } from '../stage.ts';
import { byteBudget, idleClusterRests, majorityCommits, messageBudget } from './rules.ts';

/** What an idle cluster keeps: who leads, the terms, and the ends of all logs. */
function picture(world: World): string {
  return world.servers
    .map((server) => {
      const { role, currentTerm } = world.state(server);
      return `${server}: ${role} of term ${currentTerm} with ${world.lastIndex(server)} entries`;
    })
    .join('; ');
}

/** The cluster stays exactly as it is for some time. */
function rests(world: World, ms: number): void {
  const before = picture(world);
  world.watch(ms, idleClusterRests, () => {
    const now = picture(world);
    return now === before ? null : `nobody asked for anything, and yet ${before} became ${now}`;
  });
}

const single: Scenario = {
  id: '2B.42',
  name: 'one-server-and-two',
  title: 'A single server commits alone, and of two servers both are needed',
  story:
    'A majority of one is one: no answer will ever come, so whoever commits only when an acknowledgement arrives waits ' +
    'for ever. A majority of two is two: with one of them away nothing is committed, and with both everything is.',
  kind: 'safety',
  points: 1,
  seeds: 6,
  sometimes: ['elected', 'committed', 'applied'],
  setup: anyCluster(1, 2),
  play(world) {
    for (const command of ['a', 'b', 'c']) world.agree(command);
    const leader = aLeader(world);
    const [other] = without(world, leader);
    if (other === undefined) return rests(world, 1_000);
    world.network.isolate(other);
    world.propose(leader, 'alone');
    world.watch(1_200, majorityCommits, () =>
      hasApplied(world, leader, 'alone')
        ? `${leader} has applied a command that ${other} cannot have`
        : null,
    );
    world.network.heal();
    allAgree(world);
  },
};

const evenSplit: Scenario = {
  id: '2B.43',
  name: 'even-split',
  title: 'Of four servers two are no majority and three are, of six three are none and four are',
  story:
    'Clusters of even size are cut in two halves. Nothing that is proposed there may be applied, on either side. Then ' +
    'one server changes sides. Counts such as n/2, or majorities of the other servers, are right for odd sizes and ' +
    'wrong here.',
  kind: 'safety',
  points: 2,
  seeds: 5,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: anyCluster(4, 4, 6),
  play(world) {
    world.agree('all');
    const half = world.servers.length / 2;
    const leader = aLeader(world);
    const [moves, ...rest] = world.random.shuffle(without(world, leader));
    if (moves === undefined) return;
    const side = [leader, ...rest.slice(0, half - 1)];
    const others = [moves, ...rest.slice(half - 1)];
    world.network.partition(side, others);
    for (const server of world.servers) world.propose(server, 'half');
    world.watch(1_200, majorityCommits, () => {
      const early = world.servers.find((server) => hasApplied(world, server, 'half'));
      return early === undefined
        ? null
        : `${early} has applied a command that only half of the servers can have`;
    });
    world.network.partition([...side, moves], without(world, moves, ...side));
    world.agree('one more than half', { count: half + 1 });
    world.network.heal();
    allAgree(world);
  },
};

const minorityAway: Scenario = {
  id: '2B.44',
  name: 'minority-away-for-good',
  title:
    'Seven servers commit with three away, the leader among them, and the three never come back',
  story:
    'Four of seven must do with themselves to the end of the run. It shows leaders that wait for one follower before ' +
    'they serve the next, and commits that need more than a majority.',
  kind: 'liveness',
  points: 1,
  seeds: 3,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'lost'],
  setup: anyCluster(7),
  play(world) {
    world.agree('all');
    const leader = aLeader(world);
    const away = [leader, ...world.random.shuffle(without(world, leader)).slice(0, 2)];
    const left = without(world, ...away);
    world.network.partition(left, ...away.map((server) => [server]));
    for (const server of away) world.propose(server, 'lost');
    for (const command of ['b', 'c', 'd']) world.agree(command, { count: 4 });
    world.expect('the four have equal logs', () => allEqual(world, left));
  },
};

/** Messages between the leader and one follower are lost, until some were; then there is silence and a goal. */
function losesSome(world: World, follower: ServerId, answers: boolean): void {
  const lost = { count: 0 };
  const mend = world.network.lose((message) => {
    const carries = isAppend(message) && message.entries.length > 0 && message.to === follower;
    const says = message.type === 'AppendEntriesResponse' && message.from === follower;
    const meant = answers ? says : carries;
    if (meant) lost.count += 1;
    return meant;
  });
  const leader = aLeader(world);
  const proposal = world.propose(leader, `lost ${answers ? 'answers' : 'entries'}`);
  const many = world.random.int(1, 2);
  comes(world, 300, () => lost.count >= many);
  mend();
  if (proposal === null) return;
  world.expect('the log of the follower is as long as the others, without another command', () =>
    allEqual(world),
  );
}

const lostAppends: Scenario = {
  id: '2B.45',
  name: 'lost-entries-come-again',
  title:
    'Entries, or answers, that are lost once come again, without another command to bring them',
  story:
    'One request with entries is lost, or one answer, and then the cluster is idle. The follower must get the entries ' +
    'all the same. A leader that moves nextIndex when it sends and heartbeats behind it (etcd, 2015), or that waits ' +
    'for the answer to a lost request before it sends more, leaves the follower behind until the next command, or ' +
    'for ever.',
  kind: 'liveness',
  points: 2,
  seeds: 5,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: cluster(3),
  play(world) {
    world.agree('all');
    for (const answers of world.random.shuffle([true, false])) {
      losesSome(world, world.random.pick(without(world, aLeader(world))), answers);
    }
    allAgree(world);
  },
};

const lagging: Scenario = {
  id: '2B.46',
  name: 'nobody-starves',
  title: 'Followers that lag catch up next to others that lack nothing, and the cluster rests',
  story:
    'Two of five followers miss some commands, two do not. All of them must then get what they lack, and heartbeats, ' +
    'from an idle leader. A leader whose loop over its peers ends at the first one that lacks nothing starves the ones ' +
    'behind it (WRaft, found by model checking): they catch up never, or elect somebody else.',
  kind: 'liveness',
  points: 1,
  seeds: 5,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: cluster(5),
  play(world) {
    world.agree('all');
    const leader = aLeader(world);
    const away = world.random.shuffle(without(world, leader)).slice(0, 2);
    const stays = without(world, ...away);
    // Only the requests to them are lost, so that they do not come back with higher terms than need be.
    const mend = world.network.lose(
      (message) => isAppend(message) && away.includes(message.to) && message.entries.length > 0,
    );
    for (const command of ['b', 'c', 'd']) world.agree(command, { count: stays.length });
    mend();
    world.expect('all have caught up, without another command', () => allEqual(world));
    allAgree(world);
    world.run(300);
    rests(world, 1_500);
  },
};

const idle: Scenario = {
  id: '2B.47',
  name: 'idle-cluster',
  title: 'Three seconds without commands change neither leader nor terms nor logs',
  story:
    'After some commands nothing happens for three seconds. Heartbeats keep the leader in place and write nothing into ' +
    'any log, and what they and their answers cost stays small: a leader that answers each acknowledgement with ' +
    'another request keeps the network busy for nothing.',
  kind: 'liveness',
  points: 1,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied'],
  setup: (random) => ({ ...cluster(3)(random), weather: { delay: [1, 2] } }),
  play(world) {
    for (const command of ['a', 'b', 'c']) world.agree(command);
    world.expect('all logs are equal and applied', () => allEqual(world));
    world.run(300);
    const before = world.counts.messages;
    rests(world, 3_000);
    const each = Math.round((world.counts.messages - before) / 3);
    if (each > 1_000)
      world.wrong(messageBudget, `an idle second took ${each} messages, more than 1000`);
  },
};

const count: Scenario = {
  id: '2B.48',
  name: 'message-count',
  title: 'Twelve commands in a row cost a few messages for each follower and command',
  story:
    'MIT allows (12 + 2) x 3 RPCs for twelve commands that are proposed together. Here requests and answers are ' +
    'counted, and each command may cross the network thirty times to each follower: alone, doubled, and again after ' +
    'others have overtaken it. A leader that resends whatever is not yet acknowledged at every turn needs more.',
  kind: 'efficiency',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied'],
  setup: (random) => ({ ...cluster(3)(random), weather: { delay: [1, 2] } }),
  play(world) {
    world.agree('first');
    const leader = aLeader(world);
    const [messages, since] = [world.counts.messages, world.now];
    for (let number = 1; number <= 12; number += 1) world.propose(leader, number);
    world.agree('last');
    const allowed = 12 * 2 * 2 * 30 + (world.now - since);
    const said = world.counts.messages - messages;
    if (said > allowed)
      world.wrong(
        messageBudget,
        `twelve commands took ${said} messages, more than ${Math.round(allowed)}`,
      );
  },
};

const bytes: Scenario = {
  id: '2B.49',
  name: 'byte-count',
  title: 'Ten long commands cross the network a few times each, and not hundreds of times',
  story:
    'MIT allows each command to be sent to each follower once, plus some change. Here even a leader that always sends ' +
    'its whole log, and every message twice, has enough; one that floods the network with copies has not.',
  kind: 'efficiency',
  points: 1,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied'],
  setup: cluster(3),
  play(world) {
    world.agree('first');
    const before = world.counts.bytes;
    const size = 5_000;
    for (let number = 0; number < 10; number += 1) world.agree(String(number).repeat(size));
    const sent = world.counts.bytes - before;
    const wholeLogs = (2 * size * (10 * 11)) / 2;
    const allowed = 8 * wholeLogs + 200_000;
    if (sent > allowed)
      world.wrong(
        byteBudget,
        `ten commands of ${size} bytes took ${sent} bytes, more than ${allowed}`,
      );
  },
};

const highNumbers: Scenario = {
  id: '2B.50',
  name: 'terms-and-indexes-above-nine',
  title: 'Agreement goes on past term 10 and past index 10',
  story:
    'Leader after leader is cut off, until terms and indexes have two digits. Numbers that became text on the way, or ' +
    'that are sorted as text, fail from here on: "10" is less than "9".',
  kind: 'safety',
  points: 1,
  seeds: 3,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'lost'],
  setup: anyCluster(3),
  play(world) {
    const round = { number: 1 };
    while (round.number <= 14) {
      const leader = aLeader(world);
      if (world.state(leader).currentTerm >= 12 && world.lastIndex(leader) >= 12) break;
      replaceLeader(world, leader);
      world.agree(`round ${round.number}`, { count: 2 });
      world.network.heal();
      round.number += 1;
    }
    allAgree(world);
  },
};

/** Progress. */
export const progress: readonly Scenario[] = [
  single,
  evenSplit,
  minorityAway,
  lostAppends,
  lagging,
  idle,
  count,
  bytes,
  highNumbers,
];
