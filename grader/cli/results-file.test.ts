import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { surroundings } from '../formats/samples.test-helper.ts';
import { buildEngine } from '../run/engine.ts';
import { gradeCommand } from './grade-command.ts';
import { resultsFile } from './results-file.ts';
import { UsageError } from './usage-error.ts';

const REFERENCE = fileURLToPath(new URL('../../reference', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'raft-results-'));

it('whoever ends a grading has what was earned until then, in the format of the platform', async () => {
  const json = join(folder, 'results.json');
  const scores: number[] = [];
  const grade = await gradeCommand({
    folder: REFERENCE,
    labs,
    only: { labs: [], scenarios: ['2A.1', '2A.2', '2A.3'] },
    engine: await buildEngine('labs/worker.ts'),
    seedChoice: { firstSeed: 1, seeds: 1 },
    json,
    conversion: { to: 'gradescope', surroundings },
    failuresTold: 3,
    paint: (_style, text) => text,
    print: () => void scores.push(JSON.parse(readFileSync(json, 'utf8')).score),
  });
  // Two lines of heading, one for each scenario, and the sum.
  expect(scores).toEqual([0, 0, 0, 5, 9, 13]);
  expect(grade.earned).toBe(13);
}, 60_000);

it('a format that there is not, and one that lacks something, are refused', () => {
  const path = join(folder, 'other.json');
  expect(() => resultsFile(path, { to: 'word', surroundings })).toThrow(UsageError);
  const bare = { ...surroundings, environment: {} };
  const write = resultsFile(path, { to: 'classroom50', surroundings: bare });
  const empty = { version: 1, submission: 'ada', firstSeed: 1, points: 0, earned: 0, labs: [] };
  expect(() => write({ ...empty, version: 1 })).toThrow(
    /^classroom50: these environment variables/,
  );
});
