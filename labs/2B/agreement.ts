/**
 * Agreement in clusters that are real throughout: what MIT 6.5840 tests in its lab 3B, without its accidents.
 *
 * MIT's tests want the first command at index 1. Here indexes come from the answers to proposals only, so that a
 * leader may begin its term with an entry of its own.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { Json, ServerId } from '../../skeleton/contract/index.ts';
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
import { majorityCommits } from './rules.ts';

/** Proposes these commands at one server, which may have reasons to reject them. */
function proposeAll(world: World, server: ServerId, commands: readonly Json[]): void {
  for (const command of commands) world.propose(server, command);
}

/** As many commands with a common first name. */
function commandsOf(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, place) => `${name}${place + 1}`);
}

/** For some time nobody may apply a command, because too few servers can have it. */
function nobodyApplies(world: World, ms: number, command: Json): void {
  world.watch(ms, majorityCommits, () => {
    const early = world.servers.find((server) => hasApplied(world, server, command));
    return early === undefined
      ? null
      : `${early} has applied ${JSON.stringify(command)}, which no majority can hold`;
  });
}

const basicAgree: Scenario = {
  id: '2B.1',
  name: 'basic-agree',
  title:
    'Three servers apply three commands, each at a higher index, and the last one without a push',
  story:
    'Nothing is applied before a command is proposed. Then each command must be applied by all servers, the next one ' +
    'only being proposed afterwards: so nothing but the heartbeats can tell the followers that the last one is ' +
    'committed. It shows leaders whose heartbeats carry no leaderCommit, and servers that apply only when more comes.',
  kind: 'liveness',
  points: 2,
  seeds: 5,
  sometimes: ['elected', 'committed', 'applied'],
  setup: anyCluster(3, 5),
  play(world) {
    aLeader(world);
    world.watch(300, majorityCommits, () => {
      const eager = world.servers.find((server) =>
        world.applied(server).some(({ payload }) => payload.kind === 'command'),
      );
      return eager === undefined ? null : `${eager} has applied a command that nobody proposed`;
    });
    for (const command of ['one', 'two', 'three']) world.agree(command);
    world.expect('all logs are equal and applied', () => allEqual(world));
  },
};

const followerFailure: Scenario = {
  id: '2B.2',
  name: 'follower-failure',
  title: 'Three servers go on with one follower away, and commit nothing with two away',
  story:
    'A follower is cut off, and two commands must be committed by the two that are left. Then the other follower goes ' +
    'too: what the lonely leader still takes must not be applied. It shows leaders that wait for everybody, that do ' +
    'not count their own copy, or that commit what they have alone. The run ends with both followers away.',
  kind: 'liveness',
  points: 2,
  seeds: 5,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: cluster(3),
  play(world) {
    world.agree('all');
    const leader = aLeader(world);
    const [first, second] = world.random.shuffle(without(world, leader));
    if (first === undefined || second === undefined) return;
    world.network.isolate(first);
    world.agree('two', { count: 2 });
    world.agree('two again', { count: 2 });
    world.network.isolate(second);
    for (const server of world.servers) world.propose(server, 'nobody');
    nobodyApplies(world, 1_500, 'nobody');
  },
};

const leaderFailure: Scenario = {
  id: '2B.3',
  name: 'leader-failure',
  title: 'Three servers go on when the leader is away, and commit nothing when the next one is too',
  story:
    'The leader is cut off, and the two others elect and commit. Then the new leader is cut off as well. All three are ' +
    'given a command, and none of them may apply it.',
  kind: 'liveness',
  points: 2,
  seeds: 5,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'lost'],
  setup: cluster(3),
  play(world) {
    world.agree('all');
    const next = replaceLeader(world, aLeader(world));
    world.agree('two', { count: 2 });
    world.agree('two again', { count: 2 });
    world.network.isolate(next);
    for (const server of world.servers) world.propose(server, 'nobody');
    nobodyApplies(world, 1_500, 'nobody');
  },
};

const failAgree: Scenario = {
  id: '2B.4',
  name: 'fail-agree',
  title: 'A follower that was away gets all that it missed',
  story:
    'A follower is cut off while four commands are committed, with a pause long enough for it to stand again and ' +
    'again. It comes back with a high term and a short log: it must not win, and it must catch up.',
  kind: 'liveness',
  points: 2,
  seeds: 5,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: cluster(3),
  play(world) {
    world.agree('all');
    const away = world.random.pick(without(world, aLeader(world)));
    world.network.isolate(away);
    for (const command of ['b', 'c']) world.agree(command, { count: 2 });
    world.run(1_000);
    for (const command of ['d', 'e']) world.agree(command, { count: 2 });
    world.network.rejoin(away);
    world.agree('f');
    world.run(300);
    allAgree(world);
  },
};

const failNoAgree: Scenario = {
  id: '2B.5',
  name: 'fail-no-agree',
  title: 'A leader with one of four followers commits nothing until the others are back',
  story:
    'Three of five servers are cut off. What the leader takes now must not be applied by anybody. When the three are ' +
    'back the entry may be kept or replaced, as the next election has it, but all must agree.',
  kind: 'safety',
  points: 2,
  seeds: 5,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: cluster(5),
  play(world) {
    world.agree('all');
    const leader = aLeader(world);
    const away = world.random.shuffle(without(world, leader)).slice(0, 3);
    for (const server of away) world.network.isolate(server);
    world.propose(leader, 'too few');
    nobodyApplies(world, 1_500, 'too few');
    world.network.heal();
    allAgree(world);
  },
};

const concurrentStarts: Scenario = {
  id: '2B.6',
  name: 'concurrent-starts',
  title:
    'Five commands that are proposed at the same moment are all applied, in the order of their indexes',
  story:
    'A leader takes five commands before it hears a single answer. Each gets an index of its own, and if no other ' +
    'leader comes between, every server applies all of them.',
  kind: 'liveness',
  points: 1,
  seeds: 5,
  sometimes: ['elected', 'committed', 'applied'],
  setup: cluster(3),
  play(world) {
    world.agree('all');
    const names = commandsOf('burst', 5);
    const leader = aLeader(world);
    const taken = names.map((name) => world.propose(leader, name));
    if (taken.includes(null)) world.notReached('the leader takes five commands');
    const { currentTerm } = world.state(leader);
    world.expect('all five are applied everywhere, or there is a new term', () => {
      const all = world.servers.every((server) =>
        names.every((name) => hasApplied(world, server, name)),
      );
      return all || world.servers.some((server) => world.state(server).currentTerm > currentTerm);
    });
    allAgree(world);
  },
};

const rejoin: Scenario = {
  id: '2B.7',
  name: 'rejoin',
  title: 'A leader that was cut off with entries of its own gives them up and follows',
  story:
    'A cut-off leader takes commands that can never commit, and the others commit others at the same indexes. Then ' +
    'that leader is cut off too, and the first one is back: it must get rid of its entries, whether it leads or not. ' +
    'With as many entries on both sides: a follower whose hint is the end of its log is then asked the same for ever.',
  kind: 'safety',
  points: 2,
  seeds: 6,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'lost'],
  setup: cluster(3),
  play(world) {
    world.agree('all');
    const old = aLeader(world);
    const names = commandsOf('lost', world.random.int(2, 9));
    world.network.isolate(old);
    proposeAll(world, old, names);
    const next = replaceLeader(world, old);
    for (const name of names.slice(world.random.int(0, 1)))
      world.agree(`not ${name}`, { count: 2 });
    world.network.isolate(next);
    proposeAll(world, next, ['lost too', 'and this']);
    world.network.rejoin(old);
    world.agree('two', { count: 2 });
    world.network.rejoin(next);
    allAgree(world);
  },
};

const backup: Scenario = {
  id: '2B.8',
  name: 'backup',
  title: 'Forty wrong entries are replaced, first on one side of a cut and then on the other',
  story:
    'A leader with one follower takes forty commands that cannot commit, while the three others commit forty. Then ' +
    'these split, and another forty are taken in vain. Every log must end up the same, in a time that even allows for ' +
    'going back one index at each heartbeat.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'lost', 'truncated'],
  setup: cluster(5),
  play(world) {
    world.agree('all');
    const old = aLeader(world);
    const [companion, ...three] = world.random.shuffle(without(world, old));
    if (companion === undefined) return;
    world.network.partition([old, companion], three);
    proposeAll(world, old, commandsOf('vain', 40));
    world.expect('one of the three leads', () => three.includes(world.leader() ?? ''));
    const second = aLeader(world);
    proposeAll(world, second, commandsOf('good', 40));
    world.agree('good for three', { count: 3 });
    const [left, alone] = three.filter((server) => server !== second);
    if (left === undefined || alone === undefined) return;
    world.network.partition([second, left], [alone, old, companion]);
    proposeAll(world, second, commandsOf('vain again', 40));
    world.agree('good for the others', { count: 3 });
    world.network.heal();
    allAgree(world);
  },
};

const lonelyLeaders: Scenario = {
  id: '2B.9',
  name: 'bursts-at-lonely-leaders',
  title: 'Leader after leader is cut off with a handful of commands, and comes back later',
  story:
    'Each leader is cut off and given commands; the one before it comes back at that moment. So logs grow apart in ' +
    'many terms, longer and shorter ones, and elections are decided by the term of the last entry and only then by ' +
    'the length. A server that compares only one of the two, or neither, loses committed entries here.',
  kind: 'safety',
  points: 2,
  seeds: 6,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'lost'],
  setup: anyCluster(3, 5),
  play(world) {
    world.agree('all');
    let away: ServerId | null = null;
    for (let round = 1; round <= 6; round += 1) {
      const leader = aLeader(world);
      if (away !== null) world.network.rejoin(away);
      replaceLeader(world, leader);
      proposeAll(world, leader, commandsOf(`lonely ${round}.`, world.random.int(1, 4)));
      if (world.random.chance(0.7)) {
        world.agree(`round ${round}`, { count: world.servers.length - 1 });
      }
      away = leader;
    }
    world.network.heal();
    allAgree(world);
  },
};

/** Agreement in real clusters. */
export const agreement: readonly Scenario[] = [
  basicAgree,
  followerFailure,
  leaderFailure,
  failAgree,
  failNoAgree,
  concurrentStarts,
  rejoin,
  backup,
  lonelyLeaders,
];
