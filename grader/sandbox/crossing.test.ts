import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Raft, Step } from '../../skeleton/contract/index.ts';
import { BadStep, HandlerThrew } from '../sim/fault.ts';
import { Machine } from '../sim/machine.ts';
import { freshState } from '../trace/samples.ts';
import { across } from './crossing.ts';
import { explainError } from './explain.ts';

/** How many values are tried; more of them with RETURN_VALUES=10000. */
const numRuns = Number(process.env['RETURN_VALUES'] ?? 1_000);

const bundle = {
  name: 'x',
  code: '',
  sourceMap: JSON.stringify({ version: 3, sources: [], mappings: '' }),
  insertions: [],
};

let ticks = 0;

/** JSON has one zero. */
expect.addEqualityTesters([(a, b) => (a === 0 && b === 0 ? true : undefined)]);

/** Values that are code: each tells the counter when it runs, as instrumented code does. */
const alive = fc.constantFrom<() => unknown>(
  () => () => 1,
  () => Symbol('s'),
  () => new Proxy({}, { get: () => ++ticks, ownKeys: () => (ticks++ < 0 ? ['x'] : []) }),
  () => new Proxy([], { get: () => ++ticks }),
  () => ({
    get currentTerm() {
      return ++ticks;
    },
  }),
  () => ({
    get type(): string {
      throw new Error(String(++ticks));
    },
  }),
  () => {
    const own: unknown[] = [];
    own.push(own);
    return own;
  },
  () =>
    new (class Server {
      term = 1;
    })(),
  () => Object.assign([1], { [Symbol.isConcatSpreadable]: false }),
);

const strange = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  alive.map((make) => make()),
);

const effects = [
  { type: 'persist', state: { currentTerm: 1, votedFor: null, log: [], snapshot: null } },
  {
    type: 'send',
    message: {
      type: 'RequestVoteRequest',
      from: 'a',
      to: 'b',
      term: 1,
      lastLogIndex: 0,
      lastLogTerm: 0,
    },
  },
  { type: 'setTimer', timer: 'election', ms: 10 },
  { type: 'note', text: 'x' },
];

const right = { state: freshState, effects };

/** A right step in which one value is something else. */
const spoilt = fc
  .tuple(fc.constantFrom(...pathsOf(right)), strange)
  .map(([path, value]) => withValue(right, path, value));

/** A right step with fields of the submission's own. */
const own = fc
  .jsonValue()
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  .map((value) => ({ ...right, state: { ...freshState, own: value } }));

function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [
    [],
    ...Object.entries(value).flatMap(([key, part]) => pathsOf(part).map((path) => [key, ...path])),
  ];
}

function withValue(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = structuredClone(target) as Record<string, unknown>;
  copy[key] = withValue(copy[key], rest, value);
  return copy;
}

/** A machine with a server whose handlers are called across the border. */
function machineOf(raft: Partial<Raft>): Machine {
  const guarded = { exports: null, beginCall() {}, endCall() {}, ticks: () => ticks };
  const machine = new Machine('a', 0);
  machine.booted = { raft: across(raft as Raft, guarded), beginCall() {}, endCall() {} };
  return machine;
}

const env = { id: 'a', servers: ['a', 'b'], random: () => 0.5 };

/** How a machine takes what a handler returns: the step, or an error that a run knows how to explain. */
function taken(returned: unknown): 'step' | 'refused' {
  const handler = () => returned as Step;
  const machine = machineOf({ restart: handler, electionTimeout: handler });
  try {
    const { state } = machine.call({ type: 'restart' }, env);
    machine.call({ type: 'electionTimeout' }, env);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    return 'step';
  } catch (error) {
    if (error instanceof BadStep) return 'refused';
    if (!(error instanceof HandlerThrew)) throw error;
    expect(explainError(error.cause, bundle).message).not.toBe('');
    return 'refused';
  }
}

it('whatever a handler returns is taken or refused, and never a fault of the grader', () => {
  const anything = fc.oneof(strange, spoilt, spoilt, spoilt);
  fc.assert(
    fc.property(anything, (returned) => {
      taken(returned);
    }),
    { numRuns },
  );
});

it('a right step is taken, whatever JSON its fields of its own hold', () => {
  fc.assert(
    fc.property(own, (returned) => {
      expect(taken(returned)).toBe('step');
    }),
    { numRuns },
  );
});

it('a step with code in it is refused', () => {
  const code = fc.tuple(fc.constantFrom(...pathsOf(right)), alive);
  fc.assert(
    fc.property(code, ([path, make]) => {
      expect(taken(withValue(right, path, make()))).toBe('refused');
    }),
    { numRuns },
  );
});

it.each<readonly [string, (state: Record<string, unknown>) => void]>([
  ['sets', (state) => Object.assign(state, { currentTerm: 7 })],
  ['adds', (state) => Object.assign(state, { own: 7 })],
  ['deletes', (state) => Reflect.deleteProperty(state, 'log')],
])('a handler that %s a field of the state it was given is found out', (_, change) => {
  const machine = machineOf({
    restart: () => ({ state: freshState, effects: [] }),
    electionTimeout(state) {
      change(state as unknown as Record<string, unknown>);
      return { state, effects: [] };
    },
  });
  machine.call({ type: 'restart' }, env);
  expect(() => machine.call({ type: 'electionTimeout' }, env)).toThrow(
    /^electionTimeout on a (threw|returned after it had changed state)/,
  );
});
