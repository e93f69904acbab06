/**
 * What an exception of a submission means, and where in its own files it was thrown.
 *
 * Anything may be thrown, also a value that makes trouble when it is looked at. So nothing is asked of it but its
 * `name`, `message` and `stack`, and each with care.
 *
 * @module
 */
import { SourceMap } from 'node:module';
import type { Bundle } from './bundle.ts';
import { columnBefore } from './instrument.ts';
import { Refused } from './refused.ts';

/** How the bundled code is called in stack traces. */
export const SCRIPT_NAME = 'submission.bundle.js';

/** What every explanation has. */
interface ErrorText {
  /** The error's name, for example `TypeError`. */
  readonly name: string;
  readonly message: string;
  /** The innermost place in the submission's own files, for example `election.ts:42`, `null` when unknown. */
  readonly where: string | null;
}

/** A stub of the skeleton was called. `handler` and `lab` come from its message. */
export interface NotWritten extends ErrorText {
  readonly kind: 'not-written';
  readonly handler: string | null;
  readonly lab: string | null;
}

/** The loop guard ended a handler. */
export interface EndlessLoop extends ErrorText {
  readonly kind: 'endless-loop';
}

/** A handler tried to change frozen data: the state, the message or the disk that it was given. */
export interface Mutation extends ErrorText {
  readonly kind: 'mutation';
}

/** What a handler returned was no plain data: the message completes "it returned". */
export interface BadReturn extends ErrorText {
  readonly kind: 'bad-return';
}

/** Any other exception. */
export interface OtherException extends ErrorText {
  readonly kind: 'exception';
}

export type Explanation = NotWritten | EndlessLoop | Mutation | BadReturn | OtherException;

/** How V8 says that strict code tried to change a frozen object or array. */
const MUTATION_TEXT =
  /^Cannot (assign to read only property|add property|define property|delete property|redefine property)|object is not extensible/;

const NOT_WRITTEN_TEXT = /`([^`]*)` \(lab ([^)]*)\)/;

/** Says what an exception that a handler of this bundle threw means. */
export function explainError(error: unknown, bundle: Bundle): Explanation {
  if (Refused.is(error)) {
    return { kind: 'bad-return', name: 'Refused', message: error.message, where: null };
  }
  const text: ErrorText = {
    name: textOf(error, 'name') ?? 'thrown value',
    message: textOf(error, 'message') ?? display(error),
    where: placeOf(textOf(error, 'stack') ?? '', bundle),
  };
  switch (text.name) {
    case 'NotWrittenYet': {
      const [, handler = null, lab = null] = NOT_WRITTEN_TEXT.exec(text.message) ?? [];
      return { kind: 'not-written', ...text, handler, lab };
    }
    case 'EndlessLoop':
      return { kind: 'endless-loop', ...text };
    case 'TypeError':
      return { kind: MUTATION_TEXT.test(text.message) ? 'mutation' : 'exception', ...text };
    default:
      return { kind: 'exception', ...text };
  }
}

/** Of longer texts the rest is left out: they go into reports. */
const LONGEST = { name: 100, message: 2_000, stack: 20_000 } as const;

/** A field of a thrown value if it is a text; a getter that throws counts as no field. */
function textOf(error: unknown, field: 'name' | 'message' | 'stack'): string | null {
  if (typeof error !== 'object' || error === null) return null;
  try {
    const value: unknown = Reflect.get(error, field);
    return typeof value === 'string' ? value.slice(0, LONGEST[field]) : null;
  } catch {
    return null;
  }
}

function display(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, LONGEST.message);
  } catch {
    return 'a value that cannot be shown';
  }
}

/** The first line of a stack that lies in a file of the submission, the contract left out. */
function placeOf(stack: string, bundle: Bundle): string | null {
  const positions = stack.matchAll(/submission\.bundle\.js:(\d+):(\d+)/g);
  let map: SourceMap | null = null;
  for (const [, line, column] of positions) {
    map ??= new SourceMap(JSON.parse(bundle.sourceMap));
    const position = { line: Number(line), column: Number(column) - 1 };
    const entry = map.findEntry(position.line - 1, columnBefore(position, bundle.insertions));
    // Files of the kit lie outside the folder; a submission may also have its own copy of the contract.
    if ('originalSource' in entry && !/^(\.\.|contract)\//.test(entry.originalSource)) {
      return `${entry.originalSource}:${entry.originalLine + 1}`;
    }
  }
  return null;
}
