/**
 * What TLC reads when a model uses a standard module: the modules that are read with it, and the names that stand in it, in
 * their order. `check/name-order.ts` says what that is good for.
 *
 * @module
 */

/** One standard module. */
export interface StandardText {
  readonly extends: readonly string[];
  readonly instances: readonly string[];
  readonly words: readonly string[];
  /** How many of its operators this kit does not have. */
  readonly missing: number;
}

function text(words: string, parts: Partial<StandardText> = {}): StandardText {
  return { extends: [], instances: [], missing: 0, ...parts, words: words.split(' ') };
}

/** The text of each. */
export const standardTexts: ReadonlyMap<string, StandardText> = new Map([
  ['Naturals', text('Naturals Nat a b n')],
  ['Integers', text('Integers Naturals Int a', { extends: ['Naturals'] })],
  [
    'Sequences',
    text('Sequences Naturals Seq S n Nat Len s t i Append e Head Tail SubSeq m SelectSeq Test F', {
      instances: ['Naturals'],
    }),
  ],
  [
    'FiniteSets',
    text('FiniteSets Naturals Sequences IsFiniteSet S seq Seq s n Len Cardinality CS T x', {
      instances: ['Naturals', 'Sequences'],
    }),
  ],
  [
    'TLC',
    text(
      'TLC Naturals Sequences FiniteSets Print out val PrintT Assert v JavaTime n Nat TLCGet i TLCSet d e x f g Permutations S w SortSeq s Op p Len j RandomElement Any ToString a b TLCEval',
      { instances: ['Naturals', 'Sequences', 'FiniteSets'], missing: 6 },
    ),
  ],
  [
    'Bags',
    text(
      'Bags TLC Naturals IsABag B n Nat BagToSet SetToBag S e BagIn EmptyBag B1 B2 d Sum f DSum elt BagUnion SubBag RemoveFromDom x y Combine BagSet i Biggest Range r s RSB BB BagOfAll F BagCardinality CopiesIn',
      { extends: ['TLC'], instances: ['Naturals'] },
    ),
  ],
]);
