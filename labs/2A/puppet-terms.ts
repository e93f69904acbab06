/**
 * One real server meets older and newer terms, in requests and in answers.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { electSubject, type VotingPuppet } from '../puppets.ts';
import {
  candidateRecognizesLeader,
  leaderStays,
  onlyLeadersAppend,
  staleRequestIsRejected,
} from './rules.ts';
import {
  candidacy,
  DEADLINE,
  follow,
  insist,
  OFTEN,
  oneAmongPuppets,
  type Stage,
  stage,
} from './stage.ts';

/** Long enough for a message and its answer. */
const ROUND_TRIP = 15;

const meetsLeader: Scenario = {
  id: '2A.20',
  name: 'candidate-meets-leader',
  title: 'A candidate that hears the leader of its term follows it',
  story:
    'The server stands, but another candidate of the same term has won. Its heartbeat makes the server a follower of ' +
    'this term (§5.2), and it stays one while heartbeats come. It has voted for itself in this term: a third candidate ' +
    'that asks now gets nothing.',
  kind: 'liveness',
  points: 3,
  seeds: 4,
  sometimes: [],
  setup: oneAmongPuppets(5),
  play(world) {
    const on = stage(world);
    const { cast, subject, state } = on;
    const [leader, third] = [cast.at(0), cast.at(3)];
    let term = 0;
    for (let round = 0; round < 3; round += 1) {
      term = candidacy(on, term);
      cast.crown(leader, term);
      third.stand(term);
      leader.append(subject);
      world.run(ROUND_TRIP);
      if (state().currentTerm !== term) world.notReached(`${subject} is still in term ${term}`);
      if (state().role !== 'follower') {
        const seen = `${subject} stood in term ${term}, heard from ${leader.id}, its leader, and is ${state().role}`;
        world.wrong(candidateRecognizesLeader, seen);
      }
      third.askVote(subject);
      staysWith(on, leader, 600);
    }
  },
};

/** A puppet sends heartbeats, and the real server may do nothing but follow it. */
function staysWith({ world, subject, state }: Stage, leader: VotingPuppet, ms: number): void {
  for (let spent = 0; spent < ms; spent += OFTEN) {
    leader.append(subject);
    world.watch(OFTEN, leaderStays, () =>
      state().currentTerm === leader.currentTerm && state().role === 'follower'
        ? null
        : `${leader.id} leads term ${leader.currentTerm} and says so every ${OFTEN} ms, but ${subject} is ${state().role} of term ${state().currentTerm}`,
    );
  }
}

/** Wrong when a request of an older term was answered with yes, or in that older term. */
function refusesOlder({ world, subject, state }: Stage, old: VotingPuppet): void {
  const term = state().currentTerm;
  for (const answer of old.heard('RequestVoteResponse')) {
    if (answer.voteGranted || answer.term !== term) {
      const seen = `${subject}, in term ${term}, answered a request of term ${old.currentTerm} for its vote with ${JSON.stringify(answer)}`;
      world.wrong(staleRequestIsRejected, seen);
    }
  }
  for (const answer of old.heard('AppendEntriesResponse')) {
    if (answer.success || answer.term !== term) {
      const seen = `${subject}, in term ${term}, answered a heartbeat of term ${old.currentTerm} with ${JSON.stringify(answer)}`;
      world.wrong(staleRequestIsRejected, seen);
    }
  }
}

const olderLeader: Scenario = {
  id: '2A.21',
  name: 'older-leader-is-refused',
  title: 'A leader of an older term deposes nobody and is followed by nobody',
  story:
    'A led term 2, was cut off and does not know that it is over. Its heartbeats reach the leader of a newer term, ' +
    'which goes on leading, and later a follower, which stays with its own leader. An answer, if there is one, says no ' +
    'and names the newer term. MIT’s tests pass a server that obeys.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['elected'],
  setup: oneAmongPuppets(5),
  play(world) {
    const on = stage(world);
    const { cast, subject, state } = on;
    const old = cast.crown(cast.at(0), 2);
    candidacy(on, 2);
    const term = electSubject(world, subject, cast, cast.all.slice(1));
    for (let time = 0; time < 8; time += 1) {
      old.append(subject);
      world.watch(OFTEN, leaderStays, () =>
        state().role === 'leader' && state().currentTerm === term
          ? null
          : `${subject} led term ${term} and is ${state().role} of term ${state().currentTerm}, after a heartbeat of term 2`,
      );
    }
    refusesOlder(on, old);

    const leader = cast.at(1);
    const newer = follow(on, leader);
    for (let time = 0; time < 4; time += 1) {
      old.append(subject);
      staysWith(on, leader, OFTEN);
      if (state().leaderId === old.id) {
        world.wrong(
          staleRequestIsRejected,
          `${subject}, in term ${newer}, takes ${old.id} for its leader, which led term 2`,
        );
      }
    }
  },
};

const olderRequests: Scenario = {
  id: '2A.22',
  name: 'older-requests-are-refused',
  title: 'A request of an older term gets no vote, and an answer that names the newer term',
  story:
    'A candidate of term 1 and the leader of term 2 wake up when the cluster is far beyond. A server must not go back ' +
    'for them: one that adopts whatever term it reads has forgotten its votes. And its answers must carry its own ' +
    'term, since that is how the two learn what they have missed. Saying nothing at all is allowed.',
  kind: 'safety',
  points: 2,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(7),
  play(world) {
    const on = stage(world);
    const { cast, subject } = on;
    const [leader, old, candidate] = [cast.at(0), cast.at(2), cast.at(3)];
    candidate.stand(1);
    cast.crown(old, 2);
    follow(on, leader);
    for (let time = 0; time < 6; time += 1) {
      candidate.askVote(subject);
      old.append(subject);
      staysWith(on, leader, OFTEN);
    }
    refusesOlder(on, candidate);
    refusesOlder(on, old);
  },
};

/** The real server must reach a term and lead no older one. A goal. */
function adopts({ world, subject, state }: Stage, term: number, from: string): void {
  world.expect(
    `${subject} adopts term ${term}, which it can read in ${from}`,
    () => state().currentTerm >= term,
    DEADLINE,
  );
}

/** While a puppet leads the term that deposed the real server, nobody else may send AppendEntries in it. */
function fallsSilent(on: Stage, leader: VotingPuppet): void {
  const { world, cast, subject } = on;
  const term = leader.currentTerm;
  leader.append(on.subject);
  world.run(ROUND_TRIP);
  staysWith(on, leader, 400);
  for (const puppet of cast.all) {
    const sent = puppet.heard('AppendEntriesRequest').find((request) => request.term >= term);
    if (sent === undefined) continue;
    const seen = `${subject} was deposed by term ${term}, which ${leader.id} leads, and still sent ${puppet.id} a heartbeat of term ${sent.term}`;
    world.wrong(onlyLeadersAppend, seen);
  }
}

const newerRequest: Scenario = {
  id: '2A.23',
  name: 'newer-term-in-a-request',
  title: 'A leader that reads a newer term steps down and falls silent',
  story:
    'The server leads. First the leader of a newer term sends it a heartbeat, then (after it has led again) a candidate ' +
    'of a newer term asks for its vote. Both times it must become a follower of that term, and send no heartbeat in it: ' +
    'a heartbeat timer that goes on and stamps the current term makes two leaders of one term (eliben/raft had it).',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['elected', 'reelected'],
  setup: oneAmongPuppets(5),
  play(world) {
    const on = stage(world);
    const { cast, subject, state } = on;
    const [leader, candidate] = [cast.at(0), cast.at(1)];

    const first = electSubject(world, subject, cast);
    cast.crown(leader, first + 5);
    leader.append(subject);
    adopts(on, first + 5, `a heartbeat of ${leader.id}`);
    fallsSilent(on, leader);

    const second = electSubject(world, subject, cast);
    const term = second + 5;
    candidate.stand(term);
    insist(
      world,
      {
        what: `${subject}, leader of term ${second}, adopts term ${term} of ${candidate.id}`,
        done: () => state().currentTerm >= term,
      },
      () => candidate.askVote(subject),
    );
    cast.able({ votes: false, acks: false });
    const next = cast.at(2);
    cast.crown(next, cast.termAbove(state().currentTerm + 2));
    fallsSilent(on, next);
  },
};

const newerReply: Scenario = {
  id: '2A.24',
  name: 'newer-term-in-an-answer',
  title: 'A leader or a candidate that reads a newer term in an answer adopts it',
  story:
    'A server that was away has reached a newer term. It asks nobody, it only answers: a heartbeat first, and later a ' +
    'request for its vote. The no carries its term, and whoever reads it becomes a follower of that term. Often this is ' +
    'the only way for a leader to learn that it is deposed. MIT’s tests pass a server that does not look.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: ['elected'],
  setup: oneAmongPuppets(5),
  play(world) {
    const on = stage(world);
    const { cast, subject, state } = on;
    const away = cast.at(0);
    const term = electSubject(world, subject, cast, cast.all.slice(1));
    away.enterTerm(term + 1_000);
    away.able({ acks: true });
    adopts(on, term + 1_000, `the answer of ${away.id} to a heartbeat`);

    cast.able({ votes: false, acks: false });
    const later = state().currentTerm + 1_000;
    away.enterTerm(later);
    away.able({ votes: true });
    adopts(on, later, `the answer of ${away.id} to a request for its vote`);
  },
};

/** The real server and other terms. */
export const puppetTerms: readonly Scenario[] = [
  meetsLeader,
  olderLeader,
  olderRequests,
  newerRequest,
  newerReply,
];
