/**
 * `npm run spec`, from one file of plain JavaScript: a small model is checked sooner than the checker's own sources are
 * compiled. The file is built when one of them has changed, and lies in a folder that may be thrown away. Node 20 runs no
 * TypeScript, so this file is JavaScript.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'node_modules', '.cache', 'raft-lab-kit');

// The checker makes thousands of short functions. Putting many into one another takes V8 longer than it saves.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=200');
const hash = current() ?? (await build());
if (hash === null) {
  const { tsImport } = await import('tsx/esm/api');
  await tsImport('./spec.ts', import.meta.url);
} else {
  process.env['RAFT_LAB_PARSED'] = join(FOLDER, hash); // For what this version of the parser makes.
  await import(pathToFileURL(builtFile(hash)).href);
}

/** The hash of the built file's sources, if they are what they were. */
function current() {
  try {
    const { inputs, hash } = JSON.parse(readFileSync(join(FOLDER, 'spec.json'), 'utf8'));
    return hash === hashOf(inputs) && existsSync(builtFile(hash)) ? hash : null;
  } catch {
    return null;
  }
}

/** @param {readonly string[]} inputs */
function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(readFileSync(join(ROOT, input)));
  return hash.digest('hex');
}

/** @param {string} hash */
function builtFile(hash) {
  return join(FOLDER, hash, 'spec.mjs');
}

/** Builds the file, and returns the hash of its sources; `null` if the folder cannot be written. */
async function build() {
  const { build: bundle } = await import('esbuild');
  const began = Date.now();
  const { metafile, outputFiles } = await bundle({
    absWorkingDir: ROOT,
    entryPoints: ['grader/cli/spec.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['web-tree-sitter'], // It looks for its WebAssembly beside itself.
    logLevel: 'error',
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
  });
  // The lock file stands for the parser's grammar, which goes into no bundle.
  const others = ['grader/cli/spec-start.mjs', 'package-lock.json', 'tsconfig.json'];
  const inputs = [...others, ...Object.keys(metafile.inputs)];
  const hash = hashOf(inputs);
  try {
    mkdirSync(join(FOLDER, hash), { recursive: true });
    for (const name of readdirSync(FOLDER)) {
      if (/^[0-9a-f]{64}$/.test(name) && name !== hash)
        rmSync(join(FOLDER, name), { recursive: true });
    }
    for (const { contents } of outputFiles) appear(builtFile(hash), contents);
    // Of a file that was saved while esbuild was reading, the hash may be that of another text: build again next time.
    const saved = inputs.some((input) => statSync(join(ROOT, input)).mtimeMs >= began);
    if (!saved) appear(join(FOLDER, 'spec.json'), JSON.stringify({ hash, inputs }));
    return hash;
  } catch {
    return null;
  }
}

/**
 * Another process may look for the file now, so it appears whole or not at all.
 *
 * @param {string} path
 * @param {string | Uint8Array} content
 */
function appear(path, content) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}
