/**
 * `npm run test-lab -- <file>`: tries the scenarios of a student on right and wrong Rafts (lab 2T).
 *
 * @module
 */
import { Command } from 'commander';
import { main } from './main.ts';
import { paint } from './paint.ts';
import { testLabCommand } from './test-lab-command.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly panel?: string;
  readonly jobs?: number;
}

await main(async () => {
  const program = new Command('test-lab')
    .description('Tries scenarios of your own on right and wrong Rafts.')
    .argument('[path]', 'the file with the scenarios, or a folder with scenarios.ts', 'labs/2T')
    .option('--panel <file>', 'other Rafts than those of labs/2T/panel.json')
    .option('--jobs <count>', 'how many runs at a time; one a core otherwise', upTo(256))
    .exitOverride()
    .showHelpAfterError('See npm run test-lab -- --help.');
  program.parse();
  const [path = ''] = program.processedArgs as string[];
  const options = program.opts<Options>();
  return testLabCommand({ path, ...options, paint, print: (line) => console.log(line) });
});
