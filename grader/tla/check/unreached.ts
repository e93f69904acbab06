/**
 * What of a model was never looked at: the expressions that were compiled and never evaluated, the outermost of them only,
 * and the conditions that came out one way each time.
 *
 * @module
 */
import type { Place } from '../error.ts';
import type { Reach, Tally } from '../semantics/reach.ts';
import type { Expr, Module, Unit } from '../syntax/ast.ts';

/** One such place. */
export interface Unreached {
  /** What happened: nothing at all, in a whole definition or in a part of it; or always the same. */
  readonly kind: 'definition' | 'never' | 'always TRUE' | 'always FALSE';
  readonly at: Place;
  /** The definition in which it stands. */
  readonly within: string;
  /** Its first line, as far as it fits. */
  readonly text: string;
}

/** All such places, in the order of the modules. */
export function unreached(modules: readonly Module[], reach: Reach): Unreached[] {
  return modules.flatMap(({ units, text }) => inUnits(units, text.split('\n'), reach));
}

function inUnits(units: readonly Unit[], lines: readonly string[], reach: Reach): Unreached[] {
  return units.flatMap((unit) => {
    if (unit.type === 'module') return inUnits(unit.module.units, lines, reach);
    if (unit.type !== 'definition') return [];
    const { name, body, at } = unit;
    if (reach.find(body)?.evaluated === 0) {
      return [{ kind: 'definition', at, within: name, text: name }];
    }
    const found: Unreached[] = [];
    const note = (expr: Expr, kind: Unreached['kind']) => {
      const text = excerpt(lines[expr.at.line - 1] ?? '', expr.at.column);
      found.push({ kind, at: expr.at, within: name, text });
    };
    visit(body, { reach, note });
    return found;
  });
}

const EXCERPT_MAX = 60;

function excerpt(line: string, column: number): string {
  const text = line.slice(column - 1).trim();
  return text.length <= EXCERPT_MAX ? text : `${text.slice(0, EXCERPT_MAX - 3)}...`;
}

interface Visit {
  readonly reach: Reach;
  readonly note: (expr: Expr, kind: Unreached['kind']) => void;
}

function visit(part: unknown, given: Visit): void {
  if (Array.isArray(part)) for (const item of part) visit(item, given);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return;
  if (isExpr(part)) {
    const tally = given.reach.find(part);
    if (tally?.evaluated === 0) {
      given.note(part, 'never');
      return;
    }
    if (tally?.guards && part.type !== 'boolean') weigh(part, tally, given);
    if (part.type === 'and' || part.type === 'or') {
      visitItems(part.items, given);
      return;
    }
    if (part.type === 'implies') weighLeft(part.left, given);
    // What stands on the left of an assignment is no value, and of a test it is always looked at.
    if (part.type === 'in' || part.type === 'equal') {
      if (part.left.type === 'prime' || part.left.type === 'apply') {
        visit(part.right, given);
        return;
      }
    }
  }
  for (const inner of Object.values(part)) visit(inner, given);
}

/** Where one is never evaluated, nor are those behind it: that need not be said. */
function visitItems(items: readonly Expr[], given: Visit): void {
  for (const item of items) {
    visit(item, given);
    if (given.reach.find(item)?.evaluated === 0) return;
  }
}

function isExpr(part: object): part is Expr {
  return 'type' in part && 'at' in part;
}

function weigh(expr: Expr, { held, failed }: Tally, { note }: Visit): void {
  if (held > 0 && failed === 0) note(expr, 'always TRUE');
  if (held === 0 && failed > 0) note(expr, 'always FALSE');
}

/** What follows an antecedent that is always FALSE is never evaluated, and so it is told already. */
function weighLeft(left: Expr, given: Visit): void {
  const tally = given.reach.find(left);
  if (tally !== undefined && tally.held > 0) weigh(left, tally, given);
}
