import { describe, expect, it } from 'vitest';
import { agreementCases, embeddedVerdict, readAgreement } from './agreement.ts';

const { tlc, figures } = await readAgreement();
const cases = await agreementCases();

describe(`the kit's own checker says what TLC says (${tlc})`, () => {
  for (const one of cases.filter(({ long }) => !long)) {
    it(one.job.name, async () => {
      const known = figures.find(({ name }) => name === one.job.name);
      if (known === undefined) expect.fail('TLC was not asked: npm run agreement -- --write');
      const { name, ...verdict } = known;
      expect(await embeddedVerdict(one, verdict)).toEqual(verdict);
    });
  }

  it('about every case, and about nothing else', () => {
    expect(figures.map(({ name }) => name)).toEqual(cases.map(({ job }) => job.name));
  });
});
