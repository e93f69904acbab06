import { describe, expect, it } from 'vitest';
import { modelOf } from '../model.test-helper.ts';
import { reportLines } from '../report.ts';
import { simulate, type WalkReport } from './simulate.ts';

/** A walker on a ring, which may also stand still and, far from where it began, fall. */
const walker = `EXTENDS Naturals
VARIABLE at
Init == at \\in 0..2
Left == at' = (at + 9) % 10
Right == at' = (at + 1) % 10
Fall == at = 5 /\\ at' = 99
Next == Left \\/ Right \\/ Fall
Stands == at < 10
Near == at # 8
Steps == [][at' # 99]_at
FromTheLeft == at < 2`;

/** Marsaglia's xorshift, so that a test does not depend on anybody's generator. */
function numbers(seed: number): (below: number) => number {
  let x = seed;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

async function walk(config: string, { seed = 1, behaviours = 50, depth = 20 } = {}) {
  const model = await modelOf({ M: walker }, `INIT Init\nNEXT Next\n${config}`);
  return simulate(model, { behaviours, depth, random: numbers(seed) });
}

function places({ outcome }: WalkReport): unknown[] {
  return 'trace' in outcome ? outcome.trace.map(({ values }) => values[0]) : [];
}

describe('random walks', () => {
  it('of one seed are the same, and of another they are not', async () => {
    const config = 'INVARIANT Stands\nCHECK_DEADLOCK FALSE';
    const [one, again, other] = await Promise.all([
      walk(config),
      walk(config),
      walk(config, { seed: 2 }),
    ]);
    expect(places(one).length).toBeGreaterThan(2);
    expect(again).toEqual(one);
    expect(places(other)).not.toEqual(places(one));
  });

  it('find a state that breaks an invariant, with the whole way to it', async () => {
    const report = await walk('INVARIANT Near');
    expect(report.outcome).toMatchObject({ kind: 'invariant', property: 'Near' });
    const way = places(report) as number[];
    expect(way[0]).toBeLessThan(3);
    expect(way.at(-1)).toBe(8);
    way.slice(1).forEach((place, index) => {
      const step = Math.abs(place - (way[index] ?? 0));
      expect([1, 9]).toContain(step);
    });
  });

  it('find a step and an initial state that break a property', async () => {
    const step = await walk('PROPERTY Steps');
    expect(step.outcome).toMatchObject({ kind: 'step', property: 'Steps' });
    expect(places(step).slice(-2)).toEqual([5, 99]);
    const initial = await walk('PROPERTY FromTheLeft');
    expect(initial.outcome).toMatchObject({ kind: 'initial', trace: [{ values: [2] }] });
  });

  it('judge what a constraint leaves out, and do not go there', async () => {
    const outside = await walk('CONSTRAINT Near\nINVARIANT Near');
    expect(places(outside).at(-1)).toBe(8);
    expect(places(outside).slice(0, -1)).not.toContain(8);
  });

  it('find a deadlock', async () => {
    const model = await modelOf(
      { M: "VARIABLE n\nInit == n = 0\nNext == n = 0 /\\ n' = 1" },
      'INIT Init\nNEXT Next',
    );
    const report = simulate(model, { behaviours: 1, depth: 9, random: numbers(1) });
    expect(report.outcome).toMatchObject({ kind: 'deadlock', trace: [{}, { values: [1] }] });
  });

  it('end where they are told to', async () => {
    const report = await walk('CHECK_DEADLOCK FALSE\nCONSTRAINT Stands', {
      behaviours: 3,
      depth: 7,
    });
    expect(report.walked).toMatchObject({ behaviours: 3, longest: 7 });
    expect(reportLines(report).slice(0, 2)).toEqual([
      'Nothing fell.',
      `3 behaviours, ${report.walked.generated} states generated, the longest behaviour has 7.`,
    ]);
    const made = report.coverage.reduce((sum, { generated }) => sum + generated, 0);
    expect(report.walked.generated).toBe(made + 3 * 3);
  });

  it('say where an expression has no value', async () => {
    const model = await modelOf(
      { M: "EXTENDS Naturals\nVARIABLE n\nInit == n = 2\nNext == n' = 10 \\div n - 5" },
      'INIT Init\nNEXT Next',
    );
    const { outcome } = simulate(model, { behaviours: 1, depth: 9, random: numbers(1) });
    expect(outcome).toMatchObject({ kind: 'error', trace: [{ values: [2] }, { values: [0] }] });
  });
});
