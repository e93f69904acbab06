import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { bundle } from '../sandbox/bundle.ts';
import { type Examinee, editsOf, examine, failsExam, idOf } from './exam.ts';
import { mutants } from './mutants.ts';
import { pageOf, rowsOf } from './testing.ts';
import { variants } from './variants.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

const asMutants: readonly Examinee[] = mutants.map((mutant) => ({ kind: 'mutant', mutant }));
const asVariants: readonly Examinee[] = variants.map((variant) => ({ kind: 'variant', variant }));

/** The three scenarios that the page names first for each mutant. It is a hint: if none finds it, all others are played. */
const quickest = new Map(
  rowsOf(pageOf('docs/mutants.md')).map((cells) => {
    return [cells[0], cells.at(-1)?.split(' ').slice(0, 3) ?? []] as const;
  }),
);

async function failures(
  examinees: readonly Examinee[],
  options: { readonly seeds?: number },
): Promise<readonly string[]> {
  const ids = labs.map(({ id }) => id);
  const results = await examine({
    examinees,
    labs: ids,
    bases: [1],
    brief: true,
    firstFor: (examinee) => quickest.get(`\`${idOf(examinee)}\``) ?? [],
    ...options,
  });
  return results.filter(failsExam).map(({ examinee, bases }) => {
    const [loss] = bases.flatMap(({ losses }) => losses);
    return loss === undefined
      ? idOf(examinee)
      : `${idOf(examinee)}: ${loss.scenario} seed ${loss.seed}: ${loss.text}`;
  });
}

describe('the tables', () => {
  it('hold enough mutants and variants, each with a name of its own', () => {
    const count = (lab: string): number => mutants.filter((mutant) => mutant.lab === lab).length;
    expect(count('2A')).toBeGreaterThanOrEqual(40);
    expect(count('2B')).toBeGreaterThanOrEqual(40);
    expect(count('2C')).toBeGreaterThanOrEqual(40);
    expect(count('2D')).toBeGreaterThanOrEqual(45);
    expect(count('2E')).toBeGreaterThanOrEqual(40);
    expect(mutants.length).toBeGreaterThanOrEqual(230);
    expect(variants.length).toBeGreaterThanOrEqual(45);
    const ids = [...asMutants, ...asVariants].map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('tell for each mutant what is wrong and where it was seen', () => {
    const silent = mutants.filter(({ story, source }) => !story.endsWith('.') || source === '');
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  it('hold only edits that fit the reference, and each makes other code', async () => {
    const codes = new Map<string, string>();
    for (const examinee of [...asMutants, ...asVariants]) {
      const { code } = await bundle(REFERENCE, { edits: editsOf(examinee) });
      expect(codes.get(code), `${idOf(examinee)} is another one's twin`).toBe(undefined);
      codes.set(code, idOf(examinee));
    }
  });
});

describe('the labs', () => {
  it('find every mutant', { timeout: 300_000 }, async () => {
    expect(await failures(asMutants, {})).toEqual([]);
  });

  it('take no point from a variant', { timeout: 300_000 }, async () => {
    expect(await failures(asVariants, { seeds: 1 })).toEqual([]);
  });
});
