/**
 * Builds the engine and the labs into one plain JavaScript file for the worker threads.
 *
 * A worker that had to compile TypeScript would start ten times slower, and the loader's names for every function would
 * slow down the hot path. So the code is bundled once, in a tenth of a second, into a folder that is removed at exit.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles an entry point of the kit.
 *
 * @param entry - The file, relative to the kit's root.
 * @returns The path of the built file, which exists until this process ends.
 */
export async function buildEngine(entry: string): Promise<string> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'raft-lab-kit-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'engine.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
  });
  return outfile;
}
