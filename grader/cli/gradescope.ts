/**
 * `npm run gradescope -- --out autograder.zip`: the archive that Gradescope builds its image from.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { labs } from '../../labs/index.ts';
import { autograderZip } from '../handout/autograder.ts';
import { main } from './main.ts';
import { checkOutput } from './paths.ts';
import { checkLabs } from './wanted.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly out: string;
  readonly lab: string[];
  readonly salt?: string;
  readonly seeds?: number;
  readonly minutes: number;
  readonly leaderboard: boolean;
}

await main(async () => {
  const program = new Command('gradescope')
    .description('Writes the autograder for Gradescope: the engine, and no reference.')
    .requiredOption('--out <file>', 'the archive, for example autograder.zip')
    .option('--lab <id...>', 'only these labs, for example 2A', [])
    .option('--salt <word>', 'other seeds than those that students play')
    .option('--seeds <count>', 'how many seeds; each scenario has its own default', upTo(10_000))
    .option('--minutes <count>', 'the time limit that is set on the platform', upTo(40), 10)
    .option('--leaderboard', 'show the points of each student to all others', false)
    .exitOverride()
    .showHelpAfterError('See npm run gradescope -- --help.');
  program.parse();
  const { out, lab, ...options } = program.opts<Options>();
  checkLabs(labs, lab);
  checkOutput(out);
  const archive = await autograderZip({ labs: lab, ...options });
  await writeFile(out, archive);
  console.log(`The autograder is in ${out}. Upload it under "Configure Autograder".`);
  return 0;
});
