import { describe, expect, it } from 'vitest';
import { evaluate } from '../model.test-helper.ts';

/** Expressions and their values, as the book and TLC have them. */
const values: readonly (readonly [string, string])[] = [
  ['1 + 2 * 3', '7'],
  ['(-7) \\div 2', '-4'],
  ['-7 \\div 2', '-3'],
  ['-7 % 2', '1'],
  ['2 ^ 10', '1024'],
  ['3 - 5', '-2'],
  ['TRUE /\\ ~FALSE', 'TRUE'],
  ['FALSE => TRUE', 'TRUE'],
  ['TRUE <=> FALSE', 'FALSE'],
  ['(1 :> 2) (+) (1 :> 1 @@ 5 :> 1)', '(1 :> 3 @@ 5 :> 1)'],
  ['<<3, 1>> (-) <<1, 1>>', '<<2>>'],
  ['<<1, 2>> \\sqsubseteq <<2, 1>>', 'FALSE'],
  ['<<1, 1>> \\sqsubseteq <<2, 1>>', 'TRUE'],
  ['SubBag(<<2>>)', '{<<>>, <<1>>, <<2>>}'],
  ['BagUnion({<<1>>, <<2, 1>>})', '<<3, 1>>'],
  ['BagOfAll(LAMBDA x : x % 2, <<3, 4, 5>>)', '(0 :> 4 @@ 1 :> 8)'],
  ['<<CopiesIn(2, <<3, 4>>), CopiesIn(3, <<3, 4>>), BagIn(3, <<3, 4>>)>>', '<<4, 0, FALSE>>'],
  ['{3, 1, 2, 1}', '{1, 2, 3}'],
  ['1..3 \\cup {7}', '{1, 2, 3, 7}'],
  ['(1..5) \\cap (3..9)', '{3, 4, 5}'],
  ['(1..5) \\ {2, 4}', '{1, 3, 5}'],
  ['SUBSET {1, 2}', '{{}, {1}, {2}, {1, 2}}'],
  ['UNION {{1}, {2, 3}}', '{1, 2, 3}'],
  ['{1} \\subseteq 1..2', 'TRUE'],
  ['3 \\notin Nat', 'FALSE'],
  ['-1 \\in Nat', 'FALSE'],
  ['{1, 2} \\X {"a"}', '{<<1, "a">>, <<2, "a">>}'],
  ['{x * x : x \\in 1..3}', '{1, 4, 9}'],
  ['{x + y : x, y \\in 1..2}', '{2, 3, 4}'],
  ['{x \\in 1..9 : x % 3 = 0}', '{3, 6, 9}'],
  ['{<<a, b>> \\in (1..2) \\X (1..2) : a < b}', '{<<1, 2>>}'],
  ['\\E x \\in 1..3 : x > 2', 'TRUE'],
  ['\\A x, y \\in 1..3 : x + y < 6', 'FALSE'],
  ['CHOOSE x \\in 1..9 : x * x > 20', '5'],
  ['<<1, "b", {}>>', '<<1, "b", {}>>'],
  ['<<1, 2>> = [i \\in 1..2 |-> i]', 'TRUE'],
  ['[a |-> 1, b |-> 2].b', '2'],
  ['[a |-> 1, b |-> 2] = [b |-> 2, a |-> 1]', 'TRUE'],
  ['[x \\in {1, 3} |-> x + 1]', '(1 :> 2 @@ 3 :> 4)'],
  ['[x, y \\in 1..2 |-> x + y][2, 2]', '4'],
  ['DOMAIN [a |-> 1, b |-> 2]', '{"a", "b"}'],
  ['[<<1, 2, 3>> EXCEPT ![2] = @ + 10]', '<<1, 12, 3>>'],
  ['[[a |-> <<1, 2>>] EXCEPT !.a[1] = @ + 5, !.a[2] = 0]', '[a |-> <<6, 0>>]'],
  ['[<<1>> EXCEPT ![7] = 3]', '<<1>>'],
  ['[{1, 2} -> {3, 4}]', '{<<3, 3>>, <<3, 4>>, <<4, 3>>, <<4, 4>>}'],
  ['[a : {1, 2}, b : {3}]', '{[a |-> 1, b |-> 3], [a |-> 2, b |-> 3]}'],
  ['IF 1 > 2 THEN "a" ELSE "b"', '"b"'],
  ['CASE 1 > 2 -> "a" [] 2 > 1 -> "b" [] OTHER -> "c"', '"b"'],
  ['LET x == 3 IN LET y == x * x IN x + y', '12'],
  ['LET F(x, y) == x - y IN F(5, F(3, 1))', '3'],
  ['Len(<<1, 2>> \\o <<3>>)', '3'],
  ['Append(<<1>>, 2)', '<<1, 2>>'],
  ['Head(Tail(<<1, 2, 3>>))', '2'],
  ['SubSeq(<<1, 2, 3, 4>>, 2, 3)', '<<2, 3>>'],
  ['SubSeq(<<1>>, 2, 1)', '<<>>'],
  ['SelectSeq(<<1, 2, 3, 4>>, LAMBDA x : x % 2 = 0)', '<<2, 4>>'],
  ['<<1, 2>> \\in Seq(Nat)', 'TRUE'],
  ['Cardinality({1, 1, 2})', '2'],
  ['IsFiniteSet(Nat)', 'FALSE'],
  ['1 :> "a" @@ 2 :> "b" @@ 1 :> "c"', '<<"a", "b">>'],
  ['Cardinality(Permutations({1, 2, 3}))', '6'],
];

describe('expressions have the values of the book', () => {
  for (const [expression, value] of values) {
    it(`${expression} is ${value}`, async () => {
      expect(await evaluate(expression)).toBe(value);
    });
  }
});

describe('definitions', () => {
  it('operators take operators', async () => {
    const twice = 'Twice(F(_), x) == F(F(x))\nAddOne(x) == x + 1';
    expect(await evaluate('Twice(AddOne, 1)', twice)).toBe('3');
    expect(await evaluate('Twice(LAMBDA x : x * x, 3)', twice)).toBe('81');
  });

  it('an operator may be recursive', async () => {
    const sum =
      'RECURSIVE Sum(_)\nSum(S) == IF S = {} THEN 0 ELSE\n  LET x == CHOOSE x \\in S : TRUE IN x + Sum(S \\ {x})';
    expect(await evaluate('Sum(1..10)', sum)).toBe('55');
  });

  it('a recursive operator keeps what its callers have bound', async () => {
    const walk =
      'RECURSIVE Walk(_)\nWalk(n) == IF n = 0 THEN {} ELSE UNION {Walk(n - 1) \\cup {n * k} : k \\in 1..2}';
    expect(await evaluate('Walk(3)', walk)).toBe('{1, 2, 3, 4, 6}');
  });

  it('a function may stand in its own definition', async () => {
    const factorial = 'f[n \\in 0..10] == IF n = 0 THEN 1 ELSE n * f[n - 1]';
    expect(await evaluate('f[5]', factorial)).toBe('120');
    expect(await evaluate('Cardinality(DOMAIN f)', factorial)).toBe('11');
  });

  it('an argument is evaluated only if it is needed', async () => {
    expect(await evaluate('First(1, Head(<<>>))', 'First(x, y) == x')).toBe('1');
  });

  it('an operator inside of its own argument has parameters of its own', async () => {
    expect(await evaluate('Add(Add(1, 2), Add(3, 4))', 'Add(x, y) == x + y')).toBe('10');
  });
});

/** Expressions without a value, and what is said about each. */
const failures: readonly (readonly [string, string])[] = [
  ['<<1, 2>>[3]', '3 is not in the domain of <<1, 2>>'],
  ['[a |-> 1].b', '[a |-> 1] has no field b'],
  ['1 + "a"', '"a" is not an integer'],
  ['1 = "a"', 'cannot compare 1 with "a"'],
  ['{1, "a"}', '1 and "a" cannot be in one set'],
  ['Head(<<>>)', 'the empty sequence has no Head'],
  ['CHOOSE x \\in {1} : x > 1', 'CHOOSE finds no element that fits in {1}'],
  ['Cardinality(Nat)', 'the elements of Nat cannot be listed'],
  ['1 \\div 0', 'the divisor is 0, and must be greater than 0'],
  ['2147483647 + 1', '2147483648 is too large; integers end at 2147483647'],
  ['CASE FALSE -> 1', 'no arm of this CASE fits, and there is no OTHER'],
  ['IF 1 THEN 2 ELSE 3', '1 is neither TRUE nor FALSE'],
  ['SetToBag({"a"}) (+) [a |-> 0]', '[a |-> 0] is not a bag'],
  ['BagCardinality(<<0>>)', '<<0>> is not a bag'],
  ['Assert(1 > 2, "wrong")', 'an assertion failed: "wrong"'],
];

describe('an expression without a value says why and where', () => {
  for (const [expression, reason] of failures) {
    it(`${expression}: ${reason}`, async () => {
      await expect(evaluate(expression)).rejects.toMatchObject({ reason, at: { line: 5 } });
    });
  }
});
