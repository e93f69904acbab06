/**
 * One real leader among puppets: which configurations it takes, and who counts for it.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { ServerId } from '../../skeleton/contract/index.ts';
import { stage } from '../stage.ts';
import {
  newestCounts,
  oneChangeUnderWay,
  oneServerAtATime,
  onlyLeadersChange,
  ownEntryFirst,
  removedLeaderDoesNotCount,
} from './rules.ts';
import {
  adds,
  asks,
  growing,
  leadingPuppets,
  leads,
  onlyAck,
  type Reign,
  reign,
  show,
} from './stage.ts';

/** For a moment the real server's commitIndex stays below an index. */
function staysBelow(
  { world, subject, state }: Reign,
  index: number,
  { rule, because }: { readonly rule: typeof newestCounts; readonly because: string },
): void {
  world.watch(300, rule, () => {
    const { commitIndex } = state();
    if (commitIndex < index) return null;
    return `${subject} commits index ${commitIndex}, although ${because}`;
  });
}

const addedCounts: Scenario = {
  id: '2E.8',
  name: 'added-server-counts-at-once',
  title: 'From the moment that the leader appends it, the new configuration makes the majorities',
  story:
    'A leader of three adds a fourth. One follower acknowledges: that is two of four, and commits nothing. With a third ' +
    'acknowledgement, of the new server or of an old one, the change is committed. It shows leaders that count the old ' +
    'configuration until the new one is committed.',
  kind: 'safety',
  points: 3,
  seeds: 6,
  sometimes: ['elected', 'committed'],
  setup: leadingPuppets(3, 1),
  play(world) {
    const scene = reign(world, 3);
    const { subject, followers, waiting } = scene;
    const [one, two] = world.random.shuffle(followers);
    const [added] = waiting;
    if (one === undefined || two === undefined || added === undefined) return;
    const { index } = adds(scene, scene.members, added);
    onlyAck(scene, one);
    staysBelow(scene, index, {
      rule: newestCounts,
      because: `only ${subject} and ${one.id} of four servers hold the entry there`,
    });
    const third = world.random.pick([two, added]);
    onlyAck(scene, one, third);
    world.expect(`index ${index} is committed by three of four`, () => {
      return scene.state().commitIndex >= index;
    });
  },
};

const removedCountsNoMore: Scenario = {
  id: '2E.9',
  name: 'removed-server-counts-no-more',
  title: 'A server that is being removed does not count, and nobody waits for it',
  story:
    'A leader of four removes one. What the removed one acknowledges counts nothing; one of the two others makes two of ' +
    'three, and that is enough for the change and for what comes after it.',
  kind: 'safety',
  points: 3,
  seeds: 6,
  sometimes: ['elected', 'committed'],
  setup: leadingPuppets(4, 0),
  play(world) {
    const scene = reign(world, 4);
    const { subject, followers, members } = scene;
    const [removed, one] = world.random.shuffle(followers);
    if (removed === undefined || one === undefined) return;
    const { index } = asks(
      world,
      subject,
      members.filter((server) => server !== removed.id),
    );
    onlyAck(scene, removed);
    staysBelow(scene, index, {
      rule: newestCounts,
      because: `of the new configuration only ${subject} holds the entry there`,
    });
    onlyAck(scene, one);
    world.expect(`index ${index} is committed by two of three`, () => {
      return scene.state().commitIndex >= index;
    });
    const next = world.propose(subject, 'next');
    if (next === null) return world.notReached('the leader takes a command');
    world.expect('a command is committed by two of three', () => {
      return scene.state().commitIndex >= next.index;
    });
  },
};

const leaderDoesNotCount: Scenario = {
  id: '2E.10',
  name: 'removed-leader-does-not-count',
  title: 'A leader that removes itself needs a majority of the others',
  story:
    'A leader of three removes itself: the new configuration has two servers, and both are needed. One acknowledgement and ' +
    'the leader’s own copy are not. A leader that counts itself commits with one server of the new configuration, and ' +
    'the other one can be elected without knowing of anything.',
  kind: 'safety',
  points: 4,
  seeds: 6,
  sometimes: ['elected', 'committed'],
  setup: leadingPuppets(3, 0),
  play(world) {
    const scene = reign(world, 3);
    const { subject, followers, state } = scene;
    const [one, two] = world.random.shuffle(followers);
    if (one === undefined || two === undefined) return;
    const { index, term } = asks(world, subject, [one.id, two.id]);
    onlyAck(scene, one);
    staysBelow(scene, index, {
      rule: removedLeaderDoesNotCount,
      because: `of the new configuration ${show([one.id, two.id])} only ${one.id} holds the entry there`,
    });
    onlyAck(scene, one, two);
    world.expect(`index ${index} is committed, and ${subject} leads no more`, () => {
      return (
        state().commitIndex >= index && (state().role !== 'leader' || state().currentTerm > term)
      );
    });
  },
};

const oneStep: Scenario = {
  id: '2E.11',
  name: 'one-server-at-a-time',
  title: 'A configuration that differs by more than one server, or names one twice, is rejected',
  story:
    'Two servers at once, in or out, or one in and one out: a majority of the old and a majority of the new configuration ' +
    'may then have nobody in common, and two leaders of one term can be elected. A server that is named twice counts twice.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed'],
  setup: leadingPuppets(3, 2),
  play(world) {
    const scene = reign(world, 3);
    const { subject, members, followers, waiting } = scene;
    const [one, two] = followers.map(({ id }) => id);
    const [fourth, fifth] = waiting;
    if (one === undefined || two === undefined || fourth === undefined || fifth === undefined)
      return;
    const [four, five] = [fourth.id, fifth.id];
    const steps: readonly (readonly ServerId[])[] = [
      [...members, four, five],
      [subject],
      [subject, one, four],
      [four, five],
      [subject, one, one],
      [],
    ];
    for (const servers of world.random.shuffle(steps)) {
      if (world.changeServers(subject, servers) === null) continue;
      const seen = `${subject} takes ${show(servers)} after ${show(members)}`;
      world.wrong(oneServerAtATime, seen);
    }
    adds(scene, members, fifth);
  },
};

const oneUnderWay: Scenario = {
  id: '2E.12',
  name: 'one-change-under-way',
  title: 'A second change is rejected until the first one is committed',
  story:
    'Two steps of one server, of which nobody has heard yet, are one step of two. The leader has appended the first ' +
    'change and got no answer when the second one is asked for. When the first one is committed, the second is taken.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed'],
  setup: leadingPuppets(3, 2),
  play(world) {
    const scene = reign(world, 3);
    const { subject, members, followers, waiting } = scene;
    const [fourth, fifth] = waiting;
    if (fourth === undefined || fifth === undefined) return;
    const [four, five] = [fourth.id, fifth.id];
    const first = adds(scene, members, fourth);
    for (const servers of world.random.shuffle([[...members, four, five], [...members]])) {
      if (world.changeServers(subject, servers) === null) continue;
      world.wrong(
        oneChangeUnderWay,
        `${subject} takes ${show(servers)}, while ${show(first.servers)} at index ${first.index} is not committed`,
      );
    }
    onlyAck(scene, ...followers);
    world.expect('the first change is committed', () => scene.state().commitIndex >= first.index);
    adds(scene, [...members, four], fifth);
  },
};

/** The real server has just won an election of puppets that answer nothing else. */
function newLeader(world: World): ReturnType<typeof stage> {
  const scene = stage(world);
  scene.cast.able({ votes: true });
  leads(scene);
  return scene;
}

const ownEntry: Scenario = {
  id: '2E.13',
  name: 'own-entry-first',
  title: 'A new leader takes no change before an entry of its own term is committed',
  story:
    'The bug that the dissertation had until 2015. A leader whose followers have acknowledged nothing is asked for a ' +
    'change: it cannot know whether a change of an earlier leader is still on its way to be committed. Once an entry of ' +
    'its term is committed, it takes the change, without being asked for anything else.',
  kind: 'safety',
  points: 4,
  seeds: 6,
  sometimes: ['elected', 'committed'],
  setup: (random) => {
    const servers = growing(random.pick([3, 4, 5]), 1)(random);
    return { ...servers, puppets: servers.servers.slice(1) };
  },
  play(world) {
    const scene = newLeader(world);
    const { subject, cast, state } = scene;
    const added = world.servers.at(-1) ?? '';
    const members = world.servers.filter((server) => server !== added);
    const next = [...members, added];
    for (let asked = 0; asked < 10; asked += 1) {
      const taken = world.changeServers(subject, next);
      if (taken !== null) {
        world.wrong(
          ownEntryFirst,
          `${subject} takes ${show(next)} in term ${taken.term}, and its commitIndex is ${state().commitIndex}`,
        );
      }
      world.run(20);
    }
    cast.able({ acks: true });
    asks(world, subject, next);
  },
};

const onlyLeaders: Scenario = {
  id: '2E.14',
  name: 'only-leaders-change',
  title: 'A follower and a candidate reject a change and keep their logs',
  story:
    'An administrator who asks the wrong server must be told so. A follower that appends the change to its own log makes ' +
    'itself a cluster of its own.',
  kind: 'safety',
  points: 2,
  seeds: 4,
  sometimes: [],
  setup: leadingPuppets(3, 1),
  play(world) {
    const { subject, cast, state } = stage(world);
    const ask = (role: string): void => {
      const { log } = state();
      const taken = world.changeServers(subject, world.servers);
      if (taken === null && state().log.length === log.length) return;
      world.wrong(onlyLeadersChange, `${subject} takes ${show(world.servers)} as ${role}`);
    };
    ask('follower');
    world.reach(`${subject} stands`, () => state().role === 'candidate', 5_000);
    ask('candidate');
    const leader = cast.crown(cast.at(0), cast.termAbove(state().currentTerm + 1));
    leader.append(subject);
    world.run(5);
    ask('follower');
  },
};

/** The leader's side. */
export const leader: readonly Scenario[] = [
  addedCounts,
  removedCountsNoMore,
  leaderDoesNotCount,
  oneStep,
  oneUnderWay,
  ownEntry,
  onlyLeaders,
];
