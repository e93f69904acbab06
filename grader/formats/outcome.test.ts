import { describe, expect, it } from 'vitest';
import { nameOf, outcomesOf, outcomesOfLab, unplayable } from './outcome.ts';
import { perfect, REPLAY, sample, surroundings, unloaded } from './samples.test-helper.ts';

const outcomes = outcomesOf(sample(), surroundings);
const by = (id: string) => outcomes.find(({ scenario }) => scenario.id === id);

describe('an outcome', () => {
  it('says of each scenario what came of it', () => {
    expect(outcomes.map((outcome) => [nameOf(outcome), outcome.outcome, outcome.score])).toEqual([
      ['2A.1 initial-election', 'failed', 0],
      ['2A.2 re-election', 'not judged', 0],
      ['2A.3 one-vote', 'failed', 0],
      ['2A.4 quiet-followers', 'forfeited', 0],
      ['2A.5 few-messages', 'passed', 2],
      ['2B.1 basic-agreement', 'passed', 1.5],
    ]);
  });

  it('has scores whose sum over a lab is what the lab earned', () => {
    for (const lab of sample().labs) {
      const scores = outcomesOfLab(lab, surroundings).map(({ score }) => score);
      expect(scores.reduce((sum, score) => sum + score, 0)).toBe(lab.earned);
    }
  });

  it('tells the rule, what was seen, where, the seeds, the replay command, in this order', () => {
    expect(by('2A.3')?.story).toEqual([
      'Broken: A server votes once in a term. (§5.2; one-vote)',
      'Verdict: wrong: what was seen',
      'Where: s1, restart',
      'Seed: 2',
      'Passed with 1 of 2 seeds; failed with 2.',
      'The 2 points earned here are forfeited, because safety was broken: one-vote (§5.2) in 2A.3.',
      `Play it again: ${REPLAY}`,
    ]);
  });

  it('tells of a forfeited scenario who broke safety, and of one that was not judged why', () => {
    expect(by('2A.4')?.reason).toBe(
      'The 3 points earned here are forfeited, because safety was broken: one-vote (§5.2) in 2A.3.',
    );
    expect(by('2A.2')?.story).toEqual(['not judged, because 2A.1 initial-election failed']);
    expect(by('2A.2')?.replay).toBe(null);
    expect(by('2A.5')?.story).toEqual([]);
  });

  it('quotes a folder with odd characters in the replay command', () => {
    const [first] = outcomesOf(sample(), { ...surroundings, folder: "ada's raft" });
    expect(first?.replay).toContain("-- 'ada'\\''s raft' --scenario 2A.1");
  });
});

describe('a submission is unplayable', () => {
  it('when nothing of it could be loaded', () => {
    expect(unplayable(unloaded('a syntax error'))).toBe('a syntax error');
  });

  it('and not when it failed, or passed', () => {
    expect(unplayable(sample())).toBe(null);
    expect(unplayable(perfect())).toBe(null);
  });
});
