/**
 * Clusters: failures of a class that are the same failure, so that it is explained once to all whom it concerns.
 *
 * Two failures are the same when the same rule was broken in the same handler. Where no rule was broken, the verdict and
 * the handler say it, for lack of progress the scenario, since there are many ways to get nowhere, and for what cannot be
 * graded the reason.
 *
 * @module
 */
import { unplayable } from '../formats/outcome.ts';
import type { StoredRun, StoredScenario } from '../formats/results.ts';
import type { Stored } from './directory.ts';

export interface Cluster {
  /** `one-vote-per-term`, `no progress in 2A.1` */
  readonly name: string;
  /** The sentence of the rule with its place in the paper; empty when none was broken. */
  readonly sentence: string;
  readonly handler: string | null;
  /** Whom it concerns, in the order of their names, with the scenarios that failed so. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** One of the runs, and whose it was. */
  readonly example: { readonly id: string; readonly run: StoredRun };
}

/** All clusters: what concerns most comes first. */
export function clustersOf(all: readonly Stored[]): readonly Cluster[] {
  const clusters = new Map<string, Growing>();
  for (const stored of all) {
    const whole = unplayable(stored.results) !== null;
    for (const scenario of stored.results.labs.flatMap(({ scenarios }) => scenarios)) {
      const run = scenario.violation ?? scenario.failure;
      if (run === null || scenario.verdict === 'not judged') continue;
      const name = whole ? 'cannot be graded' : nameOf(scenario, run);
      const handler = whole ? null : run.handler;
      const key = JSON.stringify([name, handler, whole ? reasonOf(run) : '']);
      const cluster = clusters.get(key) ?? begun(name, handler, { id: stored.id, run });
      clusters.set(key, cluster);
      const scenarios = cluster.members.get(stored.id) ?? [];
      cluster.members.set(stored.id, scenarios);
      scenarios.push(scenario.id);
    }
  }
  return [...clusters.values()].sort(
    (one, other) => other.members.size - one.members.size || (one.name < other.name ? -1 : 1),
  );
}

interface Growing extends Cluster {
  readonly members: Map<string, string[]>;
}

function begun(name: string, handler: string | null, example: Cluster['example']): Growing {
  const { rule } = example.run;
  const sentence = rule === null ? '' : `${rule.sentence} (${rule.paper})`;
  return { name, sentence, handler, members: new Map(), example };
}

/** Why nothing can be played, without the place: it is another one in every submission. */
function reasonOf({ text }: StoredRun): string {
  const [line = ''] = text.split('\n');
  return line.replace(/^\S+:\d+: /, '');
}

function nameOf({ id }: StoredScenario, { verdict, rule, text }: StoredRun): string {
  if (rule !== null) return rule.id;
  if (verdict === 'no progress') return `no progress in ${id}`;
  return verdict === 'not written yet' ? `not written yet: ${text}` : verdict;
}
