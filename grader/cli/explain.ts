/**
 * `npm run explain -- <trace>`: names the first step of a recorded run that the specification does not allow.
 *
 * @module
 */
import { Command } from 'commander';
import { explainCommand } from './explain-command.ts';
import { main } from './main.ts';

await main(async () => {
  const program = new Command('explain')
    .description('Compares a recorded run with the TLA+ specification, step by step.')
    .argument('<trace>', 'a file that npm run grade -- ... --trace <file> has written')
    .exitOverride()
    .showHelpAfterError('See npm run explain -- --help.');
  program.parse();
  const [trace = ''] = program.processedArgs as string[];
  return explainCommand({ trace, print: (line) => console.log(line) });
});
