/**
 * The engine as it is handed out: three minified files without source maps, which hold nothing of the reference.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { builtName, OPTIONS } from '../run/engine.ts';

/** What is built: an entry of the kit, and how the file is called. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['grader/handout/commands.ts', 'kit.mjs'],
  ['labs/worker.ts', builtName('labs/worker.ts')],
  ['grader/panel/worker.ts', builtName('grader/panel/worker.ts')],
]);

/**
 * esbuild is a binary, so it is installed and not built in. A worker does not use it, and must not even ask for it: in the
 * sandbox a process may read nothing but its own file.
 */
const installed: Plugin = {
  name: 'installed',
  setup(building) {
    building.onResolve({ filter: /^esbuild$/ }, ({ path }) => {
      return { path, external: true, sideEffects: false };
    });
  },
};

/** What must go into no file that is handed out. */
const SECRET = /^(reference|grader\/exam|spec)\//;

/**
 * Builds the engine into a folder that exists.
 *
 * @param files - What is built, see {@link FILES}.
 * @throws Error when a part of the kit that is not for students would go in.
 */
export async function buildHandoutEngine(folder: string, files = FILES): Promise<void> {
  const packages = new Set<string>();
  for (const [entry, name] of files) {
    const { metafile } = await build({
      ...OPTIONS,
      entryPoints: [entry],
      outfile: join(folder, name),
      minify: true,
      // The panel is made from the reference, which a handout does not have.
      external: ['../exam/panel.ts'],
      plugins: [installed],
    });
    const inputs = Object.keys(metafile.inputs);
    const secret = secretsAmong(inputs);
    if (secret.length > 0)
      throw new Error(`${entry} imports ${secret.join(', ')}, which no student gets`);
    for (const input of inputs)
      packages.add(/^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? '');
  }
  packages.delete('');
  await writeFile(join(folder, 'LICENSES.txt'), await licenses([...packages].sort()));
}

/** Which files of a bundle are not for students. */
export function secretsAmong(inputs: readonly string[]): readonly string[] {
  return inputs.filter((input) => SECRET.test(input));
}

/** The licenses of all packages that went in: theirs ask for that. */
async function licenses(packages: readonly string[]): Promise<string> {
  const texts = packages.map(async (folder) => {
    const path = ['LICENSE', 'LICENSE.md', 'license']
      .map((name) => join(OPTIONS.absWorkingDir, folder, name))
      .find((file) => existsSync(file));
    if (path === undefined)
      throw new Error(`${folder} has no license that could be handed out with it`);
    return `${folder.replace('node_modules/', '')}\n\n${await readFile(path, 'utf8')}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
