import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEntry, PersistentState, Snapshot } from '../../skeleton/contract/index.ts';
import { changedFrom, lastIndexOf } from './change.ts';
import { command } from './testing.ts';

type Log = Pick<PersistentState, 'log' | 'snapshot'>;

function snapshotAt(index: number): Snapshot | null {
  if (index === 0) return null;
  return { lastIncludedIndex: index, lastIncludedTerm: 1, servers: ['n1'], data: null };
}

function logOf(base: number, log: readonly LogEntry[]): Log {
  return { snapshot: snapshotAt(base), log };
}

/** The same in the plainest way: every index, one after the other. */
function firstDifference(before: Log | null, after: Log): number | null {
  const old = before ?? logOf(0, []);
  const base = (log: Log) => log.snapshot?.lastIncludedIndex ?? 0;
  const entry = (log: Log, index: number) => log.log[index - base(log) - 1];
  const end = Math.max(lastIndexOf(old), lastIndexOf(after));
  for (let index = Math.max(base(old), base(after)) + 1; index <= end; index++) {
    if (canonical(entry(old, index)) !== canonical(entry(after, index))) return index;
  }
  return null;
}

/** As JSON with the fields of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? 'nothing', (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted())
      : part,
  );
}

const payload: fc.Arbitrary<LogEntry['payload']> = fc.oneof(
  fc.constantFrom('x', 'y').map((text) => ({ kind: 'command' as const, command: { put: text } })),
  fc.constant({ kind: 'noop' as const }),
  fc.constantFrom(['n1'], ['n1', 'n2']).map((servers) => ({ kind: 'config' as const, servers })),
);
const entry: fc.Arbitrary<LogEntry> = fc.record({ term: fc.integer({ min: 1, max: 2 }), payload });

/** The same entry in another object, its fields the other way round. */
function copyOf({ term, payload }: LogEntry): LogEntry {
  const fields = Object.entries(structuredClone(payload)).toReversed();
  return { payload: Object.fromEntries(fields) as unknown as LogEntry['payload'], term };
}

/** A log, and what may become of it in one step: cut, appended to, overwritten, copied, compacted. */
function change(length: number): fc.Arbitrary<readonly [Log, Log]> {
  return fc
    .record({
      log: fc.array(entry, { maxLength: length, size: 'max' }),
      oldBase: fc.nat(3),
      kept: fc.nat(length),
      overwritten: fc.option(fc.tuple(fc.nat(length), entry)),
      more: fc.array(entry, { maxLength: 4 }),
      copied: fc.boolean(),
      compacted: fc.nat(length + 4),
    })
    .map(({ log, oldBase, kept, overwritten, more, copied, compacted }) => {
      const all = [...log.slice(0, kept), ...more];
      if (overwritten !== null && overwritten[0] < all.length) all[overwritten[0]] = overwritten[1];
      const after = copied ? all.map(copyOf) : all;
      return [logOf(oldBase, log), logOf(oldBase + compacted, after.slice(compacted))];
    });
}

describe('the first index that a step changed', () => {
  it('is found as if every entry was compared, in logs of up to 64 entries', () => {
    fc.assert(
      fc.property(change(12), ([before, after]) => {
        expect(changedFrom(before, after)).toBe(firstDifference(before, after));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(change(64), ([before, after]) => {
        expect(changedFrom(before, after)).toBe(firstDifference(before, after));
      }),
    );
  });

  it('is counted from an empty log after a boot', () => {
    fc.assert(
      fc.property(change(12), ([, after]) => {
        expect(changedFrom(null, after)).toBe(firstDifference(null, after));
      }),
    );
  });

  it('is none when a snapshot replaces entries, and the index behind it when entries behind it are gone', () => {
    const log = [1, 1, 1, 1].map((term) => command(term, 'x'));
    const before = logOf(0, log);
    expect(changedFrom(before, logOf(2, log.slice(2)))).toBeNull();
    expect(changedFrom(before, logOf(4, []))).toBeNull();
    expect(changedFrom(before, logOf(9, []))).toBeNull();
    expect(changedFrom(before, logOf(2, []))).toBe(3);
    expect(changedFrom(before, logOf(9, [command(2, 'y')]))).toBe(10);
  });
});

describe('in a log of 1,000 entries', () => {
  const long = Array.from({ length: 1000 }, (_, at) => command(1, at));
  const withOther = (at: number) => long.with(at, command(2, 'other'));

  it('an append, a cut, and a change near the end are found at once', () => {
    const before = logOf(0, long);
    expect(changedFrom(before, logOf(0, [...long, command(2, 'x')]))).toBe(1001);
    expect(changedFrom(before, logOf(0, long.slice(0, 990)))).toBe(991);
    expect(changedFrom(before, logOf(0, [...long.slice(0, 500), command(2, 'x')]))).toBe(501);
    for (let at = 968; at < 1000; at++) {
      expect(changedFrom(before, logOf(0, withOther(at)))).toBe(at + 1);
    }
    expect(changedFrom(logOf(300, long), logOf(700, long.slice(400)))).toBeNull();
  });

  it('a swap deep inside is found while as many entries are appended as there are windows', () => {
    for (const at of [0, 31, 32, 333, 500, 967]) {
      const before = logOf(0, long);
      const swapped = withOther(at);
      const seen: (number | null)[] = [];
      for (let more = 1; more <= 40; more++) {
        swapped.push(command(2, 'more'));
        seen.push(changedFrom(before, logOf(0, [...swapped])));
      }
      expect(seen, `entry ${at}`).toContain(at + 1);
    }
  });
});

describe('a copy of an entry', () => {
  it('is no change, but is frozen like the one whose place it takes', () => {
    const kept = Object.freeze(command(1, Object.freeze({ put: 'x' })));
    const copy = command(1, { put: 'x' });
    expect(changedFrom(logOf(0, [kept]), logOf(0, [copy]))).toBeNull();
    expect(Object.isFrozen(copy)).toBe(true);
    expect(Object.isFrozen(copy.payload)).toBe(true);
  });

  it('is a change when JSON would only make it look the same', () => {
    const kept = command(1, '1970-01-01T00:00:00.000Z');
    const dated = command(1, new Date(0) as never);
    expect(changedFrom(logOf(0, [kept]), logOf(0, [dated]))).toBe(1);
  });
});
