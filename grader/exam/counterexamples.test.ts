import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { counterexamples, schedules } from '../../labs/counterexamples.ts';
import { labs } from '../../labs/index.ts';
import { scheduleFor } from '../cli/spec-command.ts';
import { play, type Subject } from '../run/play.ts';
import type { Schedule } from '../run/schedule.ts';
import type { RunResult } from '../run/verdict.ts';
import { bundle, type Edit } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';
import { readWeakenings, type Weakening } from '../tlc/models.ts';
import { editsOf } from './exam.ts';
import { mutants } from './mutants.ts';
import { variants } from './variants.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));
const SPEC = fileURLToPath(new URL('../../spec/', import.meta.url));

/** The mutant with the bug of each weakening. */
const twins: Readonly<Record<string, string>> = {
  ForgetsItsVote: 'vote-not-restored',
  ForgetsItsTerm: 'term-from-the-last-entry',
  VotesTwice: 'votes-for-everybody',
  VotesBlindly: 'any-log-wins',
  VotesByTerm: 'latest-term-wins',
  VotesByLength: 'longest-log-wins',
  CountsOldVotes: 'counts-votes-of-older-terms',
  CountsRefusedVotes: 'counts-refusals',
  HalfIsEnough: 'half-is-a-majority',
  KeepsItsVoteFree: 'no-vote-for-oneself-kept',
  LeadsOn: 'keeps-its-role-in-a-newer-term',
  GoesBackInTime: 'goes-back-to-older-terms',
  ForgetsItsLog: 'log-not-restored',
  ObeysOldLeaders: 'obeys-an-older-leader',
  StoresInReverse: 'stores-a-batch-in-reverse',
  TruncatesAlways: 'every-entry-cuts-the-log',
  NeverTruncates: 'never-cuts-the-log',
  KeepsConflicts: 'conflicts-are-not-seen',
  ChecksLengthOnly: 'term-before-is-not-compared',
  CandidateTakesRequests: 'follower-takes-commands',
  AcknowledgesItsWholeLog: 'acknowledges-its-own-end',
  CommitsOldTerms: 'commits-older-terms-by-counting',
  OverwritesTheCommitted: 'commits-older-terms-by-counting',
  CountsWhatWasSent: 'counts-what-was-sent',
  CountsTheLogOfNow: 'match-index-from-its-own-end',
  CountsOneTooMany: 'counts-one-too-many',
  TrustsNextIndex: 'match-index-starts-at-the-end',
  KeepsMatchIndex: 'match-index-outlives-the-term',
  CountsOldAnswers: 'counts-answers-of-older-terms',
  DropsUncommitted: 'new-leader-drops-its-tail',
  ForgetsItsSnapshot: 'snapshot-not-persisted',
  CompactsUncommitted: 'takes-what-is-not-applied',
  SnapshotDropsTheRest: 'drops-more-than-the-snapshot',
  SnapshotOfThisTerm: 'next-term-in-the-snapshot',
  SnapshotOfTheFirstServers: 'first-servers-in-the-snapshot',
  SnapshotOfTheNewestServers: 'newest-servers-in-the-snapshot',
  InstallDropsTheRest: 'drops-the-suffix',
  InstallKeepsConflicts: 'keeps-a-conflicting-suffix',
  SwallowedEntriesAreNew: 'swallowed-entries-are-new',
  InstallsOldSnapshots: 'installs-old-snapshots',
  CountsItsWholeLogAsInstalled: 'answer-means-everything',
  NeverInstalls: 'never-installs',
  ChangesManyServers: 'several-servers-at-once',
  TrustsNewServers: 'new-server-counts-as-caught-up',
  ChangesWhileChanging: 'second-change-under-way',
  LosesACommittedChange: 'changes-before-its-own-entry',
  UsesTheCommittedServers: 'commits-by-the-committed-configuration',
  UsesTheFirstServers: 'knows-the-first-servers-only',
  AppliesWhatWasSent: 'counts-what-was-sent',
};

/** Nothing that has an end shows these: what they break is a promise that something comes. */
const withoutSchedule = ['KeepsTheVoteOfLastTerm', 'AcknowledgesNothing', 'NeverLearns'];

/** Schedules without one, and why. */
const withoutTwin: Readonly<Record<string, string>> = {
  CommitsWhatItWasTold: 'the leader of the schedule sends fewer entries than the reference would',
  MatchIndexGoesBack: 'believing the last answer costs messages only: it is a variant',
  CompactsWithoutServers: 'the entry that names the servers stands right behind the snapshot',
  ChangesBeforeItsTerm: 'two configurations without a common server are no harm yet',
  CountsStrangers: 'the leader of the schedule sends to a server that does not belong',
};

/** How many steps have no occasion in the reference: it refuses what the weakening takes. */
const refused: Readonly<Record<string, number>> = {
  CompactsUncommitted: 1,
  SnapshotOfTheFirstServers: 1,
  SnapshotOfTheNewestServers: 1,
  ChangesManyServers: 2,
  ChangesBeforeItsTerm: 2,
  LosesACommittedChange: 2,
  CountsStrangers: 2,
  UsesTheCommittedServers: 1,
  ChangesWhileChanging: 2,
  UsesTheFirstServers: 2,
  CandidateTakesRequests: 1,
  CompactsWithoutServers: 2,
  TrustsNewServers: 1,
};

async function subjectOf(edits: readonly Edit[]): Promise<Subject> {
  return load(await bundle(REFERENCE, { edits }));
}

/** Plays a schedule as its lab does, with seed 1. */
function played(schedule: Schedule, subject: Subject): RunResult {
  const lab = labs.find(({ id }) => id === schedule.lab);
  const inLab = lab?.scenarios.find(({ name }) => name === 'counterexamples');
  if (lab === undefined || inLab === undefined) throw new Error(`${schedule.lab} plays none`);
  const scenario = counterexamples(lab.id, inLab, [schedule]);
  return play({ scenario, seed: 1, subject, properties: lab.properties, record: true });
}

/** What the trace says beside what servers did: first which schedule it is. */
function toldIn({ recording }: RunResult): readonly string[] {
  return (recording?.events ?? []).flatMap((event) => (event.kind === 'world' ? [event.text] : []));
}

/** How many steps took place, as the trace says. */
function steps(result: RunResult): string | undefined {
  return toldIn(result).find((text) => text.endsWith('steps took place'));
}

describe('the schedules', () => {
  let weakenings: readonly Weakening[] = [];
  beforeAll(async () => {
    weakenings = await readWeakenings(SPEC);
  });

  it('are there for every weakening but those of liveness, with its story', () => {
    const told = (row: Weakening | Schedule) => [row.name, row.story, row.source, row.falls];
    const expected = weakenings.filter(({ name }) => !withoutSchedule.includes(name));
    expect(schedules.map(told)).toEqual(expected.map(told));
    expect(schedules.map((each) => each.steps.length)).toEqual(expected.map((row) => row.steps));
  });

  const cheap = ['ForgetsItsVote', 'HalfIsEnough', 'LeadsOn', 'ForgetsItsLog', 'CountsOneTooMany'];

  it.each(cheap)('are what the checker finds: %s', async (name) => {
    const weakening = weakenings.find((row) => row.name === name);
    if (weakening === undefined) expect.fail(`there is no weakening ${name}`);
    const found = await scheduleFor(weakening, {
      folder: SPEC,
      stateLimit: 100_000,
      print: expect.fail,
    });
    expect(found).toEqual(schedules.find((schedule) => schedule.name === name));
  });

  it.each(labs)('of lab $id are each played by one seed, in their order', async (lab) => {
    const scenario = lab.scenarios.find(({ name }) => name === 'counterexamples');
    if (scenario === undefined) expect.fail(`lab ${lab.id} plays none`);
    const subject = await subjectOf([]);
    const { properties } = lab;
    const told = Array.from({ length: scenario.seeds }, (_, at) => {
      const [first] = toldIn(play({ scenario, seed: at + 1, subject, properties, record: true }));
      return first;
    });
    const own = schedules.filter((schedule) => schedule.lab === lab.id);
    expect(told).toEqual(own.map(({ name, story }) => `${name}: ${story}`));
  });
});

describe('the reference', () => {
  it.each(schedules)('plays to the end: $name', async (schedule) => {
    const result = played(schedule, await subjectOf([]));
    expect(result.text).toBe('');
    const total = schedule.steps.length;
    const taken = total - (refused[schedule.name] ?? 0);
    expect(steps(result)).toBe(`${taken} of ${total} steps took place`);
  });
});

describe('the mutant with the same bug', () => {
  it('is there for every schedule but those that no run of it shows', () => {
    const without = schedules.map(({ name }) => name).filter((name) => !(name in twins));
    expect(without).toEqual(Object.keys(withoutTwin));
    expect(variants.map(({ id }) => id)).toContain('believes-the-last-answer');
  });

  it.each(Object.entries(twins))('is exposed by the schedule: %s, %s', async (name, id) => {
    const schedule = schedules.find((each) => each.name === name);
    const mutant = mutants.find((each) => each.id === id);
    if (schedule === undefined || mutant === undefined) expect.fail('there is none');
    const result = played(schedule, await subjectOf(editsOf({ kind: 'mutant', mutant })));
    expect(result.verdict).toMatch(/^(wrong|no progress)$/);
  });
});

describe('right Rafts', () => {
  it.each(variants)('live through all of them: $id', async (variant) => {
    const subject = await subjectOf(variant.edits);
    const own = schedules.filter(({ lab }) => variant.labs?.includes(lab) ?? true);
    const failed = own.filter((schedule) => played(schedule, subject).verdict !== 'passed');
    expect(failed.map(({ name }) => name)).toEqual([]);
  });
});
