import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { search } from '../check/search.ts';
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
    expect(await evaluate('Sum(4)', given)).toBe('10');
  });

  it('is the same for a set that is only described', async () => {
    expect(await evaluate('Holds(7, Nat)', 'Holds(x, set) == x \\in set')).toBe('TRUE');
    expect(await evaluate('{Same(SUBSET {1})}', 'Same(set) == set')).toBe('{{{}, {1}}}');
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

  it('does not look at an argument that it does not need', async () => {
    const report = await check(
      `${state}Give(n, other) == IF n = 0 THEN x' = 1 ELSE x' = other
Next == Give(0, <<>>[1]) /\\ UNCHANGED y`,
      config,
    );
    expect(report.outcome.kind).toBe('holds');
  });
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
