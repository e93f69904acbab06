import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { tlaParser } from '../load.ts';
import type { Parse } from './parse.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let parse: Parse;
beforeAll(async () => {
  parse = await tlaParser();
});

function parsed(...lines: readonly string[]): unknown {
  return parse(['---- MODULE M ----', ...lines, '====', ''].join('\n'), 'M.tla');
}

/** What SANY accepts. */
const accepted = [
  ...['a /\\ b /\\ c', 'a \\/ b \\/ c', '(a \\/ b) /\\ c', 'a \\/ (b /\\ c)', 'a /\\ b => c \\/ d'],
  ...['a => b <=> c', '~a /\\ b', '~ ~a', '~a = b', 'a = ~b', 'a = ~b = c', 'a = ~b /\\ c'],
  ...['a = b /\\ c = d', 'a + b + c', 'a - b + c', 'a + b - c', 'a % b * c', 'a * b % c'],
  ...['-a * b', '-a - b', 'a + -b', 'a - -b', 'a $ -b', '- -a', 'a \\in -b .. c', 'a ^ b * c'],
  ...['a \\cup b \\cup c', 'SUBSET a \\cup b', 'UNION a .. b', 'DOMAIN a \\ b', 'a ^ SUBSET b'],
  ...['a \\X b \\X c', 'a \\X b \\cup c', 'a \\o b \\o c', 'a :> b @@ c :> d', 'a $ b \\cup c'],
  ...["a' = b", "~a'", "-a'", "SUBSET a'", "a''", "a'[b]", "a'.x", "a.x'", 'UNCHANGED a[b]'],
  ...['UNCHANGED a /\\ b', '[]a => b', '[]~a', '[]<>a', 'a * []b', '[][a]_b /\\ c'],
  ...['a /\\ \\A z : b \\/ c', '(\\A z : a) \\/ b', 'a /\\ IF b THEN c ELSE d \\/ e'],
  ...['a = CHOOSE z \\in b : z = c', 'a \\cdot b \\cdot c'],
];

/** All signs between two operands. */
const infix = String.raw`
  => -+-> \equiv <=> ~> /\ \/ := ::= = # < > =< >= \approx |- |= -| =| \asymp \cong \doteq \gg \ll \in \notin \prec \succ
  \preceq \succeq \propto \sim \simeq \sqsubset \sqsupset \sqsubseteq \sqsupseteq \subset \supset \subseteq \supseteq
  @@ :> <: \ \cap \cup .. ... + ++ (+) (-) % %% | || - -- & && (.) (/) (\X) * ** / // \bigcirc \bullet \div \o \star
  !! ## $ $$ ?? \sqcap \sqcup \uplus \X \wr \cdot ^ ^^`;

/** What SANY refuses, and the two signs of which it says so. */
const refused: readonly (readonly [expression: string, first: string, second: string])[] = [
  ['a \\/ b /\\ c', '\\/', '/\\'],
  ['a /\\ b \\/ c', '/\\', '\\/'],
  ['a \\/ b \\/ c /\\ d', '\\/', '/\\'],
  ['a \\/ ~b /\\ c', '\\/', '/\\'],
  ['a /\\ b = c \\/ d', '/\\', '\\/'],
  ['\\A z : a \\/ b /\\ c', '\\/', '/\\'],
  ['{a \\/ b /\\ c}', '\\/', '/\\'],
  ['LET q == a \\/ b /\\ c IN q', '\\/', '/\\'],
  ['[z \\in a |-> b \\/ c /\\ d]', '\\/', '/\\'],
  ['a => b => c', '=>', '=>'],
  ['a => []b => c', '=>', '=>'],
  ['a <=> b \\equiv c', '<=>', '\\equiv'],
  ['a ~> b <=> c', '~>', '<=>'],
  ['a = b = c', '=', '='],
  ['a \\in b = c', '\\in', '='],
  ['a % b + c', '%', '+'],
  ['a + b % c', '+', '%'],
  ['a + -b % c', '+', '%'],
  ['a % b % c', '%', '%'],
  ['a * b / c', '*', '/'],
  ['a \\div b \\div c', '\\div', '\\div'],
  ['a + b ++ c', '+', '++'],
  ['a * b \\o c', '*', '\\o'],
  ['a ^ b ^ c', '^', '^'],
  ['a .. b .. c', '..', '..'],
  ['a \\cup b \\cap c', '\\cup', '\\cap'],
  ['a \\ b \\ c', '\\', '\\'],
  ['SUBSET a \\X b', 'SUBSET', '\\X'],
  ['SUBSET -a + b', 'SUBSET', '+'],
  ['a + UNION b * c', 'UNION', '*'],
  ['DOMAIN a + b', 'DOMAIN', '+'],
  ['a \\X b * c', '\\X', '*'],
  ["UNCHANGED a'", 'UNCHANGED', "'"],
  ["ENABLED a'[b]", 'ENABLED', "'"],
  ['UNCHANGED a = b', 'UNCHANGED', '='],
  ['a * []b * c', '[]', '*'],
  ['a :> b :> c', ':>', ':>'],
  ['a $ b .. c', '$', '..'],
  ['a !! b !! c', '!!', '!!'],
  ['a \\cdot b = c', '\\cdot', '='],
  ['a \\wr b ^ c', '\\wr', '^'],
];

describe('operators beside each other', () => {
  it.each(accepted)('%s needs no parentheses', (expression) => {
    expect(() => parsed(`X == ${expression}`)).not.toThrow();
  });

  it('have their precedences, whatever sign they are', () => {
    for (const sign of infix.trim().split(/\s+/)) {
      expect(() => parsed(`X == a ${sign} b ~> c`)).not.toThrow(/not known|syntax error/);
    }
  });

  it.each(refused)('%s needs them', (expression, first, second) => {
    expect(() => parsed(`X == ${expression}`)).toThrow(
      `: ${first} and ${second} need parentheses, for neither binds tighter: write `,
    );
  });

  it.each(['a * -b', 'a ^ -b * c', '-a * -b', 'a \\o -b'])('%s is refused', (expression) => {
    expect(() => parsed(`X == ${expression}`)).toThrow(' binds tighter than the minus sign behind');
  });

  it('are told with their places and what to write, all at once', () => {
    const text = ['X == a \\/ b /\\ c', "Y == /\\ UNCHANGED a'", '     /\\ 2 * -1'];
    const and = String.raw`write (a \/ b) /\ c or a \/ (b /\ c)`;
    expect(() => parsed(...text)).toThrow(
      [
        String.raw`M.tla, line 2, column 13: \/ and /\ need parentheses, for neither binds tighter: ${and}`,
        "M.tla, line 3, column 20: UNCHANGED and ' need parentheses, for neither binds tighter: write (UNCHANGED b)' or UNCHANGED (b')",
        'M.tla, line 4, column 13: * binds tighter than the minus sign behind it: write a * (-b)',
      ].join('\n'),
    );
  });

  it('may stand in the items of a list, whose bullets are no operators', () => {
    const list = ['X == /\\ a \\/ b', '     /\\ \\/ c /\\ d', '        \\/ e', '     => f'];
    expect(() => parsed(...list)).not.toThrow();
    expect(() => parsed('X == /\\ a \\/ b /\\ c', '     /\\ d')).toThrow('need parentheses');
  });

  it('do so rightly in all modules of the kit', () => {
    const files = ['spec', 'grader'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.tla'))
        .map((name) => join(ROOT, folder, name)),
    );
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      expect(() => parse(readFileSync(file, 'utf8'), file)).not.toThrow();
    }
  });
});
