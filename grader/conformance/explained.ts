/**
 * What the specification says of a failed run, for its report.
 *
 * @module
 */
import { readTrace } from '../trace/file.ts';
import type { RecordedRun } from './run-reader.ts';

/** The longest run that is explained: a report must not take long, and `npm run explain` takes any. */
export const EXPLAINED_EVENTS = 3_000;

/**
 * Explains a run that failed. It decides nothing, so whatever goes wrong in here only means that there is nothing to say.
 * In a handout, which has no specification, that is always so.
 *
 * @param run - The run as it was recorded, or its trace as text; `null` when there is none.
 */
export async function explained(run: RecordedRun | string | null): Promise<readonly string[]> {
  if (run === null) return [];
  try {
    const recorded = typeof run === 'string' ? readTrace(run) : run;
    return recorded.events.length > EXPLAINED_EVENTS ? [] : (await explainer())(recorded);
  } catch {
    return [];
  }
}

type Explain = (recorded: RecordedRun) => readonly string[];
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
  return (recorded) => explanation(checkTrace(spec, recorded), () => []);
}
