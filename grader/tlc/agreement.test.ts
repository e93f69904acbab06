import { describe, expect, it } from 'vitest';
import { agreementCases, embeddedVerdict, readAgreement } from './agreement.ts';

const { tlc, figures } = await readAgreement();
const cases = await agreementCases();

describe(`the kit's own checker says what TLC says (${tlc})`, () => {
  for (const one of cases) {
    it(one.job.name, async () => {
      const known = figures.find(({ name }) => name === one.job.name);
      if (known === undefined) expect.fail('TLC was not asked: npm run agreement -- --write');
      const { name, ...verdict } = known;
      const { generated, distinct, ...found } = await embeddedVerdict(one);
      expect(found).toEqual({ fell: verdict.fell, steps: verdict.steps, depth: verdict.depth });
      // How much was seen before a property fell depends on the order of the states of one depth.
      if (verdict.fell !== null) return;
      expect({ generated, distinct }).toEqual({
        generated: verdict.generated,
        distinct: verdict.distinct,
      });
    });
  }

  it('about every case, and about nothing else', () => {
    expect(figures.map(({ name }) => name)).toEqual(cases.map(({ job }) => job.name));
  });
});
