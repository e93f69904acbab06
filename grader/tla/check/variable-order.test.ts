import { expect, it } from 'vitest';
import { modelOf } from '../model.test-helper.ts';

const VARIABLES = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'role', 'log', 'term'];

/** The order of these variables in a module with so many definitions more than a model needs. */
async function order(definitions: number, extended = ''): Promise<string> {
  const more = Array.from({ length: definitions }, (_, index) => `D${index} == TRUE`);
  const text = `${extended}
VARIABLES ${VARIABLES.join(', ')}
${more.join('\n')}
Init == ${VARIABLES.map((name) => `/\\ ${name} = TRUE`).join(' ')}
Next == ${VARIABLES.map((name) => `/\\ ${name}' = FALSE`).join(' ')}
Inv == alpha`;
  const model = await modelOf({ M: text }, 'INIT Init\nNEXT Next\nINVARIANT Inv');
  return model.variableOrder.map((index) => model.machine.variables[index]).join(' ');
}

const [small, larger, largest] = [
  'term alpha omega gamma role delta beta log',
  'log gamma alpha omega term role beta delta',
  'omega alpha role beta gamma term log delta',
];

// Each row is what TLC prints in the states of a counterexample, on both sides of a size at which its table grows.
it.each([
  ['', 0, small],
  ['', 60, small],
  ['', 61, larger],
  ['', 204, larger],
  ['', 205, largest],
  ['EXTENDS Naturals', 48, small],
  ['EXTENDS Naturals', 49, larger],
  ['EXTENDS Integers', 46, small],
  ['EXTENDS Integers', 47, larger],
  ['EXTENDS Bags', 33, small],
  ['EXTENDS Bags', 34, larger],
  ['EXTENDS Naturals, Sequences, FiniteSets, TLC', 24, small],
  ['EXTENDS Naturals, Sequences, FiniteSets, TLC', 25, larger],
])('%s and %i definitions: the order is that of TLC', async (extended, definitions, expected) => {
  expect(await order(definitions, extended)).toBe(expected);
});
