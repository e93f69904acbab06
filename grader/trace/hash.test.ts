import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../skeleton/contract/index.ts';
import type { StepEvent, TraceEvent } from './event.ts';
import { RunHash } from './hash.ts';
import { entry, freshState, snapshotAt, step } from './samples.ts';

function hashOf(events: readonly TraceEvent[]): string {
  const hash = new RunHash();
  for (const event of events) hash.add(event);
  return hash.digest();
}

const log = [entry(1, 'a'), entry(1, 'b'), entry(2, 'c')];
const persisted = (ofLog: readonly LogEntry[]): StepEvent =>
  step({
    from: { log: log.slice(0, 2) },
    to: { log },
    effects: [
      {
        type: 'persist',
        state: { currentTerm: 2, votedFor: null, log: ofLog, snapshot: null },
      },
    ],
  });

describe('the hash of a run', () => {
  it('is the same on every machine', () => {
    expect(hashOf([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(
      hashOf([persisted(log), { kind: 'crash', n: 2, at: 1.5, server: 'n2' }]),
    ).toMatchInlineSnapshot(`"5a6e15917dc534752149d0e1cc57e314bf27b3a76db54f32f75ccce7006accb7"`);
  });

  it('does not depend on shared objects, the state before or the order of fields', () => {
    const event = persisted(log);
    expect(hashOf([structuredClone(event)])).toBe(hashOf([event]));
    expect(hashOf([{ ...event, before: null }])).toBe(hashOf([event]));
    const reversed: StepEvent = JSON.parse(JSON.stringify(event), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(hashOf([{ ...reversed, before: null }])).toBe(hashOf([event]));
  });

  it('can be asked for in between', () => {
    const hash = new RunHash();
    hash.add(persisted(log));
    expect(hash.digest()).toBe(hashOf([persisted(log)]));
    hash.add(persisted(log));
    expect(hash.digest()).toBe(hashOf([persisted(log), persisted(log)]));
  });

  it.each<readonly [string, TraceEvent, TraceEvent]>([
    ['a field of the state', step({ to: { currentTerm: 1 } }), step({ to: { currentTerm: 2 } })],
    ['a new entry', step({ to: { log: [entry(1)] } }), step({ to: { log: [entry(2)] } })],
    [
      'entries that are gone',
      step({ from: { log }, to: { log: log.slice(0, 2) } }),
      step({ from: { log }, to: { log: log.slice(0, 1) } }),
    ],
    ['a persisted log that is shorter', persisted(log), persisted(log.slice(0, 2))],
    ['a persisted log that is older', persisted(log), persisted([entry(1, 'z'), ...log.slice(1)])],
    [
      'the order of effects',
      step({
        effects: [
          { type: 'note', text: 'a' },
          { type: 'note', text: 'b' },
        ],
      }),
      step({
        effects: [
          { type: 'note', text: 'b' },
          { type: 'note', text: 'a' },
        ],
      }),
    ],
    ['the time', step({ at: 1 }), step({ at: 1.001 })],
    [
      'the snapshot',
      step({ to: { snapshot: snapshotAt(3, 1) } }),
      step({ to: { snapshot: snapshotAt(3, 2) } }),
    ],
  ])('sees a difference in %s', (_, one, other) => {
    expect(hashOf([one])).not.toBe(hashOf([other]));
  });

  it('takes entries that stand after a snapshot from their index on', () => {
    const compacted = { snapshot: snapshotAt(2, 1), log: log.slice(2) };
    const event = step({ from: compacted, to: { log: [...compacted.log, entry(3)] } });
    expect(event.changedFrom).toBe(4);
    const cut = { ...event, state: { ...event.state, log: [entry(9), entry(3)] } };
    expect(hashOf([cut])).toBe(hashOf([event]));
    expect(hashOf([{ ...cut, changedFrom: 3 }])).not.toBe(hashOf([{ ...event, changedFrom: 3 }]));
  });

  it('costs as much for a long log as for a short one', () => {
    const long = Array.from({ length: 20_000 }, (_, place) => entry(1, place));
    const state = { ...freshState, log: long };
    const event = step({ from: null, changedFrom: null });
    const disk = { currentTerm: 1, votedFor: null, log: long, snapshot: null };
    const hash = new RunHash();
    const start = performance.now();
    for (let n = 1; n <= 2_000; n += 1) {
      hash.add({ ...event, n, state, effects: [{ type: 'persist', state: disk }] });
    }
    // In full, this is two gigabytes of JSON.
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
