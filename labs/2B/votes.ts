/**
 * Who may win now that there are logs: the election restriction (§5.4.1), seen from a voter and from a candidate.
 *
 * @module
 */
import type { Scenario } from '../../grader/index.ts';
import type { LogEntry } from '../../skeleton/contract/index.ts';
import { oneAmongPuppets, QUIET } from '../clusters.ts';
import { logOf, reign, type Stage, stage, tell } from '../stage.ts';
import { requestNamesLastEntry } from './rules.ts';

/** The real server holds three entries, of the terms 1, 1 and 3, of which only the first is committed. */
function holdsThree(scene: Stage): void {
  const leader = reign(scene, scene.cast.at(0), { term: 3, log: logOf(1, 1) });
  tell(scene, leader, { prevLogIndex: 0, count: 2 });
  leader.write(
    ...logOf(1, 1, 3)
      .slice(2)
      .map(({ payload }) => payload),
  );
  tell(scene, leader, { prevLogIndex: 2, count: 1, leaderCommit: 1 });
  scene.world.reach(
    'the subject holds three entries',
    () => scene.world.lastIndex(scene.subject) === 3,
    100,
  );
}

/** After silence, a puppet with this log asks for a vote in a new term. Says whether the vote was given. */
function asks(scene: Stage, place: number, log: readonly LogEntry[]): boolean {
  const { world, subject, cast, state } = scene;
  world.run(QUIET);
  const candidate = cast.at(place);
  candidate.adoptLog(log);
  const term = cast.termAbove(state().currentTerm + 3);
  candidate.stand(term);
  candidate.askVote(subject);
  world.run(30);
  return candidate
    .heard('RequestVoteResponse')
    .some((answer) => answer.voteGranted && answer.term === term);
}

const refusesOlder: Scenario = {
  id: '2B.28',
  name: 'refuses-older-logs',
  title: 'A voter refuses candidates whose logs are less up-to-date than its own',
  story:
    'The voter’s log has the terms 1 1 3. It must refuse a log that is shorter, one that is longer but ends in term 1 ' +
    'or 2, one that ends where the voter’s commitIndex is, and an empty one; else a leader comes to power that lacks ' +
    'committed entries. A comparison of lengths alone, of terms alone, or of commit indexes lets one of them in.',
  kind: 'safety',
  points: 3,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    holdsThree(scene);
    const logs = [
      logOf(1, 1),
      logOf(1, 1, 1, 1, 1),
      logOf(1, 2, 2, 2),
      logOf(1, 1, 2),
      logOf(1),
      [],
    ];
    for (const [round, log] of world.random.shuffle(logs).entries())
      asks(scene, 1 + (round % 3), log);
  },
};

const grantsAsGood: Scenario = {
  id: '2B.29',
  name: 'grants-logs-as-good',
  title:
    'A voter votes for logs that are as up-to-date as its own: equal, longer, or shorter with a later term',
  story:
    'The voter’s log has the terms 1 1 3. It votes for an equal log, for a longer one, and for a shorter one that ends ' +
    'in term 4, since the later term wins and the length counts only between equal terms. A voter that wants more ' +
    'than its own leaves a cluster of equal logs without a leader; one that wants both to be at least its own does ' +
    'so when the servers with the latest entries are the ones with the shorter logs (a bug of hashicorp/raft).',
  kind: 'liveness',
  points: 2,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneAmongPuppets(5),
  play(world) {
    const scene = stage(world);
    holdsThree(scene);
    const logs = [logOf(1, 1, 3), logOf(1, 1, 3, 3), logOf(1, 4), logOf(1, 1, 5, 5), logOf(1, 5)];
    for (const [round, log] of world.random.shuffle(logs).entries()) {
      const terms = log.map(({ term }) => term).join(' ');
      const what = `${scene.subject} votes for the candidate whose log has the terms ${terms}`;
      world.expect(what, () => asks(scene, 1 + (round % 3), log), 15_000);
    }
  },
};

const namesLastEntry: Scenario = {
  id: '2B.30',
  name: 'request-names-last-entry',
  title: 'A candidate tells voters of its last entry, committed or not',
  story:
    'A server with three entries, of which it knows one to be committed, asks for votes. Its requests must name index 3 ' +
    'and term 3. A candidate that names its commitIndex loses elections that it should win, or the cluster cannot elect ' +
    'at all; one that promises more than it has wins with a log that lacks committed entries.',
  kind: 'safety',
  points: 1,
  seeds: 3,
  sometimes: ['applied'],
  setup: oneAmongPuppets(3, 5),
  play(world) {
    const scene = stage(world);
    const { subject, cast } = scene;
    holdsThree(scene);
    const request = world.expect(`${subject} asks for votes`, () =>
      cast.at(1).heard('RequestVoteRequest').at(-1),
    );
    if (request.lastLogIndex === 3 && request.lastLogTerm === 3) return;
    const said = `index ${request.lastLogIndex} of term ${request.lastLogTerm}`;
    world.wrong(
      requestNamesLastEntry,
      `${subject} asks for votes with ${said}; its log ends with index 3 of term 3`,
    );
  },
};

/** Votes and logs. */
export const votes: readonly Scenario[] = [refusesOlder, grantsAsGood, namesLastEntry];
