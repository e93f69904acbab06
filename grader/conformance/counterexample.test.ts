import { describe, expect, it } from 'vitest';
import { tell } from '../report/story.ts';
import { search } from '../tla/check/search.ts';
import { readValue } from '../tla/values/read.ts';
import { loadJob } from '../tlc/embedded.ts';
import { readWeakenings, weakeningJob } from '../tlc/models.ts';
import { readTrace, toLines } from '../trace/file.ts';
import { AskedSpec } from './asked.ts';
import { traceOf } from './counterexample.ts';
import type { RecordedRun } from './run-reader.ts';
import { type SpecState, specStates } from './spec-state.ts';
import { checkTrace } from './trace-check.ts';

const weakenings = await readWeakenings('spec');

async function counterexampleOf(name: string): Promise<RecordedRun> {
  const weakening = weakenings.find((one) => one.name === name);
  if (weakening === undefined) throw new Error(`there is no weakening ${name}`);
  const { outcome, variables } = search(
    await loadJob('spec', await weakeningJob('spec', weakening)),
  );
  if (!('trace' in outcome)) throw new Error(outcome.kind);
  return traceOf(name, specStates(outcome.trace, variables));
}

function story({ run, events }: RecordedRun): string[] {
  return events.slice(run.servers.length).flatMap((event) => tell(event));
}

describe('a counterexample of the specification', () => {
  it('is told like a run', async () => {
    const told = await counterexampleOf('UsesTheCommittedServers');
    expect(told.run).toMatchObject({ servers: ['s1', 's2'], initial: ['s1'] });
    expect(story(told)).toEqual([
      '#3 at 3 ms: s1 has an election timeout',
      '    role follower → leader; term 0 → 1; votes for s1; leader s1; nextIndex of s2 set to 1;',
      '        matchIndex of s2 set to 0',
      '    persists term 1, vote for s1, log empty',
      '#4 at 4 ms: s1 is asked to change the servers to s1, s2',
      '    log now 1 (new: entry 1 of term 1: no-op); commitIndex 0 → 1',
      '    persists term 1, vote for s1, log 1; applies 1 (no-op)',
      '#5 at 5 ms: s1 is asked to change the servers to s1, s2',
      '    log now 1–2 (new: entry 2 of term 1: servers s1, s2); commitIndex 1 → 2; nextIndex of s2 1 → 2',
      '    persists term 1, vote for s1, log 1–2; applies 2 (servers s1, s2)',
    ]);
  });

  it('has a crash and a boot where a server restarts', async () => {
    const { run, events } = await counterexampleOf('ForgetsItsVote');
    const kinds = events.slice(run.servers.length).map((event) => {
      return event.kind === 'step' ? event.input.type : event.kind;
    });
    expect(kinds).toEqual(['electionTimeout', 'crash', 'restart']);
  });

  it.each(['LosesACommittedChange', 'InstallKeepsConflicts', 'CompactsUncommitted'])(
    '%s is a trace as a file has it',
    async (name) => {
      const { run, events } = await counterexampleOf(name);
      const trace = readTrace([...toLines(run, events)].join('\n'));
      expect(trace.run).toEqual(run);
      expect(trace.events).toEqual(JSON.parse(JSON.stringify(events)));
    },
  );

  it('restores a snapshot that is installed, and applies what is committed, each entry once', async () => {
    const { events } = await counterexampleOf('InstallKeepsConflicts');
    const effects = events.flatMap((event) =>
      event.kind === 'step'
        ? event.effects.map((effect) => {
            if (effect.type === 'apply') return `${event.server} applies ${effect.index}`;
            if (effect.type === 'restore') return `${event.server} restores`;
            return effect.type;
          })
        : [],
    );
    expect(effects.filter((effect) => /appl|restore/.test(effect))).toEqual([
      's2 applies 1',
      's3 restores',
    ]);
    expect(effects).toContain('persist');
  });

  it.each([
    'ForgetsItsVote',
    'VotesTwice',
    'VotesByLength',
    'ChecksLengthOnly',
    'OverwritesTheCommitted',
    'InstallKeepsConflicts',
    'SnapshotOfThisTerm',
    'LosesACommittedChange',
  ])('of %s parts from the specification by the rule that is broken', async (name) => {
    const broken = Object.keys(weakenings.find((row) => row.name === name)?.breaks ?? {});
    const { forbidden } = checkTrace(await AskedSpec.load(), await counterexampleOf(name));
    expect(forbidden?.turned.map((turned) => turned.name)).toEqual(broken);
  });

  it('says what the network lost', () => {
    const [before, after] = lost();
    expect(traceOf('Lost', [before, after]).events.at(-1)).toMatchObject({
      kind: 'world',
      text: 'the network loses a RequestVoteRequest from s1 to s2',
    });
  });
});

/** Two states as TLC prints them. */
function lost(): readonly [SpecState, SpecState] {
  const message =
    '[type |-> "RequestVoteRequest", from |-> s1, to |-> s2, term |-> 1, lastLogIndex |-> 0, lastLogTerm |-> 0]';
  const each = (value: string): string => `(s1 :> ${value} @@ s2 :> ${value})`;
  const texts = (messages: string, lastStep: string): Record<string, string> => ({
    currentTerm: each('1'),
    votedFor: each('s1'),
    log: each('<<>>'),
    snapshot: each(
      '[lastIncludedIndex |-> 0, lastIncludedTerm |-> 0, servers |-> {s1, s2}, data |-> <<>>]',
    ),
    role: each('"follower"'),
    commitIndex: each('0'),
    applied: each('<<>>'),
    votesGranted: each('{}'),
    nextIndex: each('(s1 :> 0 @@ s2 :> 0)'),
    matchIndex: each('(s1 :> 0 @@ s2 :> 0)'),
    messages,
    lastStep,
  });
  const read = (texts: Record<string, string>): SpecState =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, readValue(text)]));
  return [
    read(texts(`{${message}}`, '[action |-> "Init", server |-> Nil, input |-> Nil]')),
    read(texts('{}', `[action |-> "Lose", server |-> s2, input |-> ${message}]`)),
  ];
}
