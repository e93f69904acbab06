import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { newFolder } from './samples.test-helper.ts';
import { groupsOf } from './similar.ts';
import { allRuns, fingerprints } from './syntax.ts';

const SKELETON = fileURLToPath(new URL('../../skeleton/', import.meta.url));
const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));
const SIM = fileURLToPath(new URL('../sim/', import.meta.url));

let given: ReadonlySet<string>;
let reference: readonly string[] = [];
beforeAll(async () => {
  given = await allRuns(SKELETON);
  reference = await fingerprints(REFERENCE, given);
});

/** The reference in one file, in reverse order, without comments and types, with other names of variables. */
function disguised(): string {
  const folder = newFolder();
  const names = readdirSync(REFERENCE).filter((name) => /^\w+\.ts$/.test(name));
  const text = names
    .sort()
    .reverse()
    .map((name) => readFileSync(join(REFERENCE, name), 'utf8'))
    .map((source) => transformSync(source, { loader: 'ts', minifyIdentifiers: true }).code)
    .map((source) => source.replace(/^import [^;]*;|^export \{[^}]*\};/gm, ''));
  mkdirSync(folder, { recursive: true });
  for (const [at, source] of text.entries()) writeFileSync(join(folder, `${at}.js`), source);
  return folder;
}

describe('fingerprints', () => {
  it('are the same whatever the names, comments, types and order', async () => {
    const copy = await fingerprints(disguised(), given);
    const [group] = groupsOf([
      { id: 'ada', fingerprints: reference },
      { id: 'bob', fingerprints: copy },
    ]);
    expect(group?.ids).toEqual(['ada', 'bob']);
    expect(group?.pairs[0]?.percent).toBeGreaterThan(85);
  });

  it('are others for other code', async () => {
    const others = await fingerprints(SIM, given);
    expect(others.length).toBeGreaterThan(500);
    expect(others.filter((print) => reference.includes(print)).length).toBeLessThan(20);
  });

  it('do not come from the skeleton, nor from what is no syntax', async () => {
    const folder = newFolder();
    cpSync(SKELETON, folder, { recursive: true });
    writeFileSync(join(folder, 'broken.ts'), 'export const {');
    writeFileSync(join(folder, 'deep.ts'), `x = ${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(await fingerprints(folder, given)).toEqual([]);
    expect(reference.length).toBeGreaterThan(500);
  });

  it('find two who have filled in the skeleton with the same chapter', async () => {
    const fill = async (chapters: readonly string[]): Promise<readonly string[]> => {
      const folder = newFolder();
      cpSync(SKELETON, folder, { recursive: true });
      for (const name of chapters) cpSync(join(REFERENCE, name), join(folder, name));
      return fingerprints(folder, given);
    };
    const found = groupsOf([
      { id: 'ada', fingerprints: await fill(['election.ts', 'term.ts']) },
      { id: 'bob', fingerprints: await fill(['election.ts', 'commit.ts']) },
      { id: 'cleo', fingerprints: await fill(['replication.ts']) },
    ]);
    expect(found.map(({ ids }) => ids)).toEqual([['ada', 'bob']]);
  });
});

describe('groups', () => {
  const prints = (from: number): string[] => Array.from({ length: 100 }, (_, at) => `${from + at}`);

  it('hold all who are alike, by way of others too', () => {
    const groups = groupsOf([
      { id: 'a', fingerprints: prints(0) },
      { id: 'x', fingerprints: prints(5_000) },
      { id: 'c', fingerprints: prints(60) },
      { id: 'b', fingerprints: prints(30) },
      { id: 'y', fingerprints: prints(5_000) },
    ]);
    expect(groups.map(({ ids }) => ids)).toEqual([
      ['x', 'y'],
      ['a', 'b', 'c'],
    ]);
    expect(groups[1]?.pairs.map(({ percent }) => percent)).toEqual([70, 70]);
  });

  it('leave out who has hardly written anything', () => {
    const few = prints(0).slice(0, 39);
    expect(groupsOf([1, 2].map((id) => ({ id: `${id}`, fingerprints: few })))).toEqual([]);
  });
});
