/**
 * Reads the files of a submission, and refuses those that no Raft needs and that could bring down whoever reads them.
 *
 * The compiler and the grader read a submission before anything stands between them and it. A file of gigabytes, a pipe
 * that never ends or a thousand brackets in each other must not end the grading of a whole class.
 *
 * @module
 */
import { readFile, stat } from 'node:fs/promises';

/** More than any Raft has in one file: the whole reference takes less. */
const FILE_MAX = 128 * 1024;
/** Deeper brackets are no program that anybody wrote. */
const NESTING_MAX = 200;

/** The text of a file, or why it is refused, in words for the student. */
export type Source =
  | { readonly text: string; readonly problem?: never }
  | { readonly text?: never; readonly problem: string };

/** Reads one file. */
export async function readSource(path: string): Promise<Source> {
  const found = await stat(path);
  if (!found.isFile()) return { problem: 'this is no file. Hand in files of text.' };
  if (found.size > FILE_MAX) return { problem: tooLarge(found.size) };
  const text = decoded(await readFile(path));
  if (text === null) return { problem: 'this is no text in UTF-8. Save the file as UTF-8.' };
  return nesting(text) > NESTING_MAX
    ? { problem: `there are more than ${NESTING_MAX} brackets within each other. Split the code.` }
    : { text };
}

function tooLarge(size: number): string {
  const [is, may] = [size, FILE_MAX].map((bytes) =>
    Math.ceil(bytes / 1024).toLocaleString('en-US'),
  );
  return `the file has ${is} KB, and may have ${may}. Leave out what is no code of your Raft, or split it.`;
}

function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** How deep brackets stand within each other; those in texts and comments count too. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const bracket of text.matchAll(/[([{}\])]/g)) {
    depth += '([{'.includes(bracket[0]) ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
