/**
 * Reads a model from files: a module, the modules that it needs from the folders that are named, and its configuration.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { compileModel, type Model } from './check/model.ts';
import { specError } from './error.ts';
import { keepingParse } from './kept.ts';
import type { Module } from './syntax/ast.ts';
import { parseConfig } from './syntax/config.ts';
import { openParser, type Parse } from './syntax/parse.ts';

/** Where a model is. */
export interface ModelFiles {
  /** The file of the root module, `MC.tla`. */
  readonly module: string;
  /** The configuration; `MC.cfg` beside the module if it is left out. */
  readonly config?: string;
  /** The text of a configuration, if it is in no file; then `config` is the name that complaints give it. */
  readonly configText?: string;
  /** Further folders with modules. That of the root module is looked through first. */
  readonly folders?: readonly string[];
  /** Counts what is evaluated, which takes time. */
  readonly coverage?: boolean;
  /** A folder in which parsed modules are kept, see {@link keepingParse}; none are if it is left out. */
  readonly kept?: string;
}

let parser: Promise<Parse> | null = null;

/** The parser, with the grammar that is installed. It is made once. */
export function tlaParser(): Promise<Parse> {
  const grammar = createRequire(import.meta.url).resolve(
    '@tlaplus/tree-sitter-tlaplus/tree-sitter-tlaplus.wasm',
  );
  parser ??= openParser(grammar);
  return parser;
}

/** Reads and compiles a model; throws a `SpecError` that names every place that is wrong or not supported. */
export async function loadModel(files: ModelFiles): Promise<Model> {
  const { kept } = files;
  if (kept === undefined) return compiled(files, await tlaParser());
  try {
    return compiled(files, keepingParse(kept, notReady));
  } catch (error) {
    if (!(error instanceof ParserNeeded)) throw error;
    return compiled(files, keepingParse(kept, await tlaParser()));
  }
}

/** A module is not kept, or not as it is now. */
class ParserNeeded extends Error {}

/** Stands in for the parser, which takes longer to get ready than a small model to be checked. */
function notReady(): never {
  throw new ParserNeeded();
}

function compiled(files: ModelFiles, parse: Parse): Model {
  const { module, folders = [] } = files;
  const known = new Map<string, Module | null>();
  const library = (name: string): Module | null => {
    let found = known.get(name);
    if (found === undefined) {
      const path = [dirname(module), ...folders]
        .map((folder) => join(folder, `${name}.tla`))
        .find((file) => existsSync(file));
      found = path === undefined ? null : parse(readFileSync(path, 'utf8'), basename(path));
      known.set(name, found);
    }
    return found;
  };
  const name = basename(module, '.tla');
  const root = library(name);
  if (root === null) {
    throw specError({ file: module, line: 1, column: 1 }, 'there is no such file');
  }
  const config = files.config ?? join(dirname(module), `${name}.cfg`);
  const text = files.configText ?? readFileSync(config, 'utf8');
  return compileModel(root, parseConfig(text, basename(config)), library, files);
}
