/**
 * One real server stands, and puppets vote: which votes it counts, and when they are enough.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { electSubject, type VotingPuppet } from '../puppets.ts';
import { majorityElects } from './rules.ts';
import {
  candidacy,
  DEADLINE,
  follow,
  oneAmongPuppets,
  type Stage,
  stage,
  tenAmongPuppets,
} from './stage.ts';

/** For some time the real server may not lead. */
function doesNotLead({ world, subject, state }: Stage, ms: number, why: string): void {
  world.watch(ms, majorityElects, () =>
    state().role === 'leader'
      ? `${subject} leads term ${state().currentTerm}, although ${why}`
      : null,
  );
}

const majority: Scenario = {
  id: '2A.16',
  name: 'a-majority-and-not-one-less',
  title: 'A candidate needs more than half of all servers, and with them it wins',
  story:
    'In a cluster of 2, 4, 5, 6 or 7 servers the candidate first gets one vote less than a majority; the others say ' +
    'nothing, or no. It must not lead. Then one more votes, all the rest are silent, and it must lead. It shows quorums ' +
    'rounded down or counted without oneself, refusals that count as votes, candidates that forget their own vote, ' +
    'candidates that wait for an answer from everybody, and voters called 0 and 1 that are lost in a server called 10.',
  kind: 'safety',
  points: 3,
  seeds: 6,
  sometimes: ['elected'],
  setup: (random) => tenAmongPuppets(random.pick([2, 4, 4, 5, 6, 7]))(),
  play(world) {
    const on = stage(world);
    const size = world.servers.length;
    const majority = Math.floor(size / 2) + 1;
    const sayNo = world.random.chance(0.5);
    const voters = on.cast.all.slice(0, majority - 2);
    const others = on.cast.all.slice(majority - 2);
    for (const voter of voters) voter.able({ votes: true, acks: true });
    for (const other of others) other.able({ votes: sayNo, rival: sayNo });
    doesNotLead(on, 2_000, `it has at most ${majority - 1} of ${size} votes`);
    for (const other of others) other.able({ votes: false });
    for (const voter of on.cast.all.slice(0, majority - 1)) {
      voter.able({ votes: true, rival: false, acks: true });
    }
    world.expect(
      `${on.subject} leads with ${majority} of ${size} votes`,
      () => on.state().role === 'leader',
      DEADLINE,
    );
  },
};

const oneVoter: Scenario = {
  id: '2A.17',
  name: 'one-voter-one-vote',
  title: 'A vote that arrives three times is one vote',
  story:
    'One of four others votes, and its answer arrives again and again, as answers may. Votes are counted by voter, not ' +
    'by answer: the candidate has two of five. Then another one votes, and it must win. MIT’s network never doubles an ' +
    'answer, so counting answers passes there.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['elected'],
  setup: oneAmongPuppets(5),
  play(world) {
    const on = stage(world);
    const [voter, second] = [on.cast.at(0), on.cast.at(1)];
    voter.able({ votes: true, acks: true });
    for (let time = 0; time < 50; time += 1) {
      for (let copy = 0; copy < 3; copy += 1) repeatVote(on, voter);
      doesNotLead(on, 30, `only ${voter.id} has voted for it, again and again`);
    }
    electSubject(world, on.subject, on.cast, [voter, second]);
  },
};

/** The puppet sends the vote again that the real server has in the puppet's term, if it has it. */
function repeatVote({ subject }: Stage, voter: VotingPuppet): void {
  if (voter.votedFor !== subject) return;
  voter.puppet.send({
    type: 'RequestVoteResponse',
    to: subject,
    term: voter.currentTerm,
    voteGranted: true,
  });
}

const olderTerm: Scenario = {
  id: '2A.18',
  name: 'votes-of-an-older-term',
  title: 'Votes that come after their term is over do not count',
  story:
    'Two of five vote for the server, but their answers are held up until it stands again in a newer term (or follows ' +
    'the leader of one). They were given for the older term. A server that counts them leads a term in which it has ' +
    'one vote, perhaps beside the leader that the others elected in it. SandTable found this in Xraft; random tests ' +
    'practically never build it.',
  kind: 'safety',
  points: 3,
  seeds: 4,
  sometimes: [],
  setup: oneAmongPuppets(5),
  play(world) {
    const on = stage(world);
    const voters = [on.cast.at(0), on.cast.at(1)];
    for (let round = 0; round < 3; round += 1) {
      const held = world.network.hold(
        (message) => message.type === 'RequestVoteResponse' && message.to === on.subject,
      );
      for (const voter of voters) voter.able({ votes: true });
      const term = world.reach(`two votes for ${on.subject} are on their way`, () => {
        const now = on.state().currentTerm;
        const voted = voters.every((v) => v.votedFor === on.subject && v.currentTerm === now);
        return voted && now;
      });
      for (const voter of voters) voter.able({ votes: false });
      if (round === 1) follow(on, on.cast.at(2));
      else candidacy(on, term);
      held.release();
      doesNotLead(on, 40, `it has only votes that were given for term ${term}`);
    }
  },
};

const triesAgain: Scenario = {
  id: '2A.19',
  name: 'candidate-tries-again',
  title: 'A candidate that wins nothing stands again, each time in a new term',
  story:
    'Nobody answers. The candidate’s timer goes off again, and it asks every other server anew, in the next term. It ' +
    'shows timers that are not armed after standing, terms that do not grow, and requests that are sent to one server ' +
    'after the other.',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(3),
  play(world) {
    const { cast, subject } = stage(world);
    for (const puppet of cast.all) {
      world.expect(`${subject} asks ${puppet.id} for its vote in five different terms`, () => {
        const terms = puppet.heard('RequestVoteRequest').map((request) => request.term);
        return new Set(terms).size >= 5;
      });
    }
  },
};

/** The real server as a candidate. */
export const puppetCounting: readonly Scenario[] = [majority, oneVoter, olderTerm, triesAgain];
