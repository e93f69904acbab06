/**
 * `npm run explain -- <run>`: names the first step of a recorded run that the specification does not allow.
 *
 * @module
 */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { labs } from '../../labs/index.ts';
import { explainApart, type Part } from './explain-apart.ts';
import { explainRuns, explainTrace } from './explain-command.ts';
import { main } from './main.ts';
import { sayPart } from './part.ts';
import { wanted } from './wanted.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly lab: string[];
  readonly scenario: string[];
  readonly seeds?: number;
  readonly seed: number;
  readonly part?: true;
}

await main(async () => {
  const program = new Command('explain')
    .description('Compares recorded runs with the TLA+ specification, step by step.')
    .argument('<run>', 'a trace file, or a folder with a Raft, which then plays the labs')
    .option('--lab <id...>', 'with a folder: only these labs', [])
    .option('--scenario <id...>', 'with a folder: only these scenarios', [])
    .option('--seeds <count>', 'with a folder: how many seeds of each scenario', upTo(10_000))
    .option('--seed <number>', 'with a folder: the first seed', upTo(1_000_000_000), 1)
    .addOption(new Option('--part', 'for the command itself: say it as JSON').hideHelp())
    .exitOverride()
    .showHelpAfterError('See npm run explain -- --help.');
  program.parse();
  const [run = ''] = program.processedArgs as string[];
  const { lab, scenario, seed, seeds, part } = program.opts<Options>();
  const print = (line: string) => console.log(line);
  if (!statSync(run, { throwIfNoEntry: false })?.isDirectory()) {
    return explainTrace({ trace: run, print });
  }
  const chosen = wanted(labs, { labs: lab, scenarios: scenario });
  if (!part) {
    const numbers = ['--seed', seed, ...(seeds === undefined ? [] : ['--seeds', seeds])];
    return explainApart({
      command: fileURLToPath(import.meta.url),
      args: [run, ...numbers.map(String)],
      scenarios: chosen.flatMap(({ scenarios }) => scenarios.map(({ id }) => id)),
      print,
    });
  }
  return sayPart(async (): Promise<Part> => {
    const lines: string[] = [];
    const total = await explainRuns({
      folder: run,
      confined: true,
      labs: chosen,
      firstSeed: seed,
      ...(seeds === undefined ? {} : { seeds }),
      print: (line) => lines.push(line),
    });
    return { lines, counts: total.counts() };
  });
});
