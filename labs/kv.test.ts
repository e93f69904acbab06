import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../skeleton/contract/index.ts';
import { type KvOperation, type KvRequest, kv, kvModel } from './kv.ts';

/** Applies commands one after the other. */
function run(commands: readonly Json[], from: Json = kv.initial): { state: Json; results: Json[] } {
  const results: Json[] = [];
  let state = from;
  for (const command of commands) {
    const done = kv.apply(state, command);
    state = done.state;
    results.push(done.result);
  }
  return { state, results };
}

function ask(request: number, operation: KvOperation, client = 'c1'): KvRequest {
  return { client, request, operation };
}

const get: KvOperation = { type: 'get', key: 'x' };
const put = (value: string): KvOperation => ({ type: 'put', key: 'x', value });
const append = (value: string): KvOperation => ({ type: 'append', key: 'x', value });
const cas = (expected: string | null, value: string): KvOperation => ({
  type: 'cas',
  key: 'x',
  expected,
  value,
});

describe('what the operations do', () => {
  it('a key that was never written has the value null', () => {
    expect(run([ask(1, get)]).results).toEqual([null]);
  });

  it('put writes, append writes behind it, and get reads', () => {
    const commands = [ask(1, put('a')), ask(2, append('bc')), ask(3, get)];
    expect(run(commands).results).toEqual([null, 3, 'abc']);
  });

  it('append begins a key that was never written', () => {
    expect(run([ask(1, append('b')), ask(2, get)]).results).toEqual([1, 'b']);
  });

  it('cas writes only over the value that it expects', () => {
    const commands = [
      ask(1, cas(null, 'a')),
      ask(2, cas('b', 'c')),
      ask(3, cas('a', 'd')),
      ask(4, get),
    ];
    expect(run(commands).results).toEqual([true, false, true, 'd']);
  });

  it('other commands in the log change nothing', () => {
    const { state } = run([ask(1, put('a'))]);
    for (const other of ['agree', 7, null, [], {}, { client: 'c1', request: 2, operation: 'x' }]) {
      expect(kv.apply(state, other)).toEqual({ state, result: null });
    }
  });
});

describe('each request happens once', () => {
  it('a request that comes twice gets its answer twice', () => {
    const twice = ask(1, append('a'));
    expect(run([twice, twice, ask(2, get)]).results).toEqual([1, 1, 'a']);
  });

  it('a read that comes twice gets the same answer, whatever was written in between', () => {
    const read = ask(1, get);
    expect(run([read, ask(1, put('a'), 'c2'), read]).results).toEqual([null, null, null]);
  });

  it('a request that comes again after the next one changes nothing', () => {
    const late = ask(1, put('a'));
    expect(run([late, ask(2, put('b')), late, ask(3, get)]).results).toEqual([
      null,
      null,
      null,
      'b',
    ]);
  });

  it('clients have numbers of their own', () => {
    const commands = [ask(1, append('a')), ask(1, append('b'), 'c2'), ask(2, get)];
    expect(run(commands).results).toEqual([1, 2, 'ab']);
  });

  it('a duplicate that comes after a snapshot is known, since sessions are part of it', () => {
    const request = ask(1, append('a'));
    const snapshot: Json = JSON.parse(JSON.stringify(run([request]).state));
    expect(run([request, ask(2, get)], snapshot).results).toEqual([1, 'a']);
  });
});

describe('any requests, in any number of copies', () => {
  it('give what a plain map gives that does each first copy', () => {
    fc.assert(
      fc.property(logs(), (log) => {
        const twin = new Map<string, string>();
        const last = new Map<string, number>();
        log.forEach((command, place) => {
          const { state, results } = run(log.slice(0, place + 1));
          if (command.request > (last.get(command.client) ?? 0)) {
            last.set(command.client, command.request);
            expect(results.at(-1)).toEqual(twinPerforms(twin, command.operation));
          }
          expect(state).toMatchObject({ data: Object.fromEntries(twin) });
        });
      }),
      { numRuns: 300 },
    );
  });

  it('give the same from a snapshot at any place', () => {
    fc.assert(
      fc.property(logs(), fc.nat({ max: 20 }), (log, cut) => {
        const whole = run(log);
        const before = run(log.slice(0, cut));
        const snapshot: Json = JSON.parse(JSON.stringify(before.state));
        const after = run(log.slice(cut), snapshot);
        expect(after.state).toEqual(whole.state);
        expect([...before.results, ...after.results]).toEqual(whole.results);
      }),
      { numRuns: 300 },
    );
  });

  it('answer like the model of the checker, key by key', () => {
    fc.assert(
      fc.property(logs(), (log) => {
        const { results } = run(log);
        const states = new Map<string, Json>();
        const last = new Map<string, number>();
        log.forEach(({ client, request, operation }, place) => {
          if (request <= (last.get(client) ?? 0)) return;
          last.set(client, request);
          const part = kvModel.partOf(operation);
          const { state, output } = kvModel.step(states.get(part) ?? kvModel.init, operation);
          states.set(part, state);
          expect(output).toEqual(results[place]);
        });
      }),
      { numRuns: 300 },
    );
  });
});

const KEYS = ['x', 'y', 'constructor', '__proto__'];

/** Logs in which the requests of each client stand in order, with copies of earlier ones anywhere behind them. */
function logs(): fc.Arbitrary<KvRequest[]> {
  const step = fc.record({
    client: fc.constantFrom('c1', 'c2', 'toString'),
    again: fc.option(fc.nat(), { freq: 2 }),
    operation: operations(),
  });
  return fc.array(step, { maxLength: 20 }).map((steps) => {
    const log: KvRequest[] = [];
    for (const { client, again, operation } of steps) {
      const copy = again === null ? undefined : log[again % Math.max(1, log.length)];
      const request =
        1 + Math.max(0, ...log.filter((one) => one.client === client).map((one) => one.request));
      log.push(copy ?? { client, request, operation });
    }
    return log;
  });
}

function operations(): fc.Arbitrary<KvOperation> {
  const key = fc.constantFrom(...KEYS);
  const value = fc.constantFrom('a', 'b', '');
  return fc.oneof(
    fc.record({ type: fc.constant('get' as const), key }),
    fc.record({ type: fc.constant('put' as const), key, value }),
    fc.record({ type: fc.constant('append' as const), key, value }),
    fc.record({
      type: fc.constant('cas' as const),
      key,
      expected: fc.constantFrom(null, 'a', ''),
      value,
    }),
  );
}

function twinPerforms(map: Map<string, string>, operation: KvOperation): Json {
  const { type, key } = operation;
  if (type === 'get') return map.get(key) ?? null;
  if (type === 'cas' && (map.get(key) ?? null) !== operation.expected) return false;
  const old = type === 'append' ? (map.get(key) ?? '') : '';
  map.set(key, `${old}${operation.value}`);
  if (type === 'append') return `${old}${operation.value}`.length;
  return type === 'cas' ? true : null;
}
