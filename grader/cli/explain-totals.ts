/**
 * What comes of comparing many runs with the specification.
 *
 * @module
 */
import type { TraceFindings } from '../conformance/trace-check.ts';

/** Counts, as they go from one process to another. */
export interface Counts {
  readonly runs: number;
  readonly steps: number;
  /** Runs in which the specification forbids a step. */
  readonly forbidden: number;
  /** Steps that each action allows. */
  readonly actions: readonly (readonly [string, number])[];
  /** Steps beyond the specification, by what they are. */
  readonly beyond: readonly (readonly [string, number])[];
}

export class Totals {
  runs = 0;
  steps = 0;
  forbidden = 0;
  readonly #actions = new Map<string, number>();
  readonly #beyond = new Map<string, number>();

  /** Counts one run. */
  add({ steps, actions, beyond, forbidden }: TraceFindings): void {
    this.addCounts({
      runs: 1,
      steps,
      forbidden: forbidden === null ? 0 : 1,
      actions: [...actions],
      beyond: [...beyond].map(([what, { count }]) => [what, count] as const),
    });
  }

  /** Adds what others have counted. */
  addCounts({ runs, steps, forbidden, actions, beyond }: Counts): void {
    this.runs += runs;
    this.steps += steps;
    this.forbidden += forbidden;
    for (const [name, count] of actions) increase(this.#actions, name, count);
    for (const [what, count] of beyond) increase(this.#beyond, what, count);
  }

  counts(): Counts {
    const { runs, steps, forbidden } = this;
    return { runs, steps, forbidden, actions: [...this.#actions], beyond: [...this.#beyond] };
  }

  lines(): string[] {
    const { runs, steps, forbidden } = this;
    const beyond = [...this.#beyond].map(([what, count]) => `  ${what}: ${count}`);
    return [
      `${runs} runs, ${steps} steps. The specification forbids something in ${forbidden} runs.`,
      ...actionLines(this.#actions),
      ...(beyond.length === 0
        ? []
        : ['Beyond the specification, and not wrong by itself:', ...beyond]),
    ];
  }
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

export function actionLines(actions: ReadonlyMap<string, number>): string[] {
  return ['Steps that each action allows:', ...[...actions].map(([name, n]) => `  ${name}: ${n}`)];
}
