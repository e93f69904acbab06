import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { raft } from '../../reference/raft.ts';
import { type Examinee, editsOf } from '../exam/exam.ts';
import { mutants } from '../exam/mutants.ts';
import { variants } from '../exam/variants.ts';
import { tell } from '../report/story.ts';
import { play, type Subject } from '../run/play.ts';
import { subjectOf } from '../run/testing.ts';
import { bundle } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';
import { AskedSpec } from './asked.ts';
import { explanation } from './explanation.ts';
import type { RecordedRun } from './run-reader.ts';
import { checkTrace, type TraceFindings } from './trace-check.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

/** Mutants of every kind, the scenario in which each breaks a rule, and the action and operator that explain it. */
const explained: Readonly<Record<string, readonly [string, string, string]>> = {
  'votes-for-everybody': ['2A.12', 'HandleRequestVoteRequest', 'VoteFree'],
  'no-vote-for-oneself-kept': ['2A.12', 'ElectionTimeout', 'OwnVote'],
  'counts-refusals': ['2A.31', 'HandleRequestVoteResponse', 'VoteCounts'],
  'two-of-five-are-a-majority': ['2A.11', 'ElectionTimeout', 'IsQuorum'],
  'leader-stands-again': ['2A.13', 'ElectionTimeout', 'Leads'],
  'append-frees-the-vote': ['2A.20', 'HandleAppendEntriesRequest', 'BecomeFollower'],
  'obeys-an-older-leader': ['2A.28', 'HandleAppendEntriesRequest', 'FromOldLeader'],
  'any-log-wins': ['2B.14', 'HandleRequestVoteRequest', 'LogUpToDate'],
  'nothing-is-compared': ['2B.12', 'HandleAppendEntriesRequest', 'LogOk'],
  'every-append-cuts-the-log': ['2B.17', 'HandleAppendEntriesRequest', 'StoreEntries'],
  'commits-what-it-is-told': ['2B.17', 'HandleAppendEntriesRequest', 'FollowerCommit'],
  'match-index-outlives-the-term': ['2B.33', 'HandleRequestVoteResponse', 'FirstMatchIndex'],
  'counts-answers-of-older-terms': ['2B.33', 'HandleAppendEntriesResponse', 'AnswerCounts'],
  'commits-older-terms-by-counting': ['2B.37', 'HandleAppendEntriesResponse', 'OfOwnTerm'],
  'follower-takes-commands': ['2B.16', 'ClientRequest', 'Leads'],
  'acknowledges-before-it-persists': ['2C.17', 'HandleAppendEntriesRequest', 'Disk'],
  'vote-on-disk-before-the-term': ['2C.18', 'HandleAppendEntriesRequest', 'Disk'],
  'log-not-restored': ['2C.28', 'Restart', 'Disk'],
  'applies-before-it-persists': ['2C.36', 'ClientRequest', 'Disk'],
  'takes-what-is-not-applied': ['2D.18', 'TakeSnapshot', 'MayCompact'],
  'drops-the-suffix': ['2D.14', 'HandleInstallSnapshotRequest', 'KeepsSuffix'],
  'answer-means-everything': ['2D.23', 'HandleInstallSnapshotResponse', 'InstalledIndex'],
  'several-servers-at-once': ['2E.11', 'ChangeServers', 'DiffersByOne'],
  'changes-before-its-own-entry': ['2E.13', 'ChangeServers', 'CommittedInOwnTerm'],
};

/** Mutants that no operator explains, the scenario, and what the trace has in place of what the specification has. */
const otherwise: Readonly<Record<string, readonly [string, string]>> = {
  'append-answers-echo-the-term': [
    '2A.28',
    'AppendEntriesResponse to s5, term: the specification has 4, the trace 2',
  ],
  'vote-answers-echo-the-term': [
    '2A.27',
    'RequestVoteResponse to s1, term: the specification has 4, the trace 1',
  ],
  'counts-a-name-twice': [
    '2E.11',
    'log at index 2: the specification has {10, 9} in term 1, the trace {10, 9, 9 again 2} in term 1',
  ],
};

/** Rafts that are right, a scenario, and what they do beyond the specification. */
const beyond: Readonly<Record<string, readonly [string, string | null]>> = {
  'noop-at-start': ['2B.37', null],
  'one-entry-and-empty-heartbeats': ['2B.37', null],
  'silent-refusals': ['2A.27', null],
  'names-nobody': ['2A.4', null],
  'pre-vote': ['2A.4', 'it takes a message of its own (Custom)'],
  stickiness: ['2A.4', 'it passes over its input'],
  'refuses-in-its-own-term': ['2A.4', 'it sends a refusal, which nobody counts'],
  'check-quorum': ['2A.5', 'it becomes a follower by itself'],
  'drops-on-refusal': ['2B.12', 'it drops a conflicting entry with the refusal'],
  'applies-later': ['2B.13', 'it applies entries later'],
  'keeps-next-index': ['2B.37', null],
  'lazy-snapshots': ['2D.31', 'it applies entries later'],
  'catches-up-first': ['2E.4', 'it knows how far a server agrees before it adds it'],
};

let spec: AskedSpec;
beforeAll(async () => {
  spec = await AskedSpec.load();
}, 60_000);

function recorded(id: string, subject: Subject): RecordedRun {
  const lab = labs.find(({ scenarios }) => scenarios.some((scenario) => scenario.id === id));
  const scenario = lab?.scenarios.find((each) => each.id === id);
  if (lab === undefined || scenario === undefined) throw new Error(`there is no scenario ${id}`);
  const { properties } = lab;
  const { recording } = play({ scenario, seed: 1, subject, properties, record: true });
  if (recording === null) throw new Error(`${id} was not recorded`);
  return recording;
}

async function edited(id: string): Promise<Subject> {
  const all: readonly Examinee[] = [
    ...mutants.map((mutant) => ({ kind: 'mutant', mutant }) as const),
    ...variants.map((variant) => ({ kind: 'variant', variant }) as const),
  ];
  const examinee = all.find((one) => {
    return (one.kind === 'mutant' ? one.mutant.id : one.variant.id) === id;
  });
  if (examinee === undefined) throw new Error(`there is no ${id}`);
  return load(await bundle(REFERENCE, { edits: editsOf(examinee) }));
}

function textOf(findings: TraceFindings): string {
  return explanation(findings, tell).join('\n');
}

describe('the runs of the reference', () => {
  it('are allowed, in every scenario of every lab', { timeout: 300_000 }, () => {
    const actions = new Map<string, number>();
    const others = new Set<string>();
    const forbidden: string[] = [];
    const subject = subjectOf(raft);
    for (const { id } of labs.flatMap(({ scenarios }) => scenarios)) {
      const findings = checkTrace(spec, recorded(id, subject));
      if (findings.forbidden !== null) forbidden.push(`${id}: ${textOf(findings)}`);
      for (const [name, n] of findings.actions) actions.set(name, (actions.get(name) ?? 0) + n);
      for (const what of findings.beyond.keys()) others.add(what);
    }
    expect(forbidden).toEqual([]);
    // A change to a list that names a server twice is refused; as a set it would be none.
    expect([...others]).toEqual(['it passes over its input']);
    expect(actions.size).toBe(13);
    expect(Math.min(...actions.values())).toBeGreaterThan(10);
  });
});

describe('the run of a mutant', () => {
  it.each(Object.entries(explained))(
    '%s',
    { timeout: 60_000 },
    async (id, [scenario, action, operator]) => {
      const run = recorded(scenario, await edited(id));
      const { forbidden } = checkTrace(spec, run);
      expect(forbidden?.action).toBe(action);
      expect(forbidden?.turned.map(({ name }) => name)).toContain(operator);
      expect(forbidden?.event.n).toBeLessThanOrEqual(run.events.at(-1)?.n ?? 0);
    },
  );

  it.each(Object.entries(otherwise))('%s', { timeout: 60_000 }, async (id, [scenario, says]) => {
    expect(textOf(checkTrace(spec, recorded(scenario, await edited(id))))).toContain(says);
  });

  it('is told so that a person can read it', { timeout: 60_000 }, async () => {
    const run = recorded('2A.12', await edited('votes-for-everybody'));
    expect(`${textOf(checkTrace(spec, run))}\n`).toBe(`\
The specification does not allow event 6, a step of s2:
  #6 at 175.826 ms: s2 gets RequestVoteRequest from s3 (term 1, last entry 0)
      votes for s3
      persists term 1, vote for s3, log empty; arms the election timer (253 ms)
      sends RequestVoteResponse to s3 (term 1, granted)
HandleRequestVoteRequest: VoteFree is FALSE here, and s2 acts as if it were TRUE.
  VoteFree: in this term the vote is still free for the sender.
  currentTerm[s2] = 1, votedFor[s2] = s2, m.term = 1, m.from = s3
What HandleRequestVoteRequest allows that comes nearest:
  votedFor: the specification has s2, the trace s3
  RequestVoteResponse to s3, voteGranted: the specification has FALSE, the trace TRUE
`);
  });

  it('that ends with a step beyond the specification tells that step', {
    timeout: 60_000,
  }, async () => {
    const run = recorded('2A.23', await edited('deaf-to-a-newer-leader'));
    const text = textOf(checkTrace(spec, run));
    expect(text).toContain('The specification forbids none of the 7 steps.');
    expect(text).toContain('The last step, event 16, is such a one: it passes over its input.');
    expect(text).toContain('HandleAppendEntriesRequest: s1 does not do what UpdateTerm says.');
  });
});

describe('the run of a Raft that is right and otherwise', () => {
  it.each(Object.entries(beyond))('%s', { timeout: 60_000 }, async (id, [scenario, what]) => {
    const findings = checkTrace(spec, recorded(scenario, await edited(id)));
    expect(findings.forbidden === null ? '' : textOf(findings)).toBe('');
    if (what !== null) expect([...findings.beyond.keys()]).toContain(what);
  });
});
