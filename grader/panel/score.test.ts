import { describe, expect, it } from 'vitest';
import type { PanelRaft } from './panel.ts';
import { scoreOf, trialLines } from './score.ts';
import type { Meeting, Rejection } from './trial.ts';

const T1 = { id: 'T.1', name: 'first' };
const T2 = { id: 'T.2', name: 'second' };

function meeting(id: string, kind: PanelRaft['kind'], ...by: readonly (typeof T1)[]): Meeting {
  const bundle = { name: id, code: '', sourceMap: '', insertions: [] };
  const rejections = by.map((scenario): Rejection => {
    return { scenario, seed: 3, verdict: 'wrong', rule: 'a-rule', text: 'seen' };
  });
  return { raft: { id, kind, story: `The story of ${id}.`, bundle }, rejections };
}

const three = [
  meeting('w1', 'wrong', T1),
  meeting('w2', 'wrong', T1, T2),
  meeting('w3', 'wrong'),
] as const;

describe('the points of a trial', () => {
  it('are the share of the wrong Rafts that are exposed, rounded down', () => {
    expect(scoreOf({ meetings: three })).toMatchObject({ wrong: 3, exposed: 2, points: 66.6 });
  });

  it('are less by ten for each right Raft that is rejected', () => {
    const right = [meeting('r1', 'right', T1), meeting('r2', 'right')];
    expect(scoreOf({ meetings: [...right, ...three] })).toMatchObject({
      right: 2,
      rejected: 1,
      points: 56.6,
    });
  });

  it('are never below 0', () => {
    const right = Array.from({ length: 11 }, (_, at) => meeting(`r${at}`, 'right', T1));
    expect(scoreOf({ meetings: [...right, meeting('w', 'wrong', T1)] }).points).toBe(0);
  });
});

describe('the lines of a trial', () => {
  it('name each Raft, each scenario and the points', () => {
    const meetings = [meeting('r1', 'right', T2), meeting('r2', 'right'), ...three];
    const setAside = [{ id: 'T.3', name: 'third', text: 'throws Error: up', raft: 'r1' }];
    const scenarios = [T1, T2, { id: 'T.3', name: 'third' }];
    const lines = trialLines({ scenarios, setAside, meetings }, (_style, text) => text);
    expect(lines).toEqual([
      'REJECTED     right r1, by T.2',
      '             T.2 seed 3: wrong: a-rule: seen',
      'accepted     right r2',
      'exposed      wrong w1, by T.1',
      '             T.1 seed 3: wrong: a-rule: seen',
      'exposed      wrong w2, by T.1 T.2',
      '             T.1 seed 3: wrong: a-rule: seen',
      'not exposed  wrong w3',
      '             The story of w3.',
      '',
      'T.1 first exposes 2, 1 of them alone, and rejects 0 right ones',
      'T.2 second exposes 1, 0 of them alone, and rejects 1 right ones',
      'T.3 third is set aside and counts for nothing: on r1 it throws Error: up',
      '',
      '2 of 3 wrong Rafts are exposed; 1 of 2 right ones are rejected, which costs 10 points.',
      'Lab 2T: 56.6 of 100 points',
    ]);
  });
});
