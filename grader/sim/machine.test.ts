import { describe, expect, it } from 'vitest';
import type {
  AppendEntriesRequest,
  Json,
  Raft,
  ServerState,
} from '../../skeleton/contract/index.ts';
import type { Input } from '../trace/event.ts';
import { HandlerThrew } from './fault.ts';
import { Machine } from './machine.ts';
import {
  append,
  command,
  fault,
  fresh,
  lifeOf,
  obedient,
  order,
  persist,
  quietWorld,
  running,
  send,
  serverThat,
  start,
} from './testing.ts';

const TIMEOUT: Input = { type: 'electionTimeout' };
const log = [command(1, 'x'), command(1, 'y')];

describe('a handler that returns', () => {
  const returning = (step: unknown) =>
    fault(running({ electionTimeout: () => step as never })).message;

  it('a frozen state is fine, and so is the state that it was given', () => {
    const frozen: ServerState = Object.freeze({ ...fresh, currentTerm: 2, log });
    const machine = running({
      electionTimeout: () => ({ state: frozen, effects: Object.freeze([]) }),
      heartbeatTimeout: (state) => ({ state: { ...state, currentTerm: 3 }, effects: [] }),
    });
    expect(machine.call(TIMEOUT, quietWorld).state).toEqual(frozen);
    expect(machine.call({ type: 'heartbeatTimeout' }, quietWorld).state.currentTerm).toBe(3);
    expect(machine.state?.currentTerm).toBe(3);
    const again = running({});
    const { before, state } = again.call(TIMEOUT, quietWorld);
    expect(state).toBe(before);
  });

  it('no step at all is told so', () => {
    const text = 'electionTimeout on n1 returned no { state, effects } with a list of effects';
    for (const step of [undefined, null, 4, {}, { state: fresh }, Promise.resolve()]) {
      expect(returning(step)).toBe(text);
    }
    expect(returning({ state: fresh, effects: {} })).toBe(text);
  });

  it('a wrong state is told which handler and which field', () => {
    const state = { ...fresh, log: [command(1, 'x'), { ...command(1, 'y'), term: '4' }] };
    expect(returning({ state, effects: [] })).toBe(
      'electionTimeout on n1 returned state.log[1].term is "4" instead of a whole number, 0 or more',
    );
  });

  it('a wrong effect is told which one and which field', () => {
    const effects = [persist(1), { type: 'note', text: 'fine' }];
    expect(returning({ state: fresh, effects: [...effects, { type: 'reboot' }] })).toBe(
      'electionTimeout on n1 returned effects[2].type is "reboot" instead of the type of an effect',
    );
    expect(returning({ state: fresh, effects: [...effects, undefined] })).toBe(
      'electionTimeout on n1 returned effects[2] is undefined instead of an effect',
    );
    const message = { ...append, from: 'n1', entries: [undefined] };
    expect(returning({ state: fresh, effects: [...effects, { type: 'send', message }] })).toBe(
      'electionTimeout on n1 returned effects[2].message.entries[0] is undefined instead of a log entry',
    );
  });

  it('a message in the name of another server is refused', () => {
    expect(returning({ state: fresh, effects: [send('n1', 'n2'), send('n2', 'n3')] })).toBe(
      'electionTimeout on n1 returned effects[1].message.from is not the sender, n1',
    );
  });

  it('a message to nobody is refused', () => {
    const { cluster } = start({ raft: obedient() });
    expect(() => order(cluster, 'n1', [send('n1', 'n4')])).toThrow(
      'clientRequest on n1 returned a message to "n4", which is no server of this cluster',
    );
  });
});

describe('a handler that throws', () => {
  it('is named with its server, and what it threw is kept', () => {
    const thrown = new Error('mine');
    const machine = running({
      handleAppendEntriesRequest() {
        throw thrown;
      },
    });
    const error = fault(machine, { type: 'deliver', message: append });
    expect(error).toBeInstanceOf(HandlerThrew);
    expect(error).toMatchObject({ server: 'n1', handler: 'handleAppendEntriesRequest' });
    expect(error.cause).toBe(thrown);
  });

  it('is also one that ran out of loop turns and hid it', () => {
    const machine = running({});
    const hidden = new Error('ran out');
    const refuse = () => {
      throw hidden;
    };
    machine.booted = { ...lifeOf(serverThat()), endCall: refuse };
    expect(fault(machine).cause).toBe(hidden);
  });
});

describe('every input', () => {
  const handlers: readonly (readonly [keyof Raft, Input])[] = [
    ['restart', { type: 'restart' }],
    ['electionTimeout', { type: 'electionTimeout' }],
    ['heartbeatTimeout', { type: 'heartbeatTimeout' }],
    ['clientRequest', { type: 'clientRequest', command: { put: 1 } }],
    ['takeSnapshot', { type: 'takeSnapshot', index: 4, data: 'data' }],
    ['changeServers', { type: 'changeServers', servers: ['n1'] }],
    ['handleAppendEntriesRequest', { type: 'deliver', message: append }],
    ...(
      [
        'RequestVoteRequest',
        'RequestVoteResponse',
        'AppendEntriesResponse',
        'InstallSnapshotRequest',
        'InstallSnapshotResponse',
        'Custom',
      ] as const
    ).map((type) => {
      const message = { ...append, type } as unknown as AppendEntriesRequest;
      return [`handle${type}`, { type: 'deliver', message }] as const;
    }),
  ];

  it.each(handlers)('is taken by one handler: %s', (handler, input) => {
    const called: unknown[] = [];
    const note = (name: string) => (state: ServerState | null, what: unknown) => {
      called.push(name, what);
      return { state: state ?? fresh, effects: [] };
    };
    const machine = running({});
    const names = Object.keys(serverThat());
    const raft = Object.fromEntries(names.map((name) => [name, note(name)]));
    machine.booted = lifeOf(raft as unknown as Raft);
    machine.call(input, quietWorld);
    expect(called[0]).toBe(handler);
    expect(called).toHaveLength(2);
    if (input.type === 'deliver') expect(called[1]).toBe(input.message);
    if (input.type === 'clientRequest') expect(called[1]).toEqual({ put: 1 } satisfies Json);
  });

  it('is refused by a machine that is down', () => {
    const machine = new Machine('n1', 0);
    expect(() => machine.call(TIMEOUT, quietWorld)).toThrow('n1 is down');
  });
});
