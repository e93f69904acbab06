/**
 * The labs and scenarios that a command line asks for.
 *
 * @module
 */
import type { Lab } from '../run/lab.ts';
import { UsageError } from './usage-error.ts';

/** Their ids; all when empty. */
export interface Wanted {
  readonly labs: readonly string[];
  readonly scenarios: readonly string[];
}

/** The labs that are wanted, with the scenarios that are wanted; an id that there is not is an error. */
export function wanted(labs: readonly Lab[], only: Wanted): readonly Lab[] {
  checkLabs(labs, only.labs);
  const chosen = labs.filter(({ id }) => only.labs.length === 0 || only.labs.includes(id));
  for (const id of only.scenarios) {
    if (scenarioOf(chosen, id) !== undefined) continue;
    const known = chosen.map((lab) => `${lab.scenarios[0]?.id} to ${lab.scenarios.at(-1)?.id}`);
    const where = only.labs.length === 0 ? '' : ` in lab ${listed(chosen)}`;
    throw new UsageError(`there is no scenario ${id}${where}; there are ${known.join(' and ')}`);
  }
  return chosen
    .map((lab) => ({ ...lab, scenarios: lab.scenarios.filter(({ id }) => isWanted(id, only)) }))
    .filter(({ scenarios }) => scenarios.length > 0);
}

/** Throws a {@link UsageError} when there is no lab with one of these ids. */
export function checkLabs(labs: readonly Lab[], ids: readonly string[]): void {
  for (const id of ids) {
    if (labs.some((lab) => lab.id === id)) continue;
    throw new UsageError(`there is no lab ${id}; the labs are ${listed(labs)}`);
  }
}

function isWanted(id: string, { scenarios }: Wanted): boolean {
  return scenarios.length === 0 || scenarios.includes(id);
}

function listed(labs: readonly Lab[]): string {
  return labs.map(({ id }) => id).join(', ');
}

/** The scenario with this id. */
export function scenarioOf(labs: readonly Lab[], id: string): Lab['scenarios'][number] | undefined {
  return labs.flatMap(({ scenarios }) => scenarios).find((scenario) => scenario.id === id);
}
