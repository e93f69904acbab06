import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { raft } from '../../reference/raft.ts';
import type { Raft } from '../../skeleton/contract/index.ts';
import { editsOf } from '../exam/exam.ts';
import { mutants } from '../exam/mutants.ts';
import { variants } from '../exam/variants.ts';
import { bundle, type Edit } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';
import type { Comparison } from './compare.ts';
import { conformanceModels, handlersOf, walk } from './walk.ts';

/** How many states of each model are reached, breadth first; all of them but the last few are compared. */
const models = { Conflicts: 1500, Compacting: 300, Joining: 700 } as const;

/** Mutants, by the action in which each must be found. */
const found = {
  ElectionTimeout: [
    'no-vote-for-oneself-kept',
    'leader-stands-again',
    'no-vote-for-oneself-counted',
    'candidate-gives-up',
    'stands-in-the-same-term',
    'lonely-server-waits',
    'asks-one-server-after-the-other',
    'everybody-stands',
  ],
  HeartbeatTimeout: [
    'deposed-leader-goes-on',
    'one-heartbeat-only',
    'heartbeat-waits-for-the-answer',
    'commit-index-never-in-heartbeats',
  ],
  ClientRequest: ['follower-takes-commands', 'names-another-place'],
  HandleRequestVoteRequest: [
    'votes-for-everybody',
    'any-log-wins',
    'votes-before-it-adopts-the-term',
    'vote-is-never-free-again',
    'grants-older-terms',
    'needs-a-strictly-better-log',
    'goes-back-to-older-terms',
    'vote-answers-echo-the-term',
    'votes-before-it-persists',
    'deposed-leader-sleeps',
  ],
  HandleRequestVoteResponse: [
    'counts-refusals',
    'leader-gives-its-vote-away',
    'deaf-to-terms-in-vote-answers',
    'term-of-a-vote-answer-not-persisted',
  ],
  HandleAppendEntriesRequest: [
    'acknowledges-before-it-persists',
    'obeys-an-older-leader',
    'append-frees-the-vote',
    'candidate-ignores-the-winner',
    'append-answers-echo-the-term',
    'nothing-is-compared',
    'commits-what-it-stores',
    'follows-no-stranger',
    'appends-what-is-there',
  ],
  HandleAppendEntriesResponse: [
    'next-index-stays',
    'commits-when-all-have-it',
    'deaf-to-terms-in-append-answers',
    'match-index-from-its-own-end',
  ],
  Restart: [
    'log-not-restored',
    'comes-back-as-leader',
    'vote-not-restored',
    'begins-with-all-committed',
    'no-timer-after-a-restart',
    'state-machine-starts-empty',
  ],
  TakeSnapshot: [
    'drops-more-than-the-snapshot',
    'takes-what-is-not-applied',
    'cuts-what-is-applied',
    'next-term-in-the-snapshot',
    'first-servers-in-the-snapshot',
    'takes-older-snapshots',
  ],
  HandleInstallSnapshotRequest: [
    'installs-and-does-not-restore',
    'answers-before-it-stores',
    'installs-old-snapshots',
    'never-installs',
    'late-snapshot-is-denied',
    'snapshot-changes-no-servers',
  ],
  HandleInstallSnapshotResponse: [
    'answer-means-nothing',
    'answer-means-everything',
    'next-index-stays-under-the-snapshot',
  ],
  ChangeServers: [
    'changes-before-its-own-entry',
    'several-servers-at-once',
    'new-server-counts-as-caught-up',
    'second-change-under-way',
    'removes-the-last-server',
    'own-entry-need-not-be-committed',
    'removed-leader-counts-itself',
  ],
} as const;

const cases = Object.entries(found).flatMap(([action, ids]) =>
  ids.map((id) => [id, action] as const),
);

const REFERENCE = fileURLToPath(new URL('../../reference', import.meta.url));

/** The reference with these edits. */
async function edited(edits: readonly Edit[]): Promise<Raft> {
  return handlersOf(load(await bundle(REFERENCE, { edits })).boot());
}

async function mutated(id: string): Promise<Raft> {
  const mutant = mutants.find((each) => each.id === id);
  if (mutant === undefined) throw new Error(`there is no mutant ${id}`);
  return edited(editsOf({ kind: 'mutant', mutant }));
}

async function varied(id: string): Promise<Raft> {
  return edited(variants.find((each) => each.id === id)?.edits ?? []);
}

describe('the reference and the specification', () => {
  const runs: ReadonlyMap<string, Comparison>[] = [];

  beforeAll(async () => {
    const rafts: Record<string, Raft> = {
      reference: raft,
      silent: await varied('silent-refusals'),
    };
    for (const [id] of cases) rafts[id] = await mutated(id);
    for (const model of conformanceModels) {
      runs.push(await walk(rafts, { model, stateLimit: models[model] }));
    }
  }, 240_000);

  const results = (id: string) => runs.flatMap((run) => run.get(id) ?? []);

  it('take the same steps', () => {
    const told = results('reference').map(({ difference }) => difference?.text);
    expect(told).toEqual(conformanceModels.map(() => undefined));
  });

  it('are compared in every action', () => {
    const actions = new Set(results('reference').flatMap((result) => [...result.actions.keys()]));
    expect([...actions].sort()).toEqual([
      'ChangeServers',
      'ClientRequest',
      'ElectionTimeout',
      'HandleAppendEntriesRequest',
      'HandleAppendEntriesResponse',
      'HandleInstallSnapshotRequest',
      'HandleInstallSnapshotResponse',
      'HandleRequestVoteRequest',
      'HandleRequestVoteResponse',
      'HeartbeatTimeout',
      'Restart',
      'TakeSnapshot',
    ]);
  });

  it('are compared often, also where the specification has no step', () => {
    const [conflicts, compacting, joining] = results('reference');
    expect(conflicts?.transitions).toBeGreaterThan(8_000);
    expect(conflicts?.refused).toBeGreaterThan(10_000);
    expect(compacting?.transitions).toBeGreaterThan(2_000);
    expect(joining?.transitions).toBeGreaterThan(4_000);
    expect(joining?.actions.get('HandleInstallSnapshotRequest')).toBeGreaterThan(20);
  });

  it('differ in choices only: the reference begins no term with a no-op', () => {
    const choices = results('reference').flatMap((result) => [...result.choices.keys()]);
    expect([...new Set(choices)].sort()).toEqual([
      'ElectionTimeout: log, commitIndex, applied',
      'HandleRequestVoteResponse: log',
    ]);
  });

  it('leave it open whether a refusal is said', () => {
    expect(results('silent').map(({ difference }) => difference)).toEqual([null, null, null]);
  });

  it('are compared on enough mutants', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it.each(cases)('a Raft that is wrong is found: %s, in %s', (id, action) => {
    const differences = results(id).flatMap(({ difference }) => difference ?? []);
    expect(differences.map((difference) => difference.action)).toContain(action);
  });

  it('a difference tells the step, the server, and what both say', () => {
    const text = results('votes-for-everybody')[0]?.difference?.text ?? '';
    expect(text).toContain('HandleRequestVoteRequest(s2, [');
    expect(text).toContain('the code does what no step of the specification does.');
    expect(text).toContain('\n  before:\n    currentTerm: 1\n    votedFor: s2\n');
    expect(text).toContain('\n  votedFor: the specification has s2, the code s1\n');
  });
});
