import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildEngine } from '../run/engine.ts';
import { readTrace } from '../trace/file.ts';
import { ClassError } from './class-error.ts';
import { clustersOf } from './clusters.ts';
import { compare, type Grading } from './compare.ts';
import { ResultsDirectory } from './directory.ts';
import { type ClassGrading, gradeClass } from './grade-class.ts';
import { saltHash } from './manifest.ts';
import { merge } from './merge.ts';
import { seedChoiceOf } from './regrade.ts';
import {
  addUnreadable,
  filesOf,
  gradingOf,
  newFolder,
  writeBroken,
  writeClass,
  writeMutant,
} from './samples.test-helper.ts';
import { readShard } from './shard.ts';

let engine = '';
let folder = '';
/** The class, graded once. */
let whole = '';
beforeAll(async () => {
  engine = await buildEngine('labs/worker.ts');
  folder = writeClass();
  whole = await graded({});
}, 120_000);

/** Grades the class into a new folder and names it. */
async function graded(change: Partial<ClassGrading>): Promise<string> {
  const out = join(newFolder(), 'results');
  await gradeClass(gradingOf({ folder, out, engine, ...change }));
  return out;
}

async function refusal(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ClassError);
  return String(error).replace('ClassError: ', '');
}

describe('a class', () => {
  it('has a cluster for those who broke the same rule in the same handler', async () => {
    const directory = await ResultsDirectory.open(whole);
    const [first] = clustersOf(await directory.readAll());
    expect(first).toMatchObject({
      name: 'one-vote-per-term',
      handler: 'handleRequestVoteRequest',
    });
    expect([...(first?.members.keys() ?? [])]).toEqual(['bob', 'cleo']);
  });

  it('gets a row each in the table of grades', () => {
    const rows = readFileSync(join(whole, 'grades.csv'), 'utf8').split('\r\n');
    expect(rows).toEqual([
      'submission,points,earned,lab 2A,remark',
      'ada,9,9,9,',
      'bob,9,5,5,',
      'cleo,9,5,5,',
      'dan,9,0,0,',
      expect.stringMatching(/^eve,9,0,0,raft\.ts:1: [^"]+$/),
      '',
    ]);
  });

  it('gets traces of failures only, and a text that names the broken rule', () => {
    const names = Object.keys(filesOf(whole)).filter((name) => name.includes('/traces/'));
    expect(names).toEqual([
      'submissions/bob/traces/2A.11-seed-1.jsonl.gz',
      'submissions/cleo/traces/2A.11-seed-1.jsonl.gz',
    ]);
    const trace = gunzipSync(readFileSync(join(whole, names[0] ?? ''))).toString('utf8');
    expect(readTrace(trace).events.length).toBeGreaterThan(0);
    const feedback = readFileSync(join(whole, 'submissions/bob/student.txt'), 'utf8');
    expect(feedback).toContain('one-vote-per-term');
    expect(feedback).toContain('--scenario 2A.11 --seed 1 --seeds 1');
    const stub = readFileSync(join(whole, 'submissions/dan/student.txt'), 'utf8');
    expect(stub).toContain('Note: contract/data.ts is not as it was handed out.');
  });

  it('keeps the salt out of its results', async () => {
    const out = await graded({ seedChoice: { firstSeed: 1, seeds: 1, salt: 'pepper' } });
    for (const content of Object.values(filesOf(out))) expect(content).not.toContain('pepper');
    const textFor = (audience: string): string =>
      readFileSync(join(out, `submissions/bob/${audience}.txt`), 'utf8');
    const seed = /--seed (\d+)/.exec(textFor('after'))?.[1] ?? 'no seed is named';
    for (const secret of [seed, '2A.1', 'initial-election', 'one-vote-per-term', 'Last steps']) {
      expect(textFor('after')).toContain(secret);
      expect(textFor('staff')).toContain(secret);
      expect(textFor('student')).not.toContain(secret);
    }
    expect(textFor('student')).toContain('Lab 2A Leader election: 5 of 9 points');
    expect(readFileSync(join(out, 'submissions/eve/student.txt'), 'utf8')).toContain('raft.ts:1: ');
  });
});

it('submissions that nobody can read are graded with what is wrong, and nobody else is hurt', async () => {
  const mixed = writeClass();
  addUnreadable(mixed);
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const out = await graded({ folder: mixed, print });
  const directory = await ResultsDirectory.open(out);
  const texts = Object.fromEntries(
    (await directory.readAll()).map(({ id, results }) => {
      const { verdict, text } = results.labs[0]?.scenarios[0]?.failure ?? {};
      return [id, verdict === undefined ? 'passed' : `${verdict}: ${text}`];
    }),
  );
  expect(texts).toMatchObject({
    ada: 'passed',
    nothing: 'crashed: there is no raft.ts in nothing. A submission is a folder that holds it.',
    'main-is-a-folder': 'crashed: raft.ts is a folder and no file',
    'packed-twice':
      'crashed: there is no raft.ts in packed-twice, but there is one in packed-twice/inner. Hand in that folder.',
    'no-text': 'crashed: raft.ts: the file is no text in UTF-8. Save it as UTF-8.',
    'no-text-beside': 'crashed: other.ts: the file is no text in UTF-8. Save it as UTF-8.',
    'too-large': 'crashed: its code has more than 4 MB',
    'link-out':
      'forbidden: raft.ts is a link that leads out of its folder. Hand in the file itself.',
    'link-to-nothing':
      'crashed: there is no raft.ts in link-to-nothing. A submission is a folder that holds it.',
    'link-to-itself':
      'crashed: there is no raft.ts in link-to-itself. A submission is a folder that holds it.',
    'link-to-another':
      'forbidden: link-to-another is a link, and a submission is a folder. Copy the folder that it leads to.',
    packed: 'passed',
    'packed-badly': expect.stringMatching(/^forbidden: the archive writes out of its folder/),
  });
  expect(Object.keys(texts)).toHaveLength(17);
  expect(lines[0]).toBe(`${join(mixed, 'readme.txt')} is no submission: passed over.`);
  const before = filesOf(whole);
  const files = filesOf(out);
  for (const name of Object.keys(before).filter((one) => one.startsWith('submissions/'))) {
    expect(files[name]).toBe(before[name]);
  }
});

it('a grading that was ended in its first moment is resumed', async () => {
  const broken = writeBroken();
  const first = await graded({ folder: broken });
  for (const names of [[], ['.unfinished-file'], ['manifest.json']]) {
    const out = newFolder();
    for (const name of names) cpSync(join(first, 'manifest.json'), join(out, name));
    await gradeClass(gradingOf({ folder: broken, out, engine, resume: true }));
    expect(filesOf(out)).toEqual(filesOf(first));
  }
  // Nothing is there before the manifest is: it would be taken for something else than results.
  const out = newFolder();
  mkdirSync(join(out, '.unfinished-file'));
  const begun = gradeClass(gradingOf({ folder: broken, out, engine }));
  await expect(begun).rejects.toThrow('EISDIR');
  expect(readdirSync(out)).toEqual(['.unfinished-file']);
});

describe('a grading refuses', () => {
  const begin = (change: Partial<ClassGrading>): Promise<string> =>
    refusal(gradeClass(gradingOf({ folder, out: whole, engine, ...change })));

  it('to begin where results are', async () => {
    expect(await begin({})).toMatch(/holds a grading already; add --resume/);
  });

  it('to go on with another grading, and says what differs', async () => {
    const text = await begin({
      resume: true,
      kit: { version: '2', hash: 'other', node: 'v1' },
      seedChoice: { firstSeed: 1, salt: 'x' },
    });
    expect(text).toContain('another version of the kit (there: 1, here: 2); other code of the kit');
    expect(text).toContain('another first seed (there: 1, here: by salt)');
    expect(text).toContain('another number of seeds (there: 1, here: by scenario)');
  });

  it('to go on when a submission has changed', async () => {
    const changed = writeBroken();
    const out = await graded({ folder: changed });
    writeFileSync(join(changed, 'one/raft.ts'), 'export const mended = {};');
    expect(await begin({ folder: changed, out, resume: true })).toMatch(/^one changed after /);
  });

  it('a folder that holds something else, one among the submissions, and one without any', async () => {
    const other = newFolder();
    writeFileSync(join(other, 'thesis.doc'), '');
    expect(await begin({ out: other })).toMatch(/holds something else than results/);
    expect(await begin({ out: join(folder, 'results') })).toMatch(/lies among the submissions/);
    expect(await begin({ folder: newFolder(), out: other })).toMatch(/^there is no submission in /);
    const inFile = join(other, 'thesis.doc/results');
    expect(await begin({ out: inFile })).toBe(`${inFile} cannot be used for results (ENOTDIR)`);
  });
});

describe('shards', () => {
  const shards = (of: number): Promise<readonly string[]> =>
    Promise.all(
      Array.from({ length: of }, (_, at) => graded({ shard: { index: at + 1, of }, jobs: 1 })),
    );

  it.each([1, 3])('of %s merge into what the whole class is', async (of) => {
    const out = join(newFolder(), 'merged');
    expect(await merge([...(await shards(of))].reverse(), out)).toBe(5);
    expect(filesOf(out)).toEqual(filesOf(whole));
  });

  it('are refused when one is missing, doubled, whole, or of another grading', async () => {
    const broken = writeBroken();
    const shard = (index: number, firstSeed: number): Promise<string> =>
      graded({ folder: broken, shard: { index, of: 2 }, seedChoice: { firstSeed, seeds: 1 } });
    const [first, second, other] = [await shard(1, 1), await shard(2, 1), await shard(2, 2)];
    const out = join(newFolder(), 'merged');
    const refused = (...paths: string[]): Promise<string> => refusal(merge(paths, out));
    expect(await refused(first)).toBe('a shard is missing: 2/2');
    expect(await refused(first, first)).toMatch(/are both shard 1\/2$/);
    expect(await refused(whole)).toMatch(/is no shard but a whole class$/);
    expect(await refused(first, other)).toMatch(/parts of two gradings: another first/);
    mkdirSync(out);
    writeFileSync(join(out, 'x'), '');
    expect(await refused(first, second)).toMatch(/is not empty; name another folder$/);
  });

  it('are written i/n', () => {
    expect(readShard('2/5')).toEqual({ index: 2, of: 5 });
    for (const text of ['0/2', '3/2', '1', '1/0', 'a/b', '-1/2', '1/2/3', '']) {
      expect(() => readShard(text)).toThrow(ClassError);
    }
  });
});

describe('a regrade', () => {
  const kit = { version: '1', hash: 'mended', node: 'v1' };

  it('of what failed takes over what has every point', async () => {
    const from = await ResultsDirectory.open(whole);
    const out = join(newFolder(), 'results');
    const again = gradingOf({ folder, out, engine, kit, earlier: { from, only: 'failed' } });
    expect(await gradeClass(again)).toEqual({ graded: 4, before: 1, faults: [] });
    const { manifest } = await ResultsDirectory.open(out);
    expect(manifest).toMatchObject({
      kitHash: 'mended',
      regrade: { only: 'failed', kitHash: 'k' },
    });
    expect(filesOf(out)['submissions/ada/result.json']).toBe(
      filesOf(whole)['submissions/ada/result.json'],
    );
  });

  it('of the latest grades what has changed and what is new', async () => {
    const from = await ResultsDirectory.open(whole);
    const changed = writeClass();
    writeMutant(changed, { id: 'ada', mutant: 'votes-for-everybody' });
    writeMutant(changed, { id: 'fay', mutant: 'none' });
    const printed: string[] = [];
    const out = join(newFolder(), 'results');
    const again = gradingOf({
      ...{ folder: changed, out, engine, kit, earlier: { from, only: 'latest' } },
      print: (line) => void printed.push(line),
    });
    expect(await gradeClass(again)).toEqual({ graded: 2, before: 4, faults: [] });
    expect(printed[0]).toBe('4 of 6 were taken over.');
    expect(
      printed
        .slice(1)
        .map((line) => line.split(' ')[1])
        .sort(),
    ).toEqual(['ada', 'fay']);
  });

  it('has the seeds that there were', async () => {
    const from = await ResultsDirectory.open(whole);
    expect(seedChoiceOf(from, undefined)).toEqual({ firstSeed: 1, seeds: 1 });
    const salted = { ...from.manifest, firstSeed: null, saltHash: saltHash('pepper') };
    const directory = { path: 'there', manifest: salted };
    expect(seedChoiceOf(directory, 'pepper')).toEqual({ firstSeed: 1, seeds: 1, salt: 'pepper' });
    expect(() => seedChoiceOf(from, 'pepper')).toThrow(/was graded without a salt/);
    expect(() => seedChoiceOf(directory, undefined)).toThrow(/was graded with a salt; add --salt/);
    expect(() => seedChoiceOf(directory, 'salt')).toThrow(/was graded with another salt/);
    const shard = { ...from.manifest, shard: { index: 1, of: 2, class: '' } };
    expect(() => seedChoiceOf({ path: 'there', manifest: shard }, undefined)).toThrow(/is a shard/);
  });
});

describe('compare', () => {
  const grading = async (name: string, path: string): Promise<Grading> => {
    const directory = await ResultsDirectory.open(path);
    return { name, manifest: directory.manifest, all: await directory.readAll() };
  };

  it('finds nothing where nothing moved', async () => {
    const one = await grading('before', whole);
    expect(compare(one, { ...one, name: 'after' })).toEqual({
      moved: 0,
      lines: ['Grades that are the same: 5, that are not: 0.'],
    });
  });

  it('says once why somebody could not be graded', async () => {
    const before = await grading('before', whole);
    const repaired = before.all.map((one) => {
      const [ada = one] = before.all;
      return one.id === 'eve' ? { ...ada, id: 'eve' } : one;
    });
    const after = { ...before, name: 'after', all: repaired };
    expect(compare(before, after).lines).toEqual([
      'eve: 0 of 9 → 9 of 9 points; the code has changed',
      expect.stringMatching(/^ {2}could not be graded before: raft\.ts:1: /),
      'Grades that are the same: 4, that are not: 1.',
    ]);
    expect(compare(after, before).lines[1]).toMatch(/^ {2}cannot be graded now: raft\.ts:1: /);
  });

  it('explains each grade that moved', async () => {
    const changed = writeClass();
    writeMutant(changed, { id: 'ada', mutant: 'votes-for-everybody' });
    writeMutant(changed, { id: 'fay', mutant: 'none' });
    const before = await grading('before', whole);
    const other = await graded({ folder: changed, seedChoice: { firstSeed: 1, seeds: 2 } });
    const { moved, lines } = compare(before, await grading('after', other));
    expect(moved).toBe(2);
    expect(lines[0]).toBe('The gradings differ: another number of seeds (before: 1, after: 2).');
    expect(lines).toContain('fay is only in after.');
    const at = lines.indexOf('ada: 9 of 9 → 5 of 9 points; the code has changed');
    expect(lines[at + 1]).toMatch(
      /^ {2}2A\.11 .*: 4\/4 \(1\/1 seeds, passed\) → 0\/4 \(0\/2 seeds, one-vote-per-term, seed 1: /,
    );
  });
});
