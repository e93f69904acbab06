import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { search } from '../tla/check/search.ts';
import { loadModel } from '../tla/load.ts';

/** A server that forgets its vote when it crashes, in the model that remembers leaders. */
const module = `---- MODULE Forgetful ----
EXTENDS MCElected
Forgets(i) ==
    [currentTerm |-> currentTerm[i], votedFor |-> Nil, log |-> log[i], snapshot |-> snapshot[i]]
====
`;

it('two leaders of one term are seen though the first has gone before the second comes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'raft-lab-kit-'));
  await writeFile(join(folder, 'Forgetful.tla'), module);
  const config = await readFile('spec/models/MCElected.cfg', 'utf8');
  const model = await loadModel({
    module: join(folder, 'Forgetful.tla'),
    folders: ['spec/models', 'spec'],
    config: 'Forgetful.cfg',
    configText: config
      .replace('ElectionTimeouts = 3', 'ElectionTimeouts = 2')
      .replace('    Did <-', '    Disk <- Forgets\n    Did <-'),
  });
  const { outcome } = search(model);
  await rm(folder, { recursive: true });
  expect(outcome).toMatchObject({ kind: 'invariant', property: 'OneLeaderATerm' });
});
