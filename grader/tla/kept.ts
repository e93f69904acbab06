/**
 * Parsed modules, kept in a folder: the parser needs longer for a specification than the checker for a small model of it.
 *
 * @module
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Module } from './syntax/ast.ts';
import type { Parse } from './syntax/parse.ts';

/**
 * A parser that looks into a folder first, and leaves there what it had to parse. A module holds its own text, and that
 * says whether it is still the right one.
 *
 * @param folder - It exists, and belongs to this version of the parser alone.
 */
export function keepingParse(folder: string, parse: Parse): Parse {
  return (text, file) => {
    const path = join(folder, `${file}.json`);
    const before = kept(path);
    if (before?.text === text) return before;
    const module = parse(text, file);
    keep(path, module);
    return module;
  };
}

/** What the folder has; `null` if it has nothing that can be read. */
function kept(path: string): Module | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Another process may read or write the same file, so it appears whole or not at all. If it cannot be written, the module is
 * parsed again the next time.
 */
function keep(path: string, module: Module): void {
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, JSON.stringify(module));
    renameSync(draft, path);
  } catch {
    // Nothing is lost but time.
  }
}
