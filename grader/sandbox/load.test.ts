import { describe, expect, it } from 'vitest';
import { type Bundle, bundle } from './bundle.ts';
import { type Explanation, explainError } from './explain.ts';
import { type Instance, load } from './load.ts';
import { SubmissionError } from './submission-error.ts';
import { raftText, writeSubmission } from './testing.ts';

async function bundled(
  raft: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Bundle> {
  return bundle(await writeSubmission({ 'raft.ts': raft, ...files }));
}

/** Calls `restart` as the engine does, with arguments that no compiler has seen. */
function callRestart(instance: Instance, disk: unknown = null): unknown {
  instance.beginCall();
  const result: unknown = Reflect.apply(instance.raft.restart, instance.raft, [disk, {}]);
  instance.endCall();
  return result;
}

/** Boots a bundle, calls `restart` and explains what it throws. */
function thrown(bundleOfOne: Bundle, disk?: unknown): Explanation {
  const instance = load(bundleOfOne).boot();
  try {
    callRestart(instance, disk);
  } catch (error) {
    return explainError(error, bundleOfOne);
  }
  throw new Error('restart threw nothing');
}

describe('boot', () => {
  it('shares no module variable between servers or boots', async () => {
    const submission = load(
      await bundled(
        raftText({
          top: `import { next } from './counter.ts';`,
          restart: 'return next();',
        }),
        { 'counter.ts': 'let count = 0; export const next = () => { count += 1; return count; };' },
      ),
    );
    const one = submission.boot();
    const other = submission.boot();
    expect([callRestart(one), callRestart(one), callRestart(other)]).toEqual([1, 2, 1]);
    expect(callRestart(submission.boot())).toBe(1);
  });

  it('runs in strict mode', async () => {
    const code = raftText({ restart: 'return (function () { return this === undefined; })();' });
    expect(callRestart(load(await bundled(code)).boot())).toBe(true);
  });

  it('takes an instance of a class as well', async () => {
    const code = raftText().replace('export const raft', 'const base');
    const text = `${code}class Mine { }\nObject.assign(Mine.prototype, base);\nexport const raft = new Mine();`;
    expect(callRestart(load(await bundled(text)).boot())).toEqual({ state: {}, effects: [] });
  });
});

describe('load refuses', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'another export',
      'export default {}; export const Raft = 1;',
      'but it exports `Raft`, `default`.',
    ],
    ['no export', 'const raft = {};', 'but it exports nothing.'],
    ['a function', 'export const raft = () => {};', 'must be an object with the handlers, but it'],
    ['null', 'export const raft = null;', 'but it is null.'],
    [
      'missing handlers',
      raftText().replace('restart(', 'start(').replace('clientRequest:', 'client:'),
      '`raft` in raft.ts lacks handlers: restart, clientRequest. Each handler',
    ],
    [
      'an async handler',
      raftText().replace('restart(', 'async restart('),
      '`async` is not allowed in a server. A handler cannot wait',
    ],
    [
      'a handleCustom that is no function',
      `${raftText()}\nObject.assign(raft, { handleCustom: 1 });`,
      '`raft.handleCustom` in raft.ts must be a function, or left out.',
    ],
  ];
  it.each(cases)('%s', async (_, code, text) => {
    const error: unknown = await bundled(code)
      .then(load)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SubmissionError);
    expect(String(error)).toContain(text);
  });

  it('modules that throw, and says where', async () => {
    const code = await bundled(raftText({ top: `import './table.ts';` }), {
      'table.ts': '\nconst table: any = undefined;\nexport const size = table.length;\n',
    });
    expect(() => load(code)).toThrow(
      /^table\.ts:3: the submission throws while it loads, .*TypeError: Cannot read properties/,
    );
  });

  it('modules that do not end', async () => {
    const code = await bundled(raftText({ top: 'for (;;) { try { for (;;); } catch {} }' }));
    expect(() => load(code)).toThrow(/^raft\.ts:1: .* EndlessLoop: a handler did not end within/);
    const caught = await bundled(raftText({ top: 'try { for (;;); } catch {}' }));
    expect(() => load(caught)).toThrow('EndlessLoop');
  });
});

describe('an endless loop ends', () => {
  it.each([
    ['while', 'while (true) {}'],
    ['while without a block', 'let i = 0; while (true) i++;'],
    ['for', 'for (;;) {}'],
    ['do', 'do; while (true)'],
    ['for-of', 'for (const x of { *[Symbol.iterator]() { for (;;) yield 1; } }) x;'],
    ['for-in', 'for (;;) for (const x in { a: 1 }) x;'],
    ['try in the loop', 'for (;;) { try { for (;;) {} } catch {} }'],
    ['try around it', 'try { for (;;) {} } catch {} return 1;'],
    ['finally', 'for (;;) { try { for (;;) {} } finally { continue; } }'],
    [
      'a set that grows under it',
      'const s = new Set([1]); for (const x of s) { s.delete(x); s.add(x); }',
    ],
    ['callbacks that are expressions', 'for (const x of [1]) while ([x].some((y) => y > 0));'],
    ['functions that call each other', 'const f = (n) => n > 0 && (f(n - 1), f(n - 1)); f(50);'],
  ])('%s', async (_, body) => {
    const { kind, where, name } = thrown(await bundled(raftText({ restart: body })));
    expect({ kind, name }).toEqual({ kind: 'endless-loop', name: 'EndlessLoop' });
    expect(where === null || where.startsWith('raft.ts:')).toBe(true);
  });

  it('and the place of the loop is known', async () => {
    const body = '\n\nlet i = 0;\nwhile (i >= 0) {\n  i += 1;\n}';
    expect(thrown(await bundled(raftText({ restart: body })))).toMatchObject({
      where: 'raft.ts:7',
      message: 'a handler did not end within 10,000,000 loop turns and function calls',
    });
  });

  it('and each call has its full number of ticks', async () => {
    const body = 'for (let i = 0; i < 6_000_000; i++); return 1;';
    const instance = load(await bundled(raftText({ restart: body }))).boot();
    expect([callRestart(instance), callRestart(instance), callRestart(instance)]).toEqual([
      1, 1, 1,
    ]);
  });

  it('and the submission cannot reach the counter by its name', async () => {
    const body = 'let $ticks = 0; while (true) { $ticks = 0; }';
    expect(thrown(await bundled(raftText({ restart: body }))).kind).toBe('endless-loop');
  });

  it('and the guard changes nothing else', async () => {
    const body = `
      "use strict";
      const out = [];
      outer: for (let i = 0; i < 3; i++) for (const x of ['a', 'b']) { if (x === 'b') continue outer; out.push(x + i); }
      const object = (x) => ({ x }), curry = (x) => (y) => x + y, pair = (x) => [x, () => x];
      do out.push(out.length); while (out.length < 5)
      class P { #v = 1; static { this.s = 2; } get v() { return this.#v; } }
      class Q extends P { constructor() { super(); this.w = 3; } }
      function* g() { let i = 0; while (i < 2) yield i++; }
      let k = 0; while (k < 2) k++
      return [out, object(1), curry(1)(2), pair(4)[1](), new Q().v + P.s, [...g()], k];`;
    expect(callRestart(load(await bundled(raftText({ restart: body }))).boot())).toEqual([
      ['a0', 'a1', 'a2', 3, 4],
      { x: 1 },
      3,
      4,
      3,
      [0, 1],
      2,
    ]);
  });
});

describe('explainError', () => {
  it('knows a stub and whose it is', async () => {
    const stub = await bundled(
      raftText({ top: `import { start } from './election.ts';`, restart: 'return start();' }),
      {
        'election.ts': `import { notWrittenYet } from './contract/index.ts';\n\nexport function start() {\n  notWrittenYet('start', '2A');\n}`,
      },
    );
    expect(thrown(stub)).toEqual({
      kind: 'not-written',
      name: 'NotWrittenYet',
      message: 'not written yet: `start` (lab 2A)',
      where: 'election.ts:4',
      handler: 'start',
      lab: '2A',
    });
  });

  const disk = Object.freeze({
    currentTerm: 1,
    votedFor: null,
    log: Object.freeze([Object.freeze({ term: 1 }), Object.freeze({ term: 1 })]),
  });
  it.each([
    'disk.currentTerm += 1;',
    'disk.log.push({ term: 2 });',
    'disk.log.pop();',
    'disk.log.splice(0, 1);',
    'disk.log.sort(() => -1);',
    'disk.log.length = 0;',
    'delete disk.votedFor;',
    'disk.leader = 1;',
    'Object.defineProperty(disk, "x", { value: 1 });',
    'Object.assign(disk, { currentTerm: 2 });',
  ])('calls a change of frozen data a mutation: %s', async (body) => {
    const code = await bundled(raftText({ restart: body }));
    expect(thrown(code, disk)).toMatchObject({ kind: 'mutation', where: 'raft.ts:4' });
  });

  it('calls everything else an exception', async () => {
    const code = await bundled(raftText({ restart: 'return disk.log.length;' }));
    expect(thrown(code)).toMatchObject({
      kind: 'exception',
      name: 'TypeError',
      where: 'raft.ts:4',
    });
  });

  it('calls endless recursion an exception', async () => {
    const code = await bundled(raftText({ restart: 'const f = () => 1 + f();\nreturn f();' }));
    expect(thrown(code)).toMatchObject({
      kind: 'exception',
      name: 'RangeError',
      where: 'raft.ts:4',
    });
  });

  it('finds the line also when the generated line stands for many', async () => {
    const body =
      'const x: any = null;\nreturn [1]\n  .map((y) => y + 1)\n  .filter((y) => y > 1)\n  .map((y) => ({\n    z: x.y }));';
    expect(thrown(await bundled(raftText({ restart: body })))).toMatchObject({
      where: 'raft.ts:9',
    });
  });

  it.each([
    [`throw 'oops'`, 'oops'],
    ['throw undefined', 'undefined'],
    ['throw { get message() { throw 1; }, toJSON() { throw 2; } }', 'a value that cannot be shown'],
    [`throw { message: 12 }`, '{"message":12}'],
  ])('takes whatever is thrown: %s', async (body, text) => {
    const { kind, message } = thrown(await bundled(raftText({ restart: `${body};` })));
    expect({ kind, message: message.replaceAll(/^"|"$/g, '') }).toEqual({
      kind: 'exception',
      message: text,
    });
  });
});
