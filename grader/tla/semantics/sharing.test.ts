import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SearchOptions, search } from '../check/search.ts';
import { check, evaluate, modelOf, numbers } from '../model.test-helper.ts';
import { show } from '../values/print.ts';

describe('an operator', () => {
  it('is given to itself', async () => {
    expect(await evaluate('Sum(Sum(1, 2), Sum(3, Sum(4, 5)))', 'Sum(a, b) == a + b')).toBe('15');
  });

  it('does not look at an argument that it does not need', async () => {
    const given = 'Guarded(test, x) == IF test THEN x ELSE 0\nTwice(x) == Guarded(FALSE, x) + 2';
    expect(await evaluate('Guarded(FALSE, 1 \\div 0)', given)).toBe('0');
    expect(await evaluate('Twice(<<>>[1])', given)).toBe('2');
    await expect(evaluate('Guarded(TRUE, 1 \\div 0)', given)).rejects.toThrow('the divisor is 0');
  });

  it('is called again while it is evaluated, by one that calls itself', async () => {
    const given =
      'RECURSIVE Down(_)\nSum(n) == Down(n) + n\nDown(n) == IF n = 0 THEN 0 ELSE Sum(n - 1)';
    expect(await evaluate('<<Down(2), Sum(4), Sum(2)>>', given)).toBe('<<1, 10, 3>>');
  });

  it('is the same for a set that is only described', async () => {
    expect(await evaluate('Holds(7, Nat)', 'Holds(x, set) == x \\in set')).toBe('TRUE');
    expect(await evaluate('<<Same({1}), Same(SUBSET {1})>>', 'Same(set) == set')).toBe(
      '<<{1}, {{}, {1}}>>',
    );
  });

  it('sees another state where its parameter has a prime', async () => {
    const text = `EXTENDS Naturals
VARIABLES x, y
Later(v) == v'
After(v) == Later(v) + 1
Init == x = 0 /\\ y = 0
Next == x < 3 /\\ x' = x + 1 /\\ y' = After(x)
Behind == y = IF x = 0 THEN 0 ELSE x + 1`;
    const report = await check(
      text,
      'INIT Init\nNEXT Next\nINVARIANT Behind\nCHECK_DEADLOCK FALSE',
    );
    expect(report.outcome.kind).toBe('holds');
    expect(numbers(report)).toEqual([4, 4, 4]);
  });

  it('is a short text, however often it is named', async () => {
    const names = Array.from(
      { length: 40 },
      (_, index) => `N${index + 1} == N${index} - N${index}`,
    );
    expect(await evaluate('N40', ['N0 == 7', ...names].join('\n'))).toBe('0');
  });

  it('sees another state where another module has the prime', async () => {
    const root = `EXTENDS Naturals
VARIABLES x, y
M == INSTANCE Other
Op(w) == M!Later(w)
Init == x = 0 /\\ y = 0
Next == x < 3 /\\ x' = x + 1 /\\ y' = Op(x)
Same == y = x`;
    const model = await modelOf(
      { Root: root, Other: "Later(v) == v'" },
      'INIT Init\nNEXT Next\nINVARIANT Same\nCHECK_DEADLOCK FALSE',
    );
    expect(search(model).outcome.kind).toBe('holds');
  });

  it('is evaluated anew for each choice of a step, and once for the step that was made', async () => {
    const report = await check(
      `EXTENDS Naturals
VARIABLES x, y
Later == x' + 1
Op(n) == Later + n
Init == x = 0 /\\ y = 1
Next == x = 0 /\\ \\E n \\in 1..3 : x' = n /\\ y' = Op(0)
Fits == [][y' = Op(0)]_<<x, y>>`,
      'INIT Init\nNEXT Next\nPROPERTY Fits\nCHECK_DEADLOCK FALSE',
    );
    expect(report.outcome.kind).toBe('holds');
    expect(numbers(report)).toEqual([4, 4, 2]);
  });

  it('does not look at a variable that has no value yet', async () => {
    const report = await check(
      `VARIABLES x, y
Op(test, v) == IF test THEN v ELSE 0
Init == y = Op(FALSE, x) /\\ x = 0
Next == UNCHANGED <<x, y>>`,
      'INIT Init\nNEXT Next',
    );
    expect(report.outcome.kind).toBe('holds');
  });

  it('has names that mean something in JavaScript too', async () => {
    const given = 'k1 == 5\nnow == 6\nreturn(f0) == f0 + k1';
    expect(await evaluate('return(now)', given)).toBe('11');
    const text = '<<"`; k1(); `", "*/ \'); k1(\'">>';
    expect(await evaluate(text)).toBe(text);
  });
});

describe('an action', () => {
  const state = 'EXTENDS Naturals\nVARIABLES x, y\nInit == x = 0 /\\ y = 0\n';
  const config = 'INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE';

  it('is taken twice in a step', async () => {
    const report = await check(
      `${state}Give(first, n) == IF first THEN x' = n ELSE y' = n
Next == Give(TRUE, 1) /\\ \\E n \\in 1..3 : Give(FALSE, n)`,
      config,
    );
    expect(numbers(report)).toEqual([13, 4, 2]);
  });

  it('chooses, and is taken again for each choice', async () => {
    const report = await check(
      `${state}Give(set, first) == \\E n \\in set : IF first THEN x' = n ELSE y' = n
Next == Give(1..2, TRUE) /\\ Give(1..3, FALSE)`,
      config,
    );
    expect(numbers(report)).toEqual([43, 7, 2]);
  });

  it('is in what its argument asks to be enabled', async () => {
    const report = await check(
      `${state}Give(n) == x' = n
Next == x < 3 /\\ Give(IF ENABLED Give(3) THEN x + 1 ELSE 2) /\\ y' \\in 0..1`,
      config,
    );
    expect(numbers(report)).toEqual([11, 7, 4]);
  });

  it('is in what a LET in its argument asks to be enabled', async () => {
    const report = await check(
      `${state}Give(n) == x' = n
Next == x < 3 /\\ LET more == ENABLED Give(3) IN Give(IF more THEN x + 1 ELSE 2) /\\ y' \\in 0..1`,
      config,
    );
    expect(numbers(report)).toEqual([11, 7, 4]);
  });

  it('is a test where a state is given and a choice where it is not', async () => {
    const report = await check(
      `EXTENDS Naturals
VARIABLES x, y
Is(n) == x = n
Init == Is(0) /\\ y = 0
Next == Is(0) /\\ x' = 1 /\\ y' = 1`,
      config,
    );
    expect(numbers(report)).toEqual([2, 2, 2]);
  });

  it('is given an operator', async () => {
    const report = await check(
      `${state}Inc(n) == n + 1
Give(F(_), n) == x' = F(n)
Next == x < 3 /\\ Give(Inc, x) /\\ UNCHANGED y`,
      config,
    );
    expect(numbers(report)).toEqual([4, 4, 4]);
  });

  it('is given a set that is only described', async () => {
    const report = await check(
      `${state}Give(n) == x' = n
Next == Give(SUBSET {1}) /\\ y' = IF x' = {{}, {1}} THEN 1 ELSE 2
Same == y # 2`,
      `${config}\nINVARIANT Same`,
    );
    expect(report.outcome.kind).toBe('holds');
    expect(numbers(report)).toEqual([3, 2, 2]);
  });

  it('is given an action, whose name means another one further down', async () => {
    const report = await check(
      `${state}Do(A, n) == A /\\ y' = n
Next == x < 3 /\\ (Do(x' = 1, 2) \\/ Do(x' = 2, 3))
A == x' = 2`,
      config,
    );
    expect(numbers(report).slice(0, 2)).toEqual([7, 3]);
  });

  it('gives a variable what it already has', async () => {
    const report = await check(
      `${state}Keep(v) == v' = v
Next == x < 3 /\\ x' = x + 1 /\\ Keep(y)`,
      config,
    );
    expect(numbers(report)).toEqual([4, 4, 4]);
  });

  it('evaluates what its argument is made of once', async () => {
    const names = Array.from({ length: 18 }, (_, index) => `a${index}`);
    const defined = names.map(
      (name, index) =>
        `${name} == ${index === 0 ? 'n' : `${names[index - 1]} + ${names[index - 1]}`}`,
    );
    const report = await check(
      `${state}Give(n) == x' = LET ${defined.join(' ')} IN a17 % 4
Next == Give(y + 1) /\\ UNCHANGED y`,
      config,
    );
    expect(numbers(report)).toEqual([2, 1, 1]);
  });

  it('does not look at an argument that it does not need', async () => {
    const report = await check(
      `${state}Give(n, other) == IF n = 0 THEN x' = 1 ELSE x' = other
Next == Give(0, <<>>[1]) /\\ UNCHANGED y`,
      config,
    );
    expect(report.outcome.kind).toBe('holds');
  });
});

type Visit = NonNullable<SearchOptions['visit']>;

/** Definitions, an expression for y', and what it comes to in three steps of x from 0 to 3. */
const inSteps: readonly (readonly [string, string, string])[] = [
  // A prime before a parameter, wherever it hides.
  ["Op(w) == LET z == w + 1 IN z'", 'Op(x)', '2 3 4'],
  ["Op(w) == LET F(z) == z' IN F(w)", 'Op(x)', '1 2 3'],
  ["Later(v) == v'\nAp(F(_), v) == F(v)\nOp(w) == Ap(Later, w)", 'Op(x)', '1 2 3'],
  ['Plus(n) == n + x', "(Plus(1))' + 10 * Plus(1)", '12 23 34'],
  ['Same(v) == UNCHANGED v', 'IF Same(x) THEN 1 ELSE 2', '2 2 2'],
  ['Same(v) == [FALSE]_v', 'IF Same(x) THEN 1 ELSE 2', '2 2 2'],
  // An argument that cannot be evaluated, and need not be.
  ['Op(t, v) == IF t \\/ v = 1 THEN 1 ELSE 0', 'Op(TRUE, <<>>[1])', '1 1 1'],
  ['Op(t, v) == IF t => v = 1 THEN 1 ELSE 0', 'Op(FALSE, <<>>[1])', '1 1 1'],
  ['Op(t, v) == CASE t -> 1 [] v = 1 -> 2', 'Op(TRUE, <<>>[1])', '1 1 1'],
  ['Op(S, T) == IF \\E a \\in S, b \\in T : a = b THEN 1 ELSE 0', 'Op({}, <<>>[1])', '0 0 0'],
  ['Op(v) == LET k == v + 1 IN 5', 'Op(<<>>[1])', '5 5 5'],
  ['Op(v) == LET k == 1 IN k', 'Op(<<>>[1])', '1 1 1'],
  ['Check(c, m) == Assert(c, m)', 'IF Check(x < 5, <<<<>>[1]>>) THEN 1 ELSE 0', '1 1 1'],
  [
    'Ap(F(_), v) == F(v)\nZero(v) == 0\nF(z) == z + 1\nOp(w) == Ap(Zero, w)',
    'Op(<<>>[1])',
    '0 0 0',
  ],
  // A name that means something else further down.
  ['Op(w) == LET F(z) == z + 1 IN F(w)\nF(a) == Op(a)', 'Op(x)', '1 2 3'],
  // A set that is only described, given on and on.
  ['U(S) == S \\cup {1}', `Cardinality(${'U('.repeat(16)}{x}${')'.repeat(16)})`, '2 1 2'],
];

it.each(inSteps)('%s, and y becomes %s', async (definitions, expression, ys) => {
  const text = `EXTENDS Integers, FiniteSets, TLC
VARIABLES x, y
${definitions}
Init == x = 0 /\\ y = 0
Next == x < 3 /\\ x' = x + 1 /\\ y' = ${expression}`;
  const model = await modelOf({ M: text }, 'INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE');
  const seen: string[] = [];
  const visit: Visit = (_, successors) => seen.push(...successors.map(([, y]) => show(y ?? 0)));
  const { outcome } = search(model, { visit });
  expect(outcome.kind).toBe('holds');
  expect(seen.join(' ')).toBe(ys);
});

/** A type and not an interface, as fast-check asks for. */
type Kinds = { readonly number: string; readonly truth: string };

/** Numbers made of a, b, and calls of an operator that was defined before. Some cannot be evaluated. */
const { number } = fc.letrec<Kinds>((tie) => {
  const two = fc.tuple(tie('number'), tie('number'));
  const named = fc.tuple(fc.nat(), tie('number'), tie('number'));
  const depthSize = { maxDepth: 3, withCrossShrink: true } as const;
  return {
    number: fc.oneof(
      depthSize,
      fc.constantFrom('0', '1', '2', 'a', 'b'),
      two.map(([x, y]) => `(${x} + ${y})`),
      two.map(([x, y]) => `(${x} \\div ${y})`),
      two.map(([x, y]) => `Before(${x}, ${y})`),
      fc.tuple(tie('truth'), two).map(([test, [x, y]]) => `(IF ${test} THEN ${x} ELSE ${y})`),
      named.map(([n, x, y]) => `(LET l${n} == ${x} IN Before(l${n}, ${y}) + l${n})`),
      named.map(([n, x, y]) => `[i${n} \\in {${x}} |-> Before(i${n}, ${y})][${x}]`),
      named.map(([n, x, y]) => `(CHOOSE c${n} \\in {${x}, ${y}} : Before(c${n}, ${x}) > 0)`),
    ),
    truth: fc.oneof(
      two.map(([x, y]) => `${x} < ${y}`),
      fc.tuple(tie('truth'), two).map(([test, [x, y]]) => `(${test} /\\ ${x} = ${y})`),
    ),
  };
});

it('nothing changes when every operator is put in place where it is used', async () => {
  const bodies = fc.array(number, { minLength: 1, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(bodies, number, async (operators, expression) => {
      const definitions = ['a + b', ...operators].map(
        (body, index) => `Op${index}(a, b) == ${body.replaceAll('Before', `Op${index - 1}`)}`,
      );
      const last = `Op${operators.length}`;
      const closed = expression.replaceAll('Before', last).replace(/\b[ab]\b/g, '3');
      const text = `EXTENDS Integers
${definitions.join('\n')}
VARIABLE x
Init == x = ${closed}
Next == UNCHANGED x`;
      const config = 'INIT Init\nNEXT Next';
      const [shared, inPlace] = await Promise.all([
        outcomeOf(text, config, false),
        outcomeOf(text, config, true), // Whoever counts expressions wants each where it stands.
      ]);
      expect(shared).toBe(inPlace);
    }),
    { numRuns: 300, seed: 1 },
  );
});

/** The value of x, or that it has none. */
async function outcomeOf(text: string, config: string, coverage: boolean): Promise<string> {
  const model = await modelOf({ M: text }, config, { coverage });
  const seen: string[] = [];
  const { outcome } = search(model, { visit: ([x]) => seen.push(show(x ?? false)) });
  return outcome.kind === 'error' ? 'error' : seen.join();
}
