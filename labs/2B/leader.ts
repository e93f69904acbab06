/**
 * One real leader, and puppets that follow it: when an entry is committed, and what an acknowledgement is worth.
 *
 * A puppet acknowledges what it holds and nothing else. Limits keep later entries from reaching it.
 *
 * @module
 */
import type { Scenario, World } from '../../grader/index.ts';
import type { Message } from '../../skeleton/contract/index.ts';
import { oneAmongPuppets } from '../clusters.ts';
import { allIsWell, comes, Limits, leadsInPeace, type Stage, stage } from '../stage.ts';
import { majorityCommits } from './rules.ts';

/** For some time the real server's commitIndex stays below this index, because so few hold the entry. */
function staysBelow(
  { world, subject, state }: Stage,
  ms: number,
  { index, because }: { readonly index: number; readonly because: string },
): void {
  world.watch(ms, majorityCommits, () => {
    const { commitIndex } = state();
    return commitIndex >= index
      ? `${subject} has committed index ${commitIndex}, although ${because}`
      : null;
  });
}

const exactMajority: Scenario = {
  id: '2B.31',
  name: 'exactly-a-majority',
  title: 'An entry is committed by a majority that includes the leader, and not by one server less',
  story:
    'In a cluster of 3 to 7 servers, even sizes too, one server less than a majority holds an entry; every one of its ' +
    'acknowledgements comes twice. The entry is not committed, with two of four no more than with two of five. Then one ' +
    'more server gets it: now it is, and nobody waits for the rest. It shows counts that are off by one, that leave out ' +
    'the leader, that count answers instead of servers, and quorums of n/2.',
  kind: 'safety',
  points: 3,
  seeds: 8,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: oneAmongPuppets(3, 4, 4, 5, 6, 7),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    for (const { id } of cast.all) world.network.linkWeather(id, subject, { duplicate: 1 });
    const end = leadsInPeace(scene);
    const limits = new Limits(world);
    const others = Math.floor(world.servers.length / 2);
    const holders = cast.all.slice(0, others - 1);
    limits.set(end, ...cast.all.slice(others - 1));
    const entry = world.propose(subject, 'one less');
    if (entry === null) return world.notReached('the leader takes a command');
    comes(world, 300, () => holders.every(({ lastIndex }) => lastIndex >= entry.index));
    staysBelow(scene, 60, {
      index: entry.index,
      because: `${others} of ${world.servers.length} servers hold it`,
    });
    limits.clear();
    limits.set(end, ...cast.all.slice(others));
    world.agree('by a majority', { count: 1 });
    allIsWell(scene, limits);
  },
};

const matchAsSent: Scenario = {
  id: '2B.32',
  name: 'match-index-as-sent',
  title:
    'An acknowledgement counts for what was sent, not for what the leader’s log has become since',
  story:
    'The leader sends entry a; the acknowledgement is slow. Meanwhile it appends b, which reaches nobody. Now the ' +
    'acknowledgement of a arrives: a is committed, b is not. A leader that takes its own last index for the follower’s ' +
    'matchIndex commits b, which it has alone (Students’ Guide to Raft).',
  kind: 'safety',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: oneAmongPuppets(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    const end = leadsInPeace(scene);
    const limits = new Limits(world);
    const held = world.network.hold(
      (message) => message.type === 'AppendEntriesResponse' && message.matchIndex > end,
    );
    const a = world.propose(subject, 'a');
    if (a === null) return world.notReached('the leader takes a command');
    comes(world, 300, () => cast.all.every(({ lastIndex }) => lastIndex >= a.index));
    limits.set(a.index, ...cast.all);
    const b = world.propose(subject, 'b');
    comes(world, 30, () => false);
    held.release();
    if (b !== null) staysBelow(scene, 60, { index: b.index, because: 'nobody else holds it' });
    allIsWell(scene, limits);
  },
};

/** Another server wins a newer term, and puts one entry in place of what the real server has behind `end`. */
function overthrow(
  scene: Stage,
  {
    end,
    by,
    with: voters,
  }: {
    end: number;
    by: ReturnType<Stage['cast']['at']>;
    with: readonly ReturnType<Stage['cast']['at']>[];
  },
): void {
  const { world, subject, state } = scene;
  by.stand(state().currentTerm + 1);
  for (const voter of voters) voter.voteFor(by.id, by.currentTerm);
  by.lead();
  by.write({ kind: 'command', command: 'instead' });
  by.append(subject, { prevLogIndex: end, count: 1 });
  world.reach(
    `${subject} has the entry of ${by.id}`,
    () => world.lastIndex(subject) === end + 1,
    100,
  );
}

/**
 * The leader of one term sends entries to one follower. Another server wins and replaces them, on the follower and on
 * the old leader. The old leader wins again, with a new entry at those indexes, and one other server acknowledges that.
 */
function leadsTwice(world: World, { late }: { readonly late: boolean }): void {
  const scene = stage(world);
  const { subject, cast, state } = scene;
  const [first, second, third, fourth] = [cast.at(0), cast.at(1), cast.at(2), cast.at(3)];
  const end = leadsInPeace(scene);
  const limits = new Limits(world);
  limits.set(end, second, third, fourth);
  const { currentTerm } = state();
  const isLate = (message: Message): boolean =>
    message.type === 'AppendEntriesResponse' &&
    message.from === first.id &&
    message.matchIndex > end + 3;
  const held = world.network.hold((message) => late && isLate(message));
  for (const name of ['a', 'b', 'c', 'd']) world.propose(subject, name);
  world.reach('one follower has the entries', () => first.lastIndex > end + 3);
  world.run(12);
  overthrow(scene, { end, by: second, with: [third, fourth] });
  first.adoptLog(second.log);
  for (const idle of [first, second]) idle.able({ votes: false, acks: false });
  world.reach(
    `${subject} leads again`,
    () => state().role === 'leader' && state().currentTerm > currentTerm + 1,
  );
  limits.clear();
  limits.set(end + 1, fourth, first, second);
  const again = world.propose(subject, 'again');
  if (again !== null) comes(world, 200, () => third.lastIndex >= again.index);
  held.release();
  staysBelow(scene, 60, {
    index: end + 1,
    because: `only ${subject} and ${third.id} can hold an entry of its term`,
  });
  allIsWell(scene, limits);
}

const staleAck: Scenario = {
  id: '2B.33',
  name: 'acknowledgement-of-an-older-term',
  title:
    'What a follower acknowledged to this leader in an older term does not count in a newer one',
  story:
    'The leader of term t sends four entries to one follower, whose last acknowledgement is long under way. Another leader ' +
    'replaces these entries, on the follower and on the old leader. The old leader wins again, with nothing but its ' +
    'new entry at those indexes, one server acknowledges it, and now the old acknowledgement arrives. Two of five hold ' +
    'the entry, not three. openraft had this bug twice; random tests do not meet it.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'truncated', 'lost'],
  setup: oneAmongPuppets(5),
  play: (world) => leadsTwice(world, { late: true }),
};

const matchReset: Scenario = {
  id: '2B.34',
  name: 'match-index-starts-at-zero',
  title:
    'What a leader knew of its followers in an older term is forgotten when it is elected again',
  story:
    'The same history, but the acknowledgement arrived in time: matchIndex of that follower was right, until another ' +
    'leader replaced the entries. Figure 2 sets matchIndex to 0 at each election; kept, or set to anything else, it ' +
    'counts entries that are gone (a bug of akka-raft).',
  kind: 'safety',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'truncated', 'lost'],
  setup: oneAmongPuppets(5),
  play: (world) => leadsTwice(world, { late: false }),
};

const manyIndexes: Scenario = {
  id: '2B.35',
  name: 'match-indexes-above-nine',
  title: 'With followers at indexes 8 to 11 the leader commits up to the middle one',
  story:
    'The followers stand at different indexes on both sides of 10, and their last acknowledgements arrive in any order. ' +
    'The leader commits what a majority holds. In JavaScript `[12, 10, 9].sort()` compares text: 10, 12, 9, and the ' +
    'middle one is 12, which nobody else has.',
  kind: 'safety',
  points: 2,
  seeds: 8,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: oneAmongPuppets(3, 3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    leadsInPeace(scene);
    const limits = new Limits(world);
    const last = (): number => world.lastIndex(subject);
    while (last() < 8) world.agree(`up to ${last() + 1}`, { count: 1 });
    world.reach('everybody has eight', () =>
      cast.all.every(({ lastIndex }) => lastIndex === last()),
    );
    const ends = world.random.shuffle(cast.all.length === 2 ? [9, 10] : [8, 9, 10, 11]);
    for (const [place, end] of ends.entries()) limits.set(end, cast.at(place));
    const holds = world.random
      .shuffle(cast.all)
      .map(({ id }) =>
        world.network.hold(
          (message) => message.from === id && message.type === 'AppendEntriesResponse',
        ),
      );
    while (last() < 12 && state().role === 'leader') {
      world.propose(subject, `up to ${last() + 1}`);
      const end = last();
      comes(world, 200, () =>
        ends.every((most, place) => cast.at(place).lastIndex >= Math.min(most, end)),
      );
    }
    for (const held of holds) held.release();
    if (state().role === 'leader') {
      staysBelow(scene, 60, { index: 11, because: 'a majority holds ten entries and no more' });
    }
    allIsWell(scene, limits);
  },
};

const anyOrder: Scenario = {
  id: '2B.36',
  name: 'acknowledgements-in-any-order',
  title:
    'Acknowledgements that are late, doubled and overtaken by others say no more than they say',
  story:
    'The puppets acknowledge faithfully, over links that double and delay their answers. An old acknowledgement after ' +
    'a newer one lowers nothing; an old refusal does not make the leader forget what a follower has.',
  kind: 'safety',
  points: 1,
  seeds: 6,
  sometimes: ['elected', 'committed', 'applied', 'lost'],
  setup: oneAmongPuppets(3, 4, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    const end = leadsInPeace(scene);
    const limits = new Limits(world);
    const weather = { duplicate: 0.4, late: 0.3, lateDelay: [20, 150] } as const;
    for (const { id } of cast.all) world.network.linkWeather(id, subject, weather);
    for (let round = 0; round < 24; round += 1) {
      const behind = world.random.pick(cast.all);
      limits.clear();
      limits.set(Math.max(end, behind.lastIndex), behind);
      world.propose(subject, `round ${round}`);
      world.run(world.random.int(1, 25));
    }
    allIsWell(scene, limits);
  },
};

/** One real leader. */
export const leader: readonly Scenario[] = [
  exactMajority,
  matchAsSent,
  staleAck,
  matchReset,
  manyIndexes,
  anyOrder,
];
