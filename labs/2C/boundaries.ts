/**
 * A crash at every boundary between two effects of every handler.
 *
 * One server is real. The scenario brings it to the same step again and again; first it crashes before the first effect,
 * then behind the first, behind the second, and so on until the step comes through. So it is the submission itself that
 * says how many places there are to crash, and none is left to chance. After each crash the server restarts, must keep
 * what it promised, and goes on.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { allIsWell, type Stage, stage } from '../stage.ts';
import {
  accepting,
  booting,
  committing,
  deposed,
  follows,
  losing,
  REQUESTS,
  repeating,
  type Situation,
  sameLogs,
  standing,
  votes,
  votesInKnownTerm,
  winning,
} from './situations.ts';
import { ALL_HEARD, bringBack, keepsPromises, oneReal } from './stage.ts';

/** No step of any Raft with so few servers has more effects. */
const MOST_EFFECTS = 500;

/** Crashes the real server at every boundary of the step, restarts it, and goes on. Returns the number of crashes. */
function crashEverywhere(scene: Stage, situation: Situation): number {
  const { world, subject } = scene;
  for (let effects = 0; effects <= MOST_EFFECTS; effects += 1) {
    const approach = situation.prepare(scene);
    world.crashAfterEffects(subject, effects, situation.handler);
    approach.act();
    world.crashAfterEffects(subject, Number.POSITIVE_INFINITY);
    if (world.isUp(subject)) return effects;
    world.run(ALL_HEARD);
    bringBack(world, subject);
    keepsPromises(scene);
    approach.judge?.();
    approach.tempt?.();
    world.run(ALL_HEARD);
  }
  throw new Error(`scenario: ${situation.handler} has more than ${MOST_EFFECTS} effects`);
}

/** Goes through all situations; each must have crashed the server at least once, or it was never reached. */
function crashInAll(scene: Stage, situations: readonly Situation[]): void {
  for (const situation of situations) {
    if (crashEverywhere(scene, situation) === 0) {
      scene.world.notReached(`a crash within ${situation.handler}`);
    }
  }
}

/** All situations of one handler, and then everything is well again. */
function playAll(...situations: readonly (() => Situation)[]): Scenario['play'] {
  return (world) => {
    const scene = stage(world);
    crashInAll(
      scene,
      situations.map((make) => make()),
    );
    sameLogs(scene);
    allIsWell(scene);
  };
}

const GOES_ON = ['elected', 'committed', 'applied', 'crashed', 'restarted'] as const;

const inElectionTimeout: Scenario = {
  id: '2C.15',
  name: 'crash-when-standing',
  title: 'A crash at every place within electionTimeout costs no vote of its own',
  story:
    'A candidate crashes before, between and behind the effects of its candidacy. If a single request went out in a ' +
    'term, then it has voted for itself in that term, and must refuse the rival that asks it after the restart.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: GOES_ON,
  setup: oneReal(3, 5),
  play: playAll(() => standing),
};

const inVoteRequest: Scenario = {
  id: '2C.16',
  name: 'crash-when-voting',
  title: 'A crash at every place within handleRequestVoteRequest costs no vote and no term',
  story:
    'A vote is given in a new term, and in a term that was known before, where only votedFor changes. After each crash ' +
    'a rival asks in the same term, and an old request of an earlier term arrives. A server that writes term and vote ' +
    'one after the other has for a moment the vote of one term beside the other.',
  kind: 'safety',
  points: 4,
  seeds: 3,
  sometimes: GOES_ON,
  setup: oneReal(5),
  play: playAll(votes, () => votesInKnownTerm),
};

const inVoteResponse: Scenario = {
  id: '2C.17',
  name: 'crash-when-counting-votes',
  title:
    'A crash at every place within handleRequestVoteResponse leaves a follower that votes once',
  story:
    'A candidate crashes while it becomes leader: it comes back as a follower. It crashes while it learns from a ' +
    'refusal that there is a newer term.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: GOES_ON,
  setup: oneReal(3, 5),
  play: playAll(
    () => winning,
    () => losing,
  ),
};

const inAppendRequest: Scenario = {
  id: '2C.18',
  name: 'crash-when-storing',
  title:
    'A crash at every place within handleAppendEntriesRequest costs no entry that was acknowledged',
  story:
    'The leader of a new term sends entries that follow, entries that conflict, none, some behind a gap, and the whole ' +
    'log once more. What was acknowledged is on disk before the answer, and stays there whatever is written next: a ' +
    'server that first cuts its log and then writes the rest has neither in between.',
  kind: 'safety',
  points: 4,
  seeds: 3,
  sometimes: [...GOES_ON, 'truncated', 'refused'],
  setup: oneReal(5),
  play: playAll(...REQUESTS.map((sent) => () => follows(sent))),
};

const inAppendResponse: Scenario = {
  id: '2C.19',
  name: 'crash-when-committing',
  title:
    'A crash at every place within handleAppendEntriesResponse loses nothing that was committed',
  story:
    'A leader crashes while it commits and applies, and while it learns from a refusal that its term is over. What it ' +
    'applied it applies again, in the same order.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: GOES_ON,
  setup: oneReal(3, 5),
  play: playAll(
    () => committing,
    () => deposed,
  ),
};

const inClientRequest: Scenario = {
  id: '2C.20',
  name: 'crash-when-accepting',
  title: 'A crash at every place within clientRequest leaves logs that agree in the end',
  story:
    'A leader crashes before it has written a command down, behind that, behind each message, and behind the answer to ' +
    'the client. It comes back and leads again.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: GOES_ON,
  setup: oneReal(3, 5),
  play: playAll(() => accepting),
};

const inHeartbeat: Scenario = {
  id: '2C.21',
  name: 'crash-between-heartbeats',
  title:
    'A crash at every place within heartbeatTimeout, with a follower instead of a leader behind it',
  story:
    'A leader has sent its heartbeat to one follower and not to the next. It comes back as a follower, and is silent ' +
    'until it is elected again.',
  kind: 'liveness',
  points: 1,
  seeds: 2,
  sometimes: GOES_ON,
  setup: oneReal(3),
  play: playAll(() => repeating),
};

const inRestart: Scenario = {
  id: '2C.22',
  name: 'crash-when-booting',
  title: 'A crash at every place within restart changes nothing on disk',
  story:
    'The power fails again while a server boots. Whatever restart does, it does once more, and the disk is as before: ' +
    'a server that clears it and writes it anew is empty for a moment.',
  kind: 'safety',
  points: 1,
  seeds: 2,
  sometimes: GOES_ON,
  setup: oneReal(3, 5),
  play: playAll(() => booting),
};

const inLonelyRequest: Scenario = {
  id: '2C.36',
  name: 'crash-when-alone',
  title: 'What a server that is alone has applied is on its disk before',
  story:
    'In a cluster of one an entry is committed as soon as it is stored, and applied in the same step. The server crashes ' +
    'behind each effect of that step and comes back. If it applied the entry before it stored it, a client has the answer ' +
    'to a command that nobody knows of, and the next one takes its place.',
  kind: 'safety',
  points: 1,
  seeds: 2,
  sometimes: GOES_ON,
  setup: oneReal(1),
  play(world) {
    const [server] = world.servers;
    if (server === undefined) throw new Error('scenario: an empty cluster');
    world.agree('before');
    for (let effects = 0; effects <= MOST_EFFECTS; effects += 1) {
      world.crashAfterEffects(server, effects, 'clientRequest');
      world.propose(server, `with ${effects} effects`);
      world.crashAfterEffects(server, Number.POSITIVE_INFINITY);
      if (world.isUp(server)) break;
      world.run(ALL_HEARD);
      bringBack(world, server);
      world.agree(`after ${effects} effects`);
    }
  },
};

/** Crashes of a server that is alone. */
export const lonely: readonly Scenario[] = [inLonelyRequest];

/** Crashes between effects, among others. */
export const boundaries: readonly Scenario[] = [
  inElectionTimeout,
  inVoteRequest,
  inVoteResponse,
  inAppendRequest,
  inAppendResponse,
  inClientRequest,
  inHeartbeat,
  inRestart,
];
