/**
 * `npm run bench`: measures the engine on the reference, as ratios within one run.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { buildEngine } from '../run/engine.ts';
import { bundle } from '../sandbox/bundle.ts';
import { main } from './main.ts';

await main(async () => {
  const script = await buildEngine('grader/bench/measure.ts');
  const submission = join(dirname(script), 'reference.json');
  await writeFile(submission, JSON.stringify(await bundle('reference')));
  console.log('Measuring, for about a minute; each figure is the median of nine rounds.\n');
  const { exitCode } = await execa(process.execPath, [script, submission], {
    stdio: 'inherit',
    reject: false,
  });
  return exitCode === 0 ? 0 : 1;
});
