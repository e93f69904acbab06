/**
 * `npm run convert -- <results...> --to <format>`: results in the format of a course platform.
 *
 * @module
 */
import { Command } from 'commander';
import type { Audience } from '../formats/audience.ts';
import { audienceOption, surroundingsFor } from './audience-option.ts';
import { convertCommand } from './convert-command.ts';
import { main } from './main.ts';

interface Options {
  readonly to: string;
  readonly out?: string;
  readonly folder: string;
  readonly audience: Audience;
}

await main(async () => {
  const program = new Command('convert')
    .description('Writes results in the format of a course platform; see docs/grading-formats.md.')
    .argument(
      '<results...>',
      'files that npm run grade has written: with --json, or result.json of a class',
    )
    .requiredOption('--to <format>', 'the format, for example gradescope')
    .option('--out <file>', 'write to a file instead of printing')
    .option('--folder <folder>', 'the folder that the replay commands name', 'skeleton')
    .addOption(audienceOption())
    .addHelpText(
      'after',
      '\nExample:\n  npm run convert -- results/submissions/*/result.json --to canvas --out canvas.csv',
    )
    .exitOverride()
    .showHelpAfterError('See npm run convert -- --help.');
  program.parse();
  const { to, out, folder, audience } = program.opts<Options>();
  await convertCommand({
    files: program.args,
    to,
    ...(out === undefined ? {} : { out }),
    surroundings: surroundingsFor(audience, folder),
    print: (text) => process.stdout.write(text),
  });
  return 0;
});
