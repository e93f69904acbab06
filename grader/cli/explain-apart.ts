/**
 * Many runs compared with the specification, each scenario in a process of its own, on all cores.
 *
 * The evaluator of TLA+ forgets no value that it has made, which is what makes it quick. Within one process the runs of a
 * whole lab would fill the memory.
 *
 * @module
 */
import { availableParallelism } from 'node:os';
import { type Counts, Totals } from './explain-totals.ts';
import { askPart } from './part.ts';

/** What one process says at its end. */
export interface Part {
  readonly lines: readonly string[];
  readonly counts: Counts;
}

export interface ExplainApart {
  /** The file of the command that compares one scenario, and its arguments without the scenario. */
  readonly command: string;
  readonly args: readonly string[];
  /** The ids of the scenarios. */
  readonly scenarios: readonly string[];
  /** How many processes at a time; as many as there are cores unless given. */
  readonly jobs?: number;
  print(line: string): void;
}

/** Compares, prints in the order of the scenarios, and returns the exit code: 0 when no run has a forbidden step. */
export async function explainApart(options: ExplainApart): Promise<0 | 1> {
  const { command, args, scenarios, jobs = availableParallelism(), print } = options;
  const waiting = [...scenarios];
  const parts = new Map<string, Part>();
  const total = new Totals();
  let told = 0;
  const tellOn = (): void => {
    for (let id = scenarios[told]; id !== undefined; id = scenarios[told]) {
      const part = parts.get(id);
      if (part === undefined) return;
      for (const line of part.lines) print(line);
      total.addCounts(part.counts);
      told += 1;
    }
  };
  /** The other lanes end after what they are at. */
  const giveUp = (error: unknown): never => {
    waiting.length = 0;
    throw error;
  };
  const lane = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const part = askPart<Part>(command, [...args, '--part', '--scenario', id]);
      parts.set(id, await part.catch(giveUp));
      tellOn();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, waiting.length) }, lane));
  for (const line of total.lines()) print(line);
  return total.forbidden === 0 ? 0 : 1;
}
