/**
 * `npm run conformance [-- folder]`: compares a Raft with the specification, step by step.
 *
 * @module
 */
import { Command } from 'commander';
import { conformanceModels } from '../conformance/walk.ts';
import { conformanceCommand } from './conformance-command.ts';
import { main } from './main.ts';
import { upTo } from './whole-number.ts';

const STATES = 110_000;
const STATES_MAX = 10_000_000;

await main(async () => {
  const program = new Command('conformance')
    .description('Compares what a Raft does with Raft.tla, in every state of two models.')
    .argument('[folder]', 'the folder with raft.ts', 'reference')
    .option('--states <number>', 'how many states of each model', upTo(STATES_MAX), STATES)
    .exitOverride()
    .showHelpAfterError('See npm run conformance -- --help.');
  program.parse();
  return conformanceCommand({
    folder: program.args[0] ?? 'reference',
    models: conformanceModels,
    states: program.opts<{ states: number }>().states,
    print: (line) => console.log(line),
    progress: (states) => console.error(`  ${states} states`),
  });
});
