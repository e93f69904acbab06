/**
 * Figure 7 of the paper, entry by entry: the leader of term 8 and the six logs (a)-(f) that it may find.
 *
 * Every log comes about as the paper has it: the leaders of terms 1 to 7 each wrote what the figure shows, and each
 * follower heard from some of them.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { oneAmongPuppets } from '../clusters.ts';
import { electSubject, type VotingPuppet } from '../puppets.ts';
import {
  allIsWell,
  hasWholeLog,
  logOf,
  reign,
  type Stage,
  sameLog,
  stage,
  tell,
  writeEntries,
} from '../stage.ts';

/** The terms of the entries of the leader of term 8. */
const LEADER = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];

/** The terms of the entries of each follower. */
const FOLLOWERS = {
  a: [1, 1, 1, 4, 4, 5, 5, 6, 6],
  b: [1, 1, 1, 4],
  c: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
  d: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
  e: [1, 1, 1, 4, 4, 4, 4],
  f: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
} as const;

type Name = keyof typeof FOLLOWERS;

/** Who led each term, by place among the puppets, on top of which log. */
const REIGNS: readonly {
  readonly term: number;
  readonly by: number;
  readonly log: readonly number[];
}[] = [
  { term: 1, by: 0, log: [1, 1, 1] },
  { term: 2, by: 1, log: [1, 1, 1, 2, 2, 2] },
  { term: 3, by: 1, log: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3] },
  { term: 4, by: 2, log: [1, 1, 1, 4, 4, 4, 4] },
  { term: 5, by: 3, log: [1, 1, 1, 4, 4, 5, 5] },
  { term: 6, by: 4, log: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6] },
  { term: 7, by: 5, log: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7] },
];

/** The leaders of terms 1 to 7 come and go, and the real server hears from each what its log shall hold. */
function history(scene: Stage, terms: readonly number[]): void {
  for (const { term, by, log } of REIGNS) {
    const before = log.filter((entryTerm) => entryTerm < term);
    const leader = reign(scene, scene.cast.at(by), { term, log: logOf(...before) });
    writeEntries(leader, log.length - before.length);
    const count = terms.filter((entryTerm) => entryTerm === term).length;
    const prevLogIndex = terms.filter((entryTerm) => entryTerm < term).length;
    const commit = Math.min(3, prevLogIndex + count);
    if (count > 0)
      tell(scene, leader, { prevLogIndex, count, leaderCommit: term > 1 ? commit : 0 });
  }
}

/** The leader of term 8 goes back one entry at a time until the follower's log fits, and sends the rest. */
function repair(scene: Stage, leader: VotingPuppet): void {
  const { subject, world, state } = scene;
  tell(scene, leader, { leaderCommit: 3 });
  writeEntries(leader, 1);
  for (let prevLogIndex = LEADER.length; prevLogIndex >= 0; prevLogIndex -= 1) {
    const count = leader.lastIndex - prevLogIndex;
    tell(scene, leader, { prevLogIndex, count, leaderCommit: 3 });
    if (sameLog(state().log, leader.log)) break;
    if (world.lastIndex(subject) === 0) world.notReached('the history of the log');
  }
  tell(scene, leader, { leaderCommit: leader.lastIndex });
  hasWholeLog(scene, leader);
}

/** A real server with one of the six logs is repaired by the leader of term 8. */
function followerScenario(name: Name, place: number, what: string): Scenario {
  const grows = name === 'a' || name === 'b';
  return {
    id: `2B.${21 + place}`,
    name: `figure-7-${name}`,
    title: `The leader of term 8 repairs follower (${name}) of Figure 7, which ${what}`,
    story:
      `Follower (${name}) of Figure 7 has entries of the terms ${FOLLOWERS[name].join(' ')}; the leader of term 8 has ` +
      `${LEADER.join(' ')}. The leader goes back one entry at a time until the logs agree, and sends all the rest with one ` +
      'entry of term 8. Nothing may go before that, and nothing that conflicts may stay.',
    kind: 'safety',
    points: 1,
    seeds: 3,
    sometimes: grows ? ['applied'] : ['applied', 'truncated'],
    setup: oneAmongPuppets(7),
    play(world) {
      const scene = stage(world);
      history(scene, FOLLOWERS[name]);
      const log = logOf(...FOLLOWERS[name]);
      world.expect(`the log of follower (${name})`, () => sameLog(scene.state().log, log), 1);
      const leader = reign(scene, scene.cast.at(0), { term: 8, log: logOf(...LEADER) });
      repair(scene, leader);
    },
  };
}

const leaderOfTerm8: Scenario = {
  id: '2B.27',
  name: 'figure-7-leader',
  title: 'The leader of term 8 repairs all six followers of Figure 7',
  story:
    'The real server has the log of Figure 7’s leader and wins with the votes of (a), (b), (e) and (f), since (c) and ' +
    '(d) have more up-to-date logs. It must bring all six logs to be equal to its own: short ones, long ones, and ones ' +
    'with terms that it never saw. A leader that takes for granted what its followers hold, or that goes back no ' +
    'further than some old matchIndex, never gets there.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied'],
  setup: oneAmongPuppets(7),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    history(scene, LEADER);
    const places: readonly Name[] = ['a', 'b', 'f', 'e', 'c', 'd'];
    for (const [place, name] of places.entries())
      cast.at(place).adoptLog(logOf(...FOLLOWERS[name]));
    electSubject(world, subject, cast);
    allIsWell(scene);
  },
};

/** Figure 7. */
export const figure7: readonly Scenario[] = [
  followerScenario('a', 0, 'lacks the last entry'),
  followerScenario('b', 1, 'lacks six entries'),
  followerScenario('c', 2, 'has one entry too many'),
  followerScenario('d', 3, 'has two entries of a later term'),
  followerScenario('e', 4, 'has two wrong entries of term 4'),
  followerScenario('f', 5, 'has eight entries of terms 2 and 3'),
  leaderOfTerm8,
];
