/**
 * The grader without the kit around it: an archive for Gradescope, which also serves as an action for GitHub and on any
 * machine that only grades.
 *
 * It holds the engine and no reference, so that there is nothing to be found for code that gets out of its sandbox.
 *
 * @module
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { buildHandoutEngine } from './engine.ts';
import { KIT, lock, packageWith } from './make.ts';

export interface AutograderOptions {
  /** The labs that are graded; all when empty. */
  readonly labs: readonly string[];
  readonly salt?: string;
  readonly seeds?: number;
  /** After how many minutes the platform ends a grading. */
  readonly minutes: number;
  /** Shows the points of each to all others. */
  readonly leaderboard: boolean;
}

const COPIED = ['LICENSE', 'grader/action/action.yml', 'grader/report/results.schema.json'];
const PROGRAMS = ['setup.sh', 'run_autograder'];
/** The grading ends by itself so long before the platform would end it and lose everything. */
const SECONDS_LEFT = 30;

/** Makes the archive. The same options give the same bytes. */
export async function autograderZip(options: AutograderOptions): Promise<Uint8Array> {
  const files = new Map<string, string>([['settings.sh', settings(options)]]);
  for (const path of COPIED) files.set(path, await textOf(path));
  for (const path of await readdir(join(KIT, 'skeleton/contract'))) {
    files.set(`skeleton/contract/${path}`, await textOf(`skeleton/contract/${path}`));
  }
  for (const [name, text] of await engineFiles()) files.set(`grader/engine/${name}`, text);
  const packaged = await packageWith('raft-autograder', ['esbuild']);
  const scripts = Object.fromEntries(
    ['grade', 'convert', 'replay'].map((name) => [name, `node grader/engine/kit.mjs ${name}`]),
  );
  const manifest = { ...packaged, private: true, type: 'module', scripts };
  files.set('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  files.set('package-lock.json', await lock(packaged));
  return zipped(files);
}

async function zipped(files: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const archive: Zippable = {};
  for (const [path, text] of files) archive[path] = [Buffer.from(text), attributes(0o644)];
  for (const name of PROGRAMS) {
    const text = await textOf(`grader/handout/gradescope/${name}`);
    archive[name] = [Buffer.from(text), attributes(0o755)];
  }
  // The first moment that a zip file can name, in whatever zone.
  return zipSync(archive, { mtime: new Date(1980, 0, 1) });
}

/** Permissions, as Unix puts them into a zip file. */
function attributes(mode: number): { readonly os: number; readonly attrs: number } {
  return { os: 3, attrs: (0o100000 | mode) * 0x10000 };
}

/** What `run_autograder` reads. */
function settings({ labs, salt, seeds, minutes, leaderboard }: AutograderOptions): string {
  const options = [
    ...(labs.length === 0 ? [] : ['--lab', ...labs]),
    ...(salt === undefined ? [] : ['--salt', salt]),
    ...(seeds === undefined ? [] : ['--seeds', `${seeds}`]),
  ];
  const quoted = options.map((option) => `'${option.replaceAll("'", "'\\''")}'`).join(' ');
  return [
    '# What is graded, and after how many seconds it ends. Written by npm run gradescope.',
    `GRADE_OPTIONS=(${quoted})`,
    `SECONDS_MAX=${minutes * 60 - SECONDS_LEFT}`,
    `LEADERBOARD=${leaderboard ? 1 : 0}`,
    '',
  ].join('\n');
}

async function engineFiles(): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'raft-lab-kit-engine-'));
  try {
    await buildHandoutEngine(folder);
    const files = new Map<string, string>();
    for (const name of await readdir(folder)) {
      files.set(name, await readFile(join(folder, name), 'utf8'));
    }
    return files;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function textOf(path: string): Promise<string> {
  return readFile(join(KIT, path), 'utf8');
}
