/**
 * Puts the shards of a class together. What comes out is what a grading of the whole class would have written.
 *
 * @module
 */
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassError } from './class-error.ts';
import { deriveAll } from './derive.ts';
import { ResultsDirectory } from './directory.ts';
import { differences, type Manifest } from './manifest.ts';

/**
 * Merges.
 *
 * @returns How many submissions there are now.
 * @throws ClassError when these are not all shards of one class, each once.
 */
export async function merge(paths: readonly string[], out: string): Promise<number> {
  const shards: ResultsDirectory[] = [];
  for (const path of paths) shards.push(await ResultsDirectory.open(path));
  const manifest = mergedManifest(shards);
  await refuseExisting(out);
  const unfinished = `${out.replace(/[\\/]+$/, '')}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const merged = await ResultsDirectory.begin(unfinished, manifest, { resume: false });
  let count = 0;
  for (const shard of shards) {
    const ids = await shard.ids();
    count += ids.length;
    for (const id of ids) await merged.put(id, await shard.filesOf(id));
    const timings = await readFile(join(shard.path, 'timings.csv'), 'utf8').catch(() => '');
    await merged.noteTime(timings);
  }
  await deriveAll(merged);
  await rename(unfinished, out);
  return count;
}

function mergedManifest(shards: readonly ResultsDirectory[]): Manifest {
  const [first, ...others] = shards;
  if (first === undefined) throw new ClassError('there is nothing to merge');
  const whole = { ...first.manifest, shard: null };
  for (const { path, manifest } of others) {
    const other = differences([first.path, whole], [path, { ...manifest, shard: null }]);
    if (other.length === 0) continue;
    throw new ClassError(
      `${first.path} and ${path} are parts of two gradings: ${other.join('; ')}`,
    );
  }
  const places = new Map<number, string>();
  for (const { path, manifest } of shards) {
    if (manifest.shard === null) throw new ClassError(`${path} is no shard but a whole class`);
    const { index, of, class: name } = manifest.shard;
    if (of !== first.manifest.shard?.of || name !== first.manifest.shard.class) {
      throw new ClassError(
        `${first.path} and ${path} are shards of two classes: their numbers or the names of the submissions differ`,
      );
    }
    const same = places.get(index);
    if (same !== undefined)
      throw new ClassError(`${same} and ${path} are both shard ${index}/${of}`);
    places.set(index, path);
  }
  const of = first.manifest.shard?.of ?? 0;
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((at) => !places.has(at));
  if (missing.length === 0) return whole;
  throw new ClassError(`a shard is missing: ${missing.map((at) => `${at}/${of}`).join(', ')}`);
}

async function refuseExisting(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[];
    throw new ClassError(`${out} cannot be used for results (${error.code})`);
  });
  if (names.length > 0) throw new ClassError(`${out} is not empty; name another folder`);
}
