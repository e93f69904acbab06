/**
 * What the specification says of a failed run, for its report.
 *
 * @module
 */
import { readTrace } from '../trace/file.ts';
import type { RecordedRun } from './run-reader.ts';
import type { Broken } from './unspecified.ts';

/** The longest run that is explained: a report must not take long, and `npm run explain` takes any. */
export const EXPLAINED_EVENTS = 3_000;

/**
 * Explains a run that failed. It decides nothing, so whatever goes wrong in here only means that there is nothing to say.
 * In a handout, which has no specification, that is always so.
 *
 * @param run - The run as it was recorded, or its trace as text; `null` when there is none.
 * @param broken - The rule that it has broken, if any.
 */
export async function explained(
  run: RecordedRun | string | null,
  broken: Broken | null,
): Promise<readonly string[]> {
  if (run === null) return [];
  try {
    const recorded = typeof run === 'string' ? readTrace(run) : run;
    return recorded.events.length > EXPLAINED_EVENTS ? [] : (await explainer())(recorded, broken);
  } catch {
    return [];
  }
}

type Explain = (recorded: RecordedRun, broken: Broken | null) => readonly string[];
let loaded: Promise<Explain> | null = null;

/** The specification is read for the first failure: most gradings have none. */
function explainer(): Promise<Explain> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Explain> {
  const [{ AskedSpec }, { explanation }, { checkTrace }] = await Promise.all([
    import('./asked.ts'),
    import('./explanation.ts'),
    import('./trace-check.ts'),
  ]);
  const spec = await AskedSpec.load();
  return (recorded, broken) => explanation(checkTrace(spec, recorded), () => [], broken);
}
