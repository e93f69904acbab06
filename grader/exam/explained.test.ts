import { beforeAll, describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { type Explained, Explainer, explainedLine, explainedSummary } from './explained.ts';
import { mutants } from './mutants.ts';
import type { Loss } from './sitting.ts';

let explainer: Explainer;
beforeAll(async () => {
  explainer = await Explainer.load(labs);
}, 60_000);

/** Explains a mutant that lost these runs: each a scenario, the rule that fell, and how many events it took. */
async function explained(
  id: string,
  ...lost: readonly (readonly [string, string | null, number])[]
): Promise<Explained | null> {
  const mutant = mutants.find((each) => each.id === id);
  if (mutant === undefined) throw new Error(`there is no mutant ${id}`);
  const losses = lost.map(([scenario, rule, events]): Loss => {
    return { scenario, seed: 1, verdict: 'wrong', rule, text: '', events };
  });
  return explainer.explain({ examinee: { kind: 'mutant', mutant }, bases: [{ base: 1, losses }] });
}

/** A run in which a rule falls, and the line for it. */
const runs: Readonly<Record<string, readonly [string, string, string]>> = {
  'votes-for-everybody': [
    '2A.12',
    'one-vote-per-term',
    'explained     votes-for-everybody: 2A.12 seed 1: one-vote-per-term falls at event 6. ' +
      'event 6, HandleRequestVoteRequest, VoteFree',
  ],
  'counts-votes-of-older-terms': [
    '2A.18',
    'leader-has-quorum',
    'explained     counts-votes-of-older-terms: 2A.18 seed 1: leader-has-quorum falls at event 16. ' +
      'event 15, HandleRequestVoteResponse, VoteCounts',
  ],
  'append-answers-echo-the-term': [
    '2A.28',
    'message-term',
    'explained     append-answers-echo-the-term: 2A.28 seed 1: message-term falls at event 5. ' +
      'event 5, HandleAppendEntriesRequest, AppendEntriesResponse',
  ],
  'deaf-to-a-newer-leader': [
    '2A.23',
    'step-down',
    'beyond        deaf-to-a-newer-leader: 2A.23 seed 1: step-down falls at event 16. ' +
      'event 16, HandleAppendEntriesRequest, UpdateTerm: it passes over its input',
  ],
  'one-heartbeat-only': [
    '2A.29',
    'heartbeats-are-regular',
    'unspecified   one-heartbeat-only: 2A.29 seed 1: heartbeats-are-regular falls at event 27. ' +
      'heartbeats-are-regular is a rule of the labs and not of Raft.tla, ' +
      'which says what may happen, and not what must.',
  ],
  'names-another-place': [
    '2B.39',
    'client-answers',
    'unspecified   names-another-place: 2B.39 seed 1: client-answers falls at event 13. ' +
      'client-answers is a rule of the labs and not of Raft.tla, which has no answers to clients.',
  ],
};

describe('a run of a mutant', () => {
  it.each(Object.entries(runs))('is told in a line: %s', async (id, [scenario, rule, line]) => {
    const found = await explained(id, [scenario, rule, 1]);
    expect(found === null ? '' : explainedLine(found)).toBe(line);
  });

  it('is not explained when all is allowed and the specification has the rule', async () => {
    const found = await explained('names-another-place', ['2B.39', 'log-matching', 1]);
    expect(found?.standing).toBe('not explained');
  });

  it('is that in which a property falls, and the cheapest such, where there is one', async () => {
    const found = await explained(
      'votes-for-everybody',
      ['2A.29', 'heartbeats-are-regular', 1],
      ['2A.13', 'one-vote-per-term', 3],
      ['2A.12', 'one-vote-per-term', 2],
    );
    expect(found?.loss.scenario).toBe('2A.12');
  });

  it('is left out when no rule falls', async () => {
    expect(await explained('lonely-server-waits', ['2A.6', null, 1])).toBe(null);
  });
});

describe('the summary', () => {
  it('counts how the specification stands to the runs', async () => {
    const all = await Promise.all(
      Object.entries(runs).map(([id, [scenario, rule]]) => explained(id, [scenario, rule, 1])),
    );
    expect(explainedSummary(all.filter((each) => each !== null))).toEqual([
      '6 mutants have a run in which a rule falls. The specification',
      '  forbids a step at or before that event: 3',
      '  takes the last step for one beyond it: 1',
      '  does not have the rule: 2',
      '  has nothing to say: 0',
    ]);
  });
});
