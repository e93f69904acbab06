/**
 * One real server votes, and puppets stand: to whom it gives its vote, how often, and when again.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { electSubject } from '../puppets.ts';
import { freeVoteIsGranted, leaderStays } from './rules.ts';
import {
  candidacy,
  denied,
  granted,
  obtainVote,
  oneAmongPuppets,
  QUIET,
  stage,
  tenAmongPuppets,
} from './stage.ts';

/** Long enough for a message and its answer. */
const ROUND_TRIP = 15;

const oneVote: Scenario = {
  id: '2A.11',
  name: 'one-vote-per-term',
  title: 'A server votes for one candidate a term, whatever comes late or twice',
  story:
    'A gets the vote and becomes leader of the term. B has stood in the same term; its requests come at once, again ' +
    'after the repeated request of A, and late, after heartbeats of A. All of them must be refused: the vote is ' +
    'cleared by a newer term and by nothing else. eliben/raft and etcd cleared it whenever they became followers, and ' +
    'so could elect two leaders in one term. MIT’s tests pass such a server. One of the two is called 0, which willemt/raft ' +
    'took for nobody.',
  kind: 'safety',
  points: 4,
  seeds: 4,
  sometimes: [],
  setup: tenAmongPuppets(3),
  play(world) {
    const on = stage(world);
    const { cast, subject, state } = on;
    for (const [a, b] of [[cast.at(0), cast.at(1)] as const, [cast.at(1), cast.at(0)] as const]) {
      const term = obtainVote(on, a);
      b.stand(term);
      const ask = (...who: (typeof a)[]) => {
        for (const candidate of who) candidate.askVote(subject);
        world.run(ROUND_TRIP);
      };
      ask(b, b);
      ask(a, b);
      a.lead();
      a.append(subject);
      ask(b);
      a.append(subject);
      ask(a, b);
      a.append(subject);
      ask(b);
      if (state().currentTerm !== term) world.notReached(`${subject} stays in term ${term}`);
    }
  },
};

const candidateKeeps: Scenario = {
  id: '2A.12',
  name: 'candidate-keeps-its-vote',
  title: 'A candidate has voted for itself',
  story:
    'The server stands, and before anybody answers, candidates of the same term ask for its vote. It must refuse: it ' +
    'votes for itself when it stands, and that was its one vote (nebula gave it away a second time).',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(3),
  play(world) {
    const on = stage(world);
    let term = 0;
    for (let round = 0; round < 4; round += 1) {
      term = candidacy(on, term);
      for (const rival of on.cast.all) {
        rival.stand(term);
        rival.askVote(on.subject);
      }
      world.run(ROUND_TRIP);
    }
  },
};

const leaderKeeps: Scenario = {
  id: '2A.13',
  name: 'leader-keeps-its-vote',
  title: 'A leader gives no vote in its own term, and does not mind being asked',
  story:
    'The server leads by its own vote and that of B. A, whom nobody had reached, stands in the same term and asks the ' +
    'leader, three times. The leader’s vote is gone, and it goes on leading. etcd once cleared votedFor on the way to ' +
    'leadership; with one more vote A would have been the second leader of the term.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['elected'],
  setup: oneAmongPuppets(3),
  play(world) {
    const { cast, subject, state } = stage(world);
    const [a, b] = [cast.at(0), cast.at(1)];
    const term = electSubject(world, subject, cast, [b]);
    a.stand(term);
    for (let time = 0; time < 3; time += 1) {
      a.askVote(subject);
      world.watch(100, leaderStays, () =>
        state().role === 'leader' && state().currentTerm === term
          ? null
          : `${subject} led term ${term} and is ${state().role} of term ${state().currentTerm} after a request for its vote in its own term`,
      );
    }
  },
};

const asksAgain: Scenario = {
  id: '2A.14',
  name: 'same-candidate-asks-again',
  title: 'A candidate that asks again in the same term gets the same vote again',
  story:
    'An answer was lost, or the network doubled the request: the candidate to whom the vote was given asks once more. ' +
    'The answer is yes again ("votedFor is null or candidateId"). A server that says no the second time makes an ' +
    'election fail that was won. MIT’s network never doubles a message, so its tests do not see it.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(3),
  play(world) {
    const on = stage(world);
    const { cast, subject } = on;
    const candidate = cast.at(0);
    const term = obtainVote(on, candidate);
    for (let time = 0; time < 3; time += 1) {
      world.run(ROUND_TRIP);
      const before = candidate.heard('RequestVoteResponse').length;
      candidate.askVote(subject);
      world.expect(
        `${subject} answers the repeated request of ${candidate.id} in term ${term}`,
        () => candidate.heard('RequestVoteResponse').length > before,
        1_000,
      );
      if (denied(candidate, term)) {
        world.wrong(
          freeVoteIsGranted,
          `${subject} voted for ${candidate.id} in term ${term} and refuses when ${candidate.id} asks again`,
        );
      }
    }
  },
};

const newTerm: Scenario = {
  id: '2A.15',
  name: 'new-term-new-vote',
  title: 'In a new term the vote is free, for the first who asks',
  story:
    'The server has voted, for itself or for another. A candidate of a newer term asks once. The server must adopt the ' +
    'term first, which clears votedFor, and look at votedFor then: the vote is given at the first request, in exactly ' +
    'the term of the request. Code that looks at votedFor before it adopts the term wastes one request a term; code ' +
    'that counts up its own term on a request leaves the candidate behind for ever.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(3),
  play(world) {
    const { cast, subject, state } = stage(world);
    for (let round = 0; round < 4; round += 1) {
      const candidate = cast.at(round % 2);
      world.run(QUIET);
      const term = cast.termAbove(state().currentTerm + 3);
      candidate.stand(term);
      candidate.askVote(subject);
      world.expect(
        `${subject} answers ${candidate.id}, which stands in the new term ${term}, in that term`,
        () => granted(candidate, term) || denied(candidate, term),
        1_000,
      );
      if (denied(candidate, term)) {
        world.wrong(
          freeVoteIsGranted,
          `${subject} has not voted in term ${term} and refuses ${candidate.id}, the first to ask`,
        );
      }
    }
  },
};

/** The real server as a voter. */
export const puppetVotes: readonly Scenario[] = [
  oneVote,
  candidateKeeps,
  leaderKeeps,
  asksAgain,
  newTerm,
];
