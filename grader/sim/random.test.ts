import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALM, type Weather } from './network.ts';
import { purposeOf, Stream, seedOf } from './random.ts';
import { fresh, serverThat, start, word } from './testing.ts';

const WORD = (1n << 64n) - 1n;

/** xoroshiro128+ as Blackman and Vigna describe it (2018: rotations by 24 and 37, a shift by 16), on whole 64-bit words. */
function* xoroshiro128plus(s0: bigint, s1: bigint): Generator<bigint, never> {
  const rotate = (word: bigint, by: bigint) => ((word << by) | (word >> (64n - by))) & WORD;
  let [one, two] = [s0, s1];
  for (;;) {
    yield (one + two) & WORD;
    const mixed = one ^ two;
    one = rotate(one, 24n) ^ mixed ^ ((mixed << 16n) & WORD);
    two = rotate(mixed, 37n);
  }
}

function first<T>(count: number, items: Generator<T, never>): T[] {
  return Array.from({ length: count }, () => items.next().value);
}

/** A stream by the book: a state of 128 bits from SHA-256, high words first, and the low half of each number. */
function streamByTheBook(seed: string, purpose: string): Generator<bigint, never> {
  const hash = createHash('sha256').update(`${seed}/${purpose}`).digest();
  const half = (at: number) => BigInt(hash.readUInt32LE(at));
  return xoroshiro128plus((half(0) << 32n) | half(4), (half(8) << 32n) | half(12));
}

describe('the generator', () => {
  it('is xoroshiro128+: the test has the published numbers of the state 1, 2', () => {
    // The vector that the authors' C program gives, in the tests of rand_xoshiro and other ports.
    expect(first(10, xoroshiro128plus(1n, 2n))).toEqual([
      3n,
      412333834243n,
      2360170716294286339n,
      9295852285959843169n,
      2797080929874688578n,
      6019711933173041966n,
      3076529664176959358n,
      3521761819100106140n,
      7493067640054542992n,
      920801338098114767n,
    ]);
  });

  it('is xoroshiro128+: a stream has the numbers that the test has', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, purpose) => {
        const stream = new Stream(seed, purpose);
        const drawn = Array.from({ length: 50 }, () => BigInt(stream.next() * 2 ** 32));
        const low = first(50, streamByTheBook(seed, purpose)).map((number) => number & 0xffffffffn);
        expect(drawn).toEqual(low);
      }),
    );
  });

  it('gives the same numbers in every version of the kit, or old seeds mean other runs', () => {
    const stream = new Stream(seedOf({ scenario: '2A.1', seed: 1, attempt: 1 }), 'network');
    const drawn = Array.from({ length: 4 }, () => stream.next() * 2 ** 32);
    expect(drawn).toMatchInlineSnapshot(`
      [
        4233880190,
        596817846,
        3105646524,
        3277676941,
      ]
    `);
  });
});

describe('a stream', () => {
  const seeds = fc.string().map((seed) => new Stream(seed, 'test'));

  it('draws whole numbers from both bounds on, and nothing outside', () => {
    const range = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.nat(9));
    fc.assert(
      fc.property(seeds, range, (stream, [least, more]) => {
        const drawn = Array.from({ length: 400 }, () => stream.int(least, least + more));
        const all = Array.from({ length: more + 1 }, (_, at) => least + at);
        expect([...new Set(drawn)].sort((one, other) => one - other)).toEqual(all);
      }),
    );
  });

  it('never does what has the probability 0, and always what has the probability 1', () => {
    fc.assert(
      fc.property(seeds, (stream) => {
        expect(stream.chance(0)).toBe(false);
        expect(stream.chance(1)).toBe(true);
      }),
    );
  });

  it('does what has the probability 1/4 in a quarter of the cases', () => {
    const stream = new Stream('quarter', 'test');
    const hits = Array.from({ length: 10_000 }, () => stream.chance(0.25)).filter(Boolean).length;
    expect(Math.abs(hits - 2500)).toBeLessThan(200);
  });

  it('picks every item, and none from an empty list', () => {
    const stream = new Stream('pick', 'test');
    const picked = Array.from({ length: 100 }, () => stream.pick(['a', 'b', 'c']));
    expect(new Set(picked)).toEqual(new Set(['a', 'b', 'c']));
    expect(() => stream.pick([])).toThrow(RangeError);
  });

  it('shuffles a copy, into every order', () => {
    const stream = new Stream('shuffle', 'test');
    const items = Object.freeze(['a', 'b', 'c']);
    const orders = Array.from({ length: 200 }, () => stream.shuffle(items).join(''));
    expect(new Set(orders)).toEqual(new Set(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']));
  });
});

describe('streams of different purposes', () => {
  it('have different numbers, for every seed, try, server and life', () => {
    const run = { scenario: '2A.1', seed: 1, attempt: 1 };
    const seeds = [run, { ...run, seed: 2 }, { ...run, attempt: 2 }, { ...run, scenario: '2A.2' }];
    const purposes = ['network', purposeOf('n1', 1), purposeOf('n1', 2), purposeOf('n2', 1)];
    const streams = seeds.flatMap((seed) =>
      purposes.map((purpose) => new Stream(seedOf(seed), purpose)),
    );
    expect(new Set(streams.map((stream) => stream.next())).size).toBe(16);
  });

  /** Each server tells the next one a number of its own every 20 ms, and answers what it hears. */
  function chatter(extraDraws: (server: string) => number) {
    const waste = (id: string, random: () => number) => {
      for (let draw = 0; draw < extraDraws(id); draw++) random();
    };
    const next = { n1: 'n2', n2: 'n3', n3: 'n1' } as Record<string, string>;
    return serverThat({
      restart: (_disk, env) => ({
        state: { ...fresh, nextIndex: { number: Math.floor(env.random() * 1000) } },
        effects: [{ type: 'setTimer', timer: 'election', ms: 20 }],
      }),
      electionTimeout: (state, env) => {
        waste(env.id, () => env.random());
        const message = word(env.id, next[env.id] ?? '', `${state.nextIndex['number']}`);
        const timer = { type: 'setTimer', timer: 'election', ms: 20 } as const;
        return { state, effects: [{ type: 'send', message }, timer] };
      },
      handleCustom: (state, message, env) => {
        waste(env.id, () => env.random());
        if (message.name === 'answer') return { state, effects: [] };
        const answer = word(env.id, message.from, 'answer');
        return { state, effects: [{ type: 'send', message: answer }] };
      },
    });
  }

  function eventsWith(extraDraws: (server: string) => number) {
    const weather: Weather = { ...CALM, loss: 0.2, duplicate: 0.2, delay: [1, 50], late: 0.1 };
    const { cluster, events } = start({ raft: chatter(extraDraws), weather });
    while (cluster.advance(2_000_000));
    expect(cluster.traffic.lost).toBeGreaterThan(10);
    expect(cluster.traffic.duplicated).toBeGreaterThan(10);
    return events;
  }

  it('do not disturb each other: a server that draws once more changes no other and not the network', () => {
    const plain = eventsWith(() => 0);
    expect(plain.length).toBeGreaterThan(300);
    expect(eventsWith((server) => (server === 'n2' ? 1 : 0))).toEqual(plain);
    expect(eventsWith(() => 7)).toEqual(plain);
  });
});
