/**
 * Small Rafts, scenarios and runs for tests.
 *
 * @module
 */
import type { Raft, ServerId, ServerState, Step } from '../../skeleton/contract/index.ts';
import type { Property } from '../checkers/property.ts';
import { bundle } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';
import { writeSubmission } from '../sandbox/testing.ts';
import { freshState } from '../trace/samples.ts';
import { type PlayOptions, play, type Subject } from './play.ts';
import type { Scenario, World } from './scenario.ts';
import type { RunResult } from './verdict.ts';

/** A Raft in which nothing ever happens, but for the handlers that are given instead. */
export function idle<S extends ServerState = ServerState>(handlers: Partial<Raft<S>> = {}): Raft {
  const stay = (state: ServerState): Step<ServerState> => ({ state, effects: [] });
  const others: Raft = {
    restart: (disk) => ({ state: { ...freshState, ...disk }, effects: [] }),
    electionTimeout: stay,
    heartbeatTimeout: stay,
    handleRequestVoteRequest: stay,
    handleRequestVoteResponse: stay,
    handleAppendEntriesRequest: stay,
    handleAppendEntriesResponse: stay,
    clientRequest: stay,
    handleInstallSnapshotRequest: stay,
    handleInstallSnapshotResponse: stay,
    takeSnapshot: stay,
    changeServers: stay,
  };
  return { ...others, ...handlers };
}

/** What a {@link chatter} knows. Its `currentTerm` is the number of words that it has said. */
export interface ChatterState extends ServerState {
  /** `s2:5` for the fifth word of s2, in the order in which they came. */
  readonly heard: readonly string[];
}

/** Says a word to all others every 100 ms, writes down how many, and remembers what it hears until it crashes. */
export const chatter: Raft = idle<ChatterState>({
  restart: (disk) => ({
    state: { ...freshState, ...disk, heard: [] },
    effects: [{ type: 'setTimer', timer: 'election', ms: 100 }],
  }),
  electionTimeout(state, { id, servers }) {
    const { votedFor, log, snapshot } = state;
    const term = state.currentTerm + 1;
    const others = servers.filter((server) => server !== id);
    const words = others.map((to) => {
      const message = { type: 'Custom', name: 'word', body: null, from: id, to, term } as const;
      return { type: 'send', message } as const;
    });
    return {
      state: { ...state, currentTerm: term },
      effects: [
        { type: 'persist', state: { currentTerm: term, votedFor, log, snapshot } },
        ...words,
        { type: 'setTimer', timer: 'election', ms: 100 },
      ],
    };
  },
  handleCustom: (state, { from, term }) => ({
    state: { ...state, heard: [...state.heard, `${from}:${term}`] },
    effects: [],
  }),
});

/** What a {@link chatter} has heard in its present life. */
export function heardBy(world: World, server: ServerId): readonly string[] {
  return (world.state(server) as ChatterState).heard;
}

/** A Raft of this very process that can be played with. */
export function subjectOf(raft: Raft): Subject {
  return {
    boot: () => ({ raft, beginCall() {}, endCall() {} }),
    explain: (thrown) => {
      const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
      return { kind: 'exception', name, message, where: null };
    },
  };
}

/** A submission whose `raft.ts` has this text. */
export async function submissionOf(text: string): Promise<Subject> {
  return load(await bundle(await writeSubmission({ 'raft.ts': text })));
}

/** A scenario with three servers and this play, but for what is given instead. */
export function scenarioOf(play: Scenario['play'], change: Partial<Scenario> = {}): Scenario {
  return {
    id: '0X.1',
    name: 'sample',
    title: 'A sample',
    story: 'A sample.',
    kind: 'safety',
    points: 10,
    seeds: 1,
    sometimes: [],
    setup: () => ({ servers: ['s1', 's2', 's3'] }),
    play,
    ...change,
  };
}

/** Plays with seed 1 and no properties, but for what is given instead. */
export function playOn(
  subject: Subject,
  scenario: Scenario,
  change: Partial<PlayOptions> = {},
): RunResult {
  return play({ scenario, seed: 1, subject, properties: [], ...change });
}

/** A property that finds a fault with the first event for which this answers with a text. */
export function propertyOf(watch: ReturnType<Property['watch']>): Property {
  return { id: 'sample-rule', sentence: 'A sample rule holds.', paper: '§0', watch: () => watch };
}
