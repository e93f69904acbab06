/**
 * `npm run bench`: measures the engine on the reference, as ratios within one run.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { measureLevels } from '../bench/levels.ts';
import { buildEngine } from '../run/engine.ts';
import { bundle } from '../sandbox/bundle.ts';
import { main } from './main.ts';

await main(async () => {
  const script = await buildEngine('grader/bench/measure.ts');
  const submission = join(dirname(script), 'reference.json');
  const made = await bundle('reference');
  await writeFile(submission, JSON.stringify(made));
  console.log('Measuring, for about two minutes; each figure is the median of several rounds.\n');
  const { exitCode } = await execa(process.execPath, [script, submission], {
    stdio: 'inherit',
    reject: false,
  });
  if (exitCode !== 0) return 1;
  for await (const line of measureLevels(await buildEngine('grader/bench/pace.ts'), made)) {
    console.log(line);
  }
  return 0;
});
