/**
 * Which kit grades: its version, and a hash of the code on which grades depend.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kit } from './manifest.ts';

/** The folders whose code has a say in a grade. How grades are printed and stored does not count. */
const SOURCES = [
  'grader/checkers',
  'grader/run',
  'grader/sandbox',
  'grader/sim',
  'grader/trace',
  'labs',
  'skeleton/contract',
];
/** Where that code is in what `npm run gradescope` makes: built, and no sources. */
const BUILT = 'grader/engine';

export async function thisKit(): Promise<Kit> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const packaged: { readonly version: string } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  const hash = createHash('sha256');
  for (const folder of existsSync(join(root, BUILT)) ? [BUILT] : SOURCES) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.filter((name) => CODE.test(name) && !TEST.test(name)).sort()) {
      const content = await readFile(join(root, folder, name));
      hash.update(`${folder}/${name}\0${content.length}\0`).update(content);
    }
  }
  return { version: packaged.version, hash: hash.digest('hex'), node: process.version };
}

const CODE = /\.m?[jt]s$/;
const TEST = /[.]test[.]ts$|test-helper|(^|[\\/])testing[.]ts$/;
