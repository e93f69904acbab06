/**
 * `npm run regrade -- <results> <submissions> --only <which> --out <folder>`: grades a part of a class again.
 *
 * @module
 */
import { Command, Option } from 'commander';
import { labs } from '../../labs/index.ts';
import { compare } from '../class/compare.ts';
import { ResultsDirectory } from '../class/directory.ts';
import { thisKit } from '../class/kit.ts';
import { ONLY, type Only } from '../class/manifest.ts';
import { seedChoiceOf } from '../class/regrade.ts';
import { buildEngine } from '../run/engine.ts';
import { classCommand, classDefaults } from './class-command.ts';
import { main } from './main.ts';
import { wanted } from './wanted.ts';
import { upTo } from './whole-number.ts';

interface Options {
  readonly only: Only;
  readonly out: string;
  readonly salt?: string;
  readonly jobs?: number;
  readonly traces?: number;
  readonly resume?: true;
}

const print = (line: string): void => console.log(line);

const EXAMPLES = `
Examples:
  npm run regrade -- results submissions --only failed --out results-2    the kit was mended
  npm run regrade -- results submissions --only latest --out results-2    some have handed in again`;

await main(async () => {
  const program = new Command('regrade')
    .description(
      'Grades a part of a class again, with the labs and seeds as before, and explains each grade that moved. ' +
        'The other grades are taken over; <results> stays as it is.',
    )
    .argument('<results>', 'what npm run grade -- ... --out <folder> has written')
    .argument('<submissions>', 'the submissions as they are now')
    .addOption(
      new Option('--only <which>', 'failed: what lost points, or changed; latest: what changed')
        .choices(ONLY)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'where the results of everybody go')
    .option('--salt <word>', 'the word that chose the seeds, when one did')
    .option('--jobs <count>', 'how many runs at a time; one a core otherwise', upTo(256))
    .option('--traces <count>', 'how many traces of failures to keep of each; 5', upTo(1_000))
    .option('--resume', 'go on with a regrade that was ended')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .showHelpAfterError('See npm run regrade -- --help.');
  program.parse();
  const [results = '', folder = ''] = program.args;
  const { only, out, resume = false, salt, ...others } = program.opts<Options>();
  const from = await ResultsDirectory.open(results);
  const scenarios = from.manifest.labs.flatMap((lab) => lab.scenarios);
  const code = await classCommand({
    folder,
    out,
    resume,
    shard: null,
    earlier: { from, only },
    kit: await thisKit(),
    labs: wanted(labs, { labs: [], scenarios }),
    engine: await buildEngine('labs/worker.ts'),
    seedChoice: seedChoiceOf(from, salt),
    ...classDefaults({ ...others, sandbox: from.manifest.sandbox }),
    print,
  });
  const after = await ResultsDirectory.open(out);
  const { lines } = compare(
    { name: results, manifest: from.manifest, all: await from.readAll() },
    { name: out, manifest: after.manifest, all: await after.readAll() },
  );
  for (const line of lines) print(line);
  return code;
});
