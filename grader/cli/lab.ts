/**
 * `npm run lab 2A`: the scenarios of a lab as vitest tests on the student's own Raft.
 *
 * @module
 */
import { execa } from 'execa';
import type { Lab } from '../run/lab.ts';
import { chosenLabs, type LabOptions, labCommand } from './lab-command-line.ts';
import { main } from './main.ts';
import { checkFolder } from './paths.ts';

interface Options extends LabOptions {
  readonly ui?: true;
}

await main(async () => {
  const program = labCommand().option('--ui', 'open the vitest UI').parse();
  const { folder, test, ui, watch } = program.opts<Options>();
  const chosen = chosenLabs(program.args[0], test);
  checkFolder(folder);
  const mode = ui ? ['--ui'] : [watch ? 'watch' : 'run'];
  const files = chosen.map(({ id }) => `labs/${id}/lab.test.ts`);
  const only = test === undefined ? [] : ['--testNamePattern', patternOf(chosen)];
  const { exitCode } = await execa('vitest', [...mode, '--project', 'labs', ...files, ...only], {
    preferLocal: true,
    stdio: 'inherit',
    reject: false,
    env: { RAFT_LAB_SUBMISSION: folder },
  });
  return exitCode === 0 ? 0 : 1;
});

/** The names of the tests of these scenarios, and of no other: behind an id stands a space. */
function patternOf(chosen: readonly Lab[]): string {
  const ids = chosen.flatMap(({ scenarios }) => scenarios.map(({ id }) => id));
  return ids.map((id) => `${id.replace('.', '\\.')} `).join('|');
}
