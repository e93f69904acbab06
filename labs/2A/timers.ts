/**
 * When a follower loses patience, and how often a leader speaks.
 *
 * The length of an election timeout is the submission's own business, between 150 and 1,000 milliseconds. So a puppet
 * that must keep a timer from going off speaks every 40 milliseconds, and what must happen has ten seconds.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import { electSubject } from '../puppets.ts';
import { heartbeatsAreRegular, leaderStays, votingResetsTimer } from './rules.ts';
import { follow, granted, insist, OFTEN, obtainVote, oneAmongPuppets, stage } from './stage.ts';

const keepThePeace: Scenario = {
  id: '2A.25',
  name: 'heartbeats-keep-the-peace',
  title: 'A follower that hears its leader never stands',
  story:
    'A leader sends an empty AppendEntries every 40 milliseconds for two and a half seconds. Each must start the ' +
    'follower’s election timer anew, so that it stays a follower, in the leader’s term.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(5),
  play(world) {
    const on = stage(world);
    const { cast, subject, state } = on;
    const leader = cast.at(0);
    const term = follow(on, leader);
    for (let time = 0; time < 65; time += 1) {
      leader.append(subject);
      world.watch(OFTEN, leaderStays, () =>
        state().currentTerm === term && state().role === 'follower'
          ? null
          : `${leader.id} leads term ${term} and says so every ${OFTEN} ms, but ${subject} is ${state().role} of term ${state().currentTerm}`,
      );
    }
  },
};

const votingResets: Scenario = {
  id: '2A.26',
  name: 'a-vote-given-resets-the-timer',
  title: 'Who has just given its vote waits before it stands itself',
  story:
    'Candidates come and go, each in a newer term, each gets the vote of the server. As long as it goes on voting it ' +
    'must not stand: it has helped somebody to win, and should let them. Without this, elections in a large cluster ' +
    'cross each other. MIT’s tests do not see it.',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(3),
  play(world) {
    const on = stage(world);
    const { cast, subject, state } = on;
    let term = obtainVote(on, cast.at(0));
    for (let time = 0; time < 50; time += 1) {
      const candidate = cast.at(time % 2);
      term = cast.termAbove(term);
      candidate.stand(term);
      candidate.askVote(subject);
      world.watch(50, votingResetsTimer, () =>
        state().role === 'candidate' && state().votedFor === subject
          ? `${subject} gave its vote less than 100 ms ago, and stands in term ${state().currentTerm}`
          : null,
      );
      if (!granted(candidate, term)) {
        world.notReached(`${subject} votes for ${candidate.id} in term ${term}`);
      }
    }
  },
};

const refusingDoesNot: Scenario = {
  id: '2A.27',
  name: 'a-vote-refused-does-not-reset-the-timer',
  title: 'A candidate that gets no vote cannot keep others from standing',
  story:
    'There is no leader. A candidate that cannot win asks every 40 milliseconds: first one of a term that is long over, ' +
    'then one whose rival has the vote already. Each is refused, and the timer goes on. A server that starts it anew at ' +
    'every request never stands, and the cluster has no leader for as long as the hopeless one asks.',
  kind: 'liveness',
  points: 3,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(5),
  play(world) {
    const on = stage(world);
    const { cast, subject, state } = on;
    const [old, leader, winner, loser] = [cast.at(0), cast.at(1), cast.at(2), cast.at(3)];
    old.stand(1);
    let term = follow(on, leader);
    const stands = (why: string) => ({
      what: `${subject} stands, although ${why}`,
      done: () => state().currentTerm > term,
    });
    insist(world, stands(`${old.id} keeps asking for its vote in term 1`), () =>
      old.askVote(subject),
    );
    term = obtainVote(on, winner);
    loser.stand(term);
    insist(world, stands(`${loser.id} keeps asking for a vote that ${winner.id} has`), () =>
      loser.askVote(subject),
    );
  },
};

const olderLeaderDoesNot: Scenario = {
  id: '2A.28',
  name: 'an-older-leader-does-not-reset-the-timer',
  title: 'The heartbeats of a leader whose term is over keep nobody from standing',
  story:
    'The leader of the term is silent. The leader of an older term, which hears nobody but is heard, sends heartbeats ' +
    'every 40 milliseconds. Only the current leader’s AppendEntries start the election timer anew; otherwise one deaf ' +
    'server blocks all elections.',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: [],
  setup: oneAmongPuppets(5),
  play(world) {
    const on = stage(world);
    const { cast, subject, state } = on;
    const old = cast.crown(cast.at(0), 2);
    const term = follow(on, cast.at(1));
    insist(
      world,
      {
        what: `${subject} stands, although ${old.id}, leader of term 2, keeps sending heartbeats`,
        done: () => state().currentTerm > term,
      },
      () => old.append(subject),
    );
  },
};

const regular: Scenario = {
  id: '2A.29',
  name: 'regular-heartbeats',
  title: 'A leader speaks to every server at least every 100 milliseconds, also to silent ones',
  story:
    'Two of four others answer, two say nothing. The leader sends heartbeats to all four, and does not wait for an ' +
    'answer before it sends the next. The broadcast time must stay far below the election timeout (§5.6).',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: ['elected'],
  setup: oneAmongPuppets(5),
  play(world) {
    const { cast, subject, state } = stage(world);
    const term = electSubject(world, subject, cast, [cast.at(0), cast.at(1)]);
    world.run(150);
    for (let time = 0; time < 12; time += 1) {
      const before = cast.all.map((puppet) => puppet.heard('AppendEntriesRequest').length);
      world.watch(150, leaderStays, () =>
        state().role === 'leader' && state().currentTerm === term
          ? null
          : `${subject} led term ${term} with a majority behind it, and is ${state().role} of term ${state().currentTerm}`,
      );
      cast.all.forEach((puppet, place) => {
        if (puppet.heard('AppendEntriesRequest').length > (before[place] ?? 0)) return;
        world.wrong(
          heartbeatsAreRegular,
          `${subject} leads and sent ${puppet.id} nothing for 150 ms`,
        );
      });
    }
  },
};

/** Timers. */
export const timers: readonly Scenario[] = [
  keepThePeace,
  votingResets,
  refusingDoesNot,
  olderLeaderDoesNot,
  regular,
];
