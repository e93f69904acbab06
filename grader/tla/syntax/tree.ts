/**
 * The parser's tree, copied out of the parser in one walk: each question to a node there is a call into WebAssembly.
 *
 * @module
 */
import type { TreeCursor } from 'web-tree-sitter';
import { type Place, type SpecError, specError } from '../error.ts';

/** The text of a file and its name. */
export interface Source {
  readonly text: string;
  readonly file: string;
}

/** A node that has a name in the grammar. Comments and signs without a name are left out. */
export class Tree {
  readonly type: string;
  /** What the grammar calls the node within its parent. */
  readonly role: string | null;
  readonly at: Place;
  readonly text: string;
  readonly parts: readonly Tree[];

  /** Copies the node at which a cursor stands. */
  constructor(cursor: TreeCursor, source: Source) {
    const { row, column } = cursor.startPosition;
    this.type = cursor.nodeType;
    this.role = cursor.currentFieldName;
    this.at = { file: source.file, line: row + 1, column: column + 1 };
    this.text = source.text.slice(cursor.startIndex, cursor.endIndex);
    const parts: Tree[] = [];
    if (cursor.gotoFirstChild()) {
      do {
        if (cursor.nodeIsNamed && !/comment$/.test(cursor.nodeType)) {
          parts.push(new Tree(cursor, source));
        }
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    this.parts = parts;
  }

  /** The parts of these kinds. */
  all(...types: readonly string[]): Tree[] {
    return this.parts.filter(({ type }) => types.includes(type));
  }

  /** All parts to which the grammar gives this name. */
  fields(name: string): Tree[] {
    return this.parts.filter(({ role }) => role === name);
  }

  /** The part to which the grammar gives this name. */
  field(name: string): Tree {
    const part = this.fields(name)[0];
    if (part === undefined) throw this.odd(`it has no ${name}`);
    return part;
  }

  /** The part at a place, counted from 0, or from the end if below 0. */
  part(index: number): Tree {
    const part = this.parts.at(index);
    if (part === undefined) throw this.odd(`it has no part ${index}`);
    return part;
  }

  /** The grammar and this kit do not agree. */
  odd(why: string): SpecError {
    return specError(this.at, `cannot read this ${this.type}: ${why}`);
  }
}
