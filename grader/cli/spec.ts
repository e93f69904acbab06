/**
 * `npm run spec [-- name ...]`: checks models and weakenings of the specification, without Java.
 *
 * @module
 */
import { Command } from 'commander';
import { main } from './main.ts';
import { scheduleCommand, specCommand } from './spec-command.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly weakenings: boolean;
  readonly states: number;
  readonly folder: string;
  readonly asScenario: boolean;
  readonly out?: string;
}

const STATES = 1_000_000;
const STATES_MAX = 100_000_000;

await main(async () => {
  const program = new Command('spec')
    .description('Checks models of the TLA+ specification: every state that they can reach.')
    .argument(
      '[names...]',
      'models (MCElection) or weakenings (ForgetsItsVote); all of spec/models if left out',
    )
    .option('--weakenings', 'all weakenings: each must be found', false)
    .option('--states <number>', 'give up at this many states', upTo(STATES_MAX), STATES)
    .option('--as-scenario', 'print the counterexamples as schedules that the labs play', false)
    .option('--out <file>', 'with --as-scenario: write them there')
    .option('--folder <folder>', 'the folder with the specification', 'spec')
    .exitOverride()
    .showHelpAfterError('See npm run spec -- --help.');
  program.parse();
  const { states, folder, weakenings, asScenario, out } = program.opts<Options>();
  if (asScenario) {
    const print = (line: string) => console.log(line);
    const file = out === undefined ? {} : { out };
    return scheduleCommand({ folder, names: program.args, stateLimit: states, print, ...file });
  }
  return specCommand({
    folder,
    names: program.args,
    weakenings,
    stateLimit: states,
    out: 'out/spec',
    print: (line) => console.log(line),
    progress: ({ generated, distinct, queued }) => {
      console.error(`  ${generated} generated, ${distinct} distinct, ${queued} left`);
    },
  });
});
