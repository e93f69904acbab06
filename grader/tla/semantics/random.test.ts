import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate } from '../model.test-helper.ts';

/** An expression as TLA+ writes it, and its value as a slow evaluator that knows nothing of the compiler has it. */
interface Known<Value> {
  readonly text: string;
  readonly value: Value;
}

type Numbers = readonly number[];

/** Without copies, and in order. */
function setOf(numbers: Numbers): Numbers {
  return [...new Set(numbers)].sort((one, other) => one - other);
}

const set = (numbers: Numbers) => `{${numbers.join(', ')}}`;
const sequence = (numbers: Numbers) => `<<${numbers.join(', ')}>>`;
const boolean = (value: boolean) => (value ? 'TRUE' : 'FALSE');

/** Joins two expressions. */
function joined<One, Other, Value>(
  [one, other]: readonly [Known<One>, Known<Other>],
  text: string,
  join: (one: One, other: Other) => Value,
): Known<Value> {
  const filled = text.replace(
    /(?<!\\)\b[AB]\b/g,
    (name) => `(${(name === 'A' ? one : other).text})`,
  );
  return { text: filled, value: join(one.value, other.value) };
}

/** The kinds of expressions. A type and not an interface, as fast-check asks for. */
type Kinds = {
  readonly number: Known<number>;
  readonly truth: Known<boolean>;
  readonly set: Known<Numbers>;
  readonly sequence: Known<Numbers>;
};

const {
  number,
  truth,
  set: sets,
  sequence: sequences,
} = fc.letrec<Kinds>((tie) => {
  const small = fc.integer({ min: 0, max: 4 }).map((value) => ({ text: String(value), value }));
  const two = fc.tuple(tie('number'), tie('number'));
  const twoSets = fc.tuple(tie('set'), tie('set'));
  const twoSequences = fc.tuple(tie('sequence'), tie('sequence'));
  const list = fc.array(small, { maxLength: 3 });
  const chosen = fc.tuple(tie('truth'), tie('number'), tie('number'));
  const depthSize = { depthSize: 'small', withCrossShrink: true } as const;
  return {
    number: fc.oneof(
      depthSize,
      small,
      two.map((pair) => joined(pair, 'A + B', (a, b) => a + b)),
      two.map((pair) => joined(pair, 'A - B', (a, b) => a - b)),
      two.map((pair) => joined(pair, '[p |-> A, q |-> B].q', (_, b) => b)),
      two.map((pair) =>
        joined(pair, '[[i \\in 1..3 |-> A] EXCEPT ![2] = @ + B][2]', (a, b) => a + b),
      ),
      chosen.map(([test, yes, no]) => ({
        text: `IF ${test.text} THEN ${yes.text} ELSE ${no.text}`,
        value: test.value ? yes.value : no.value,
      })),
      tie('set').map(({ text, value }) => ({ text: `Cardinality(${text})`, value: value.length })),
      tie('sequence').map(({ text, value }) => ({ text: `Len(${text})`, value: value.length })),
    ),
    truth: fc.oneof(
      depthSize,
      fc.boolean().map((value) => ({ text: boolean(value), value })),
      two.map((pair) => joined(pair, 'A < B', (a, b) => a < b)),
      two.map((pair) => joined(pair, 'A = B => A >= B', () => true)),
      fc
        .tuple(tie('number'), tie('set'))
        .map((pair) => joined(pair, 'A \\in B', (a, s) => s.includes(a))),
      twoSets.map((pair) =>
        joined(pair, 'A \\subseteq B', (a, b) => a.every((x) => b.includes(x))),
      ),
      twoSets.map((pair) => joined(pair, 'A = B', (a, b) => set(a) === set(b))),
      twoSets.map((pair) =>
        joined(pair, '\\A x \\in A : \\E y \\in B : x < y', (a, b) =>
          a.every((x) => b.some((y) => x < y)),
        ),
      ),
      twoSequences.map((pair) => joined(pair, 'A = B', (a, b) => sequence(a) === sequence(b))),
      twoSets.map((pair) =>
        joined(pair, '{A} \\in SUBSET SUBSET B', (a, b) => a.every((x) => b.includes(x))),
      ),
    ),
    set: fc.oneof(
      depthSize,
      list.map((items) => ({
        text: `{${items.map(({ text }) => text).join(', ')}}`,
        value: setOf(items.map(({ value }) => value)),
      })),
      twoSets.map((pair) => joined(pair, 'A \\cup B', (a, b) => setOf([...a, ...b]))),
      twoSets.map((pair) => joined(pair, 'A \\cap B', (a, b) => a.filter((x) => b.includes(x)))),
      twoSets.map((pair) => joined(pair, 'A \\ B', (a, b) => a.filter((x) => !b.includes(x)))),
      fc
        .tuple(tie('set'), tie('number'))
        .map((pair) => joined(pair, '{x \\in A : x < B}', (s, n) => s.filter((x) => x < n))),
      fc
        .tuple(tie('set'), tie('number'))
        .map((pair) => joined(pair, '{x + B : x \\in A}', (s, n) => setOf(s.map((x) => x + n)))),
      tie('sequence').map(({ text, value }) => ({
        text: `{(${text})[i] : i \\in DOMAIN (${text})}`,
        value: setOf(value),
      })),
    ),
    sequence: fc.oneof(
      depthSize,
      list.map((items) => ({
        text: `<<${items.map(({ text }) => text).join(', ')}>>`,
        value: items.map(({ value }) => value),
      })),
      twoSequences.map((pair) => joined(pair, 'A \\o B', (a, b) => [...a, ...b])),
      fc
        .tuple(tie('sequence'), tie('number'))
        .map((pair) => joined(pair, 'Append(A, B)', (s, n) => [...s, n])),
      fc
        .tuple(tie('sequence'), tie('number'))
        .map((pair) =>
          joined(pair, '[i \\in DOMAIN A |-> A[i] - B]', (s, n) => s.map((x) => x - n)),
        ),
    ),
  };
});

/** Every expression, with its value as it is printed. */
const any = fc.oneof(
  number.map(({ text, value }) => [text, String(value)] as const),
  truth.map(({ text, value }) => [text, boolean(value)] as const),
  sets.map(({ text, value }) => [text, set(value)] as const),
  sequences.map(({ text, value }) => [text, sequence(value)] as const),
);

it('a random expression has the value that a naive evaluator gives it', async () => {
  await fc.assert(
    fc.asyncProperty(any, async ([text, value]) => {
      expect(await evaluate(text)).toBe(value);
    }),
    { numRuns: 300, seed: 1 },
  );
});
