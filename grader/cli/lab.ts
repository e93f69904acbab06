/**
 * `npm run lab 2A`: the scenarios of a lab as vitest tests on the student's own Raft.
 *
 * @module
 */
import { Command } from 'commander';
import { execa } from 'execa';
import { labs } from '../../labs/index.ts';
import { main } from './main.ts';
import { checkLabs } from './wanted.ts';

interface Options {
  readonly folder: string;
  readonly watch?: true;
  readonly ui?: true;
  readonly test?: string;
}

await main(async () => {
  const { lab, options } = commandLine(process.argv);
  const files = lab === undefined ? [] : [`labs/${lab}/lab.test.ts`];
  const mode = options.ui ? ['--ui'] : [options.watch ? 'watch' : 'run'];
  const only = options.test === undefined ? [] : ['--testNamePattern', patternOf(options.test)];
  const args = [...mode, '--project', 'labs', ...files, ...only];
  const { exitCode } = await execa('vitest', args, {
    preferLocal: true,
    stdio: 'inherit',
    reject: false,
    env: { RAFT_LAB_SUBMISSION: options.folder },
  });
  return exitCode === 0 ? 0 : 1;
});

/** The names of tests that are meant. A scenario's id means that one, so that 2A.3 is not 2A.30 as well. */
function patternOf(text: string): string {
  const escaped = text.replaceAll('.', '\\.');
  const isId = labs.some(({ scenarios }) => scenarios.some(({ id }) => id === text));
  return isId ? `${escaped} ` : escaped;
}

function commandLine(argv: readonly string[]): { lab: string | undefined; options: Options } {
  const program = new Command('lab')
    .description('Runs the scenarios of a lab as vitest tests.')
    .argument('[lab]', `one of ${labs.map(({ id }) => id).join(', ')}; all unless given`)
    .option('--folder <folder>', 'the folder that holds raft.ts', 'skeleton')
    .option('--watch', 'run again whenever a file of skeleton/ changes')
    .option('--ui', 'open the vitest UI')
    .option('--test <text>', 'only scenarios whose name contains this, for example 2A.3')
    .exitOverride()
    .showHelpAfterError('See npm run lab -- --help.');
  program.parse(argv);
  const lab = program.args[0]?.toUpperCase();
  checkLabs(labs, lab === undefined ? [] : [lab]);
  return { lab, options: program.opts<Options>() };
}
