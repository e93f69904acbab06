import { describe, expect, it } from 'vitest';
import type { Effect, Message } from '../../skeleton/contract/index.ts';
import type { TraceEvent } from '../trace/event.ts';
import { entry, type StepParts, snapshotAt, step } from '../trace/samples.ts';
import { Marks } from './marks.ts';

/** What a run of these events has shown. */
function marksOf(...events: readonly TraceEvent[]): string[] {
  const marks = new Marks();
  for (const event of events) marks.note(event);
  return [...marks.seen].sort();
}

function says(message: Message): StepParts {
  return { effects: [{ type: 'send', message }] };
}

const leads = (term: number): TraceEvent =>
  step({ from: { role: 'candidate', currentTerm: term }, to: { role: 'leader' } });

const route = { from: 'n2', to: 'n1', term: 1 };
const command: Effect = { type: 'apply', index: 1, entry: entry(1) };
const noop: Effect = { type: 'apply', index: 1, entry: { term: 1, payload: { kind: 'noop' } } };
const crash: TraceEvent = { kind: 'crash', n: 5, at: 1, server: 'n2' };

describe('a mark is seen when', () => {
  const cases: readonly (readonly [string, readonly string[], readonly TraceEvent[]])[] = [
    ['a server becomes leader', ['elected'], [leads(1)]],
    ['leaders of two terms are seen', ['elected', 'reelected'], [leads(1), leads(2)]],
    [
      'a leader commits',
      ['committed'],
      [step({ from: { role: 'leader' }, to: { commitIndex: 1 } })],
    ],
    ['a command is applied', ['applied'], [step({ effects: [command] })]],
    [
      'a follower drops an entry',
      ['truncated'],
      [step({ from: { log: [entry(1), entry(1)] }, to: { log: [entry(1)] } })],
    ],
    [
      'a follower replaces an entry behind a snapshot',
      ['truncated'],
      [step({ from: { snapshot: snapshotAt(3, 1), log: [entry(1)] }, to: { log: [entry(2)] } })],
    ],
    [
      'a vote is refused',
      ['refused'],
      [step(says({ type: 'RequestVoteResponse', ...route, voteGranted: false }))],
    ],
    [
      'an append is refused',
      ['refused'],
      [step(says({ type: 'AppendEntriesResponse', ...route, success: false, matchIndex: 0 }))],
    ],
    ['a server crashes', ['crashed'], [crash]],
    [
      'a server boots after a crash',
      ['crashed', 'restarted'],
      [crash, step({ n: 6, from: null, input: { type: 'restart' } })],
    ],
  ];
  it.each(cases)('%s', (_, marks, events) => {
    expect(marksOf(...events)).toEqual(marks);
  });
});

describe('no mark is seen when', () => {
  const cases: readonly (readonly [string, readonly TraceEvent[]])[] = [
    ['a server boots for the first time', [step({ n: 2, from: null, input: { type: 'restart' } })]],
    ['a leader goes on leading', [step({ from: { role: 'leader' } })]],
    ['a follower hears that entries are committed', [step({ to: { commitIndex: 1 } })]],
    ['a no-op is applied', [step({ effects: [noop] })]],
    ['an entry is added', [step({ from: { log: [entry(1)] }, to: { log: [entry(1), entry(1)] } })]],
    [
      'a vote and an append are granted',
      [
        step(says({ type: 'RequestVoteResponse', ...route, voteGranted: true })),
        step(says({ type: 'AppendEntriesResponse', ...route, success: true, matchIndex: 1 })),
      ],
    ],
    ['the world changes', [{ kind: 'world', n: 1, at: 0, text: 'n1 is cut off' }]],
  ];
  it.each(cases)('%s', (_, events) => {
    expect(marksOf(...events)).toEqual([]);
  });
});

it('every election counts, also of one term that was seen before', () => {
  const marks = new Marks();
  for (const event of [leads(1), leads(1), leads(2)]) marks.note(event);
  expect(marks.elections).toBe(3);
  expect(marksOf(leads(1), leads(1))).toEqual(['elected']);
});
