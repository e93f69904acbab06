/**
 * Which operators need parentheses beside each other.
 *
 * TLA+ gives an operator a range of precedences, and not a rank. Of two operators that stand on both sides of an operand, the
 * one whose range is higher takes it. Where the ranges overlap nobody does, and the expression is none, unless both are the
 * same operator and that is left-associative. So `a \/ b /\ c` means nothing. The grammar reads it all the same: by the
 * highest precedence of each operator, and from the left.
 *
 * @module
 */
import type { Complaint } from '../error.ts';
import type { Tree } from './tree.ts';

/** How strongly an operator binds: from the lowest to the highest of its precedences. */
interface Precedence {
  readonly low: number;
  readonly high: number;
  /** Whether `a + b + c` is `(a + b) + c`. */
  readonly associates: boolean;
}

/**
 * The table of SANY, which is Table 6 of "Specifying Systems" but for a few operators, in the grammar's names: for each range the operators that are left-associative, and those
 * that are not. The ones before and behind their operand are among the latter.
 */
const TABLE: readonly (readonly [low: number, high: number, left: string, none: string])[] = [
  [1, 1, '', 'implies'],
  [2, 2, '', 'equiv iff leads_to plus_arrow'],
  [3, 3, 'land lor', ''],
  [4, 4, '', 'lnot'],
  [4, 15, '', 'always enabled eventually unchanged'],
  [5, 5, '', 'assign bnf_rule eq neq lt gt leq geq in notin'],
  [5, 5, '', 'approx asymp cong doteq gg ll propto sim simeq'],
  [5, 5, '', 'ld_ttile ls_ttile rd_ttile rs_ttile prec preceq succ succeq'],
  [5, 5, '', 'sqsubset sqsubseteq sqsupset sqsupseteq subset subseteq supset supseteq'],
  [5, 14, 'cdot', ''],
  [6, 6, 'compose', ''],
  [7, 7, '', 'map_from map_to'],
  [8, 8, 'cap cup', 'setminus'],
  [9, 9, '', 'dots_2 dots_3'],
  [9, 13, 'dol doldol hashhash qq sqcap sqcup uplus', 'excl'],
  [9, 14, '', 'wr'],
  [10, 10, 'oplus plus plusplus', ''],
  [10, 11, 'modmod vert vertvert', 'mod'],
  [10, 13, 'times', 'domain powerset union'],
  [11, 11, 'minus minusminus ominus', ''],
  [12, 12, '', 'negative'],
  [13, 13, 'amp ampamp bigcirc bullet circ mul mulmul odot otimes star', ''],
  [13, 13, '', 'div oslash slash slashslash'],
  [14, 14, '', 'pow powpow'],
  [15, 15, '', 'asterisk prime sup_hash sup_plus'],
];

const precedences = new Map<string, Precedence>(
  TABLE.flatMap(([low, high, left, none]) => [
    ...left.split(' ').map((sign) => [sign, { low, high, associates: true }] as const),
    ...none.split(' ').map((sign) => [sign, { low, high, associates: false }] as const),
  ]),
);

const APPLICATIONS = new Set(['bound_prefix_op', 'bound_infix_op', 'bound_postfix_op']);

/** An application of an operator that is a sign, with what stands on either side of the sign. */
interface Applied {
  readonly sign: Tree;
  readonly left: Tree | null;
  readonly right: Tree | null;
}

/** Every place at which parentheses are missing. */
export function conflictsIn(tree: Tree): Complaint[] {
  const conflicts: Complaint[] = [];
  const visit = (each: Tree): void => {
    each.parts.forEach(visit);
    const applied = appliedIn(each);
    if (applied !== null) conflicts.push(...conflictsOf(applied));
  };
  visit(tree);
  return conflicts;
}

function appliedIn(tree: Tree): Applied | null {
  if (!APPLICATIONS.has(tree.type)) return null;
  const [left = null] = tree.fields('lhs');
  const [right = null] = tree.fields('rhs');
  return { sign: tree.field('symbol'), left, right };
}

/** With the operators that want the same operand. */
function conflictsOf(applied: Applied): Complaint[] {
  const { left, right } = applied;
  const found = [
    ...(left === null ? [] : endingWith(left)).map((before) => complaint(before, applied)),
    ...(right === null ? [] : beginningWith(right)).map((behind) => complaint(applied, behind)),
    right === null ? null : minusComplaint(applied, right),
  ];
  return found.filter((one) => one !== null);
}

/** The operators whose last operand ends where an expression ends, from the outside to the inside. */
function endingWith(tree: Tree): Applied[] {
  const applied = appliedIn(tree);
  if (applied === null || applied.right === null) return [];
  return [applied, ...endingWith(applied.right)];
}

/** The operators whose first operand begins where an expression begins, from the outside to the inside. */
function beginningWith(tree: Tree): Applied[] {
  // `f[x]` and `r.name` bind tighter than any operator.
  if (/^(function_evaluation|record_value)$/.test(tree.type)) return beginningWith(tree.part(0));
  const applied = appliedIn(tree);
  if (applied === null || applied.left === null) return [];
  return [applied, ...beginningWith(applied.left)];
}

/** What is wrong with two operators that stand on both sides of an operand, if anything. */
function complaint(before: Applied, behind: Applied): Complaint | null {
  const [first, second] = [precedenceOf(before), precedenceOf(behind)];
  const apart = first.low > second.high || first.high < second.low;
  if (apart || (before.sign.type === behind.sign.type && first.associates)) return null;
  const [one, other] = [before.sign.text, behind.sign.text];
  const taken = (operand: string) => `${before.left === null ? '' : 'a '}${one} ${operand}`;
  const takenBehind = (operand: string) =>
    behind.right === null ? `${operand}${other}` : `${operand} ${other} c`;
  const ways = `${takenBehind(`(${taken('b')})`)} or ${taken(`(${takenBehind('b')})`)}`;
  return {
    at: behind.sign.at,
    message: `${one} and ${other} need parentheses, for neither binds tighter: write ${ways}`,
  };
}

/** A minus sign is refused behind what binds tighter, since it might as well stand between two numbers. */
function minusComplaint(applied: Applied, right: Tree): Complaint | null {
  const minus = appliedIn(right);
  if (minus?.sign.type !== 'negative') return null;
  if (precedenceOf(applied).low <= precedenceOf(minus).high) return null;
  const { text } = applied.sign;
  return {
    at: minus.sign.at,
    message: `${text} binds tighter than the minus sign behind it: write a ${text} (-b)`,
  };
}

function precedenceOf({ sign }: Applied): Precedence {
  const precedence = precedences.get(sign.type);
  if (precedence === undefined) throw sign.odd('its precedence is not known');
  return precedence;
}
