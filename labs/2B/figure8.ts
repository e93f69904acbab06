/**
 * One real leader that has come to power before: Figure 8 of the paper, and what else a new leader finds.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { hasApplied, oneAmongPuppets } from '../clusters.ts';
import { electSubject } from '../puppets.ts';
import {
  allIsWell,
  arrivesLate,
  comes,
  isAppend,
  Limits,
  leadsInPeace,
  logOf,
  reign,
  type Stage,
  sameLog,
  stage,
  tell,
  writeEntries,
} from '../stage.ts';
import { leaderStays, ownTermCommits } from './rules.ts';

/**
 * Steps (a) and (b) of Figure 8: the real server, S1, leads and gets an entry to S2 only. S5 wins the next term with
 * the votes of S3 and S4, takes another entry, and is cut off before it can send it. Returns the index of both entries.
 */
function upToB(scene: Stage, limits: Limits): number {
  const { world, subject, cast, state } = scene;
  const [s2, s3, s4, s5] = [cast.at(0), cast.at(1), cast.at(2), cast.at(3)];
  const end = leadsInPeace(scene);
  limits.set(end, s3, s4, s5);
  const old = world.propose(subject, 'the entry of S1');
  if (old === null) return world.notReached('S1 takes a command');
  world.reach('S2 has the entry', () => s2.lastIndex >= old.index);
  s5.stand(state().currentTerm + 1);
  for (const voter of [s3, s4]) voter.voteFor(s5.id, s5.currentTerm);
  s5.lead();
  s5.append(subject, { prevLogIndex: end });
  world.reach('S1 hears of the new term', () => state().currentTerm === s5.currentTerm, 100);
  s5.write({ kind: 'command', command: 'the entry of S5' });
  s5.able({ votes: false, acks: false });
  world.network.isolate(s5.id);
  return old.index;
}

const figure8: Scenario = {
  id: '2B.37',
  name: 'figure-8',
  title:
    'An entry of an older term is not committed by counting, and is with an entry of the leader’s own term',
  story:
    'Figure 8, steps (a) to (c): S1 leads, and its entry reaches S2 only. S5 wins the next term with the votes of S3 ' +
    'and S4, and takes another entry at the same index. S1 wins once more and sends its old entry on to S3: now three ' +
    'of five hold it, and still it is not committed, because S5 could win with its later term and replace it, as in ' +
    'step (d). Then S1 gets an entry of its own term to a majority, step (e), and both are committed. A leader that ' +
    'counts old entries passes every test of MIT’s suite.',
  kind: 'safety',
  points: 3,
  seeds: 5,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'lost'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const limits = new Limits(world);
    const index = upToB(scene, limits);
    const [s2, s3, s4, s5] = [cast.at(0), cast.at(1), cast.at(2), cast.at(3)];
    const termOfS5 = s5.currentTerm;
    const mend = world.network.lose(
      (message) => isAppend(message) && message.entries.some(({ term }) => term > termOfS5),
    );
    electSubject(world, subject, cast, [s2, s3, s4]);
    limits.clear();
    limits.set(index - 1, s4);
    comes(world, 250, () => s3.lastIndex >= index);
    world.watch(150, ownTermCommits, () =>
      state().commitIndex >= index
        ? `${subject} has committed index ${index} of an older term, and no entry of term ${state().currentTerm} has reached anybody`
        : null,
    );
    mend();
    limits.clear();
    world.agree('an entry of its own term', { count: 1 });
    world.expect('the old entry is applied with it', () =>
      hasApplied(world, subject, 'the entry of S1'),
    );
    allIsWell(scene, limits);
  },
};

const stepD: Scenario = {
  id: '2B.38',
  name: 'figure-8-d',
  title: 'The entry that three of five hold is replaced, as long as it was not committed',
  story:
    'Figure 8 up to step (d): after S1 has sent its old entry to S3, and three of five hold it, S5 wins with the votes ' +
    'of S3 and S4 and replaces it everywhere. S1 must give it up. It can, because it has not applied it.',
  kind: 'safety',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'reelected', 'committed', 'applied', 'truncated', 'lost'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const limits = new Limits(world);
    const index = upToB(scene, limits);
    const [s2, s3, s4, s5] = [cast.at(0), cast.at(1), cast.at(2), cast.at(3)];
    world.network.lose(
      (message) => isAppend(message) && message.entries.some(({ term }) => term > s5.lastTerm),
    );
    electSubject(world, subject, cast, [s2, s3, s4]);
    limits.clear();
    limits.set(index - 1, s4);
    comes(world, 250, () => s3.lastIndex >= index);
    world.run(30);
    world.network.rejoin(s5.id);
    s5.stand(cast.termAbove(state().currentTerm));
    for (const voter of [s3, s4]) voter.voteFor(s5.id, s5.currentTerm);
    s5.lead();
    writeEntries(s5, 1);
    const whole = s5.log;
    tell(scene, s5, { prevLogIndex: index - 1, count: 2, leaderCommit: index - 1 });
    for (const follower of [s2, s3, s4]) follower.adoptLog(whole);
    tell(scene, s5, { leaderCommit: whole.length });
    world.expect(
      `${subject} has applied the entries of S5`,
      () => world.applied(subject).length >= whole.length,
    );
    world.expect(`${subject} has the log of S5`, () =>
      sameLog(state().log.slice(0, whole.length), whole),
    );
  },
};

const inheritedEntries: Scenario = {
  id: '2B.39',
  name: 'inherited-entries-commit',
  title:
    'A new leader with uncommitted entries of several older terms commits them with its first own one',
  story:
    'A server holds entries of three older terms, uncommitted, which nobody else has. It wins, takes one command, and ' +
    'all of it must be replicated and committed. A search for the next commitIndex that starts at the bottom and ' +
    'stops at the first entry of an older term stays there for ever (RaftOS, found by model checking); a leader that ' +
    'takes for granted that its followers match its log never sends them anything.',
  kind: 'liveness',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied'],
  setup: oneAmongPuppets(3, 5),
  play(world) {
    const scene = stage(world);
    const old = reign(scene, scene.cast.at(0), { term: 4, log: logOf(1, 1, 2) });
    writeEntries(old, 2);
    tell(scene, old, { prevLogIndex: 0, count: 5, leaderCommit: world.random.int(0, 1) });
    old.adoptLog([]);
    electSubject(world, scene.subject, scene.cast);
    allIsWell(scene);
  },
};

const fortyConflicts: Scenario = {
  id: '2B.40',
  name: 'forty-conflicts',
  title: 'A leader repairs followers whose logs differ from its own in forty entries',
  story:
    'The real server leads with forty entries of term 2. One follower has forty of term 1 at the same places, another ' +
    'one has none, a third one has sixty. All must end up with the leader’s log. Going back one index for each refusal ' +
    'is enough, if slow; going back by hints is faster, and never goes wrong.',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: ['elected', 'committed', 'applied'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    const { cast } = scene;
    const [equal, shorter, longer] = [cast.at(1), cast.at(2), cast.at(3)];
    const first = reign(scene, cast.at(0), { term: 1 });
    writeEntries(first, 61);
    equal.adoptLog(first.log.slice(0, 41));
    shorter.adoptLog([]);
    longer.adoptLog(first.log);
    const second = reign(scene, cast.at(0), { term: 2, log: first.log.slice(0, 1) });
    writeEntries(second, 40);
    tell(scene, second, { prevLogIndex: 0, count: 41, leaderCommit: 1 });
    electSubject(world, scene.subject, cast);
    allIsWell(scene);
  },
};

const pastLeader: Scenario = {
  id: '2B.41',
  name: 'leader-and-the-past',
  title: 'A leader that hears from the leader of an older term goes on leading, and keeps its log',
  story:
    'A server has won, and old requests of the leader before it arrive late, with entries that would fit into its log ' +
    'and that conflict with others. They are refused: the leader stays what it is, and only appends to its log.',
  kind: 'safety',
  points: 2,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied'],
  setup: oneAmongPuppets(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const old = reign(scene, cast.at(0), { term: 1 });
    writeEntries(old, 4);
    const late = (
      [
        [0, 0],
        [0, 1],
        [1, 3],
        [2, 2],
        [4, 0],
        [0, 4],
      ] as const
    ).map(([prevLogIndex, count]) =>
      old.appendRequest(subject, { prevLogIndex, count, leaderCommit: 1 }),
    );
    tell(scene, old, { prevLogIndex: 0, count: 2, leaderCommit: 1 });
    old.adoptLog(old.log.slice(0, 1));
    electSubject(world, subject, cast);
    world.agree('the first of its own', { count: 1 });
    const { role, currentTerm } = state();
    if (role !== 'leader') world.notReached(`${subject} still leads`);
    for (const message of world.random.shuffle(late)) arrivesLate(scene, old, message);
    if (state().role !== 'leader' && state().currentTerm === currentTerm) {
      world.wrong(
        leaderStays,
        `${subject} led term ${currentTerm}, heard from the leader of term 1, and leads no longer`,
      );
    }
    allIsWell(scene);
  },
};

/** Leaders with a past. */
export const newLeaders: readonly Scenario[] = [
  figure8,
  stepD,
  inheritedEntries,
  fortyConflicts,
  pastLeader,
];
