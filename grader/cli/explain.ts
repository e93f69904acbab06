/**
 * `npm run explain -- <run>`: names the first step of a recorded run that the specification does not allow.
 *
 * @module
 */
import { statSync } from 'node:fs';
import { Command } from 'commander';
import { labs } from '../../labs/index.ts';
import { explainRuns, explainTrace } from './explain-command.ts';
import { main } from './main.ts';
import { wanted } from './wanted.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly lab: string[];
  readonly scenario: string[];
  readonly seeds?: number;
  readonly seed: number;
}

await main(async () => {
  const program = new Command('explain')
    .description('Compares recorded runs with the TLA+ specification, step by step.')
    .argument('<run>', 'a trace file, or a folder with a Raft, which then plays the labs')
    .option('--lab <id...>', 'with a folder: only these labs', [])
    .option('--scenario <id...>', 'with a folder: only these scenarios', [])
    .option('--seeds <count>', 'with a folder: how many seeds of each scenario', upTo(10_000))
    .option('--seed <number>', 'with a folder: the first seed', upTo(1_000_000_000), 1)
    .exitOverride()
    .showHelpAfterError('See npm run explain -- --help.');
  program.parse();
  const [run = ''] = program.processedArgs as string[];
  const { lab, scenario, seed, seeds } = program.opts<Options>();
  const print = (line: string) => console.log(line);
  if (!statSync(run, { throwIfNoEntry: false })?.isDirectory()) {
    return explainTrace({ trace: run, print });
  }
  return explainRuns({
    folder: run,
    confined: true,
    labs: wanted(labs, { labs: lab, scenarios: scenario }),
    firstSeed: seed,
    ...(seeds === undefined ? {} : { seeds }),
    print,
  });
});
