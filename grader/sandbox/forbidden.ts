/**
 * What a submission may not use, found before it runs.
 *
 * A server is a function of its inputs. Code that asks a clock, draws its own random numbers or waits gives another run
 * each time, and no failure of it could be played again. Code that reaches for the machine has no business in a Raft.
 *
 * This finds names, and tells a student what to use instead. It is no wall: whoever hides a name gets past it, and
 * then meets the sandbox and the comparison of two runs of the same seed.
 *
 * @module
 */
import {
  type Function as AnyFunction,
  type Identifier,
  type MemberExpression,
  type MetaProperty,
  type Node,
  type Pattern,
  parse,
} from 'acorn';
import { full } from 'acorn-walk';

/** A use of a forbidden name. */
export interface ForbiddenUse {
  /** As it stands in the code: `Math.random`, `Date`. */
  readonly name: string;
  /** What to do instead, one sentence. */
  readonly instead: string;
  /** 1-based line and 0-based column in the script. */
  readonly line: number;
  readonly column: number;
}

const RANDOM = 'Use env.random(), which gives the same numbers when the run is played again.';
const CLOCK = 'A handler has no clock: set a timer with the effect setTimer.';
const WAITING = 'A handler cannot wait: set a timer, or answer when the next input comes.';
const MACHINE = 'A server knows only its state, the input and env.';
const CODE = 'Code that is made while it runs cannot be checked.';
const BYTES = 'States and messages are JSON, which holds no bytes: use an array or a text.';
const SHARED = 'Keep what a server knows in its state: nothing else survives a call.';

/** Global names, and what to use instead. */
const GLOBALS: Readonly<Record<string, string>> = {
  Date: CLOCK,
  performance: CLOCK,
  Temporal: CLOCK,
  crypto: RANDOM,
  setTimeout: WAITING,
  setInterval: WAITING,
  setImmediate: WAITING,
  queueMicrotask: WAITING,
  Promise: WAITING,
  process: MACHINE,
  require: MACHINE,
  module: MACHINE,
  Buffer: MACHINE,
  fetch: MACHINE,
  navigator: MACHINE,
  Worker: MACHINE,
  MessageChannel: MACHINE,
  BroadcastChannel: MACHINE,
  WebAssembly: MACHINE,
  Atomics: MACHINE,
  SharedArrayBuffer: MACHINE,
  ...Object.fromEntries(
    [
      'ArrayBuffer',
      'DataView',
      'Int8Array',
      'Uint8Array',
      'Uint8ClampedArray',
      'Int16Array',
      'Uint16Array',
      'Int32Array',
      'Uint32Array',
      'Float16Array',
      'Float32Array',
      'Float64Array',
      'BigInt64Array',
      'BigUint64Array',
    ].map((name) => [name, BYTES]),
  ),
  Intl: 'What it gives depends on the machine. Compare texts with < and ===.',
  globalThis: SHARED,
  global: SHARED,
  WeakRef: SHARED,
  FinalizationRegistry: SHARED,
  eval: CODE,
  Function: CODE,
};

/** Fields of global objects, and what is written like a call or a field. */
const FIELDS: Readonly<Record<string, string>> = {
  'Math.random': RANDOM,
  async:
    'A handler cannot wait: return `{ state, effects }` and take the answer as the next input.',
  'import()': CODE,
  'import.meta': MACHINE,
};

/**
 * Finds the forbidden names that a script uses. A name that the script declares itself anywhere is its own.
 *
 * @param script - Plain JavaScript in which everything has been bundled.
 * @returns In the order of the text; empty when there is nothing to complain about.
 */
export function forbiddenUses(script: string): readonly ForbiddenUse[] {
  const found: { readonly name: string; readonly node: Node }[] = [];
  const own = new Set<string>();
  full(parse(script, { ecmaVersion: 'latest', locations: true }), (node) => {
    for (const name of declaredBy(node)) own.add(name);
    const name = nameUsedBy(node);
    if (name !== null) found.push({ name, node });
  });
  return found
    .filter(({ name }) => !own.has(name.replace(/\..*/, '')))
    .map(({ name, node }) => ({
      name,
      instead: GLOBALS[name] ?? FIELDS[name] ?? '',
      line: node.loc?.start.line ?? 1,
      column: node.loc?.start.column ?? 0,
    }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

function nameUsedBy(node: Node): string | null {
  if (node.type === 'ImportExpression') return 'import()';
  if (isFunction(node) && node.async) return 'async';
  if (node.type === 'MetaProperty') {
    return (node as MetaProperty).meta.name === 'import' ? 'import.meta' : null;
  }
  if (node.type === 'Identifier') {
    const { name } = node as Identifier;
    return Object.hasOwn(GLOBALS, name) ? name : null;
  }
  if (node.type !== 'MemberExpression') return null;
  const { object, property } = node as MemberExpression;
  const field = textOf(property);
  if (object.type !== 'Identifier' || field === null) return null;
  const name = `${object.name}.${field}`;
  return Object.hasOwn(FIELDS, name) ? name : null;
}

function isFunction(node: Node): node is AnyFunction {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** The field of `Math.random` and of `Math['random']`. */
function textOf(property: Node): string | null {
  if (property.type === 'Identifier') return (property as Identifier).name;
  const { value } = property as { value?: unknown };
  return property.type === 'Literal' && typeof value === 'string' ? value : null;
}

/** The names that a declaration, a function or a `catch` brings in. */
function declaredBy(node: Node): readonly string[] {
  switch (node.type) {
    case 'VariableDeclarator':
      return namesIn((node as unknown as { id: Pattern }).id);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      const { id, params } = node as unknown as { id?: Pattern | null; params: Pattern[] };
      return [...(id ? namesIn(id) : []), ...params.flatMap(namesIn)];
    }
    case 'ClassDeclaration':
    case 'ClassExpression': {
      const { id } = node as unknown as { id?: Pattern | null };
      return id ? namesIn(id) : [];
    }
    case 'CatchClause': {
      const { param } = node as unknown as { param?: Pattern | null };
      return param ? namesIn(param) : [];
    }
    default:
      return [];
  }
}

function namesIn(pattern: Pattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'Property' ? property.value : property.argument),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    default:
      return [];
  }
}
