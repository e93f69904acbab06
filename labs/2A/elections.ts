/**
 * Elections in clusters that are real throughout: what MIT 6.5840 tests in its lab 3A, without its accidents.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import { leaderHint, leaderStays, majorityElects, splitVotesAreRare } from './rules.ts';
import { agreement, cluster, type Reign, reignBroken, settled } from './stage.ts';

/** A cluster at rest keeps its leader, its term, and the right idea of who leads. */
function keepsReign(
  world: World,
  among: readonly ServerId[],
  { reign, ms }: { readonly reign: Reign; readonly ms: number },
): void {
  world.watch(ms, leaderStays, () => reignBroken(world, among, reign));
  for (const server of among) {
    const { leaderId } = world.state(server);
    if (leaderId !== null && leaderId !== reign.leader) {
      world.wrong(leaderHint, `${server} names ${leaderId}, but ${reign.leader} leads`);
    }
  }
}

const initialElection: Scenario = {
  id: '2A.1',
  name: 'initial-election',
  title: 'Three servers elect a leader, and an idle cluster keeps it',
  story:
    'Three servers boot. One of them must become leader within a few election timeouts, all must be in its term, and as ' +
    'long as nothing breaks leader and term stay. MIT only warns when an idle cluster changes its term; here it counts. ' +
    'It shows timers that heartbeats do not reset, heartbeats rarer than the timeouts, and terms that run away.',
  kind: 'liveness',
  points: 5,
  seeds: 8,
  sometimes: ['elected'],
  setup: cluster(3),
  play(world) {
    const reign = settled(world);
    if (reign.term < 1) world.wrong(leaderStays, `${reign.leader} leads term ${reign.term}`);
    keepsReign(world, world.servers, { reign, ms: 2_500 });
  },
};

const reElection: Scenario = {
  id: '2A.2',
  name: 're-election',
  title: 'A new leader comes when the old one is cut off, and none without a majority',
  story:
    'The leader is cut off, the other two elect another. The old one returns and must accept that. Then two of three ' +
    'are cut off, and the one that is left must not lead. At last they come back, one after the other. It shows terms ' +
    'that do not grow, votes that are never given again, leaders that keep a deposed leader’s ways, and quorums of one.',
  kind: 'liveness',
  points: 4,
  seeds: 8,
  sometimes: ['elected', 'reelected', 'lost'],
  setup: cluster(3),
  play(world) {
    const first = settled(world);
    world.network.isolate(first.leader);
    const rest = world.servers.filter((server) => server !== first.leader);
    const second = settled(world, rest);
    if (second.term <= first.term) {
      world.wrong(
        majorityElects,
        `${second.leader} leads term ${second.term} after term ${first.term}`,
      );
    }
    world.network.rejoin(first.leader);
    const third = settled(world);
    keepsReign(world, world.servers, { reign: third, ms: 500 });

    const [survivor, other] = world.random.shuffle(
      world.servers.filter((server) => server !== third.leader),
    );
    if (survivor === undefined || other === undefined) return;
    world.network.isolate(third.leader);
    world.network.isolate(other);
    world.watch(2_000, majorityElects, () =>
      world.state(survivor).role === 'leader' ? `${survivor} leads, and hears nobody` : null,
    );
    world.network.mend(survivor, other);
    world.network.mend(other, survivor);
    settled(world, [survivor, other]);
    world.network.heal();
    settled(world);
  },
};

const manyElections: Scenario = {
  id: '2A.3',
  name: 'many-elections',
  title: 'Seven servers elect a leader with any three of them cut off, again and again',
  story:
    'Six times three of seven servers are cut off, most times with the leader among them, and the four that are left ' +
    'must elect. Then the three come back with whatever terms they have reached.',
  kind: 'liveness',
  points: 4,
  seeds: 5,
  sometimes: ['elected', 'reelected', 'lost'],
  setup: cluster(7),
  play(world) {
    settled(world);
    for (let round = 0; round < 6; round += 1) {
      const leader = round % 3 === 2 ? undefined : world.leader();
      const others = world.random.shuffle(world.servers.filter((server) => server !== leader));
      const gone = leader === undefined ? others.slice(0, 3) : [leader, ...others.slice(0, 2)];
      for (const server of gone) world.network.isolate(server);
      const left = world.servers.filter((server) => !gone.includes(server));
      world.expect('the four that are left have a leader', () => agreement(world, left));
      world.network.heal();
    }
    const reign = settled(world);
    keepsReign(world, world.servers, { reign, ms: 500 });
  },
};

const splitVotes: Scenario = {
  id: '2A.4',
  name: 'split-votes-are-rare',
  title: 'Twenty elections among five servers take few terms',
  story:
    'The leader is cut off twenty times over. Timeouts that differ by more than a round trip elect the next leader in ' +
    'one or two terms; timeouts that all servers share, or that lie a few milliseconds apart, split the vote term ' +
    'after term (§9.3).',
  kind: 'efficiency',
  points: 3,
  seeds: 3,
  sometimes: ['elected', 'reelected', 'lost'],
  setup: cluster(5),
  play(world) {
    const rounds = 20;
    const start = settled(world).term;
    for (let round = 0; round < rounds; round += 1) {
      const leader = world.reach('there is a leader', () => world.leader());
      const rest = world.servers.filter((server) => server !== leader);
      world.network.isolate(leader);
      world.expect('the others elect a leader', () => agreement(world, rest));
      world.network.rejoin(leader);
      world.expect('all follow one leader', () => agreement(world, world.servers));
    }
    const terms = settled(world).term - start;
    if (terms > 4 * rounds) {
      world.wrong(splitVotesAreRare, `${rounds} elections took ${terms} terms`);
    }
  },
};

const minorityStaysAway: Scenario = {
  id: '2A.5',
  name: 'minority-stays-away',
  title: 'Three of five elect and go on while two never come back',
  story:
    'Two of five servers are cut off from the start. The three others need every vote, their own included. The leader ' +
    'is exchanged for one of the two, and the run ends with two servers still away. It shows candidates that do not ' +
    'count themselves, that ask one server at a time, or that wait for an answer from everybody.',
  kind: 'liveness',
  points: 3,
  seeds: 5,
  sometimes: ['elected', 'reelected', 'lost'],
  setup: cluster(5),
  play(world) {
    const [away, back] = world.servers;
    if (away === undefined || back === undefined) return;
    const without = (...gone: readonly ServerId[]) =>
      world.servers.filter((server) => !gone.includes(server));
    world.network.partition(without(away, back));
    const first = settled(world, without(away, back));
    world.network.partition(without(away, first.leader));
    const second = settled(world, without(away, first.leader));
    keepsReign(world, without(away, first.leader), { reign: second, ms: 1_000 });
  },
};

/** Elections in real clusters. */
export const elections: readonly Scenario[] = [
  initialElection,
  reElection,
  manyElections,
  splitVotes,
  minorityStaysAway,
];
