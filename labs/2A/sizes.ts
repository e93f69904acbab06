/**
 * Clusters of other sizes than three and five, servers with awkward names, and terms with more than one digit.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import { votingPuppets } from '../puppets.ts';
import { leaderStays, majorityElects } from './rules.ts';
import { agreement, cluster, reignBroken, settled } from './stage.ts';

/** For two seconds nobody may become leader. */
function nobodyIsElected(world: World, why: string): void {
  const before = world.counts.elections;
  world.watch(2_000, majorityElects, () => {
    if (world.counts.elections === before) return null;
    const leaders = world.servers.filter((server) => world.state(server).role === 'leader');
    return `${leaders.join(' and ')} became leader, although ${why}`;
  });
}

const one: Scenario = {
  id: '2A.6',
  name: 'cluster-of-one',
  title: 'A server that is alone in its cluster leads it',
  story:
    'Its own vote is a majority of one, and no answer will ever come that could make it look. It must elect itself ' +
    'when its timer goes off, and stay. (etcd and openraft both had to repair this.)',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: ['elected'],
  setup: () => ({ servers: ['only'] }),
  play(world) {
    const reign = settled(world);
    world.watch(2_000, leaderStays, () => reignBroken(world, world.servers, reign));
  },
};

const two: Scenario = {
  id: '2A.7',
  name: 'cluster-of-two',
  title: 'Two servers elect a leader together, and never one alone',
  story:
    'A majority of two is two. While the link is cut neither may win, however often it tries; once the link is back, ' +
    'one of them must.',
  kind: 'safety',
  points: 3,
  seeds: 5,
  sometimes: ['elected', 'lost'],
  setup: cluster(2),
  play(world) {
    world.network.partition();
    nobodyIsElected(world, 'the two cannot hear each other');
    world.network.heal();
    settled(world);
    world.network.partition();
    nobodyIsElected(world, 'the two cannot hear each other');
    world.network.heal();
    settled(world);
  },
};

const four: Scenario = {
  id: '2A.8',
  name: 'cluster-of-four',
  title: 'Four servers split two and two elect nobody; three of them elect',
  story:
    'Half is not a majority. A quorum that is counted from the list of the others, or rounded down, lets both halves ' +
    'of an even cluster elect (hashicorp/raft had it), and two leaders of one term are one message away.',
  kind: 'safety',
  points: 3,
  seeds: 5,
  sometimes: ['elected', 'lost'],
  setup: cluster(4),
  play(world) {
    const halves = () => {
      const order = world.random.shuffle(world.servers);
      world.network.partition(order.slice(0, 2), order.slice(2));
    };
    halves();
    nobodyIsElected(world, 'no more than two of four hear each other');
    world.network.heal();
    settled(world);
    halves();
    nobodyIsElected(world, 'no more than two of four hear each other');
    world.network.heal();
    const { leader } = settled(world);
    world.network.isolate(leader);
    settled(
      world,
      world.servers.filter((server) => server !== leader),
    );
  },
};

const awkwardIds: Scenario = {
  id: '2A.9',
  name: 'awkward-names',
  title: 'A server may be called "0", "10" or "2"',
  story:
    'A name is a string and nothing else. Code that turns names into numbers takes a vote for server 0 for no vote ' +
    '(willemt/raft had it), code that sorts them or uses them as places in an array mixes up 10 and 2.',
  kind: 'liveness',
  points: 3,
  seeds: 8,
  sometimes: ['elected', 'reelected', 'lost'],
  setup: (random) => ({ servers: random.shuffle(['0', '10', '2', 'n1', '-1']) }),
  play(world) {
    for (let round = 0; round < 4; round += 1) {
      const { leader } = settled(world);
      world.network.isolate(leader);
      world.expect('the others elect a leader', () =>
        agreement(
          world,
          world.servers.filter((server) => server !== leader),
        ),
      );
      world.network.rejoin(leader);
    }
    settled(world);
  },
};

const tenAndMore: Scenario = {
  id: '2A.10',
  name: 'terms-of-ten-and-more',
  title: 'Elections go on as before in term 10, 100 and 1,000',
  story:
    'A fifth server, played by the scenario, has tried to get elected elsewhere and comes back with the terms 9, 99 ' +
    'and 999. The others must go on from there. Terms that are compared as text stop at the first new digit: "10" > ' +
    '"9" is false.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: ['elected', 'reelected'],
  setup: (random) => {
    const servers = random.shuffle(['s1', 's2', 's3', 's4', 's5']);
    return { servers, puppets: servers.slice(4) };
  },
  play(world) {
    const real = world.servers.slice(0, 4);
    const visitor = votingPuppets(world, world.servers.slice(4)).at(0);
    for (const term of [9, 99, 999]) {
      settled(world, real);
      if (visitor.currentTerm < term) visitor.stand(term);
      for (const server of real) visitor.askVote(server);
      world.expect(`a leader in a term above ${term}`, () => {
        const reign = agreement(world, real);
        return reign !== null && reign.term > term;
      });
    }
    settled(world, real);
  },
};

/** Sizes, names and numbers. */
export const sizes: readonly Scenario[] = [one, two, four, awkwardIds, tenAndMore];
