/**
 * `npm run compare -- <before> <after>`: explains each grade that moved between two gradings of a class.
 *
 * @module
 */
import { Command } from 'commander';
import { compare, type Grading } from '../class/compare.ts';
import { ResultsDirectory } from '../class/directory.ts';
import { main } from './main.ts';

await main(async () => {
  const program = new Command('compare')
    .description('Explains each grade that moved. Exit code 1 when one did.')
    .argument('<before>', 'a folder of results')
    .argument('<after>', 'another one')
    .exitOverride()
    .showHelpAfterError('See npm run compare -- --help.');
  program.parse();
  const [before = '', after = ''] = program.args;
  const { moved, lines } = compare(await grading(before), await grading(after));
  for (const line of lines) console.log(line);
  return moved === 0 ? 0 : 1;
});

async function grading(path: string): Promise<Grading> {
  const directory = await ResultsDirectory.open(path);
  return { name: path, manifest: directory.manifest, all: await directory.readAll() };
}
