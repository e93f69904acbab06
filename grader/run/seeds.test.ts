import { describe, expect, it } from 'vitest';
import { seedsOf } from './seeds.ts';

const scenario = { id: '2A.1', seeds: 4 };

describe('the seeds of a scenario', () => {
  it('follow the first one, as many as the scenario says or the command line', () => {
    expect(seedsOf(scenario, { firstSeed: 1 })).toEqual([1, 2, 3, 4]);
    expect(seedsOf(scenario, { firstSeed: 10, seeds: 2 })).toEqual([10, 11]);
  });

  it('of a salt are as many others, all different, that can be typed behind --seed', () => {
    const seeds = seedsOf({ id: '2A.1', seeds: 1_000 }, { firstSeed: 1, salt: 'pepper' });
    expect(new Set(seeds).size).toBe(1_000);
    for (const seed of seeds) expect(seed).toSatisfy((one: number) => one >= 1 && one <= 1e9);
  });

  it('of a salt are the same each time, and others for another salt or scenario', () => {
    const salted = (salt: string, id = '2A.1') => seedsOf({ id, seeds: 4 }, { firstSeed: 1, salt });
    expect(salted('pepper')).toEqual(salted('pepper'));
    expect(salted('pepper')).not.toEqual(salted('sugar'));
    expect(salted('pepper')).not.toEqual(salted('pepper', '2A.2'));
    expect(salted('a', 'b/c')).not.toEqual(salted('a/b', 'c'));
  });
});
