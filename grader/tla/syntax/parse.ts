/**
 * From the text of a module to its tree. The grammar is that of the TLA+ community for tree-sitter; it runs as WebAssembly,
 * in Node and in browsers.
 *
 * @module
 */
import type { Node } from 'web-tree-sitter';
import { type Place, SpecError, specError } from '../error.ts';
import type { Definition, Expr, Instance, Module, Param, Unit } from './ast.ts';
import { boundsOf, expressionOf, operatorName } from './expression.ts';
import { conflictsIn } from './precedence.ts';
import { Tree } from './tree.ts';

/** Reads the text of a file into the first module in it. */
export type Parse = (text: string, file: string) => Module;

/**
 * How many characters the parser gets at a time. It asks again at every place to which it goes back, which this grammar does
 * thousands of times; given all of the text, it would copy ten thousand characters each time.
 */
const PIECE = 128;

/**
 * Makes a parser ready.
 *
 * @param grammar - Where the grammar's `.wasm` file is, or its bytes.
 */
export async function openParser(grammar: string | Uint8Array): Promise<Parse> {
  // Not above: it takes longer to load than all the rest, and where every module is kept nobody needs it.
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return (text, file) => {
    const tree = parser.parse((index) => text.slice(index, index + PIECE));
    if (tree === null) throw specError({ file, line: 1, column: 1 }, 'this cannot be parsed');
    const cursor = tree.walk();
    try {
      if (tree.rootNode.hasError) throw syntaxError(tree.rootNode, file);
      const root = new Tree(cursor, { text, file });
      const conflicts = conflictsIn(root);
      if (conflicts.length > 0) throw new SpecError(conflicts);
      return firstModule(root, text);
    } finally {
      cursor.delete(); // Before its tree: otherwise the collector does it later, and reaches into memory that is free.
      tree.delete();
    }
  };
}

/** All names in a tree, in the order in which they stand. */
function wordsOf(tree: Tree): string[] {
  const own = tree.type.startsWith('identifier') ? [tree.text] : [];
  return [...own, ...tree.parts.flatMap(wordsOf)];
}

function firstModule(root: Tree, text: string): Module {
  const module = root.all('module')[0];
  if (module === undefined) throw specError(root.at, 'there is no module in this file');
  return moduleOf(module, text);
}

function syntaxError(root: Node, file: string): Error {
  const node = firstError(root) ?? root;
  const { row, column } = node.startPosition;
  const at = { file, line: row + 1, column: column + 1 };
  if (node.isMissing) return specError(at, `syntax error: ${node.type} is missing`);
  const line = node.text.trim().split('\n')[0] ?? '';
  return specError(at, `syntax error at: ${line.slice(0, 60)}`);
}

/** The first node that the grammar could not place, as deep as possible. */
function firstError(node: Node): Node | null {
  if (node.isMissing) return node;
  for (const child of node.children) {
    const found = child.hasError || child.isMissing ? firstError(child) : null;
    if (found !== null) return found;
  }
  return node.isError ? node : null;
}

function moduleOf(tree: Tree, text: string): Module {
  const imports = tree.all('extends').flatMap((list) => list.parts);
  return {
    name: tree.field('name').text,
    text,
    words: wordsOf(tree),
    at: tree.at,
    extends: imports.map(({ text, at }) => ({ name: text, at })),
    units: tree.parts.flatMap((part) => unitsOf(part, false)),
  };
}

/** What stands for one part of a module, or of a LET: nothing for a line, a theorem or a proof. */
function unitsOf(tree: Tree, local: boolean): Unit[] {
  switch (tree.type) {
    case 'local_definition':
      return tree.parts.flatMap((part) => unitsOf(part, true));
    case 'operator_definition':
      return [operatorOf(tree, local)];
    case 'function_definition':
      return [functionOf(tree, local)];
    case 'instance':
      return [instanceOf(tree, { name: null, params: [], local, at: tree.at })];
    case 'module_definition': {
      const [name, ...params] = tree.parts.slice(0, -2);
      if (name === undefined) throw tree.odd('it has no name');
      const head = { name: name.text, params: params.map(paramOf), local, at: tree.at };
      return [instanceOf(tree.field('definition'), head)];
    }
    case 'constant_declaration':
      return [{ type: 'constants', params: tree.parts.map(paramOf), at: tree.at }];
    case 'recursive_declaration':
      return [{ type: 'recursive', params: tree.parts.map(paramOf), at: tree.at }];
    case 'variable_declaration':
      return [{ type: 'variables', names: tree.parts.map(({ text }) => text), at: tree.at }];
    case 'assumption':
      return [{ type: 'assume', body: expressionOf(tree.part(-1), letUnits), at: tree.at }];
    case 'module':
      return [{ type: 'module', module: moduleOf(tree, ''), at: tree.at }];
    default:
      return [];
  }
}

/** What stands between LET and IN. */
const letUnits = (tree: Tree): Unit[] => unitsOf(tree, false);

function operatorOf(tree: Tree, local: boolean): Definition {
  const params = tree.fields('parameter').map(paramOf);
  return {
    type: 'definition',
    name: operatorName(tree.field('name'), params.length),
    params,
    body: expressionOf(tree.field('definition'), letUnits),
    local,
    isFunction: false,
    at: tree.at,
  };
}

function functionOf(tree: Tree, local: boolean): Definition {
  const body: Expr = {
    type: 'function',
    bounds: boundsOf(tree.all('quantifier_bound'), letUnits),
    body: expressionOf(tree.field('definition'), letUnits),
    at: tree.at,
  };
  const name = tree.field('name').text;
  return { type: 'definition', name, params: [], body, local, isFunction: true, at: tree.at };
}

/** How an instance is introduced. */
interface Head {
  readonly name: string | null;
  readonly params: readonly Param[];
  readonly local: boolean;
  readonly at: Place;
}

function instanceOf(tree: Tree, head: Head): Instance {
  return {
    type: 'instance',
    ...head,
    module: tree.part(0).text,
    substitutions: tree.all('substitution').map((substitution) => ({
      name: operatorName(substitution.part(0), 2),
      value: expressionOf(substitution.part(-1), letUnits),
    })),
  };
}

/** `x`, `Op(_, _)` or `_ + _`. */
function paramOf(tree: Tree): Param {
  if (tree.type !== 'operator_declaration') return { name: tree.text, arity: 0 };
  const arity = tree.all('placeholder').length;
  return { name: operatorName(tree.field('name'), arity), arity };
}
