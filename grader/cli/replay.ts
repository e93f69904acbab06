/**
 * `npm run replay -- <trace> [folder]`: feeds the inputs of a trace to a submission and compares what comes out.
 *
 * @module
 */
import { Command } from 'commander';
import { main } from './main.ts';
import { replayCommand } from './replay-command.ts';

await main(async () => {
  const program = new Command('replay')
    .description('Feeds the inputs of a recorded run to a Raft and compares, step by step.')
    .argument('<trace>', 'a file that npm run grade -- ... --trace <file> has written')
    .argument('[folder]', 'the folder that holds raft.ts', 'skeleton')
    .exitOverride()
    .showHelpAfterError('See npm run replay -- --help.');
  program.parse();
  const [trace = '', folder = 'skeleton'] = program.processedArgs as string[];
  return replayCommand({ trace, folder, confined: true, print: (line) => console.log(line) });
});
