/**
 * `npm run conformance [-- folder]`: compares a Raft with the specification, step by step.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { type ConformanceModel, conformanceModels } from '../conformance/walk.ts';
import { type Compared, compareOn, summary } from './conformance-command.ts';
import { main } from './main.ts';
import { askPart, sayPart } from './part.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly states: number;
  readonly model: readonly ConformanceModel[];
  readonly part?: true;
}

const STATES = 48_000;
const STATES_MAX = 10_000_000;

await main(async () => {
  const program = new Command('conformance')
    .description('Compares what a Raft does with Raft.tla, in the states of three models.')
    .argument('[folder]', 'the folder with raft.ts', 'reference')
    .addOption(
      new Option('--model <name...>', 'only these models')
        .choices(conformanceModels)
        .default(conformanceModels),
    )
    .option('--states <number>', 'how many states of each model', upTo(STATES_MAX), STATES)
    .addOption(new Option('--part', 'for the command itself: say it as JSON').hideHelp())
    .exitOverride()
    .showHelpAfterError('See npm run conformance -- --help.');
  program.parse();
  const [folder = 'reference'] = program.processedArgs as string[];
  const { states, model: models, part } = program.opts<Options>();
  if (part) {
    return sayPart(async () => {
      const parts: Compared[] = [];
      for (const model of models) {
        const progress = (count: number) => console.error(`  ${model}: ${count} states`);
        parts.push(await compareOn({ folder, model, states, progress }));
      }
      return parts;
    });
  }
  const self = fileURLToPath(import.meta.url);
  const parts = models.map((model) =>
    askPart<Compared[]>(self, [folder, '--part', '--model', model, '--states', String(states)]),
  );
  const { lines, code } = summary((await Promise.all(parts)).flat());
  for (const line of lines) console.log(line);
  return code;
});
