/**
 * The command that plays a run again, as it can be copied into a shell.
 *
 * @module
 */
import type { RunVerdict } from '../run/verdict.ts';

/** @param folder - The folder with the submission that is played. */
export function replayCommand(
  folder: string,
  { scenario, seed }: Pick<RunVerdict, 'scenario' | 'seed'>,
): string {
  return `npm run grade -- ${shellWord(folder)} --scenario ${scenario} --seed ${seed} --seeds 1`;
}

/** A text as one word of a shell. */
export function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
