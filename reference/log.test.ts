import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../skeleton/contract/index.ts';
import {
  agreesAt,
  countPresent,
  entriesFrom,
  entryAt,
  firstIndexOfRun,
  isUpToDate,
  type Log,
  lastIndex,
  lastIndexOfTerm,
  lastTerm,
  replaceFrom,
  termAt,
} from './log.ts';
import { entry, frozen, snapshot, terms } from './server.test-helper.ts';

/** The dumb twin: the whole log, nothing compacted, with its indexes written beside the entries. */
type Twin = ReadonlyMap<number, LogEntry>;

interface Pair {
  readonly log: Log;
  readonly twin: Twin;
  readonly base: number;
  readonly length: number;
}

/** A log with rising terms, of which the first `base` entries are in a snapshot. */
const pairs: fc.Arbitrary<Pair> = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 14 }), fc.nat({ max: 14 }))
  .map(([unsorted, wish]) => {
    const all = terms(...unsorted.toSorted((a, b) => a - b));
    const base = Math.min(wish, all.length);
    const included = base === 0 ? null : snapshot(base, all[base - 1]?.term ?? 0);
    return {
      log: frozen({ log: all.slice(base), snapshot: included }),
      twin: new Map(all.map((e, place) => [place + 1, e])),
      base,
      length: all.length,
    };
  });

function twinTerm({ twin, base, length }: Pair, index: number): number | undefined {
  if (index < base || index > length) return undefined;
  return index === 0 ? 0 : twin.get(index)?.term;
}

describe('log.ts', () => {
  it('index 0 is the place before the first entry, and its term is 0', () => {
    const empty: Log = { log: [], snapshot: null };
    expect([lastIndex(empty), lastTerm(empty), termAt(empty, 0)]).toEqual([0, 0, 0]);
    expect(entryAt(empty, 0)).toBeUndefined();
    expect(termAt(empty, 1)).toBeUndefined();
    expect(termAt({ log: terms(3), snapshot: null }, 1)).toBe(3);
  });

  it('asks a compacted log as if nothing had been compacted', () => {
    const index = fc.nat({ max: 16 });
    fc.assert(
      fc.property(pairs, index, (pair, at) => {
        const { log, twin, base, length } = pair;
        expect(lastIndex(log)).toBe(length);
        expect(lastTerm(log)).toBe(twinTerm(pair, length));
        expect(entryAt(log, at)).toBe(at > base ? twin.get(at) : undefined);
        expect(termAt(log, at)).toBe(twinTerm(pair, at));
      }),
    );
  });

  it('hands out entries from an index on, as many as asked for', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.nat({ max: 16 }),
        fc.nat({ max: 5 }),
        ({ log, twin, base }, at, most) => {
          const index = base + 1 + at;
          const expected = [...twin].filter(([i]) => i >= index).slice(0, most);
          expect(entriesFrom(log, index, most)).toEqual(expected.map(([, e]) => e));
        },
      ),
    );
  });

  it('replaces what stands from an index on, and leaves no holes', () => {
    fc.assert(
      fc.property(pairs, fc.nat({ max: 16 }), fc.nat({ max: 3 }), (pair, at, count) => {
        const { log, twin, base, length } = pair;
        const index = base + 1 + (at % (length - base + 1));
        const added = Array.from({ length: count }, () => entry(9, 'new'));
        const kept = [...twin].filter(([i]) => i > base && i < index).map(([, e]) => e);
        expect(replaceFrom(log, index, added)).toEqual([...kept, ...added]);
      }),
    );
    const log: Log = { log: terms(1), snapshot: null };
    expect(() => replaceFrom(log, 3, terms(1))).toThrow('a log has no holes');
  });

  it('counts the entries that are there already, one comparison after the other', () => {
    const others = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 });
    fc.assert(
      fc.property(pairs, fc.nat({ max: 15 }), others, (pair, at, unsorted) => {
        const prev = at % (pair.length + 1);
        const entries = terms(...unsorted);
        const differs = entries.findIndex((e, place) => {
          const index = prev + 1 + place;
          return index >= pair.base && twinTerm(pair, index) !== e.term;
        });
        const expected = differs === -1 ? entries.length : differs;
        expect(countPresent(pair.log, prev, entries)).toBe(expected);
      }),
    );
  });

  it('agrees where index and term are the same, and below a snapshot', () => {
    fc.assert(
      fc.property(pairs, fc.nat({ max: 16 }), fc.nat({ max: 5 }), (pair, index, term) => {
        const expected = index < pair.base || twinTerm(pair, index) === term;
        expect(agreesAt(pair.log, { index, term })).toBe(expected);
      }),
    );
  });

  it('finds the first of a run of one term and the last of a term', () => {
    fc.assert(
      fc.property(pairs, fc.nat({ max: 14 }), fc.integer({ min: 1, max: 6 }), (pair, at, term) => {
        const { log, twin, base, length } = pair;
        const last = [...twin].findLast(([i, e]) => i >= base && e.term === term);
        expect(lastIndexOfTerm(log, term)).toBe(last?.[0]);
        if (length === base) return;
        const index = base + 1 + (at % (length - base));
        const same = [...twin].find(([i, e]) => i > base && e.term === twin.get(index)?.term);
        expect(firstIndexOfRun(log, index)).toBe(same?.[0]);
      }),
    );
  });

  it('§5.4.1: of two logs, at least one is up-to-date for the other', () => {
    fc.assert(
      fc.property(pairs, pairs, ({ log: a }, { log: b }) => {
        const endOfA = { index: lastIndex(a), term: lastTerm(a) };
        const endOfB = { index: lastIndex(b), term: lastTerm(b) };
        const both = isUpToDate(endOfA, b) && isUpToDate(endOfB, a);
        expect(isUpToDate(endOfA, b) || isUpToDate(endOfB, a)).toBe(true);
        expect(both).toBe(endOfA.index === endOfB.index && endOfA.term === endOfB.term);
      }),
    );
  });
});
