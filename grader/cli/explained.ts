/**
 * What the specification says of a failed run, for its report.
 *
 * @module
 */
import type { Broken } from '../conformance/unspecified.ts';
import { readTrace } from '../trace/file.ts';

/** The longest run that is explained: a report must not take long, and `npm run explain` takes any. */
export const EXPLAINED_EVENTS = 3_000;

/**
 * Explains a run that failed. It decides nothing, so whatever goes wrong in here only means that there is nothing to say.
 *
 * @param trace - The trace of the run, as text; `null` when there is none.
 * @param broken - The rule that it has broken, if any.
 */
export async function explained(
  trace: string | null,
  broken: Broken | null,
): Promise<readonly string[]> {
  if (trace === null) return [];
  try {
    return (await explainer())(readTrace(trace), broken);
  } catch {
    return [];
  }
}

type Explain = (recorded: ReturnType<typeof readTrace>, broken: Broken | null) => readonly string[];
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
  return (recorded, broken) => explanation(checkTrace(spec, recorded), () => [], broken);
}
