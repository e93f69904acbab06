/**
 * Submissions that are nearly the same.
 *
 * Only a person can tell whether somebody copied. So this names who is alike and how much, and judges nobody.
 *
 * @module
 */

/** The fingerprints of one submission, see syntax.ts. */
export interface Fingerprinted {
  readonly id: string;
  readonly fingerprints: readonly string[];
}

/** Two submissions that are alike. */
export interface Pair {
  readonly ids: readonly [string, string];
  /** The share of the smaller one's fingerprints that the other has as well, in whole percent. */
  readonly percent: number;
}

/** Submissions each of which is like another one of them. */
export interface Group {
  readonly ids: readonly string[];
  /** The pairs that are alike, the most alike first. */
  readonly pairs: readonly Pair[];
}

/** From here on two submissions are alike. */
const ALIKE_PERCENT = 60;
/** Whoever has written so little beyond the skeleton has nothing that could be told from the work of others. */
const LEAST_FINGERPRINTS = 40;

/** All groups, those with the most alike pair first. */
export function groupsOf(all: readonly Fingerprinted[]): readonly Group[] {
  const pairs = pairsOf(
    all.filter(({ fingerprints }) => fingerprints.length >= LEAST_FINGERPRINTS),
  );
  const groups: { ids: Set<string>; pairs: Pair[] }[] = [];
  for (const pair of pairs) {
    const [joined, ...others] = groups.filter(({ ids }) => pair.ids.some((id) => ids.has(id)));
    const group = joined ?? { ids: new Set(), pairs: [] };
    if (joined === undefined) groups.push(group);
    for (const other of others) {
      for (const id of other.ids) group.ids.add(id);
      group.pairs.push(...other.pairs);
      groups.splice(groups.indexOf(other), 1);
    }
    for (const id of pair.ids) group.ids.add(id);
    group.pairs.push(pair);
  }
  return groups.map(({ ids, pairs: alike }) => ({
    ids: [...ids].sort(),
    pairs: alike.sort(byLikeness),
  }));
}

/** All pairs that are alike, the most alike first. */
function pairsOf(all: readonly Fingerprinted[]): readonly Pair[] {
  const sets = all.map(({ fingerprints }) => new Set(fingerprints));
  const pairs = all.flatMap((one, at) =>
    all.slice(at + 1).map((other, further): Pair => {
      const [small, large] = [sets[at] ?? NONE, sets[at + 1 + further] ?? NONE].sort(
        (a, b) => a.size - b.size,
      );
      const shared = [...(small ?? NONE)].filter((print) => large?.has(print)).length;
      const percent = Math.floor((100 * shared) / Math.max(1, small?.size ?? 0));
      return { ids: [one.id, other.id], percent };
    }),
  );
  return pairs.filter(({ percent }) => percent >= ALIKE_PERCENT).sort(byLikeness);
}

const NONE: ReadonlySet<string> = new Set();

function byLikeness(one: Pair, other: Pair): number {
  return other.percent - one.percent || (one.ids.join('\0') < other.ids.join('\0') ? -1 : 1);
}
