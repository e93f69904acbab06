import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canvas, moodle } from '../formats/csv.ts';
import { sample, surroundings } from '../formats/samples.test-helper.ts';
import { ClassError } from './class-error.ts';
import {
  afterPolicy,
  daysLate,
  gradebook,
  type LatePolicy,
  lateNotes,
  percentKept,
  pointsKept,
  readPolicy,
  readTime,
  readTimes,
} from './late.ts';

const policy: LatePolicy = {
  version: 1,
  graceMinutes: 15,
  freeDays: 1,
  percentPerDay: 10,
  daysMax: 5,
};
const HOUR = 3_600_000;

describe('a policy for lateness', () => {
  it.each([
    [-HOUR, 0, 100],
    [0, 0, 100],
    [HOUR / 4, 0, 100],
    [HOUR / 4 + 1, 1, 100],
    [24 * HOUR, 1, 100],
    [24 * HOUR + 1, 2, 90],
    [5 * 24 * HOUR, 5, 60],
    [5 * 24 * HOUR + 1, 6, 0],
  ])('%s ms late are %s days and leave %s %%', (ms, days, percent) => {
    expect(daysLate(policy, ms)).toBe(days);
    expect(percentKept(policy, days)).toBe(percent);
  });

  it('never gives more to whoever is later, and never more than was earned', () => {
    const tenths = fc.integer({ min: 0, max: 5_000 });
    const late = fc.integer({ min: -HOUR, max: 200 * HOUR });
    fc.assert(
      fc.property(tenths, late, late, (earned, one, other) => {
        const kept = (ms: number): number =>
          pointsKept(earned / 10, percentKept(policy, daysLate(policy, ms)));
        expect(kept(Math.min(one, other))).toBeGreaterThanOrEqual(kept(Math.max(one, other)));
        expect(kept(one)).toBeLessThanOrEqual(earned / 10);
        expect(kept(-1)).toBe(earned / 10);
      }),
    );
  });

  it('is read from JSON, and refused when it is something else', () => {
    expect(readPolicy(JSON.stringify(policy))).toEqual(policy);
    const wrong = ['{', '{}', JSON.stringify({ ...policy, percentPerDay: 101 })];
    for (const text of wrong) expect(() => readPolicy(text)).toThrow(ClassError);
  });
});

describe('a gradebook', () => {
  const all = [{ id: 'ada', hash: '', fingerprints: [], results: sample() }];
  const due = readTime('2026-11-30T23:59:00+01:00');

  it('shows the points as graded and as they count', () => {
    const times = readTimes('submission,submitted\r\nada,2026-12-02T22:00:00Z\r\n');
    const kept = afterPolicy(all, { policy, due, times });
    expect(gradebook(kept)).toBe(
      'submission,points,earned,days late,percent kept,lab 2A,lab 2B,counts\r\n' +
        'ada,19.5,3.5,2,90,1.8,1.3,3.1\r\n',
    );
    const [, , row] = canvas(kept.map(({ counts }) => counts)).split('\r\n');
    expect(row).toMatch(/,1\.8,1\.3$/);
  });

  it('tells in the feedback why fewer points count than were earned, and nothing to who was in time', () => {
    const feedback = (when: string): string => {
      const kept = afterPolicy(all, { policy, due, times: new Map([['ada', readTime(when)]]) });
      const counts = kept.map((one) => one.counts);
      return moodle(counts, { ...surroundings, notes: lateNotes(kept) });
    };
    const note =
      '2 days late: 90 % of the 3.5 points earned count, which are 3.1. The points of each test are as graded.';
    expect(feedback('2026-12-02T22:00:00Z').split(note)).toHaveLength(3);
    expect(feedback('2026-11-30T22:00:00Z')).not.toContain('late');
  });

  it('guesses no time', () => {
    expect(() => afterPolicy(all, { policy, due, times: new Map() })).toThrow(
      'nobody says when these came: ada',
    );
    expect(() => readTimes('ada,2026-12-02 22:00')).toThrow(ClassError);
  });
});
