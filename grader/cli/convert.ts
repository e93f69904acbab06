/**
 * `npm run convert -- <results...> --to <format>`: results in the format of a course platform.
 *
 * @module
 */
import { Command } from 'commander';
import { convertCommand } from './convert-command.ts';
import { main } from './main.ts';

interface Options {
  readonly to: string;
  readonly out?: string;
  readonly folder: string;
}

await main(async () => {
  const program = new Command('convert')
    .description('Writes results in the format of a course platform; see docs/grading-formats.md.')
    .argument('<results...>', 'files that npm run grade -- ... --json <file> has written')
    .requiredOption('--to <format>', 'the format, for example gradescope')
    .option('--out <file>', 'write to a file instead of printing')
    .option('--folder <folder>', 'the folder that the replay commands name', 'skeleton')
    .exitOverride()
    .showHelpAfterError('See npm run convert -- --help.');
  program.parse();
  const { to, out, folder } = program.opts<Options>();
  await convertCommand({
    files: program.args,
    to,
    ...(out === undefined ? {} : { out }),
    surroundings: { folder, now: new Date().toISOString(), environment: process.env },
    print: (text) => process.stdout.write(text),
  });
  return 0;
});
