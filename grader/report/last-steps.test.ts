import { describe, expect, it } from 'vitest';
import type { ServerId } from '../../skeleton/contract/index.ts';
import type { TraceEvent } from '../trace/event.ts';
import { appendEntries, freshState, step } from '../trace/samples.ts';
import { lastSteps, tell } from './story.ts';

describe('lastSteps', () => {
  const idle = (n: number, server: ServerId = 'n2'): TraceEvent =>
    step({
      n,
      server,
      input: { type: 'deliver', message: appendEntries({ to: server }) },
      effects: [{ type: 'setTimer', timer: 'election', ms: 200 }],
    });
  const election = (n: number, server: ServerId = 'n2'): TraceEvent =>
    step({ n, server, to: { ...freshState, currentTerm: n, role: 'candidate' } });
  /** An excerpt as numbers of events, and of those left out with a minus. */
  const numbers = (excerpt: ReturnType<typeof lastSteps>): number[] =>
    excerpt.map((event) => (event.kind === 'skipped' ? -event.count : event.n));

  it('shows a short run as a whole', () => {
    expect(numbers(lastSteps([idle(1), election(2), idle(3)]))).toEqual([1, 2, 3]);
    expect(lastSteps([])).toEqual([]);
  });

  it('leaves idle heartbeats out when there is more to show', () => {
    const events = [election(1), election(2), idle(3), idle(4), election(5), idle(6), election(7)];
    expect(numbers(lastSteps(events, { count: 3 }))).toEqual([-1, 2, -2, 5, -1, 7]);
    expect(numbers(lastSteps(events, { count: 5 }))).toEqual([1, 2, -2, 5, 6, 7]);
  });

  it('always shows the last event', () => {
    expect(numbers(lastSteps([election(1), election(2), idle(3)], { count: 2 }))).toEqual([
      -1, 2, 3,
    ]);
  });

  it('shows twelve when nothing is said', () => {
    const events = Array.from({ length: 40 }, (_, place) => election(place + 1));
    expect(numbers(lastSteps(events))).toEqual([
      -28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    ]);
  });

  it('keeps to the servers that are asked for, and to the world', () => {
    const world: TraceEvent = { kind: 'world', n: 2, at: 0, text: 'loss 10 %' };
    const events = [election(1, 'n1'), world, election(3, 'n3'), election(4, 'n1')];
    expect(numbers(lastSteps(events, { around: ['n1'] }))).toEqual([1, 2, -1, 4]);
  });

  it('says how many are left out', () => {
    const events = [election(1), election(2), idle(3), idle(4), election(5)];
    expect(
      `\n${lastSteps(events, { count: 2 }).flatMap(tell).join('\n')}\n`,
    ).toMatchInlineSnapshot(`
      "
      … 1 event before
      #2 at 0 ms: n2 has an election timeout
          role follower → candidate; term 0 → 2
      … 2 events left out
      #5 at 0 ms: n2 has an election timeout
          role follower → candidate; term 0 → 5
      "
    `);
  });
});
