import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../skeleton/contract/index.ts';
import type { Model, Operation } from './history.ts';
import { checkLinearizable } from './linearizability.ts';

/** Registers: a part each, with writes that answer nothing, reads, and a write that answers what it replaced. */
type Input = {
  readonly on: string;
  readonly do: 'write' | 'read' | 'swap';
  readonly value: number;
};
type Call = Operation<Input>;

const registers: Model<Input> = {
  init: null,
  step(state, input) {
    if (input.do === 'read') return { state, output: state };
    return { state: input.value, output: input.do === 'swap' ? state : 'written' };
  },
  partOf: ({ on }) => on,
};

const PLENTY = 100_000;

function check(history: readonly Call[], stepsMax = PLENTY) {
  return checkLinearizable(registers, history, stepsMax);
}

function write(value: number, calledAt: number, at: number | null, on = 'x'): Call {
  const answer = at === null ? null : { at, output: 'written' };
  return { input: { on, do: 'write', value }, calledAt, answer };
}

function read(output: number | null, calledAt: number, at: number, on = 'x'): Call {
  return { input: { on, do: 'read', value: 0 }, calledAt, answer: { at, output } };
}

function swap(value: number, output: number | null, calledAt: number, at: number): Call {
  return { input: { on: 'x', do: 'swap', value }, calledAt, answer: { at, output } };
}

describe('histories that are linearizable', () => {
  it.each<[string, Call[]]>([
    ['nothing', []],
    [
      'one operation after the other',
      [write(1, 0, 1), read(1, 2, 3), write(2, 4, 5), read(2, 6, 7)],
    ],
    ['a read beside a write sees the old value', [write(1, 0, 10), read(null, 2, 3)]],
    ['a read beside a write sees the new value', [write(1, 0, 10), read(1, 2, 3)]],
    [
      'Herlihy and Wing: reads beside two writes see one, then the other',
      [write(1, 0, 10), write(2, 1, 10), read(1, 2, 3), read(2, 4, 5)],
    ],
    [
      'the write that was called first comes last',
      [write(1, 0, 10), write(2, 0, 10), read(1, 11, 12)],
    ],
    ['a call at the moment of an answer is beside it', [write(1, 0, 5), read(null, 5, 6)]],
  ])('%s', (_name, history) => {
    expect(check(history)).toEqual({ verdict: 'ok' });
  });
});

describe('histories that are not', () => {
  it('a stale read: an answered write is not seen by a later read', () => {
    const stale = read(null, 2, 3);
    expect(check([write(1, 0, 1), stale])).toEqual({
      verdict: 'illegal',
      part: 'x',
      misfit: { operation: stale, order: [write(1, 0, 1)], state: 1, instead: 1 },
    });
  });

  it('time goes back: a read sees the new value, and a later one the old, beside one long write', () => {
    const back = read(null, 4, 5);
    const found = check([write(1, 0, 10), read(1, 2, 3), back]);
    expect(found).toMatchObject({ verdict: 'illegal', misfit: { operation: back, instead: 1 } });
  });

  it('a lost update: both of two swaps replace the same value', () => {
    const lost = swap(2, null, 2, 5);
    const found = check([swap(1, null, 1, 4), lost]);
    expect(found).toMatchObject({ verdict: 'illegal', misfit: { operation: lost, instead: 1 } });
  });

  it('split brain: two leaders answer, each out of its own copy', () => {
    const history = [
      write(1, 0, 1),
      write(2, 2, 3),
      write(3, 2, 3),
      read(2, 4, 5),
      read(3, 4, 6),
      read(2, 7, 8),
    ];
    const found = check(history);
    expect(found).toMatchObject({ verdict: 'illegal', misfit: { operation: read(3, 4, 6) } });
  });

  it('an operation that happened twice: the write comes back after it was replaced', () => {
    const found = check([write(1, 0, 1), write(2, 2, 3), read(2, 4, 5), read(1, 6, 7)]);
    expect(found).toMatchObject({ verdict: 'illegal', misfit: { operation: read(1, 6, 7) } });
  });

  it('names the part that is wrong, and nothing of the others', () => {
    const found = check([
      write(1, 0, 1, 'y'),
      write(1, 0, 1),
      read(1, 2, 3),
      read(null, 4, 5, 'y'),
    ]);
    expect(found).toMatchObject({
      part: 'y',
      misfit: { operation: read(null, 4, 5, 'y'), order: [write(1, 0, 1, 'y')] },
    });
  });
});

describe('operations that were never answered', () => {
  it('may have happened', () => {
    expect(check([write(1, 0, null), read(1, 5, 6)])).toEqual({ verdict: 'ok' });
  });

  it('may happen late', () => {
    expect(check([write(1, 0, null), read(null, 5, 6), read(1, 7, 8)])).toEqual({ verdict: 'ok' });
  });

  it('may never happen', () => {
    expect(check([write(1, 0, null), read(null, 5, 6)])).toEqual({ verdict: 'ok' });
  });

  it('did not happen before they were called', () => {
    expect(check([read(1, 0, 1), write(1, 2, null)])).toMatchObject({ verdict: 'illegal' });
  });

  it('happened once at most', () => {
    const history = [
      write(1, 0, null),
      read(1, 1, 2),
      write(2, 3, 4),
      read(2, 5, 6),
      read(1, 7, 8),
    ];
    expect(check(history)).toMatchObject({ verdict: 'illegal' });
  });
});

describe('the budget', () => {
  it('is too small: neither good nor bad', () => {
    const history = [write(1, 0, 1), read(null, 2, 3)];
    expect(check(history, 1)).toEqual({ verdict: 'unknown', part: 'x', steps: 1 });
  });

  it('is for each part, and a bad part counts more than an undecided one', () => {
    const crowd = Array.from({ length: 12 }, (_, at) => write(at, 0, 100, 'y'));
    const hard = [...crowd, read(99, 101, 102, 'y')];
    const easy = [write(1, 0, 1), read(null, 2, 3)];
    expect(check(hard, 100)).toMatchObject({ verdict: 'unknown', part: 'y' });
    expect(check([...hard, ...easy], 100)).toMatchObject({ verdict: 'illegal', part: 'x' });
  });

  it('lasts for ten thousand operations of five clients, and so does the stack', () => {
    const history = Array.from({ length: 10_000 }, (_, at) => {
      const calledAt = Math.floor(at / 5) * 10 + (at % 5);
      return swap(at + 1, at === 0 ? null : at, calledAt, calledAt + 5);
    });
    expect(check(history)).toEqual({ verdict: 'ok' });
  });
});

describe('against a dumb twin', () => {
  it('finds an order exactly when there is one', () => {
    const seen = { ok: 0, illegal: 0 };
    fc.assert(
      fc.property(histories(), (history) => {
        const { verdict } = check(history);
        expect(verdict).toBe(hasOrder(history, {}) ? 'ok' : 'illegal');
        if (verdict !== 'unknown') seen[verdict] += 1;
      }),
      { numRuns: 3_000, seed: 1 },
    );
    expect(seen.ok).toBeGreaterThan(500);
    expect(seen.illegal).toBeGreaterThan(500);
  });

  it('names the first answer that makes a history bad, and an order of all before it', () => {
    fc.assert(
      fc.property(histories(), (history) => {
        const found = check(history);
        if (found.verdict !== 'illegal') return;
        const { operation, order, state, instead } = found.misfit;
        const at = operation.answer?.at ?? 0;
        const part = operation.input.on;
        const calls = history.filter(({ input }) => input.on === part);
        expect(hasOrder(calls, {}, at)).toBe(false);
        expect(hasOrder(calls, {}, at - 0.01)).toBe(true);
        expect(order.map(({ input }) => input)).not.toContain(operation.input);
        expect(replay(order)[part] ?? null).toBe(state);
        expect(instead).not.toEqual(operation.answer?.output);
      }),
      { numRuns: 1_000, seed: 2 },
    );
  });
});

/** Histories of up to six operations on two registers. Answers are right or random, and some are missing. */
function histories(): fc.Arbitrary<Call[]> {
  const call = fc.record({
    on: fc.constantFrom('x', 'x', 'x', 'y'),
    do: fc.constantFrom<Input['do'][]>('write', 'read', 'read', 'swap'),
    value: fc.integer({ min: 1, max: 2 }),
    calledAt: fc.integer({ min: 0, max: 12 }),
    lasts: fc.integer({ min: 0, max: 8 }),
    answered: fc.integer({ min: 0, max: 5 }),
    output: fc.constantFrom(null, 1, 2),
  });
  return fc.array(call, { maxLength: 6 }).map((calls) =>
    calls.map(({ on, value, calledAt, lasts, answered, output, ...rest }, number) => {
      // All answers at different times, so that there is one first answer that does not fit.
      const answer = {
        at: calledAt + lasts + number / 10,
        output: rest.do === 'write' ? 'written' : output,
      };
      return {
        input: { on, value, do: rest.do },
        calledAt,
        answer: answered === 0 ? null : answer,
      };
    }),
  );
}

/** Tries every order of every operation, with all registers at once. Only what was answered until then needs a place. */
function hasOrder(
  left: readonly Call[],
  state: Readonly<Record<string, Json>>,
  until = Number.POSITIVE_INFINITY,
): boolean {
  if (left.every(({ answer }) => answer === null || answer.at > until)) return true;
  return left.some((next) => {
    const others = left.filter((other) => other !== next);
    const late = others.some(({ answer }) => answer !== null && answer.at < next.calledAt);
    if (late) return false;
    const { on, do: act, value } = next.input;
    const old = state[on] ?? null;
    const output = act === 'write' ? 'written' : old;
    if (next.answer !== null && next.answer.output !== output) return false;
    return hasOrder(others, act === 'read' ? state : { ...state, [on]: value }, until);
  });
}

function replay(order: readonly Call[]): Record<string, Json> {
  const state: Record<string, Json> = {};
  for (const { input } of order) if (input.do !== 'read') state[input.on] = input.value;
  return state;
}
