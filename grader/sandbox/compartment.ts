/**
 * A realm in which nothing can be changed, and compartments in it: the sandbox of level `ses`.
 *
 * `lockDown` freezes every built-in object of this process for good: `Array.prototype.push` and `JSON.stringify` stay what
 * they are, whoever runs. A compartment has global names of its own. It is given those that compute and none that
 * reach for a clock, for chance, for other servers or for the machine.
 *
 * Hardened JavaScript (SES) does not stop endless loops, memory bombs and full stacks. The counter of `instrument.ts`, the
 * limits of the process and the rule that no host code runs on a submission's stack do that.
 *
 * @module
 */
import type { Bundle } from './bundle.ts';
import { SCRIPT_NAME } from './explain.ts';
import type { Guarded } from './instrument.ts';

/** Every global name that a submission finds, beside `undefined`. Whatever else SES knows is taken out. */
const NAMES: readonly string[] = [
  'NaN',
  'Infinity',
  'isFinite',
  'isNaN',
  'parseFloat',
  'parseInt',
  'decodeURI',
  'decodeURIComponent',
  'encodeURI',
  'encodeURIComponent',
  'Array',
  'BigInt',
  'Boolean',
  'Error',
  'EvalError',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Proxy',
  'RangeError',
  'ReferenceError',
  'Reflect',
  'RegExp',
  'Set',
  'String',
  'Symbol',
  'SyntaxError',
  'TypeError',
  'URIError',
  'WeakMap',
  'WeakSet',
  'AggregateError',
  'console',
];

/** Grading plays a run hundreds of times; what a handler prints is for `npm run lab`. */
const quietConsole = {
  log(): void {},
  info(): void {},
  warn(): void {},
  error(): void {},
  debug(): void {},
  table(): void {},
  assert(): void {},
};

let locked = false;

/** Freezes all built-in objects of this process. What changes them must have run before. */
export async function lockDown(): Promise<void> {
  if (locked) return;
  locked = true;
  await import('ses');
  lockdown({
    // Stacks name the submission's lines in failure reports; they hold no paths that it could read.
    errorTaming: 'unsafe',
    stackFiltering: 'verbose',
    // `error.name = ...` and `map.get = ...` work on objects of one's own, as they do without the sandbox.
    overrideTaming: 'moderate',
    consoleTaming: 'unsafe',
    errorTrapping: 'none',
    unhandledRejectionTrapping: 'none',
    reporting: 'none',
  });
}

/** A way to run a submission's modules afresh, and a bundle whose columns fit the code that runs. */
export interface Confined {
  readonly factory: () => Guarded;
  readonly bundle: Bundle;
}

/**
 * Makes ready to run a bundle's modules in a compartment.
 *
 * One compartment serves all boots: its global names are frozen and every object behind them is, so two boots share
 * nothing that could hold a value. A compartment for each boot gave the same and took twice as long, since V8 then
 * compiled the same code at each boot anew.
 *
 * Global names are looked up once, before the code runs: a name that is looked up each time costs ten times as much.
 */
export function confine(bundle: Bundle): Confined {
  const head = `(()=>{const undefined=void 0,{${NAMES.join(',')}}=this;return `;
  const source = `${head}${bundle.code}\n})()\n//# sourceURL=${SCRIPT_NAME}`;
  const insertions = [[1, 0, head.length] as const, ...bundle.insertions];
  return { factory: evaluate(source), bundle: { ...bundle, insertions } };
}

function evaluate(source: string): () => Guarded {
  const globals = { console: harden(quietConsole) };
  const compartment = new Compartment({ globals, __options__: true });
  const names = new Set(NAMES);
  for (const name of Reflect.ownKeys(compartment.globalThis)) {
    if (typeof name !== 'string' || !names.has(name)) {
      Reflect.deleteProperty(compartment.globalThis, name);
    }
  }
  harden(compartment.globalThis);
  return compartment.evaluate(source);
}
