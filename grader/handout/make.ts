/**
 * Makes what students get: the skeleton, the handouts of the labs, and the engine as files that only run.
 *
 * @module
 */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePanel } from '../exam/panel.ts';
import { panelText } from '../panel/panel.ts';
import { buildHandoutEngine } from './engine.ts';
import { lockFor, type PackageFile } from './lock.ts';
import { declarations } from './types.ts';

export const KIT = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/** What is copied as it is. */
const COPIED = [
  'LICENSE',
  'docs/glossary.md',
  'docs/trace-format.md',
  'grader/report/results.schema.json',
  'grader/trace/trace.schema.json',
  'labs/2A/README.md',
  'labs/2B/README.md',
  'labs/2C/README.md',
  'labs/2D/README.md',
  'labs/2E/README.md',
];
/** What scenarios of lab 2T need beside the engine. */
const COPIED_FOR_2T = [
  'labs/2T/README.md',
  'labs/2T/scenarios.ts',
  'labs/clusters.ts',
  'labs/puppets.ts',
  'labs/stage.ts',
];

export interface HandoutOptions {
  /** With lab 2T, whose thirty Rafts run, and are hard to read. */
  readonly lab2T: boolean;
}

/** Writes a handout into a folder, which is made. */
export async function makeHandout(out: string, { lab2T }: HandoutOptions): Promise<void> {
  for (const file of await skeletonFiles()) await copy(out, `skeleton/${file}`);
  for (const file of COPIED) await copy(out, file);
  await mkdir(join(out, 'grader/engine'), { recursive: true });
  await buildHandoutEngine(join(out, 'grader/engine'));
  await write(out, 'README.md', await studentGuide({ lab2T }));
  await write(out, '.gitignore', 'node_modules/\n*.jsonl\n');
  await write(out, 'tsconfig.json', await tsconfig());
  const packaged = await handoutPackage();
  const commands = ['lab', 'grade', 'replay', ...(lab2T ? ['test-lab'] : [])];
  const scripts = commands.map((name) => [name, `node grader/engine/kit.mjs ${name}`] as const);
  const manifest = {
    ...packaged,
    private: true,
    type: 'module',
    scripts: Object.fromEntries(scripts),
  };
  await write(out, 'package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  await write(out, 'package-lock.json', await lock(packaged));
  if (!lab2T) return;
  for (const file of COPIED_FOR_2T) await copy(out, file);
  for (const [path, text] of await declarations(KIT)) await write(out, path, text);
  await write(out, 'labs/2T/panel.json', panelText(await makePanel()));
}

/** The lock file of a package that needs some of what the kit needs. */
export async function lock(packaged: PackageFile): Promise<string> {
  return lockFor(await readFile(join(KIT, 'package-lock.json'), 'utf8'), packaged);
}

/** What a package of the kit's parts is called and needs. */
export async function packageWith(name: string, packages: readonly string[]): Promise<PackageFile> {
  const kit: PackageFile & { readonly devDependencies: PackageFile['dependencies'] } = JSON.parse(
    await readFile(join(KIT, 'package.json'), 'utf8'),
  );
  const all = { ...kit.dependencies, ...kit.devDependencies };
  const dependencies = Object.fromEntries(packages.map((one) => [one, all[one] ?? '']));
  return { name, version: kit.version, license: kit.license, engines: kit.engines, dependencies };
}

/** esbuild bundles a Raft. TypeScript is for the student: `npx tsc --noEmit`, and the same version in every editor. */
function handoutPackage(): Promise<PackageFile> {
  return packageWith('raft-labs', ['esbuild', 'typescript']);
}

/** The kit's rules for types, without what only the kit needs. */
async function tsconfig(): Promise<string> {
  const { compilerOptions }: { readonly compilerOptions: object } = JSON.parse(
    await readFile(join(KIT, 'tsconfig.json'), 'utf8'),
  );
  const include = ['skeleton', 'labs'];
  return `${JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] }, include }, null, 2)}\n`;
}

/** The guide stands one folder higher than in the kit, so its links do as well. It speaks of lab 2T where that is there. */
export async function studentGuide({ lab2T }: HandoutOptions): Promise<string> {
  const text = await readFile(join(KIT, 'docs/student-guide.md'), 'utf8');
  const guide = lab2T ? text : text.replace(/^Lab 2T .*?\n\n/ms, '');
  return guide.replaceAll(/\]\((?!https?:|#)([^)]+)\)/g, (_, to: string) =>
    to.startsWith('../') ? `](${to.slice(3)})` : `](docs/${to})`,
  );
}

async function skeletonFiles(): Promise<readonly string[]> {
  const names = await readdir(join(KIT, 'skeleton'), { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && !entry.name.includes('.test'))
    .map(({ parentPath, name }) => join(parentPath, name).slice(join(KIT, 'skeleton').length + 1));
}

async function copy(out: string, path: string): Promise<void> {
  await mkdir(dirname(join(out, path)), { recursive: true });
  await cp(join(KIT, path), join(out, path));
}

async function write(out: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(out, path)), { recursive: true });
  await writeFile(join(out, path), text);
}
