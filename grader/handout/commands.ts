/**
 * The commands of a handout, bundled into one file: `node grader/engine/kit.mjs lab 2A`.
 *
 * @module
 */

const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  lab: () => import('./lab.ts'),
  grade: () => import('../cli/grade.ts'),
  replay: () => import('../cli/replay.ts'),
  convert: () => import('../cli/convert.ts'),
  'test-lab': () => import('../cli/test-lab.ts'),
};

const [name = ''] = process.argv.splice(2, 1);
const command = commands[name];
if (command === undefined) {
  console.error(
    `error: there is no command ${name}; the commands are ${Object.keys(commands).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  await command();
}
