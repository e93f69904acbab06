/**
 * What the specification says of a failed run, for its report.
 *
 * @module
 */
import { readTrace } from '../trace/file.ts';

/** The longest run that is explained: a report must not take long, and `npm run explain` takes any. */
export const EXPLAINED_EVENTS = 3_000;

/**
 * Explains a run that failed. It decides nothing, so whatever goes wrong in here only means that there is nothing to say.
 *
 * @param trace - The trace of the run, as text; `null` when there is none.
 */
export async function explained(trace: string | null): Promise<readonly string[]> {
  if (trace === null) return [];
  try {
    return (await explainer())(readTrace(trace));
  } catch {
    return [];
  }
}

type Explain = (recorded: ReturnType<typeof readTrace>) => readonly string[];
let loaded: Promise<Explain> | null = null;

/** The specification is read for the first failure: most gradings have none. */
function explainer(): Promise<Explain> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Explain> {
  const [{ AskedSpec }, { explanation }, { checkTrace }] = await Promise.all([
    import('../conformance/asked.ts'),
    import('../conformance/explanation.ts'),
    import('../conformance/trace-check.ts'),
  ]);
  const spec = await AskedSpec.load();
  return (recorded) => explanation(checkTrace(spec, recorded), () => []);
}
