import { describe, expect, it } from 'vitest';
import { AUDIENCES, type Audience } from './audience.ts';
import { gradescope } from './gradescope.ts';
import { formatsOfMany, formatsOfOne } from './index.ts';
import { unplayable } from './outcome.ts';
import { renderFor } from './rendering.ts';
import { type Results, readResults, type StoredRun } from './results.ts';
import { sample, surroundings, unloaded } from './samples.test-helper.ts';

/** The seed of the hidden run that is told, and of others. */
const TOLD = 700_000_002;
const OTHERS = [700_000_001, 700_000_003];

/** A record as it is when a salt chose the seeds. */
function hidden(results: Results): Results {
  const reseeded = (run: StoredRun | null): StoredRun | null =>
    run === null ? null : { ...run, seed: TOLD };
  const labs = results.labs.map((lab) => ({
    ...lab,
    scenarios: lab.scenarios.map((scenario) => ({
      ...scenario,
      seeds: 9,
      failure: reseeded(scenario.failure),
      violation: reseeded(scenario.violation),
      failedSeeds: scenario.failedSeeds.length === 0 ? [] : [TOLD, ...OTHERS],
    })),
  }));
  return { ...results, firstSeed: null, labs };
}

const record = hidden(sample());
const scenarios = record.labs.flatMap((lab) => lab.scenarios);

/** All that a student may not learn of hidden tests. */
const secrets: readonly string[] = [
  ...[TOLD, ...OTHERS].map(String),
  ...scenarios.flatMap(({ id, name, title }) => [id, name, title]),
  ...scenarios.flatMap(({ failure }) => (failure === null ? [] : [failure.text])),
  ...['one-vote', 'A server votes once in a term.', '§5.2', 'restart', 's1'],
];

const formats = [...formatsOfOne.keys(), ...formatsOfMany.keys()];

/** A record as a document in a format. */
function written(format: string, audience: Audience, results: Results): string {
  const shown = renderFor(audience, results);
  const around = { ...surroundings, audience };
  const text =
    formatsOfOne.get(format)?.(shown, around) ?? formatsOfMany.get(format)?.([shown], around) ?? '';
  expect(text).not.toBe('');
  // The documents of this format are in base64.
  return format === 'github-classroom' ? decoded(text) : text;
}

function decoded(text: string): string {
  return text.replace(/[A-Za-z0-9+/=]{40,}/g, (part) =>
    Buffer.from(part, 'base64').toString('utf8'),
  );
}

describe('hidden tests', () => {
  it.each(formats)('do not leak to a student by %s', (format) => {
    const text = written(format, 'student', record);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it('would be found in what is for the staff', () => {
    const all = formats.map((format) => written(format, 'staff', record)).join('\n');
    for (const secret of secrets) expect(all).toContain(secret);
    const telling = formats.filter((format) => format !== 'canvas' && format !== 'sarif');
    for (const format of telling) {
      const text = written(format, 'staff', record);
      expect(secrets.filter((secret) => text.includes(secret))).not.toEqual([]);
    }
  });

  it.each(formats)('are explained after the due date by %s, without the other seeds', (format) => {
    const text = written(format, 'after', record);
    for (const seed of OTHERS) expect(text).not.toContain(`${seed}`);
    if (!['canvas', 'classroom50', 'sarif'].includes(format)) expect(text).toContain('2A.1');
  });

  it('keep what a lab is worth, and how many runs passed', () => {
    const shown = renderFor('student', record);
    expect(shown.earned).toBe(record.earned);
    expect(shown.labs.map((lab) => [lab.points, lab.earned])).toEqual(
      record.labs.map((lab) => [lab.points, lab.earned]),
    );
    const [lab] = shown.labs;
    expect(lab?.scenarios).toMatchObject([
      { name: 'hidden-tests', seeds: 45, verdict: 'no progress' },
    ]);
    expect(shown.labs[1]?.scenarios).toMatchObject([{ verdict: 'passed' }]);
  });

  it('do not hide why nothing could be played', () => {
    const shown = renderFor('student', hidden(unloaded('raft.ts:1: unexpected end of file')));
    expect(unplayable(shown)).toBe('raft.ts:1: unexpected end of file');
    expect(JSON.stringify(shown)).not.toContain('2A.1');
  });
});

describe('a rendering', () => {
  it.each(AUDIENCES)('for %s is a record like any other', (audience) => {
    for (const results of [record, sample(), hidden(unloaded())]) {
      const shown = renderFor(audience, results);
      expect(readResults(JSON.stringify(shown))).toEqual(shown);
    }
  });

  it.each(AUDIENCES)('for %s leaves alone what is not hidden', (audience) => {
    const open = sample();
    expect(renderFor(audience, open)).toBe(open);
  });
});

describe('Gradescope', () => {
  const visibilities = (audience: Audience, results: Results): readonly string[] => {
    const document = JSON.parse(written('gradescope', audience, results));
    const tests: readonly { readonly visibility: string }[] = document.tests;
    return [...new Set(tests.map(({ visibility }) => visibility))];
  };

  it('shows hidden tests when it may', () => {
    expect(visibilities('student', record)).toEqual(['visible']);
    expect(visibilities('after', record)).toEqual(['after_due_date']);
    expect(visibilities('staff', record)).toEqual(['hidden']);
  });

  it('shows what is not hidden to everybody', () => {
    for (const audience of AUDIENCES) expect(visibilities(audience, sample())).toEqual(['visible']);
  });

  it('shows the sum of each lab to everybody', () => {
    for (const audience of AUDIENCES) {
      const document = JSON.parse(
        gradescope(renderFor(audience, record), { ...surroundings, audience }),
      );
      expect(document.output).toContain('Lab 2B Log replication: 1.5 of 1.5 points');
      for (const secret of secrets) expect(document.output).not.toContain(secret);
    }
  });
});
