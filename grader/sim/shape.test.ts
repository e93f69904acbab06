import { describe, expect, it } from 'vitest';
import type {
  Effect,
  Message,
  PersistentState,
  ServerState,
} from '../../skeleton/contract/index.ts';
import { checkEffect, checkMessage, checkState } from './shape.ts';
import { command, fresh, persist } from './testing.ts';

/** What is said of a value that breaks a rule of the contract, `null` for one that breaks none. */
function complaint(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Values that no field of a kind may have; `undefined` stands for a field that is missing. */
const notWhole = [undefined, null, '4', -1, 1.5, Number.NaN, 2 ** 53];
const notId = [undefined, null, 4, ['n1']];
const notIdOrNull = [undefined, 4, ['n1']];
const notTruth = [undefined, null, 0, 'true'];
const notList = [undefined, null, 'n1', { 0: 'n1' }];
const notText = [undefined, null, 4, ['a']];
const notSnapshot = [undefined, 4, 'data', true];
const notObject = [undefined, null, 4, 'n1'];
const notIndexes = [...notObject, [1], new Map()];
const notIndex = [null, '4', 1.5];
const notJson = [undefined, new Map(), Number.NaN, () => 1];

const snapshot = { lastIncludedIndex: 3, lastIncludedTerm: 1, servers: ['n1'], data: { a: [1] } };
const config = { term: 1, payload: { kind: 'config', servers: ['n1', 'n2'] } } as const;
const noop = { term: 1, payload: { kind: 'noop' } } as const;
const head = { from: 'n1', to: 'n2', term: 4 };

const messages: { readonly [T in Message['type']]: Extract<Message, { type: T }> } = {
  RequestVoteRequest: { type: 'RequestVoteRequest', ...head, lastLogIndex: 3, lastLogTerm: 2 },
  RequestVoteResponse: { type: 'RequestVoteResponse', ...head, voteGranted: true },
  AppendEntriesRequest: {
    type: 'AppendEntriesRequest',
    ...head,
    prevLogIndex: 0,
    prevLogTerm: 0,
    entries: [command(1, { put: ['x'] }), config, noop],
    leaderCommit: 0,
  },
  AppendEntriesResponse: {
    type: 'AppendEntriesResponse',
    ...head,
    success: false,
    matchIndex: 0,
    conflictIndex: 4,
    conflictTerm: 2,
  },
  InstallSnapshotRequest: { type: 'InstallSnapshotRequest', ...head, snapshot },
  InstallSnapshotResponse: { type: 'InstallSnapshotResponse', ...head, matchIndex: 3 },
  Custom: { type: 'Custom', ...head, name: 'PreVote', body: { term: 5 } },
};

const effects: { readonly [T in Effect['type']]: Extract<Effect, { type: T }> } = {
  persist: {
    type: 'persist',
    state: {
      currentTerm: 1,
      votedFor: 'n1',
      log: [command(1, { put: ['x'] }), config, noop],
      snapshot,
    },
  },
  send: { type: 'send', message: messages.RequestVoteResponse },
  setTimer: { type: 'setTimer', timer: 'election', ms: 0.5 },
  cancelTimer: { type: 'cancelTimer', timer: 'heartbeat' },
  apply: { type: 'apply', index: 1, entry: config },
  restore: { type: 'restore', snapshot },
  accepted: { type: 'accepted', index: 1, term: 1 },
  rejected: { type: 'rejected', leaderId: null },
  note: { type: 'note', text: 'why' },
};

const state: ServerState = {
  ...fresh,
  currentTerm: 4,
  votedFor: 'n1',
  role: 'leader',
  leaderId: 'n1',
  log: [command(4, { put: ['x'] }), config, noop],
  snapshot,
  votesGranted: ['n1', 'n2'],
  nextIndex: { n2: 1, n3: 4 },
  matchIndex: { n2: 0, n3: 3 },
};

/** A copy in which the field at a path, `entries[1].term`, has another value, or is missing for `undefined`. */
function withField(whole: unknown, path: string, value: unknown): never {
  const copy: unknown = structuredClone(whole);
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop() ?? '';
  const inner = keys.reduce<unknown>((part, key) => Reflect.get(Object(part), key), copy);
  if (value === undefined && !Array.isArray(inner)) Reflect.deleteProperty(Object(inner), last);
  else Reflect.set(Object(inner), last, value);
  return copy as never;
}

type Rows = Readonly<Record<string, readonly unknown[]>>;

function entryRows(path: string): Rows {
  return {
    [path]: notObject,
    [`${path}.term`]: notWhole,
    [`${path}.payload`]: notObject,
    [`${path}.payload.kind`]: [undefined, 'Command', 1],
  };
}

/** The entries are a command, a configuration and a no-op. */
function logRows(path: string): Rows {
  return {
    [path]: notList,
    ...entryRows(`${path}[0]`),
    [`${path}[0].payload.command`]: notJson,
    [`${path}[0].payload.command.put[0]`]: notJson,
    ...entryRows(`${path}[1]`),
    [`${path}[1].payload.servers`]: notList,
    [`${path}[1].payload.servers[1]`]: notId,
    ...entryRows(`${path}[2]`),
  };
}

function snapshotRows(path: string): Rows {
  return {
    [path]: notSnapshot,
    [`${path}.lastIncludedIndex`]: [...notWhole, 0],
    [`${path}.lastIncludedTerm`]: notWhole,
    [`${path}.servers`]: notList,
    [`${path}.servers[0]`]: notId,
    [`${path}.data`]: notJson,
    [`${path}.data.a[0]`]: notJson,
  };
}

const diskRows: Rows = {
  currentTerm: notWhole,
  votedFor: notIdOrNull,
  ...logRows('log'),
  ...snapshotRows('snapshot'),
};

const stateRows: Rows = {
  ...diskRows,
  role: [...notId, 'Leader'],
  leaderId: notIdOrNull,
  commitIndex: notWhole,
  lastApplied: notWhole,
  votesGranted: notList,
  'votesGranted[1]': notId,
  nextIndex: notIndexes,
  'nextIndex.n3': notIndex,
  matchIndex: notIndexes,
  'matchIndex.n2': notIndex,
};

const headRows: Rows = { from: notId, to: notId, term: notWhole, type: [undefined, 'Vote', 1] };

const messageRows: Readonly<Record<Message['type'], Rows>> = {
  RequestVoteRequest: { lastLogIndex: notWhole, lastLogTerm: notWhole },
  RequestVoteResponse: { voteGranted: notTruth },
  AppendEntriesRequest: {
    prevLogIndex: notWhole,
    prevLogTerm: notWhole,
    ...logRows('entries'),
    leaderCommit: notWhole,
  },
  AppendEntriesResponse: {
    success: notTruth,
    matchIndex: notWhole,
    conflictIndex: notWhole.slice(1),
    conflictTerm: notWhole.slice(1),
  },
  InstallSnapshotRequest: { ...snapshotRows('snapshot'), snapshot: [...notSnapshot, null] },
  InstallSnapshotResponse: { matchIndex: notWhole },
  Custom: { name: notText, body: notJson, 'body.term': notJson.slice(1) },
};

const effectRows: Readonly<Record<Effect['type'], Rows>> = {
  persist: { ...under('state', diskRows), state: notObject },
  send: { ...under('message', headRows), message: notObject },
  setTimer: { timer: [undefined, 'vote', 1], ms: [undefined, null, '4', -1, Number.NaN, 1 / 0] },
  cancelTimer: { timer: [undefined, 'vote', 1] },
  apply: { index: notWhole, ...entryRows('entry') },
  restore: { ...snapshotRows('snapshot'), snapshot: [...notSnapshot, null] },
  accepted: { index: notWhole, term: notWhole },
  rejected: { leaderId: notIdOrNull },
  note: { text: notText },
};

function under(path: string, rows: Rows): Rows {
  return Object.fromEntries(Object.entries(rows).map(([inner, all]) => [`${path}.${inner}`, all]));
}

/** Every wrong value of every field: what is said of it must begin with its path. */
function expectNamed(
  whole: object,
  rows: Rows,
  check: (value: never) => unknown,
  prefix = '',
): void {
  for (const [path, values] of Object.entries(rows)) {
    for (const value of values) {
      const said = complaint(() => check(withField(whole, path, value)));
      expect(said, `${path} = ${String(value)}`).toMatch(/ is .* instead of |, which JSON cannot/);
      expect(said?.split(' is ')[0]).toBe(`${prefix}${path}`);
    }
  }
}

describe('a state', () => {
  it('with all fields as in the contract is right, and so is every change of it', () => {
    expect(complaint(() => checkState(null, structuredClone(state)))).toBeNull();
    expect(complaint(() => checkState(state, { ...state, snapshot: null, log: [] }))).toBeNull();
    expect(complaint(() => checkState(null, { ...state, leaderId: null }))).toBeNull();
  });

  it('with a wrong field is refused with its path, at boot and later', () => {
    expectNamed(state, stateRows, (value) => checkState(null, value), 'state.');
    expectNamed(state, stateRows, (value) => checkState(fresh, value), 'state.');
  });

  it('must be a plain object', () => {
    class State {}
    for (const [value, name] of [
      [undefined, 'undefined'],
      [4, '4'],
      [[], 'an array'],
      [Object.assign(new State(), state), 'a State'],
    ] as const) {
      const said = complaint(() => checkState(null, value as never));
      expect(said).toBe(`state is ${name} instead of a plain object`);
    }
  });

  it('may have fields of its own that are JSON', () => {
    const mine = { heard: { n2: [1, 'x', null] }, round: 3 };
    expect(complaint(() => checkState(null, { ...state, ...mine }))).toBeNull();
    expect(Object.isFrozen(mine.heard.n2)).toBe(true);
    const said = complaint(() =>
      checkState(state, { ...state, seen: { by: [new Set()] } } as never),
    );
    expect(said).toBe('state.seen.by[0] is a Set, which JSON cannot hold');
  });
});

describe('a message', () => {
  for (const message of Object.values(messages)) {
    it(`${message.type} with all fields is right, and frozen through and through`, () => {
      const copy = structuredClone(message);
      expect(complaint(() => checkMessage(copy, null))).toBeNull();
      expect(isDeepFrozen(copy)).toBe(true);
    });

    it(`${message.type} with a wrong field is refused with its path`, () => {
      const rows = { ...headRows, ...messageRows[message.type] };
      expectNamed(message, rows, (value) => checkMessage(value, null), 'message.');
      expectNamed(message, rows, (value) => checkMessage(value, fresh), 'message.');
    });

    it(`${message.type} may say more, as long as it is JSON`, () => {
      const more = { hint: { terms: [1, 2] } };
      expect(complaint(() => checkMessage({ ...message, ...more }, null))).toBeNull();
      expect(isDeepFrozen(more.hint)).toBe(true);
      const said = complaint(() => checkMessage({ ...message, hint: [new Map()] } as never, null));
      expect(said).toBe('message.hint[0] is a Map, which JSON cannot hold');
    });
  }

  it('AppendEntriesResponse may leave out its hints', () => {
    const { conflictIndex: _index, conflictTerm: _term, ...rest } = messages.AppendEntriesResponse;
    expect(complaint(() => checkMessage({ ...rest }, null))).toBeNull();
    const undefinedHints = { ...rest, conflictIndex: undefined, conflictTerm: undefined };
    expect(complaint(() => checkMessage(undefinedHints as never, null))).toBeNull();
  });

  it('must be there', () => {
    expect(complaint(() => checkMessage(null as never, null))).toBe(
      'message is null instead of a message',
    );
  });
});

describe('an effect', () => {
  for (const effect of Object.values(effects)) {
    it(`${effect.type} with all fields is right, and frozen through and through`, () => {
      const copy = structuredClone(effect);
      expect(complaint(() => checkEffect(copy, fresh, null))).toBeNull();
      expect(isDeepFrozen(copy)).toBe(true);
    });

    it(`${effect.type} with a wrong field is refused with its path`, () => {
      const rows = { type: [undefined, 'Persist', 1], ...effectRows[effect.type] };
      expectNamed(effect, rows, (value) => checkEffect(value, fresh, null));
    });

    it(`${effect.type} may say more, as long as it is JSON`, () => {
      const said = complaint(() =>
        checkEffect({ ...effect, why: new Map() } as never, fresh, null),
      );
      expect(said).toBe('why is a Map, which JSON cannot hold');
    });
  }

  it('must be there', () => {
    for (const value of [undefined, null, 4, 'persist']) {
      const said = complaint(() => checkEffect(value as never, fresh, null));
      expect(said).toMatch(/^is .* instead of an effect$/);
    }
  });
});

describe('a persist', () => {
  it('of the state itself is frozen, or a restart could change the disk', () => {
    const whole: ServerState = { ...state };
    checkState(null, whole);
    checkEffect({ type: 'persist', state: whole }, whole, null);
    expect(Object.isFrozen(whole)).toBe(true);
  });

  it('may keep fields of its own', () => {
    const saved: PersistentState = { ...effects.persist.state };
    const mine = { ...saved, epoch: { at: [1] } };
    expect(complaint(() => checkEffect({ type: 'persist', state: mine }, fresh, null))).toBeNull();
    expect(isDeepFrozen(mine.epoch)).toBe(true);
    const said = complaint(() =>
      checkEffect({ type: 'persist', state: { ...saved, at: new Date() } as never }, fresh, null),
    );
    expect(said).toBe('state.at is a Date, which JSON cannot hold');
  });
});

describe('a log of 10,000 entries costs what changed', () => {
  const long = Array.from({ length: 10_000 }, (_, at) => command(4, at));
  const before: ServerState = { ...state, snapshot: null, log: long };

  /** A log that counts how often one of its entries is looked at. */
  function counting(log: readonly ServerState['log'][number][]) {
    const looks = { count: 0 };
    const proxy = new Proxy([...log], {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks.count++;
        return Reflect.get(target, key, receiver);
      },
    });
    return { log: proxy, looks };
  }

  it('when an entry is appended, also one that is copied with all others', () => {
    const appended = counting([...long, command(4, 'new')]);
    expect(checkState(before, { ...before, log: appended.log })).toBe(10_001);
    expect(appended.looks.count).toBeLessThan(200);

    const copied = counting([...structuredClone(long), command(4, 'new')]);
    expect(checkState(before, { ...before, log: copied.log })).toBe(10_001);
    expect(copied.looks.count).toBeLessThan(400);
  });

  it('when the log of the state is persisted, or a copy of it', () => {
    const shared = counting([...long, command(4, 'new')]);
    const after = { ...before, log: shared.log };
    const { looks } = shared;
    checkEffect(persist(4, shared.log), after, before);
    expect(looks.count).toBe(0);
    checkEffect(persist(4, [...long, command(4, 'new')]), after, before);
    expect(looks.count).toBe(0);

    const copy = counting([...long, command(4, 'new')]);
    checkEffect(persist(4, copy.log), { ...before, log: [...long] }, before);
    expect(copy.looks.count).toBeLessThan(200);
  });

  it('when some of it is sent', () => {
    const own = counting(long);
    const entries = long.slice(5000, 5010);
    const message = { ...messages.AppendEntriesRequest, prevLogIndex: 5000, entries };
    checkMessage(message, { ...before, log: own.log });
    expect(own.looks.count).toBe(10);
  });

  it('and the whole of it when the whole is new', () => {
    const booted = counting(long);
    expect(checkState(null, { ...before, log: booted.log })).toBe(1);
    expect(booted.looks.count).toBeGreaterThanOrEqual(10_000);
  });
});

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}
