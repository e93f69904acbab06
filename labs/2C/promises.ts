/**
 * One real server that makes a promise, crashes, and is asked again: votes, terms and entries.
 *
 * The other servers are played. What they say is a legal history of five servers or three in which the network is late.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import type { VotingPuppet } from '../puppets.ts';
import {
  allIsWell,
  arrivesLate,
  hasWholeLog,
  Limits,
  leadsInPeace,
  reign,
  type Stage,
  sameLog,
  stage,
  tell,
  writeEntries,
} from '../stage.ts';
import { freeVoteIsGranted, promisesSurvive, replacedStaysReplaced } from './rules.ts';
import { sameLogs } from './situations.ts';
import {
  ALL_HEARD,
  acknowledged,
  keepsEntries,
  keepsPromises,
  oneReal,
  powerCycle,
  silence,
} from './stage.ts';

/** The real server crashes and comes back, and still has what it told the puppets. */
function crashAndBack(scene: Stage): void {
  const { world, subject } = scene;
  world.run(ALL_HEARD);
  powerCycle(world, subject, world.random.pick([ALL_HEARD, 500]));
  keepsPromises(scene);
}

/** True when the real server has voted for a puppet in the puppet's present term. */
function gaveVote(candidate: VotingPuppet): boolean {
  return candidate
    .heard('RequestVoteResponse')
    .some(({ term, voteGranted }) => voteGranted && term === candidate.currentTerm);
}

/** A candidate gets the real server's vote, which is set-up. */
function obtainVote({ world, subject }: Stage, candidate: VotingPuppet): void {
  candidate.askVote(subject);
  world.reach(`${subject} votes for ${candidate.id}`, () => gaveVote(candidate), 1_000);
}

/** Two puppets are candidates of one new term, of which the real server has not heard. */
function twoCandidates(scene: Stage): readonly [VotingPuppet, VotingPuppet] {
  const { cast, world } = scene;
  const [one, other] = world.random.shuffle(cast.all);
  if (one === undefined || other === undefined) throw new Error('scenario: two puppets are needed');
  const term = silence(scene);
  for (const candidate of [one, other]) candidate.stand(term);
  return [one, other];
}

const vote: Scenario = {
  id: '2C.23',
  name: 'vote-survives',
  title: 'A server that voted, crashed and came back refuses another candidate of that term',
  story:
    'S votes for A in a term, crashes, restarts, and B asks in the same term. If S has forgotten its vote, A and B both ' +
    'get the majority, and two leaders of one term follow. Measured: MIT’s suite passes a Raft that never stores its ' +
    'vote, and one that never reads it back. A may ask once more, and get the same answer as before.',
  kind: 'safety',
  points: 3,
  seeds: 5,
  sometimes: ['crashed', 'restarted'],
  setup: oneReal(3, 5),
  play(world) {
    const scene = stage(world);
    for (let round = 1; round <= 3; round += 1) {
      const [one, other] = twoCandidates(scene);
      obtainVote(scene, one);
      crashAndBack(scene);
      other.askVote(scene.subject);
      world.run(ALL_HEARD);
      one.askVote(scene.subject);
      crashAndBack(scene);
      other.askVote(scene.subject);
      world.run(ALL_HEARD);
    }
    sameLogs(scene);
    allIsWell(scene);
  },
};

const voteInKnownTerm: Scenario = {
  id: '2C.24',
  name: 'vote-in-a-known-term-survives',
  title: 'A vote is stored also when the term was on disk before',
  story:
    'S refuses a candidate whose log is too short, and stores the new term. Then it votes in that term for another ' +
    'candidate, crashes, and is asked by a third one. Who writes to disk only when the term changes has no vote there.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['crashed', 'restarted'],
  setup: oneReal(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const log = sameLogs(scene).log;
    const term = silence(scene);
    const [loser, one, other] = [cast.at(0), cast.at(1), cast.at(2)];
    loser.adoptLog([]);
    for (const puppet of [loser, one, other]) puppet.stand(term);
    if (!sameLog(one.log, log)) throw new Error('scenario: the candidates have the log');
    loser.askVote(subject);
    world.run(ALL_HEARD);
    if (state().currentTerm !== term) world.notReached(`${subject} hears of term ${term}`);
    obtainVote(scene, one);
    crashAndBack(scene);
    other.askVote(subject);
    world.run(ALL_HEARD);
    sameLogs(scene);
    allIsWell(scene);
  },
};

const ownVote: Scenario = {
  id: '2C.25',
  name: 'own-vote-survives',
  title: 'A candidate that crashed refuses another candidate of its term',
  story:
    'S stands, asks some of the others, and crashes. Back again it is asked by a candidate of the same term. It has ' +
    'voted already, for itself: the votes that its own requests still bring in may make it a leader, or could have.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['crashed', 'restarted'],
  setup: oneReal(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    for (let round = 1; round <= 4; round += 1) {
      const rival = world.random.pick(cast.all);
      cast.able({ votes: false, acks: false });
      const term = world.reach(`${subject} asks for votes`, () => {
        const asked = rival.heard('RequestVoteRequest').at(-1)?.term ?? 0;
        return asked > rival.currentTerm && asked === state().currentTerm && asked;
      });
      crashAndBack(scene);
      rival.stand(term);
      rival.askVote(subject);
      world.run(ALL_HEARD);
    }
    sameLogs(scene);
    allIsWell(scene);
  },
};

const staleVote: Scenario = {
  id: '2C.26',
  name: 'vote-ends-with-its-term',
  title: 'A vote of an older term is not taken along into a newer one, on disk neither',
  story:
    'S votes for A, hears of a newer term, crashes and restarts. In the newer term it has voted for nobody, so B gets ' +
    'its vote. A server that writes the new term beside the old vote has given away a vote that nobody asked for; with ' +
    'enough of them nobody can be elected in that term.',
  kind: 'liveness',
  points: 2,
  seeds: 4,
  sometimes: ['crashed', 'restarted'],
  setup: oneReal(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const log = sameLogs(scene).log;
    silence(scene);
    const [voted, loser, next] = [cast.at(0), cast.at(1), cast.at(2)];
    voted.stand(cast.termAbove(state().currentTerm + 3));
    obtainVote(scene, voted);
    loser.adoptLog([]);
    loser.stand(voted.currentTerm + 1);
    loser.askVote(subject);
    world.run(ALL_HEARD);
    if (state().currentTerm !== loser.currentTerm)
      world.notReached(`${subject} hears of a new term`);
    crashAndBack(scene);
    const term = state().currentTerm;
    if (term === loser.currentTerm) {
      next.adoptLog(log);
      next.stand(term);
      next.askVote(subject);
      world.run(ALL_HEARD);
      if (state().currentTerm === term && state().votedFor !== next.id) {
        const seen = `${subject} voted for ${voted.id} in term ${voted.currentTerm}, and refuses ${next.id} in term ${term}`;
        world.wrong(freeVoteIsGranted, seen);
      }
    }
    sameLogs(scene);
    allIsWell(scene);
  },
};

/** Ways in which a server hears of a term, each with a puppet that speaks in it. */
const NEWS: readonly ((scene: Stage, teller: VotingPuppet, term: number) => void)[] = [
  ({ subject }, teller, term) => {
    teller.stand(term);
    teller.askVote(subject);
  },
  (scene, teller, term) => {
    reign(scene, teller, { term });
    teller.append(scene.subject);
  },
  (scene, teller, term) => {
    reign(scene, teller, { term });
    writeEntries(teller, 2);
    teller.append(scene.subject, { prevLogIndex: teller.lastIndex - 1, count: 1 });
  },
  ({ subject }, teller, term) => {
    const asked = teller.heard('RequestVoteRequest').at(-1);
    if (asked === undefined) return;
    teller.enterTerm(term);
    const answer = { type: 'RequestVoteResponse', to: subject, voteGranted: false } as const;
    teller.puppet.send({ ...answer, term });
  },
];

const term: Scenario = {
  id: '2C.27',
  name: 'term-survives',
  title: 'A server that spoke in a term comes back in that term, however it had heard of it',
  story:
    'S hears of a new term from a candidate, from a leader, from a leader whose entries do not fit, or from a refusal, ' +
    'and answers an older candidate in it. It crashes, restarts, and gets a request of an older leader and of an older ' +
    'candidate, both late. It must refuse them: its term has no entry in the log that it could be found by.',
  kind: 'safety',
  points: 4,
  seeds: 5,
  sometimes: ['crashed', 'restarted'],
  setup: oneReal(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    for (const hears of world.random.shuffle(NEWS)) {
      const old = sameLogs(scene);
      const late: { from: VotingPuppet; message: Parameters<typeof arrivesLate>[2] }[] = [];
      writeEntries(old, 1);
      late.push({
        from: old,
        message: old.appendRequest(subject, { prevLogIndex: 0, count: old.lastIndex }),
      });
      const next = silence(scene);
      const [candidate, teller] = cast.all.filter((puppet) => puppet !== old);
      if (candidate === undefined || teller === undefined) return;
      candidate.stand(next);
      const request = candidate.voteRequest(subject);
      late.push({ from: candidate, message: request });
      hears(scene, teller, next + 1);
      world.run(2);
      arrivesLate(scene, candidate, request);
      crashAndBack(scene);
      const { currentTerm, log } = state();
      if (currentTerm > next) {
        for (const { from, message } of late) arrivesLate(scene, from, message);
        requireUntouched(scene, currentTerm, log.length);
      }
      crashAndBack(scene);
    }
    sameLogs(scene);
    allIsWell(scene);
  },
};

/** Old requests have been handled: nothing of the server's may have changed. */
function requireUntouched({ world, subject, state }: Stage, inTerm: number, length: number): void {
  const { currentTerm, log } = state();
  if (currentTerm !== inTerm || log.length === length) return;
  const seen = `${subject} was in term ${inTerm} before it crashed, and now obeys a leader of an older term`;
  world.wrong(promisesSurvive, seen);
}

const entries: Scenario = {
  id: '2C.28',
  name: 'acknowledged-entries-survive',
  title: 'Acknowledged entries are there after a crash, and replaced ones are not',
  story:
    'S acknowledges entries of a leader and crashes: it must still have them, since that leader may have counted them. ' +
    'Then a new leader, elected without S, replaces the last of them. S acknowledges that, crashes, and must not have ' +
    'the old entry back.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: ['applied', 'crashed', 'restarted', 'truncated'],
  setup: oneReal(5),
  play(world) {
    const scene = stage(world);
    const { subject, cast, state } = scene;
    const old = reign(scene, cast.at(0), { term: world.random.int(1, 12) });
    writeEntries(old, 6);
    for (const [after, count] of [
      [0, 3],
      [3, 2],
      [5, 1],
    ] as const) {
      tell(scene, old, { prevLogIndex: after, count, leaderCommit: Math.min(2, after + count) });
      crashAndBack(scene);
      keepsEntries(scene, old.log, acknowledged(old));
    }
    const next = reign(scene, cast.at(1), {
      term: cast.termAbove(state().currentTerm),
      log: old.log.slice(0, world.random.int(2, 5)),
    });
    const shared = next.lastIndex;
    writeEntries(next, 1);
    tell(scene, next, { prevLogIndex: shared, count: 1, leaderCommit: 2 });
    crashAndBack(scene);
    keepsEntries(scene, next.log, acknowledged(next));
    if (acknowledged(next) > shared && world.lastIndex(subject) > next.lastIndex) {
      const seen = `${subject} gave up index ${shared + 1} and the following, and has ${world.lastIndex(subject)} entries after a crash`;
      world.wrong(replacedStaysReplaced, seen);
    }
    for (let times = 0; times < 3; times += 1) {
      tell(scene, next, { prevLogIndex: 0, count: next.lastIndex, leaderCommit: next.lastIndex });
    }
    hasWholeLog(scene, next);
  },
};

const leaderOwn: Scenario = {
  id: '2C.29',
  name: 'leader-keeps-its-own-entries',
  title: 'What a leader committed with one follower is on its own disk, too',
  story:
    'S leads three servers, and commits a command with one follower. S crashes and comes back, and the other follower, ' +
    'which never heard of the command, asks for its vote. S is the only one that can say no. A leader that stores what ' +
    'it is sent, and not what it takes from clients, says yes.',
  kind: 'safety',
  points: 4,
  seeds: 4,
  sometimes: ['elected', 'committed', 'applied', 'crashed', 'restarted', 'lost'],
  setup: oneReal(3),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    const limits = new Limits(world);
    const end = leadsInPeace(scene);
    const [has, lacks] = [cast.at(0), cast.at(1)];
    limits.set(end, lacks);
    const index = world.agree('on two of three', { count: 1 });
    crashAndBack(scene);
    limits.clear();
    keepsEntries(scene, has.log, index);
    const candidateTerm = silence(scene);
    lacks.stand(candidateTerm);
    lacks.askVote(subject);
    world.run(ALL_HEARD);
    if (gaveVote(lacks)) {
      const seen = `${subject} committed index ${index}, and votes for ${lacks.id}, whose log ends at index ${lacks.lastIndex}`;
      world.wrong(promisesSurvive, seen);
    }
    allIsWell(scene, limits);
  },
};

/** Promises. */
export const promises: readonly Scenario[] = [
  vote,
  voteInKnownTerm,
  ownVote,
  staleVote,
  term,
  entries,
  leaderOwn,
];
