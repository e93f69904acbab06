import { describe, expect, it } from 'vitest';
import { check, evaluate, numbers } from '../model.test-helper.ts';

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
