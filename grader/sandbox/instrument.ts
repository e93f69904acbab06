/**
 * Ends endless loops, at the same place on every machine.
 *
 * A wall clock would end a slow run on a slow machine only. So the bundled code counts: one tick for each turn of a
 * loop and each call of a function. More than `TICKS_PER_CALL_MAX` ticks within one call of a handler throw
 * an error named `EndlessLoop`. Code that catches it meets it again at the next tick, because the counter stays
 * where it is until `beginCall`.
 *
 * The counter is text in the code, put in without new lines: line numbers stay, and {@link Insertion}s say how far
 * columns moved, so that the source map of the code before still holds.
 *
 * @module
 */
import {
  type Function as AnyFunction,
  type Node,
  type Program,
  parse,
  type Statement,
} from 'acorn';
import { simple } from 'acorn-walk';

/** How many ticks one call of a handler may take. Long logs take thousands, and ten million take well under a second. */
const TICKS_PER_CALL_MAX = 10_000_000;

/** Text that was put into a line of the code: 1-based line, 0-based column in the code before, length. */
export type Insertion = readonly [line: number, column: number, length: number];

/** Code with the guard in it. */
export interface Instrumented {
  /**
   * The text of an expression: a function without arguments that runs the script afresh, with variables of its
   * own, and returns a {@link Guarded}.
   */
  readonly code: string;
  /** In the order of the text. */
  readonly insertions: readonly Insertion[];
}

/** What the function in {@link Instrumented.code} returns. */
export interface Guarded {
  /** The value of the script's variable that was asked for. */
  readonly exports: unknown;
  /** Sets the counter to 0. To be called before each call of a handler. */
  beginCall(): void;
  /** Throws `EndlessLoop` when the call used up its ticks and caught the error. */
  endCall(): void;
  /** The counter. Whenever a function of the script ran, it is higher than before. */
  ticks(): number;
}

/** A piece of text and where in the code it goes. */
interface Patch {
  readonly at: number;
  readonly text: string;
}

/**
 * Puts the guard into a script and the script into a function.
 *
 * @param script - A script in which everything stands in one `var` with the name `exportsName`.
 * @param exportsName - The variable that holds what the script exports.
 */
export function instrument(script: string, exportsName: string): Instrumented {
  const ticks = unusedName(script, '$ticks');
  const stop = unusedName(script, '$stop');
  const tick = `++${ticks}>${TICKS_PER_CALL_MAX}&&${stop}()`;
  const head: Patch = {
    at: 0,
    text:
      `(function(){"use strict";let ${ticks}=0;const ${stop}=()=>{const error=new Error(` +
      `${JSON.stringify(endlessLoopText())});error.name="EndlessLoop";throw error};`,
  };
  const program = parse(script, { ecmaVersion: 'latest' });
  const patches = [head, ...tickPatches(program, tick), ...quotingPatches(script, program)];
  // The sort is stable. At one place inner nodes come first, which is right for the brackets that close.
  patches.sort((a, b) => a.at - b.at);
  const foot =
    `\nreturn{exports:${exportsName},beginCall(){${ticks}=0},` +
    `endCall(){if(${ticks}>${TICKS_PER_CALL_MAX})${stop}()},ticks(){return ${ticks}}};})`;
  return { code: applyPatches(script, patches) + foot, insertions: locate(script, patches) };
}

/** The column before the guard was put in, for a column in the code with the guard. Lines stay the same. */
export function columnBefore(
  position: { readonly line: number; readonly column: number },
  insertions: readonly Insertion[],
): number {
  let moved = 0;
  for (const [line, column, length] of insertions) {
    if (line !== position.line) continue;
    if (position.column < column + moved) break;
    if (position.column < column + moved + length) return column;
    moved += length;
  }
  return position.column - moved;
}

function endlessLoopText(): string {
  const ticks = TICKS_PER_CALL_MAX.toLocaleString('en-US');
  return `a handler did not end within ${ticks} loop turns and function calls`;
}

/** All places in which a tick is counted: every loop body and every function. */
function tickPatches(program: Program, tick: string): Patch[] {
  const patches: Patch[] = [];
  const loop = (node: { readonly body: Statement }): void => {
    patches.push(...loopPatches(node.body, tick));
  };
  simple(program, {
    ForStatement: loop,
    ForInStatement: loop,
    ForOfStatement: loop,
    WhileStatement: loop,
    DoWhileStatement: loop,
    Function: (node) => {
      patches.push(...functionPatches(node, tick));
    },
  });
  return patches;
}

function loopPatches(body: Statement, tick: string): Patch[] {
  if (body.type === 'BlockStatement') return [{ at: body.start + 1, text: `${tick};` }];
  return around(body, `{${tick};`, '}');
}

function functionPatches(node: AnyFunction, tick: string): Patch[] {
  const { body } = node;
  if (body.type !== 'BlockStatement') return around(body, `(${tick},`, ')');
  // A directive such as "use strict" counts only at the very start of a function.
  let at = body.start + 1;
  for (const statement of body.body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) break;
    at = statement.end;
  }
  return [{ at, text: `;${tick};` }];
}

/**
 * Hardened JavaScript looks for `import(`, `eval(` and HTML comments without knowing what is a text. In a text a backslash
 * before a bracket changes nothing but what it looks like.
 */
function quotingPatches(script: string, program: Program): Patch[] {
  const patches: Patch[] = [];
  const quote = ({ start, end }: Node): void => {
    for (const { index, 0: found } of script.slice(start, end).matchAll(SUSPECT)) {
      patches.push({ at: start + index + found.length - 1, text: '\\' });
    }
  };
  simple(program, {
    Literal: (node) => {
      if (typeof node.value === 'string') quote(node);
    },
    TemplateLiteral: (node) => {
      for (const part of node.quasis) quote(part);
    },
  });
  return patches;
}

/** What it takes for the beginning of something else; the last character can be quoted. */
const SUSPECT = /\b(?:import|eval)\s*\(|\bimport\s*\/(?=[/*])|<!(?=--)|-->/g;

function around(node: Node, open: string, close: string): Patch[] {
  return [
    { at: node.start, text: open },
    { at: node.end, text: close },
  ];
}

function applyPatches(script: string, patches: readonly Patch[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { at, text } of patches) {
    parts.push(script.slice(done, at), text);
    done = at;
  }
  parts.push(script.slice(done));
  return parts.join('');
}

/** Turns offsets into lines and columns, in one pass over the script. */
function locate(script: string, patches: readonly Patch[]): Insertion[] {
  let line = 1;
  let lineStart = 0;
  return patches.map(({ at, text }) => {
    for (;;) {
      const lineEnd = script.indexOf('\n', lineStart);
      if (lineEnd === -1 || lineEnd >= at) break;
      line += 1;
      lineStart = lineEnd + 1;
    }
    return [line, at - lineStart, text.length];
  });
}

/** A name that stands nowhere in the script, so that the script can neither read nor set the counter. */
function unusedName(script: string, wish: string): string {
  let name = wish;
  for (let number = 1; script.includes(name); number += 1) name = `${wish}${number}`;
  return name;
}
