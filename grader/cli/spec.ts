/**
 * `npm run spec [-- model ...]`: checks the models of the specification, without Java.
 *
 * @module
 */
import { Command } from 'commander';
import { main } from './main.ts';
import { specCommand } from './spec-command.ts';
import { upTo } from './whole-number.ts';

const STATES = 1_000_000;
const STATES_MAX = 100_000_000;

await main(async () => {
  const program = new Command('spec')
    .description('Checks models of the TLA+ specification: every state that they can reach.')
    .argument(
      '[models...]',
      'the models to check, such as MCElection; all of spec/models if left out',
    )
    .option('--states <number>', 'give up at this many states', upTo(STATES_MAX), STATES)
    .option('--folder <folder>', 'the folder with the specification', 'spec')
    .exitOverride()
    .showHelpAfterError('See npm run spec -- --help.');
  program.parse();
  const { states, folder } = program.opts<{ states: number; folder: string }>();
  return specCommand({
    folder,
    models: program.args,
    stateLimit: states,
    print: (line) => console.log(line),
    progress: ({ generated, distinct, queued }) => {
      console.error(`  ${generated} generated, ${distinct} distinct, ${queued} left`);
    },
  });
});
