/**
 * Asks TLC for the figures of a case.
 *
 * @module
 */
import type { Case, Figures } from './agreement.ts';
import { versionOf } from './messages.ts';
import { runTlc } from './run.ts';

/** The figures, and the version of TLC that gave them. Throws if TLC cannot run the case. */
export async function measure(
  { folder, job }: Case,
  { jar, out }: { readonly jar: string; readonly out: string },
): Promise<{ readonly tlc: string; readonly figures: Figures }> {
  const { ending, counts, output } = await runTlc(folder, out, job, {
    jar,
    workers: 1,
  });
  if (ending.kind === 'failed' || counts === undefined) {
    throw new Error(`TLC cannot run ${job.name}:\n${output}`);
  }
  const { generated, distinct, depth } = counts;
  const falls = ending.kind === 'falls';
  const fell = falls ? ending.property : null;
  const steps = falls ? ending.story.length - 1 : null;
  const figures = { name: job.name, fell, steps, generated, distinct, depth };
  return { tlc: versionOf(output), figures };
}
