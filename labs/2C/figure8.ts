/**
 * Figure 8 of the paper with real crashes and restarts: the exact schedule, and MIT 6.5840's random ones.
 *
 * Lab 2B had Figure 8 with one real server and without crashes. Here all five are real, and what they know of the
 * earlier terms comes from their disks.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { Message, ServerId } from '../../skeleton/contract/index.ts';
import { aLeader, allAgree, cluster, hasApplied, without } from '../clusters.ts';
import { comes, endOf, isAppend } from '../stage.ts';
import { ownTermCommits } from './rules.ts';
import { bringAllBack, bringBack, upServers } from './stage.ts';

/** Who plays which part of the figure. */
interface Cast {
  /** Led first, and put its entry on S2 only; leads again. Either of the two that hold the entry. */
  readonly s1: ServerId;
  /** Led in between, with an entry that nobody else has. */
  readonly s5: ServerId;
  readonly s2: ServerId;
  readonly s3: ServerId;
  readonly s4: ServerId;
  /** The place of both entries. */
  readonly index: number;
}

/** Loses all entries of terms above this one, on their way to anybody. Returns a function that ends it. */
function loseEntriesAbove(world: World, term: number): () => void {
  return world.network.lose(
    (message) => isAppend(message) && message.entries.some((entry) => entry.term > term),
  );
}

/** Loses everything that would take an index to servers other than these. Returns a function that ends it. */
function keepFrom(world: World, index: number, servers: readonly ServerId[]): () => void {
  return world.network.lose(
    (message: Message) =>
      isAppend(message) && endOf(message) >= index && servers.includes(message.to),
  );
}

/** (a): the leader S1 crashes when its entry is on S2 only. */
function stepA(world: World): Omit<Cast, 's5'> {
  world.agree('all');
  const s1 = aLeader(world);
  const [s2, s3, s4, last] = world.random.shuffle(without(world, s1));
  if (s2 === undefined || s3 === undefined || s4 === undefined || last === undefined) {
    throw new Error('scenario: five servers are needed');
  }
  const end = world.lastIndex(s1);
  const stop = keepFrom(world, end + 1, [s3, s4, last]);
  const old = world.propose(s1, 'the entry of S1');
  if (old === null) return world.notReached('S1 takes a command');
  world.reach('S2 has the entry', () => world.lastIndex(s2) >= old.index);
  world.crash(s1);
  world.crash(s2);
  stop();
  return { s1, s2, s3, s4, index: old.index };
}

/** (b): one of the three others, S5, wins, takes another entry, and crashes with it. */
function stepB(world: World, first: Omit<Cast, 's5'>): Cast {
  const three = without(world, first.s1, first.s2);
  const stop = loseEntriesAbove(world, world.state(first.s1).currentTerm);
  const s5 = world.reach('one of the three others leads', () => {
    const leader = world.leader();
    return leader !== undefined && three.includes(leader) && leader;
  });
  const other = world.propose(s5, 'the entry of S5');
  if (other === null) return world.notReached('S5 takes a command');
  world.crash(s5);
  stop();
  const [s3, s4] = three.filter((server) => server !== s5);
  if (s3 === undefined || s4 === undefined) throw new Error('scenario: three servers are needed');
  return { ...first, s3, s4, s5 };
}

/** (c): S1 or S2 wins by its longer log, and S3 gets the old entry and nothing newer. */
function stepC(world: World, cast: Cast): Cast {
  const termOfS5 = world.state(cast.s5).currentTerm;
  const stops = [loseEntriesAbove(world, termOfS5), keepFrom(world, cast.index, [cast.s4])];
  bringAllBack(world, [cast.s1, cast.s2]);
  const s1 = world.reach('S1 or S2 leads a later term', () => {
    const leader = world.leader();
    return leader !== undefined && world.state(leader).currentTerm > termOfS5 && leader;
  });
  comes(world, 400, () => world.lastIndex(cast.s3) >= cast.index);
  world.watch(200, ownTermCommits, () => {
    const early = upServers(world).find((server) => world.state(server).commitIndex >= cast.index);
    return early === undefined
      ? null
      : `${early} has committed index ${cast.index}, whose entry is of an older term, and no entry of the leader’s own term has reached anybody`;
  });
  for (const stop of stops) stop();
  return s1 === cast.s1 ? cast : { ...cast, s1, s2: cast.s1 };
}

/** The others ask nobody but S5 for votes, until it leads. */
function electS5(world: World, { s5 }: Cast): void {
  const stop = world.network.lose(
    ({ type, from, to }) => type === 'RequestVoteRequest' && from !== s5 && to !== s5,
  );
  bringBack(world, s5);
  world.reach('S5 leads again', () => world.leader() === s5);
  stop();
}

const replaced: Scenario = {
  id: '2C.8',
  name: 'figure-8-d',
  title:
    'An entry on three of five disks is replaced, since no entry of its leader’s term follows it',
  story:
    'Figure 8 (a) to (d), every step with a real crash. S1 puts an entry on S2 and crashes; S5 wins with an entry of ' +
    'its own, and crashes; S1 comes back, wins, and brings its old entry to S3. Three disks hold it, and it must not be ' +
    'committed: S1 crashes, S5 comes back, wins by its later term, and replaces it everywhere. MIT’s random test with ' +
    'this name does not find the bug: a leader that counts old entries passes all of that suite.',
  kind: 'safety',
  points: 3,
  seeds: 5,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'crashed', 'restarted', 'lost'],
  setup: cluster(5),
  play(world) {
    const cast = stepC(world, stepB(world, stepA(world)));
    world.crash(cast.s1);
    electS5(world, cast);
    world.agree('S5 goes on', { count: 4 });
    bringBack(world, cast.s1);
    allAgree(world);
  },
};

const committed: Scenario = {
  id: '2C.9',
  name: 'figure-8-e',
  title: 'With an entry of the leader’s own term on a majority, the old one is committed and stays',
  story:
    'Figure 8 (a) to (c) and then (e): before S1 crashes it gets one entry of its own term to a majority, and both are ' +
    'committed. Now S5 cannot win any more, although its entry is on its disk as before, and must give it up.',
  kind: 'safety',
  points: 3,
  seeds: 5,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'crashed', 'restarted', 'lost'],
  setup: cluster(5),
  play(world) {
    const cast = stepC(world, stepB(world, stepA(world)));
    world.agree('an entry of its own term', { count: 1 });
    const later = aLeader(world);
    world.crash(later);
    bringBack(world, cast.s5);
    world.agree('without that leader', { count: 3 });
    bringBack(world, later);
    allAgree(world);
    world.expect(
      'the entry of S1 is applied everywhere',
      () => world.servers.every((server) => hasApplied(world, server, 'the entry of S1')),
      1,
    );
  },
};

const random: Scenario = {
  id: '2C.10',
  name: 'figure-8-random',
  title: 'Leader after leader crashes right after it took a command, and all logs agree in the end',
  story:
    'MIT’s random search for Figure 8: every server is given a command, and the leader crashes at once or a little ' +
    'later. When fewer than three are up, one comes back. So logs grow apart in many terms, on disk.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'applied', 'crashed', 'restarted'],
  setup: cluster(5),
  play(world) {
    const { random: dice, servers } = world;
    world.agree('first');
    for (let round = 1; round <= 120; round += 1) {
      for (const server of servers) world.propose(server, round);
      world.run(dice.chance(0.3) ? dice.int(0, 500) : dice.int(0, 12));
      const leader = upServers(world).find((server) => world.state(server).role === 'leader');
      if (leader !== undefined) world.crash(leader);
      const down = servers.filter((server) => !world.isUp(server));
      if (down.length > 2) bringBack(world, dice.pick(down));
    }
    bringAllBack(
      world,
      servers.filter((server) => !world.isUp(server)),
    );
    allAgree(world);
  },
};

const unreliable: Scenario = {
  id: '2C.11',
  name: 'figure-8-unreliable',
  title: 'Logs that grew apart over a lossy network agree in the end, within twenty timeouts',
  story:
    'Nobody crashes, but leaders are cut off with commands that nobody else gets, a tenth of all messages is lost, and ' +
    'answers are delayed until they are of another age. In the end the links are whole, the weather is as bad as ' +
    'before, and all must agree. That needs a leader that finds quickly where a log departs from its own.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'applied', 'lost'],
  setup: (dice) => ({
    ...cluster(5)(dice),
    weather: { loss: 0.1, delay: [1, 27], late: 0.1, lateDelay: [100, 2_000] },
  }),
  play(world) {
    const { random: dice, servers, network } = world;
    for (let round = 1; round <= 150; round += 1) {
      for (const server of servers) world.propose(server, round);
      world.run(dice.chance(0.1) ? dice.int(0, 500) : dice.int(0, 12));
      const leader = world.leader();
      if (leader !== undefined && dice.chance(0.5)) network.isolate(leader);
      const away = servers.filter((server) => isAway(world, server));
      if (away.length > 2) network.rejoin(dice.pick(away));
    }
    network.heal();
    allAgree(world);
  },
};

/** True when nobody hears this server. */
function isAway(world: World, server: ServerId): boolean {
  return without(world, server).every((other) => !world.network.linked(server, other));
}

/** Figure 8. */
export const figure8: readonly Scenario[] = [replaced, committed, random, unreliable];
