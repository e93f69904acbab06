/**
 * `npm run handout -- --out <folder>`: what students get, without a trace of the reference.
 *
 * @module
 */
import { Command } from 'commander';
import { handoutCommand } from './handout-command.ts';
import { main } from './main.ts';

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
  return handoutCommand({ out, lab2T: lab2t, print: (line) => console.log(line) });
});
