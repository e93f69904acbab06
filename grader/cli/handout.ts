/**
 * `npm run handout -- --out <folder>`: what students get, without a trace of the reference.
 *
 * @module
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { leaksIn } from '../handout/leaks.ts';
import { KIT, makeHandout } from '../handout/make.ts';
import { main } from './main.ts';
import { UsageError } from './usage-error.ts';

interface Options {
  readonly out: string;
  readonly lab2t: boolean;
}

await main(async () => {
  const program = new Command('handout')
    .description('Writes what students get into a new folder.')
    .requiredOption('--out <folder>', 'a folder that is not there yet, or is empty')
    .option('--no-lab2t', 'without lab 2T, which comes with ten right Rafts as minified code')
    .exitOverride()
    .showHelpAfterError('See npm run handout -- --help.');
  program.parse();
  const { out, lab2t } = program.opts<Options>();
  refuseUsed(out);
  await makeHandout(out, { lab2T: lab2t });
  const leaks = await leaksIn(out, KIT);
  for (const { file, what } of leaks) console.error(`${file}: ${what}`);
  if (leaks.length > 0) {
    console.error(`DO NOT HAND OUT ${out}: it holds what no student should get.`);
    return 1;
  }
  console.log(`The handout is in ${out}. Nothing of the reference is in it.`);
  console.log('Students begin with: npm ci && npm run lab 2A');
  return 0;
});

function refuseUsed(out: string): void {
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory()) throw new UsageError(`${out} is a file; name a new folder`);
  if (readdirSync(out).length === 0) return;
  throw new UsageError(`${out} is not empty; name a new folder, or empty it first`);
}
