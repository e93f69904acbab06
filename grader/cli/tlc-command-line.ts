/**
 * The command line of `npm run tlc`. What TLC would pass over in silence is refused here.
 *
 * @module
 */
import { Command } from 'commander';
import { UsageError } from './usage-error.ts';
import { upTo } from './whole-number.ts';

/** How to check what is named. */
export interface TlcOptions {
  readonly weakenings: boolean;
  readonly workers: number;
  readonly simulate: boolean;
  readonly behaviours: number;
  readonly coverage: boolean;
  readonly distributed: boolean;
  readonly address: string;
  readonly port: number;
  readonly trace?: string;
}

/** The port of TLC's server, unless another one is named. */
const PORT = 10_997;

/** Some seconds for each model. */
const BEHAVIOURS = 500;

/** Reads a command line; throws a {@link UsageError} if TLC cannot do what it asks for. */
export function tlcCommandLine(argv: readonly string[]): {
  readonly names: readonly string[];
  readonly options: TlcOptions;
} {
  const program = new Command('tlc')
    .description('Checks models of the specification with TLC, all of them unless some are named.')
    .argument('[names...]', 'models (MCElection) or weakenings (ForgetsItsVote)')
    .option('--weakenings', 'all weakenings: each must be found', false)
    .option(
      '--workers <count>',
      'threads of TLC; with one, counterexamples are the shortest',
      upTo(256),
      1,
    )
    .option('--simulate', 'random behaviours instead of all states', false)
    .option(
      '--behaviours <count>',
      'with --simulate: how many of each model',
      upTo(1e9),
      BEHAVIOURS,
    )
    .option('--trace <file>', 'instead: check a recorded run, step by step')
    .option(
      '--coverage',
      'count how often each action was taken, and name those that never were',
      false,
    )
    .option('--distributed', 'one model on several machines: start a server for workers', false)
    .option('--address <host>', 'with --distributed: this machine, for the others', '127.0.0.1')
    .option('--port <port>', 'with --distributed: where the server listens', upTo(65_535), PORT)
    .exitOverride()
    .showHelpAfterError('See npm run tlc -- --help.');
  program.parse(argv);
  const options = program.opts<TlcOptions>();
  const names = program.args;
  if (options.distributed) refuseWhatOneMachineDoes(names, options);
  return { names, options };
}

/** The distributed mode of TLC leaves these out without a word. */
function refuseWhatOneMachineDoes(names: readonly string[], options: TlcOptions): void {
  const without = 'leave out one of the two';
  if (options.simulate) {
    throw new UsageError(`--distributed checks all states, and --simulate does not; ${without}`);
  }
  if (options.coverage) {
    throw new UsageError(`with --distributed TLC cannot count actions for --coverage; ${without}`);
  }
  if (options.trace !== undefined) {
    throw new UsageError(`--trace has one state after the other, nothing to share; ${without}`);
  }
  if (options.weakenings || names.length !== 1) {
    throw new UsageError('--distributed takes one model: the workers of a server end with it');
  }
}
