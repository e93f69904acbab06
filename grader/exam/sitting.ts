/**
 * One examinee sits the labs' scenarios, in one thread and at one go.
 *
 * @module
 */
import type { LabId } from '../../skeleton/contract/index.ts';
import type { Lab } from '../run/lab.ts';
import { play, type Subject } from '../run/play.ts';
import type { Scenario } from '../run/scenario.ts';
import type { Verdict } from '../run/verdict.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import { load } from '../sandbox/load.ts';

/** Who is examined, and with what. */
export interface Sitting {
  readonly bundle: Bundle;
  readonly labs: readonly LabId[];
  /** The first seed of each grading that is played. */
  readonly bases: readonly number[];
  /** How many seeds; each scenario's own default unless given. */
  readonly seeds?: number;
  readonly extent: Extent;
  /** Scenarios that are played before all others, because they are known to be quick to find this one. */
  readonly first?: readonly string[];
}

/**
 * How much is played. `whole`: every scenario in every base. `first-base`: every scenario in the first base, and in the
 * others until one takes points away, beginning with those that did so in the first. `brief`: the same, and in the first
 * base too one is enough.
 */
export type Extent = 'whole' | 'first-base' | 'brief';

/** A scenario in which the examinee lost points. */
export interface Loss {
  readonly scenario: string;
  /** The first seed that failed. */
  readonly seed: number;
  readonly verdict: Verdict;
  /** The id of the rule that was broken, when the verdict is "wrong". */
  readonly rule: string | null;
  readonly text: string;
  /** How many events were played until then, over all seeds: what it cost, on any machine. */
  readonly events: number;
}

/** What one grading has found. */
export interface BaseResult {
  readonly base: number;
  readonly losses: readonly Loss[];
}

/** Plays the sitting. */
export function sit(sitting: Sitting, labs: readonly Lab[]): readonly BaseResult[] {
  const { bases, extent, first = [] } = sitting;
  const subject = load(sitting.bundle);
  const wanted = labs.filter(({ id }) => sitting.labs.includes(id));
  const parts = wanted.flatMap((lab) => lab.scenarios.map((scenario) => ({ lab, scenario })));
  const results: BaseResult[] = [];
  for (const base of bases) {
    const known = quickestFirst(results[0]?.losses ?? []).map(({ scenario }) => scenario);
    const enough = extent === 'brief' || (extent === 'first-base' && known.length > 0);
    const ordered = enough ? byPromise(parts, [...known, ...first]) : parts;
    const losses: Loss[] = [];
    for (const part of ordered) {
      const loss = firstLoss({ ...part, subject, base, seeds: sitting.seeds });
      if (loss !== null) losses.push(loss);
      if (enough && losses.length > 0) break;
    }
    results.push({ base, losses });
  }
  return results;
}

/** A scenario and the lab that it belongs to. */
interface Part {
  readonly lab: Lab;
  readonly scenario: Scenario;
}

/** Losses in the order of what they cost. */
export function quickestFirst(losses: readonly Loss[]): readonly Loss[] {
  return [...losses].sort((one, other) => one.events - other.events);
}

/** These scenarios stand first, in their order. */
function byPromise(parts: readonly Part[], first: readonly string[]): readonly Part[] {
  const rank = ({ scenario }: Part): number => {
    const place = first.indexOf(scenario.id);
    return place === -1 ? first.length : place;
  };
  return [...parts].sort((one, other) => rank(one) - rank(other));
}

/** Plays a scenario until a seed fails. */
function firstLoss(
  part: Part & { subject: Subject; base: number; seeds: number | undefined },
): Loss | null {
  const { lab, scenario, subject, base } = part;
  const count = part.seeds ?? scenario.seeds;
  let events = 0;
  for (let seed = base; seed < base + count; seed += 1) {
    const result = play({ scenario, seed, subject, properties: lab.properties });
    const { verdict, rule, text } = result;
    events += result.events;
    if (verdict !== 'passed') {
      return { scenario: scenario.id, seed, verdict, rule: rule?.id ?? null, text, events };
    }
  }
  return null;
}
