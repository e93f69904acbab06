/**
 * Makes a handout, and looks through it before anybody gets it.
 *
 * @module
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { leaksIn } from '../handout/leaks.ts';
import { type HandoutOptions, KIT, makeHandout } from '../handout/make.ts';
import { UsageError } from './usage-error.ts';

export interface HandoutCommand extends HandoutOptions {
  /** A folder that is not there yet, or is empty. */
  readonly out: string;
  print(line: string): void;
}

/** Makes it, prints, and returns the exit code: 1 when something is in it that no student should get. */
export async function handoutCommand({ out, lab2T, print }: HandoutCommand): Promise<0 | 1> {
  refuseUsed(out);
  await makeHandout(out, { lab2T });
  const leaks = await leaksIn(out, KIT);
  for (const { file, what } of leaks) print(`${file}: ${what}`);
  if (leaks.length > 0) {
    print(`DO NOT HAND OUT ${out}: it holds what no student should get.`);
    return 1;
  }
  print(`The handout is in ${out}. Nothing of the reference is in it.`);
  print('Students begin with: npm ci && npm run lab 2A');
  return 0;
}

function refuseUsed(out: string): void {
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory()) throw new UsageError(`${out} is a file; name a new folder`);
  if (readdirSync(out).length === 0) return;
  throw new UsageError(`${out} is not empty; name a new folder, or empty it first`);
}
