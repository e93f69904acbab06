/**
 * The rule for what clients were told.
 *
 * @module
 */
import { checkLinearizable, type Rule, type World } from '../grader/index.ts';
import type { Json } from '../skeleton/contract/index.ts';
import type { KvCall } from './clients.ts';
import { type KvOperation, kvModel } from './kv.ts';

/** What clients were told does not fit one copy of the data. */
const linearizability: Rule = {
  id: 'linearizability',
  sentence:
    'Each operation appears to happen at once, exactly once, at some moment between its invocation and its response.',
  paper: '§8; dissertation §6.3',
};

/** Many times what histories of the labs need; a second or two when all of it is used. */
const STEPS_MAX = 500_000;
/** How many operations before the bad answer are told. */
const TOLD_MAX = 4;

/** Fails the run when its history is not linearizable; ends it as inconclusive when that cannot be found out. */
export function linearizable(
  world: World,
  history: readonly KvCall[],
  stepsMax: number = STEPS_MAX,
): void {
  const found = checkLinearizable<KvOperation, KvCall>(kvModel, history, stepsMax);
  if (found.verdict === 'unknown') {
    world.inconclusive(
      `the history of key ${found.part} is neither explained nor refuted after ${found.steps} steps; run it again with more`,
    );
  }
  if (found.verdict === 'illegal') {
    const { operation, order, state, instead } = found.misfit;
    const before = order.slice(-TOLD_MAX).map(tell);
    const earlier = order.length - before.length;
    const start = earlier === 0 ? '' : `${earlier} operations on it, and then `;
    const all = before.length === 0 ? 'nothing' : `${start}${before.join('; ')}`;
    world.wrong(
      linearizability,
      `${tell(operation)}. No order explains this answer. One that explains all answers before it: ${all}. ` +
        `After these, ${found.part} is ${JSON.stringify(state)} and the answer would be ${JSON.stringify(instead)}`,
    );
  }
}

/** `c1 asks at 120 ms for put x "a", and is told null at 140 ms`. */
function tell({ client, input, askedMs, answer, toldMs }: KvCall): string {
  const told =
    answer === null ? 'never told anything' : `told ${jsonOf(answer.output)} at ${toldMs} ms`;
  return `${client} asks at ${askedMs} ms for ${asked(input)}, and is ${told}`;
}

function asked(operation: KvOperation): string {
  const { type, key } = operation;
  switch (operation.type) {
    case 'get':
      return `${type} ${key}`;
    case 'cas':
      return `${type} ${key} ${jsonOf(operation.expected)} to ${jsonOf(operation.value)}`;
    default:
      return `${type} ${key} ${jsonOf(operation.value)}`;
  }
}

function jsonOf(value: Json): string {
  return JSON.stringify(value);
}
