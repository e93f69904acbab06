/**
 * What a student's file of scenarios must hold, checked before anything is played.
 *
 * @module
 */
import type { Scenario } from '../run/scenario.ts';

/** More seeds than this measure nothing new, and take long. */
const SEEDS_MAX = 20;

/** A file that cannot be tried. The message is for the student. */
export class UnusableFile extends Error {}

/**
 * The scenarios that a file exports.
 *
 * @param exported - What `import()` of the file gave.
 * @throws {@link UnusableFile} when there are none, or one of them has not the right shape.
 */
export function scenariosIn(exported: object): readonly Scenario[] {
  const found: unknown = Reflect.get(exported, 'scenarios');
  if (!Array.isArray(found) || found.length === 0) {
    throw new UnusableFile('it must have `export const scenarios: readonly Scenario[] = [ ... ]`');
  }
  const seen = new Set<string>();
  return found.map((scenario: unknown, place) => {
    const problem = isObject(scenario) ? problemOf(scenario) : 'is no object';
    const named = isObject(scenario) ? nameOf(scenario) : null;
    const who = named ?? `the scenario at place ${place + 1}`;
    if (problem !== null) throw new UnusableFile(`${who} ${problem}`);
    if (seen.has(who)) throw new UnusableFile(`two scenarios have the id ${who}`);
    seen.add(who);
    return scenario as Scenario;
  });
}

function nameOf(scenario: object): string | null {
  const id: unknown = Reflect.get(scenario, 'id');
  return typeof id === 'string' && id !== '' ? id : null;
}

/** What is wrong with the shape of a scenario. The compiler says the same, to those who ask it. */
function problemOf(scenario: object): string | null {
  if (nameOf(scenario) === null) return 'has no id';
  const seeds: unknown = Reflect.get(scenario, 'seeds');
  if (!Number.isInteger(seeds) || Number(seeds) < 1 || Number(seeds) > SEEDS_MAX) {
    return `must have a number of seeds between 1 and ${SEEDS_MAX}`;
  }
  if (!Array.isArray(Reflect.get(scenario, 'sometimes'))) return 'has no list `sometimes`';
  for (const part of ['setup', 'play']) {
    const value: unknown = Reflect.get(scenario, part);
    if (typeof value !== 'function') return `has no function \`${part}\``;
    if (Object.prototype.toString.call(value) === '[object AsyncFunction]') {
      return `has an async \`${part}\`: time is virtual, and passes in world.run, reach, expect and watch`;
    }
  }
  return null;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
