import { describe, expect, it } from 'vitest';
import type { Message, Raft, ServerId } from '../../skeleton/contract/index.ts';
import { freshState } from '../trace/samples.ts';
import type { World } from './scenario.ts';
import { follow, type Schedule, type ScheduleStep } from './schedule.ts';
import { chatter, heardBy, idle, playOn, scenarioOf, subjectOf } from './testing.ts';

/** Plays steps among three servers, and looks at what has come of it. */
function steps(raft: Raft, all: readonly ScheduleStep[], look: (world: World) => void): number {
  const servers: readonly ServerId[] = ['s1', 's2', 's3'];
  const head = {
    name: 'Sample',
    lab: '2A',
    story: 'A sample.',
    source: '',
    falls: 'Nothing',
  } as const;
  const schedule: Schedule = { ...head, servers, initial: servers, steps: all };
  let took = -1;
  const scenario = scenarioOf(
    (world) => {
      took = follow(world, schedule);
      look(world);
    },
    { setup: () => ({ servers, weather: { delay: [0, 0] } }) },
  );
  expect(playOn(subjectOf(raft), scenario)).toMatchObject({ verdict: 'passed', text: '' });
  return took;
}

const asks = (from: ServerId, to: ServerId, term: number): Message => {
  return { type: 'RequestVoteRequest', from, to, term, lastLogIndex: 0, lastLogTerm: 0 };
};
const appends = (to: ServerId, prevLogIndex: number): Message => {
  const head = { type: 'AppendEntriesRequest', from: 's1', to, term: 0 } as const;
  return { ...head, prevLogIndex, prevLogTerm: 0, entries: [], leaderCommit: 0 };
};

/** Asks for a vote in each new term, counts in `commitIndex` the heartbeats it sends, and in `lastApplied` what it gets. */
const talker = idle({
  restart: (disk) => ({
    state: { ...freshState, ...disk },
    effects: [
      { type: 'setTimer', timer: 'election', ms: 100 },
      { type: 'setTimer', timer: 'heartbeat', ms: 100 },
    ],
  }),
  electionTimeout: (state, { id }) => {
    const currentTerm = state.currentTerm + 1;
    const effects = [{ type: 'send', message: asks(id, 's2', currentTerm) }] as const;
    return { state: { ...state, currentTerm }, effects };
  },
  heartbeatTimeout: (state) => ({
    state: { ...state, commitIndex: state.commitIndex + 1 },
    effects: [
      { type: 'send', message: appends('s2', 4) },
      { type: 'send', message: appends('s2', 7) },
      { type: 'setTimer', timer: 'heartbeat', ms: 100 },
    ],
  }),
  handleRequestVoteRequest: (state, { term }) => ({
    state: { ...state, currentTerm: term },
    effects: [],
  }),
  handleAppendEntriesRequest: (state, { prevLogIndex }) => ({
    state: { ...state, lastApplied: prevLogIndex },
    effects: [],
  }),
});

describe('a schedule', () => {
  it('takes no time, and has timers go off and messages arrive in its order', () => {
    const all: readonly ScheduleStep[] = [
      { does: 'electionTimeout', server: 's1' },
      { does: 'deliver', message: asks('s1', 's2', 1) },
    ];
    const took = steps(talker, all, (world) => {
      expect(world.now).toBe(0);
      expect(world.state('s2').currentTerm).toBe(1);
    });
    expect(took).toBe(2);
  });

  it('leaves out what has no occasion', () => {
    const all: readonly ScheduleStep[] = [
      { does: 'electionTimeout', server: 's1' },
      { does: 'electionTimeout', server: 's1' },
      { does: 'deliver', message: asks('s1', 's2', 2) },
      { does: 'deliver', message: asks('s1', 's3', 1) },
      { does: 'clientRequest', server: 's1', command: 'v1' },
      { does: 'changeServers', server: 's1', servers: ['s1'] },
      { does: 'takeSnapshot', server: 's1', index: 1 },
    ];
    const took = steps(talker, all, (world) => expect(world.state('s2').currentTerm).toBe(0));
    expect(took).toBe(1);
  });

  it('waits for a heartbeat where a request was not sent by itself, and takes the one that fits best', () => {
    const all: readonly ScheduleStep[] = [{ does: 'deliver', message: appends('s2', 7) }];
    const took = steps(talker, all, (world) => {
      expect(world.state('s1').commitIndex).toBe(1);
      expect(world.state('s2').lastApplied).toBe(7);
    });
    expect(took).toBe(1);
  });

  it('restarts servers, and has messages arrive twice', () => {
    const all: readonly ScheduleStep[] = [
      { does: 'electionTimeout', server: 's1' },
      { does: 'deliver', message: asks('s1', 's2', 1), copy: true },
      { does: 'restart', server: 's2' },
      { does: 'electionTimeout', server: 's1' },
      { does: 'deliver', message: asks('s1', 's2', 1) },
    ];
    const took = steps(talker, all, (world) => expect(world.state('s2').currentTerm).toBe(1));
    expect(took).toBe(4);
  });

  it('does not hold up messages of another kind', () => {
    const all: readonly ScheduleStep[] = [{ does: 'electionTimeout', server: 's1' }];
    steps(chatter, all, (world) => expect(heardBy(world, 's3')).toEqual(['s1:1']));
  });
});
