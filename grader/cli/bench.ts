/**
 * `npm run bench`: measures the engine on the reference, or the checker of specifications beside TLC, as ratios within one
 * run.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { execa } from 'execa';
import { measureChecker } from '../bench/checker.ts';
import { canMeasure } from '../bench/cost.ts';
import { measureLevels } from '../bench/levels.ts';
import { buildEngine } from '../run/engine.ts';
import { bundle } from '../sandbox/bundle.ts';
import { modelNames } from '../tlc/models.ts';
import { jarOrUsage } from './jar.ts';
import { main } from './main.ts';
import { UsageError } from './usage-error.ts';

const SPEC = 'spec';
/** Two under ten thousand states, and the largest that both end within three minutes. */
const MODELS = ['MCFigure8', 'MCElected', 'MCPipelining'];

await main(async () => {
  const program = new Command('bench')
    .description('Measures the engine on the reference, as ratios within one run.')
    .option('--checker [models...]', 'measure the checker of specifications beside TLC instead')
    .exitOverride()
    .showHelpAfterError('See npm run bench -- --help.');
  program.parse();
  const { checker } = program.opts<{ checker?: true | string[] }>();
  return checker === undefined
    ? await engine()
    : await checkers(checker === true ? MODELS : checker);
});

async function engine(): Promise<number> {
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
}

async function checkers(models: readonly string[]): Promise<number> {
  if (!canMeasure) throw new UsageError('what a process costs can be read on Linux only');
  const known = await modelNames(SPEC);
  const unknown = models.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no model ${unknown}; models: ${known.join(', ')}`);
  }
  const jar = await jarOrUsage();
  console.log('Measuring; each figure is the median of three rounds, TLC with one worker.\n');
  for (const name of models) {
    for await (const line of measureChecker(name, { spec: SPEC, jar, out: 'out/bench' })) {
      console.log(line);
    }
  }
  return 0;
}
