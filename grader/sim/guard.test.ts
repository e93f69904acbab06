import { describe, expect, it } from 'vitest';
import type {
  AppendEntriesRequest,
  Effect,
  Raft,
  ServerState,
} from '../../skeleton/contract/index.ts';
import type { Input } from '../trace/event.ts';
import { BadStep, HandlerThrew } from './fault.ts';
import {
  append,
  command,
  fault,
  fresh,
  obedient,
  order,
  pass,
  persist,
  quietWorld,
  running,
  serverThat,
  start,
} from './testing.ts';

const TIMEOUT: Input = { type: 'electionTimeout' };

/** Changes a value in place, as a handler must not. */
function change<T extends object>(value: T, fields: object): void {
  Object.assign(value, fields);
}

const log = [command(1, { put: ['x', 1] }), command(1, 'y')];
const restart: Raft['restart'] = () => ({ state: { ...fresh, log: [...log] }, effects: [] });

describe('a handler that changes the state in place', () => {
  const fields: readonly Partial<ServerState>[] = [
    { currentTerm: 5 },
    { votedFor: 'n2' },
    { log: [] },
    { snapshot: { lastIncludedIndex: 1, lastIncludedTerm: 1, servers: [], data: 0 } },
    { role: 'leader' },
    { leaderId: 'n3' },
    { commitIndex: 1 },
    { lastApplied: 1 },
    { votesGranted: ['n1'] },
    { nextIndex: { n2: 1 } },
    { matchIndex: { n2: 1 } },
  ];

  it.each(fields)('%o: throws where it does that, and the handler is named', (changed) => {
    const machine = running({
      restart,
      electionTimeout(state) {
        change(state, changed);
        return { state, effects: [] };
      },
    });
    const error = fault(machine);
    expect(error).toBeInstanceOf(HandlerThrew);
    expect(error).toMatchObject({ server: 'n1', handler: 'electionTimeout' });
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(String(error.cause)).toContain(`'${Object.keys(changed)[0]}'`);
  });

  it('and does not do so again: the field is named', () => {
    let calls = 0;
    const machine = running({
      restart,
      electionTimeout(state) {
        if (calls++ === 0) change(state, { commitIndex: 2 });
        return { state: { ...state }, effects: [] };
      },
    });
    const error = fault(machine);
    expect(error).toBeInstanceOf(BadStep);
    expect(error.message).toBe(
      'electionTimeout on n1 returned after it had changed state.commitIndex in place',
    );
  });

  it('by adding a field or taking one away is found as well', () => {
    const adding = running({
      electionTimeout(state) {
        change(state, { mine: 1 });
        return { state, effects: [] };
      },
    });
    expect(String(fault(adding).cause)).toContain('mine');
    const removing = running({
      electionTimeout(state) {
        delete (state as Partial<{ -readonly [K in keyof ServerState]: ServerState[K] }>).leaderId;
        return { state: { ...state, leaderId: null }, effects: [] };
      },
    });
    expect(String(fault(removing).cause)).toContain('leaderId');
  });

  const nested: readonly (readonly [string, (state: ServerState) => void])[] = [
    ['appends to the log', ({ log }) => (log as unknown[]).push(log[0])],
    ['adds a vote', ({ votesGranted }) => (votesGranted as string[]).push('n9')],
    ['moves an index', ({ nextIndex }) => change(nextIndex, { n2: 7 })],
    ['changes an entry', ({ log }) => change(log[0] ?? {}, { term: 7 })],
    ['changes a command', ({ log }) => change(log[0]?.payload ?? {}, { command: 7 })],
    ['changes a part of a command', ({ log }) => change(partOf(log[0]?.payload), { 0: 'w' })],
  ];

  for (const ownFields of [{}, { mine: { deep: [1] } }]) {
    const kind = Object.keys(ownFields).length === 0 ? '' : ', in a state with fields of its own';
    it.each(nested)(`deep inside: %s${kind}`, (_what, changes) => {
      const machine = running({
        restart: () => ({
          state: { ...fresh, log: structuredClone(log), ...ownFields },
          effects: [],
        }),
        electionTimeout(state) {
          changes(state);
          return { state, effects: [] };
        },
      });
      const error = fault(machine);
      expect(error).toMatchObject({ server: 'n1', handler: 'electionTimeout' });
      expect(error.cause).toBeInstanceOf(TypeError);
    });
  }

  it('with fields of its own throws at once', () => {
    const machine = running({
      restart: () => ({ state: { ...fresh, mine: { deep: [1] } } as ServerState, effects: [] }),
      electionTimeout(state) {
        change(state, { currentTerm: 1 });
        return { state, effects: [] };
      },
    });
    expect(fault(machine).cause).toBeInstanceOf(TypeError);
  });

  it('after it has copied the whole state changes its copy, which is allowed', () => {
    const machine = running({
      restart,
      electionTimeout(state) {
        const copy = structuredClone(state);
        change(copy, { currentTerm: 1 });
        change(copy.log[0] ?? {}, { term: 1 });
        return { state: copy, effects: [] };
      },
      heartbeatTimeout(state) {
        change(state.log[0] ?? {}, { term: 9 });
        return { state, effects: [] };
      },
    });
    expect(machine.call(TIMEOUT, quietWorld).state.currentTerm).toBe(1);
    // What it returned is kept, and from now on it is frozen.
    const error = fault(machine, { type: 'heartbeatTimeout' });
    expect(error).toMatchObject({ handler: 'heartbeatTimeout' });
    expect(error.cause).toBeInstanceOf(TypeError);
  });
});

function partOf(payload: unknown): object {
  return (payload as { command: { put: object } }).command.put;
}

describe('a handler that changes what else it is given', () => {
  it('a message, its entries or their commands: throws, and is named', () => {
    const changes: readonly ((message: AppendEntriesRequest) => void)[] = [
      (message) => change(message, { term: 9 }),
      ({ entries }) => (entries as unknown[]).pop(),
      ({ entries }) => change(entries[0] ?? {}, { term: 9 }),
      ({ entries }) => change(partOf(entries[0]?.payload), { 0: 'w' }),
    ];
    for (const changeIt of changes) {
      const machine = running({
        handleAppendEntriesRequest(state, message) {
          changeIt(message);
          return { state, effects: [] };
        },
      });
      const error = fault(machine, { type: 'deliver', message: append });
      expect(error).toBeInstanceOf(HandlerThrew);
      expect(error).toMatchObject({ handler: 'handleAppendEntriesRequest' });
      expect(error.cause).toBeInstanceOf(TypeError);
    }
  });

  const frozenIn = (does: Partial<Raft>, act: (n1: ReturnType<typeof start>) => void) => {
    expect(() => act(start({ raft: obedient(does) }))).toThrow(HandlerThrew);
  };

  it('the list of servers, which all servers share', () => {
    frozenIn(
      {
        electionTimeout(state, env) {
          (env.servers as string[]).sort();
          return { state, effects: [] };
        },
      },
      ({ cluster }) => {
        order(cluster, 'n1', [{ type: 'setTimer', timer: 'election', ms: 5 }]);
        pass(cluster, 10);
      },
    );
  });

  it('the command of a client', () => {
    frozenIn(
      {
        clientRequest(state, asked) {
          change(asked as object, { mine: 1 });
          return { state, effects: [] };
        },
      },
      ({ cluster }) => order(cluster, 'n1', []),
    );
  });

  it('the disk, whether it persisted four fields or the whole state', () => {
    const states: readonly ((state: ServerState) => Effect)[] = [
      () => persist(3),
      (state) => ({ type: 'persist', state }),
    ];
    for (const persisting of states) {
      const raft = serverThat({
        restart(disk) {
          if (disk !== null) change(disk, { votedFor: 'n2' });
          const state = { ...fresh, currentTerm: 3 };
          return { state, effects: disk === null ? [persisting(state)] : [] };
        },
      });
      const { cluster } = start({ raft, run: { servers: ['n1'] } });
      const [machine = never()] = cluster.machines;
      cluster.crash(machine);
      expect(() => cluster.restart(machine)).toThrow(HandlerThrew);
      expect(machine.disk?.votedFor).toBeNull();
    }
  });
});

function never(): never {
  throw new Error('no machine');
}
