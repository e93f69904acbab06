import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { mutants } from '../exam/mutants.ts';
import { buildEngine } from '../run/engine.ts';
import type { Grade } from '../run/grade.ts';
import { Session, type SessionOptions } from '../run/session.ts';
import type { Verdict } from '../run/verdict.ts';
import { writeSubmission } from '../sandbox/testing.ts';
import { resultsText } from './results.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));
const SKELETON = fileURLToPath(new URL('../../skeleton/', import.meta.url));

const schema = JSON.parse(
  readFileSync(new URL('./results.schema.json', import.meta.url), 'utf8'),
) as { readonly $defs: { readonly verdict: { readonly enum: readonly string[] } } };
const validate = new Ajv2020().compile(schema);

/** What is wrong with a document; nothing when it fits the schema. */
function complaints(document: unknown): readonly string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

let engine = '';
beforeAll(async () => {
  engine = await buildEngine('labs/worker.ts');
});

/** A small grading: three scenarios with two seeds. */
async function graded(
  folder: string,
  change: Partial<Pick<SessionOptions, 'edits' | 'seedChoice'>> = {},
): Promise<Grade> {
  const some = labs
    .map((lab) => ({
      ...lab,
      scenarios: lab.scenarios.filter(({ id }) => /^(2A\.1|2A\.11|2B\.1)$/.test(id)),
    }))
    .filter(({ scenarios }) => scenarios.length > 0);
  const seedChoice = { firstSeed: 1, seeds: 2 };
  const session = await Session.open({
    folder,
    engine,
    labs: some,
    seedChoice,
    jobs: 1,
    ...change,
  });
  try {
    return await session.grade();
  } finally {
    await session.close();
  }
}

function documentOf(grade: Grade): unknown {
  return JSON.parse(resultsText(grade));
}

describe('the results fit their schema', () => {
  it('of the reference, which earns every point', async () => {
    const grade = await graded(REFERENCE);
    expect(complaints(documentOf(grade))).toEqual([]);
    expect(grade).toMatchObject({ version: 1, submission: 'reference', firstSeed: 1 });
    expect(grade.earned).toBe(grade.points);
  });

  it('of the reference with seeds that a salt chose', async () => {
    const grade = await graded(REFERENCE, {
      seedChoice: { firstSeed: 1, seeds: 1, salt: 'pepper' },
    });
    expect(complaints(documentOf(grade))).toEqual([]);
    expect(grade.firstSeed).toBe(null);
  });

  it('of the skeleton, which earns none', async () => {
    const grade = await graded(SKELETON);
    expect(complaints(documentOf(grade))).toEqual([]);
    expect(grade).toMatchObject({ submission: 'skeleton', earned: 0 });
  });

  it('of a wrong Raft, which forfeits its points for safety', async () => {
    const wrong = mutants.find(({ id }) => id === 'votes-for-everybody');
    const grade = await graded(REFERENCE, { edits: wrong?.edits ?? [] });
    expect(complaints(documentOf(grade))).toEqual([]);
    const [lab] = grade.labs;
    expect(lab?.forfeit?.scenario).toBe('2A.11');
    expect(lab?.scenarios.find(({ id }) => id === '2A.11')?.violation).toMatchObject({
      verdict: 'wrong',
      rule: { id: 'one-vote-per-term' },
    });
  });

  it('of a submission that cannot be loaded', async () => {
    const folder = await writeSubmission({ 'raft.ts': 'export const raft = {' });
    const grade = await graded(folder);
    expect(complaints(documentOf(grade))).toEqual([]);
    expect(grade.labs[0]?.scenarios[0]?.verdict).toBe('crashed');
    expect(folder.endsWith(grade.submission)).toBe(true);
    expect(grade.submission).not.toContain('/');
  });
});

describe('the schema', () => {
  it('knows every verdict', () => {
    const verdicts: Readonly<Record<Verdict, true>> = {
      passed: true,
      wrong: true,
      'no progress': true,
      inconclusive: true,
      crashed: true,
      'endless loop': true,
      'out of budget': true,
      nondeterministic: true,
      forbidden: true,
      'not written yet': true,
      'not judged': true,
    };
    expect(schema.$defs.verdict.enum).toEqual(Object.keys(verdicts));
  });

  it('refuses another version, unknown fields, and fields that are missing', () => {
    const document = {
      version: 1,
      submission: 'x',
      firstSeed: 1,
      points: 0,
      earned: 0,
      labs: [],
    };
    expect(complaints(document)).toEqual([]);
    expect(complaints({ ...document, version: 2 })).toEqual(['/version must be equal to constant']);
    expect(complaints({ ...document, extra: 1 })).toEqual([' must NOT have additional properties']);
    const { labs: _, ...without } = document;
    expect(complaints(without)).toEqual([" must have required property 'labs'"]);
  });
});

it('a recording does not go into the results', async () => {
  const grade = await graded(SKELETON);
  expect(resultsText(grade)).not.toContain('recording');
  expect(resultsText(grade).endsWith('}\n')).toBe(true);
});
