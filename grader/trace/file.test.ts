import { describe, expect, it } from 'vitest';
import type { RunInfo, TraceEvent } from './event.ts';
import { readTrace, toLines } from './file.ts';
import { RunHash } from './hash.ts';
import { appendEntries, entry, freshState, servers, snapshotAt, step } from './samples.ts';

const run: RunInfo = {
  scenario: '2A.1',
  seed: 7,
  attempt: 1,
  servers,
  puppets: ['n3'],
  initial: servers,
};

const empty = { currentTerm: 0, votedFor: null, log: [], snapshot: null };

/** A short run with an event of every kind, every input and every effect. */
const events: readonly TraceEvent[] = [
  step({
    n: 1,
    from: null,
    input: { type: 'restart' },
    effects: [{ type: 'setTimer', timer: 'election', ms: 151.5 }],
  }),
  step({
    n: 2,
    from: {},
    to: { role: 'candidate', currentTerm: 1, votedFor: 'n2' },
    effects: [
      { type: 'persist', state: { ...empty, currentTerm: 1, votedFor: 'n2' } },
      {
        type: 'send',
        message: {
          type: 'RequestVoteRequest',
          from: 'n2',
          to: 'n1',
          term: 1,
          lastLogIndex: 0,
          lastLogTerm: 0,
        },
      },
    ],
  }),
  { kind: 'world', n: 3, at: 10, text: 'n1 is cut off' },
  {
    kind: 'puppet',
    n: 4,
    at: 11,
    server: 'n3',
    direction: 'says',
    message: {
      type: 'Custom',
      from: 'n3',
      to: 'n2',
      term: 1,
      name: 'ping',
      body: [null, { a: 1 }],
    },
  },
  step({
    n: 5,
    input: {
      type: 'deliver',
      message: appendEntries({ entries: [entry(3), { term: 3, payload: { kind: 'noop' } }] }),
    },
    from: { role: 'candidate', currentTerm: 1, votedFor: 'n2' },
    to: {
      role: 'follower',
      currentTerm: 3,
      log: [entry(3), { term: 3, payload: { kind: 'noop' } }],
      commitIndex: 1,
      lastApplied: 1,
    },
    effects: [
      { type: 'apply', index: 1, entry: entry(3) },
      { type: 'cancelTimer', timer: 'heartbeat' },
      { type: 'note', text: 'hm' },
      {
        type: 'send',
        message: {
          type: 'AppendEntriesResponse',
          from: 'n2',
          to: 'n1',
          term: 3,
          success: false,
          matchIndex: 0,
          conflictIndex: 1,
        },
      },
    ],
    crashed: true,
  }),
  step({
    n: 6,
    server: 'n1',
    from: null,
    input: { type: 'restart' },
    effects: [{ type: 'restore', snapshot: snapshotAt(4, 2) }],
    to: { snapshot: snapshotAt(4, 2), commitIndex: 4, lastApplied: 4 },
  }),
  step({
    n: 7,
    server: 'n1',
    input: { type: 'clientRequest', command: { put: 'x' } },
    from: { snapshot: snapshotAt(4, 2), commitIndex: 4, lastApplied: 4 },
    effects: [{ type: 'rejected', leaderId: null }],
  }),
  step({
    n: 8,
    server: 'n1',
    input: { type: 'takeSnapshot', index: 4, data: null },
    from: { snapshot: snapshotAt(4, 2), commitIndex: 4, lastApplied: 4 },
  }),
  step({
    n: 9,
    server: 'n1',
    input: { type: 'changeServers', servers: ['n1'] },
    from: { snapshot: snapshotAt(4, 2), commitIndex: 4, lastApplied: 4 },
    effects: [{ type: 'accepted', index: 5, term: 2 }],
  }),
  { kind: 'crash', n: 10, at: 12, server: 'n1' },
  step({ n: 11, from: null, input: { type: 'restart' } }),
];

const lines = [...toLines(run, events)];

/** The file with one line changed. */
function withLine(number: number, change: (line: Record<string, unknown>) => unknown): string {
  const changed = change(JSON.parse(lines[number - 1] ?? ''));
  return lines.with(number - 1, JSON.stringify(changed)).join('\n');
}

describe('a trace file', () => {
  it('is read as it was written, with the states before', () => {
    const trace = readTrace(`${lines.join('\n')}\n`);
    expect(trace.run).toEqual(run);
    expect(trace.events).toEqual(events);
  });

  it('gives back a snapshot that stays as one object, and another one as another', () => {
    const restarted = events.findIndex(({ n }) => n === 6);
    const other = { snapshot: snapshotAt(4, 3), commitIndex: 4, lastApplied: 4 };
    const changing = [
      ...events.slice(restarted, restarted + 2),
      step({
        n: 8,
        server: 'n1',
        input: { type: 'takeSnapshot', index: 4, data: null },
        from: { snapshot: snapshotAt(4, 2), commitIndex: 4, lastApplied: 4 },
        to: other,
      }),
    ];
    const read = readTrace([...toLines(run, changing)].join('\n')).events;
    const snapshots = read.map((event) => (event.kind === 'step' ? event.state.snapshot : null));
    expect(snapshots[0]).toEqual(snapshotAt(4, 2));
    expect(snapshots[1]).toBe(snapshots[0]);
    expect(snapshots[2]).toEqual(snapshotAt(4, 3));
  });

  it('has a header and an end', () => {
    expect(lines[0]).toBe(
      '{"kind":"header","version":1,"scenario":"2A.1","seed":7,"attempt":1,"servers":["n1","n2","n3"],"puppets":["n3"],"initial":["n1","n2","n3"]}',
    );
    expect(lines.at(-1)).toMatch(/^\{"kind":"end","events":11,"hash":"[0-9a-f]{64}"\}$/);
    expect(lines.join('\n')).not.toContain('"before"');
  });

  it('has the hash of the run, and so has what is read from it', () => {
    const hash = new RunHash();
    for (const event of readTrace(lines.join('\n')).events) hash.add(event);
    expect(lines.at(-1)).toContain(hash.digest());
  });

  it('may have more fields in what a submission writes', () => {
    const more = [
      step({
        from: null,
        input: { type: 'restart' },
        to: Object.assign({}, freshState, { preVotes: ['n1'] }),
      }),
    ];
    expect(readTrace([...toLines(run, more)].join('\n')).events).toEqual(more);
  });

  it('shows wrong numbers of a wrong Raft', () => {
    const wrong = [step({ from: null, input: { type: 'restart' }, to: { commitIndex: -1.5 } })];
    expect(readTrace([...toLines(run, wrong)].join('\n')).events).toEqual(wrong);
  });
});

describe('a file that is no trace', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'trace line 1: the file is empty'],
    ['no JSON', `${lines[0]}\n{"kind":`, 'trace line 2: this is no JSON ('],
    ['no header', lines.slice(1).join('\n'), 'trace line 1: the first line must be the header'],
    ['two headers', [lines[0], ...lines].join('\n'), 'trace line 2: the first line must be'],
    [
      'another version',
      withLine(1, (line) => ({ ...line, version: 2 })),
      'trace line 1: `version` must be 1',
    ],
    ['no end', lines.slice(0, -1).join('\n'), 'trace line 12: the trace is cut off'],
    ['more after the end', [...lines, lines[3]].join('\n'), 'trace line 14: nothing may follow'],
    [
      'a missing event',
      lines.toSpliced(3, 1).join('\n'),
      'trace line 12: `events` is 11, but there are 10 events',
    ],
    [
      'a changed event',
      withLine(4, (line) => ({ ...line, text: 'n2 is cut off' })),
      'trace line 13: `hash` is not the hash of the events',
    ],
    [
      'another kind',
      withLine(4, (line) => ({ ...line, kind: 'wordl' })),
      'trace line 4: the line has an unknown `kind`: "wordl"',
    ],
    [
      'a missing field',
      withLine(4, ({ text, ...line }) => line),
      'trace line 4: the line lacks `text`',
    ],
    [
      'an unknown field',
      withLine(4, (line) => ({ ...line, why: 1 })),
      'trace line 4: the line has an unknown field `why`',
    ],
    [
      'a role that is none',
      withLine(3, (line) => ({ ...line, state: { ...freshState, role: 'king' } })),
      'trace line 3: `state.role` must be one of ["follower","candidate","leader"]',
    ],
    [
      'a wrong type deep down',
      withLine(3, (line) => ({
        ...line,
        effects: [
          { type: 'send', message: appendEntries({ entries: [] }) },
          { type: 'apply', index: '1', entry: entry(1) },
        ],
      })),
      'trace line 3: `effects[1].index` must be number',
    ],
    [
      'another message',
      withLine(5, (line) => ({ ...line, message: { ...appendEntries(), type: 'Append' } })),
      'trace line 5: `message` has an unknown `type`: "Append"',
    ],
    [
      'a message without a term',
      withLine(5, (line) => ({ ...line, message: { ...appendEntries(), term: null } })),
      'trace line 5: `message.term` must be number',
    ],
    [
      'another payload',
      withLine(3, (line) => ({
        ...line,
        state: { ...freshState, log: [{ term: 1, payload: { kind: 'x' } }] },
      })),
      'trace line 3: `state.log[0].payload` has an unknown `kind`: "x"',
    ],
  ];
  it.each(cases)('%s', (_, text, message) => {
    expect(() => readTrace(text)).toThrow(message);
  });
});
