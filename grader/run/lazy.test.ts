import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { labs as all } from '../../labs/index.ts';
import { buildEngine } from './engine.ts';
import { Session } from './session.ts';

const REFERENCE = fileURLToPath(new URL('../../reference/', import.meta.url));

/** All labs build on these two. */
const labs = all.slice(0, 2);

let engine = '';
beforeAll(async () => {
  engine = await buildEngine('labs/worker.ts');
}, 60_000);

/** What the reference earns in each lab, one seed a scenario, when this handler of it is another one. */
async function earned(handler: string): Promise<readonly number[]> {
  const find = '  changeServers,\n};';
  const replace = `  changeServers,\n  ${handler},\n};`;
  const seedChoice = { firstSeed: 1, seeds: 1 };
  const edits = [{ file: 'raft.ts', find, replace }];
  const session = await Session.open({ folder: REFERENCE, edits, engine, labs, seedChoice });
  try {
    return (await session.grade()).labs.map((lab) => lab.earned);
  } finally {
    await session.close();
  }
}

const nothing = labs.map(() => 0);

it.each([
  ['hangs when it is asked for its vote', 'handleRequestVoteRequest() { for (;;) {} }'],
  ['throws when it is asked for its vote', 'handleRequestVoteRequest() { throw new Error(); }'],
  ['keeps its votes', 'handleRequestVoteRequest: (state) => ({ state, effects: [] })'],
  ['never stands', 'electionTimeout: (state) => ({ state, effects: [] })'],
])('a Raft that %s has no points in any lab', { timeout: 240_000 }, async (_, handler) => {
  expect(await earned(handler)).toEqual(nothing);
});

it('the same Raft with the handler that it had has all', { timeout: 240_000 }, async () => {
  expect(await earned('electionTimeout')).toEqual(labs.map(() => 100));
});
