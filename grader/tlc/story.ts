/**
 * A counterexample as a story: who did what, and which variables changed by it.
 *
 * @module
 */
import type { State } from './messages.ts';

/** Variables of the models that are told in another way, or not at all. */
const UNTOLD = new Set(['lastStep', 'budget', 'committedIn']);

/** Tells a counterexample, a paragraph a step. */
export function tellStory(states: readonly State[]): readonly string[] {
  return states.flatMap((state, place) => {
    const before = states[place - 1];
    return before === undefined
      ? []
      : [`${place}. ${whatHappened(state)}`, ...changes(before, state)];
  });
}

/** The variables that a step changed, in their order, each with its new value. */
function changes(before: State, after: State): readonly string[] {
  return Object.entries(after.variables)
    .filter(([name, value]) => !UNTOLD.has(name) && before.variables[name] !== value)
    .map(([name, value]) => `     ${name} = ${value}`);
}

/** What the model wrote into `lastStep`: the action, the server, and the message or number that it was given. */
function whatHappened(state: State): string {
  const { lastStep = '' } = state.variables;
  const action = /action \|-> "(\w+)"/.exec(lastStep)?.[1] ?? 'a step';
  const server = /server \|-> (\w+)/.exec(lastStep)?.[1] ?? '';
  const input = /input \|->\s+([\s\S]*?), *(?:action|server) \|->|input \|-> ([\s\S]*?) *\]$/.exec(
    lastStep,
  );
  const told = (input?.[1] ?? input?.[2] ?? 'Nil').trim();
  return told === 'Nil' ? `${action}(${server})` : `${action}(${server}, ${told})`;
}
