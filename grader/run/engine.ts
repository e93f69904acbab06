/**
 * Builds the engine and the labs into one plain JavaScript file for the processes that play.
 *
 * A worker that had to compile TypeScript would start ten times slower, and the loader's names for every function would
 * slow down the hot path. So the code is bundled once, in a tenth of a second, into a folder that is removed at exit.
 *
 * @module
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** A file that was built. */
export interface Built {
  /** Where it is until this process ends. */
  readonly path: string;
  /** The files that went into it, relative to the kit's root. */
  readonly inputs: readonly string[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Bundles an entry point of the kit. In a handout that was done before, and the file lies beside the commands.
 *
 * @param entry - The file, relative to the kit's root.
 * @returns The path of the built file, which exists until this process ends.
 */
export async function buildEngine(entry: string): Promise<string> {
  const before = fileURLToPath(new URL(builtName(entry), import.meta.url));
  return existsSync(before) ? before : (await buildFile(entry)).path;
}

/** How the built file of an entry is called where it is handed out: `labs-worker.mjs` for `labs/worker.ts`. */
export function builtName(entry: string): string {
  return entry.replaceAll('/', '-').replace(/\.ts$/, '.mjs');
}

/** Bundles a file with all that it imports. What is wrong with it is printed before this throws. */
export async function buildFile(entry: string): Promise<Built> {
  const outfile = join(folderUntilExit(), 'engine.mjs');
  const { metafile } = await build({
    ...OPTIONS,
    entryPoints: [entry],
    outfile,
    sourcemap: 'inline',
    sourcesContent: false,
  });
  return { path: outfile, inputs: Object.keys(metafile.inputs) };
}

/** How everything is built that runs outside of the kit's own process. */
export const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  metafile: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
  banner: {
    js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
  },
} satisfies BuildOptions;

const folders: string[] = [];

/** A new folder, which is removed when this process ends. */
function folderUntilExit(): string {
  if (folders.length === 0) {
    process.once('exit', () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  }
  const folder = mkdtempSync(join(tmpdir(), 'raft-lab-kit-'));
  folders.push(folder);
  return folder;
}
