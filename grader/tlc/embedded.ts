/**
 * Gives what TLC can be asked to run to the kit's own checker.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../tla/check/model.ts';
import { loadModel, type ModelFiles } from '../tla/load.ts';
import type { Job } from './models.ts';

/** Reads and compiles a job; throws a `SpecError` if there is something that the checker does not support. */
export async function loadJob(
  spec: string,
  job: Job,
  manner: Pick<ModelFiles, 'coverage' | 'kept'> = {},
): Promise<Model> {
  const folders = ['models', 'weakenings', '.'].map((part) => join(spec, part));
  const home = folders.find((folder) => existsSync(join(folder, `${job.root}.tla`))) ?? spec;
  return await loadModel({
    module: join(home, `${job.root}.tla`),
    folders,
    config: `${job.name}.cfg`,
    configText: job.config,
    ...manner,
  });
}
