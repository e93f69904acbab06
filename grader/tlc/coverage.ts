/**
 * How often each action was taken, as TLC counts it.
 *
 * @module
 */
import { CODE, messagesOf } from './messages.ts';

/** For each action of `Next`, how many steps it made. */
export type Coverage = ReadonlyMap<string, number>;

/** Reads the last report of a run; empty if TLC gave none. */
export function coverageOf(output: string): Coverage {
  const messages = messagesOf(output);
  const begin = messages.findLastIndex(({ code }) => code === CODE.coverageStart);
  const counts = messages.slice(begin + 1).flatMap(({ code, text }) => {
    const [, name, steps] = /^<MC(\w+) line .*>: \d+:(\d+)$/.exec(text) ?? [];
    return code === CODE.coverage && name !== undefined ? [[name, Number(steps)] as const] : [];
  });
  return together(counts);
}

/** What several runs did together. */
export function mergeCoverage(runs: readonly Coverage[]): Coverage {
  return together(runs.flatMap((run) => [...run]));
}

/** An action may be counted in parts, one for each server. */
function together(counts: readonly (readonly [string, number])[]): Coverage {
  const sums = new Map<string, number>();
  for (const [name, steps] of counts) sums.set(name, (sums.get(name) ?? 0) + steps);
  return sums;
}

/** Says how often each action was taken, and at the end which ones never were. */
export function coverageLines(coverage: Coverage): readonly string[] {
  if (coverage.size === 0) return ['TLC counted no actions.'];
  const width = Math.max(...[...coverage.values()].map((steps) => String(steps).length));
  const table = [...coverage].map(([name, steps]) => `  ${String(steps).padStart(width)}  ${name}`);
  const never = [...coverage].filter(([, steps]) => steps === 0).map(([name]) => name);
  const verdict =
    never.length === 0
      ? 'Every action is taken.'
      : `No model of this run takes ${never.join(', ')}.`;
  return ['Steps of each action:', ...table, verdict];
}
