/**
 * `npm run spec [-- name ...]`: checks models and weakenings of the specification, without Java.
 *
 * @module
 */
import { Command } from 'commander';
import { main } from './main.ts';
import { scheduleCommand, specCommand } from './spec-command.ts';
import { UsageError } from './usage-error.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly weakenings: boolean;
  readonly states: number;
  readonly folder: string;
  readonly asScenario: boolean;
  readonly coverage: boolean;
  readonly simulate: boolean;
  readonly seed: number;
  readonly behaviours: number;
  readonly depth: number;
  readonly out?: string;
}

const STATES = 1_000_000;
const STATES_MAX = 100_000_000;
const BEHAVIOURS = 1_000;
const DEPTH = 100;
const LARGEST = 2 ** 31 - 1;

await main(async () => {
  const program = new Command('spec')
    .description('Checks models of the TLA+ specification: every state that they can reach.')
    .argument(
      '[names...]',
      'models (MCElection) or weakenings (ForgetsItsVote); all of spec/models if left out',
    )
    .option('--weakenings', 'all weakenings: each must be found', false)
    .option('--states <number>', 'give up at this many states', upTo(STATES_MAX), STATES)
    .option('--coverage', 'tell what of a model was never looked at', false)
    .option('--simulate', 'walk through the states at random instead', false)
    .option(
      '--seed <number>',
      'with --simulate: the same seed walks the same ways',
      upTo(LARGEST),
      1,
    )
    .option('--behaviours <number>', 'with --simulate: how many walks', upTo(LARGEST), BEHAVIOURS)
    .option('--depth <number>', 'with --simulate: the most states of a walk', upTo(LARGEST), DEPTH)
    .option('--as-scenario', 'print the counterexamples as schedules that the labs play', false)
    .option('--out <file>', 'with --as-scenario: write them there')
    .option('--folder <folder>', 'the folder with the specification', 'spec')
    .exitOverride()
    .showHelpAfterError('See npm run spec -- --help.');
  program.parse();
  const { states, folder, weakenings, asScenario, out, ...more } = program.opts<Options>();
  if (asScenario) {
    if (more.simulate) throw new UsageError('--as-scenario needs a search, and no --simulate');
    const print = (line: string) => console.log(line);
    const file = out === undefined ? {} : { out };
    return scheduleCommand({ folder, names: program.args, stateLimit: states, print, ...file });
  }
  const kept = process.env['RAFT_LAB_PARSED'];
  return specCommand({
    folder,
    names: program.args,
    weakenings,
    stateLimit: states,
    out: 'out/spec',
    coverage: more.coverage,
    ...(kept === undefined ? {} : { kept }),
    ...(more.simulate ? { simulate: more } : {}),
    print: (line) => console.log(line),
    progress: ({ generated, distinct, queued }) => {
      console.error(`  ${generated} generated, ${distinct} distinct, ${queued} left`);
    },
    walked: ({ behaviours, generated }) => {
      console.error(`  ${behaviours} behaviours, ${generated} generated`);
    },
  });
});
