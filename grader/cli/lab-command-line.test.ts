import { describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { chosenLabs } from './lab-command-line.ts';
import { UsageError } from './usage-error.ts';

function idsOf(id?: string, test?: string): readonly string[] {
  return chosenLabs(id, test).flatMap(({ scenarios }) => scenarios.map((scenario) => scenario.id));
}

describe('npm run lab plays', () => {
  it('everything, unless it is told what', () => {
    expect(chosenLabs(undefined)).toEqual(labs);
  });

  it('a lab, also in small letters', () => {
    expect(chosenLabs('2b').map(({ id }) => id)).toEqual(['2B']);
  });

  it('for the id of a scenario that one only', () => {
    expect(idsOf('2A', '2A.3')).toEqual(['2A.3']);
    expect(idsOf(undefined, '2A.3')).toEqual(['2A.3']);
  });

  it('for any other text all that have it in their names, and no lab that has none', () => {
    expect(idsOf(undefined, 'counterexamples')).toHaveLength(labs.length);
    expect(idsOf('2A', 'cluster-of-')).toEqual(['2A.6', '2A.7', '2A.8']);
    expect(chosenLabs(undefined, 'many-elections').map(({ id }) => id)).toEqual(['2A']);
  });
});

describe('npm run lab refuses', () => {
  it.each([
    ['3A', undefined, /^there is no lab 3A; the labs are 2A, /],
    ['2A', '2B.1', /^there is no scenario 2B\.1 in lab 2A; /],
    ['2A', 'no-such-name', /^no scenario has "no-such-name" in its name; /],
  ] as const)('%s, %s', (id, test, message) => {
    expect(() => chosenLabs(id, test)).toThrow(UsageError);
    expect(() => chosenLabs(id, test)).toThrow(message);
  });
});
