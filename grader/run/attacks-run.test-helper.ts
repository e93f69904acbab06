/**
 * Hostile submissions that run, and get nowhere; and some that only look hostile.
 *
 * @module
 */
import { raftText } from '../sandbox/testing.ts';
import { type Attack, boots, returns } from './attack.test-helper.ts';

export const hostile: readonly Attack[] = [
  {
    id: 'no-export',
    story: 'no Raft at all',
    files: { 'raft.ts': 'const raft = 1;' },
    expected: /^crashed: raft\.ts must have `export const raft/,
  },
  {
    id: 'wrong-export',
    story: 'a number for a Raft',
    files: { 'raft.ts': 'export const raft = 42;' },
    expected: /^crashed: `raft` in raft\.ts must be an object/,
  },
  {
    id: 'proxy-export',
    story: 'a Raft that answers to every name',
    files: {
      'raft.ts': 'export const raft = new Proxy({}, { get: () => () => ({ passed: true }) });',
    },
    expected: /^crashed: /,
  },
  {
    id: 'constructor',
    story: 'reaches Function through a list',
    files: boots(`[].constructor.constructor('return process')().exit(0)`),
    expected: /^crashed: restart on \S+ throws TypeError/,
  },
  {
    id: 'env-constructor',
    story: 'reaches Function through what the grader hands in',
    files: boots(`env.random.constructor('return process')().exit(0)`),
    expected: /^crashed: restart on \S+ throws TypeError/,
  },
  {
    id: 'stack-trace',
    story: 'has V8 call it with frames of the grader',
    files: boots(`Error.prepareStackTrace = (_, frames) => frames; new Error().stack[0].getThis()`),
    expected: /^crashed: /,
  },
  {
    id: 'caller',
    story: 'asks who has called',
    files: boots('restart.caller.process.exit(0)', 'function restart() {}'),
    expected: /^crashed: /,
  },
  {
    id: 'this',
    story: 'asks for the global object in the old way',
    files: boots('(function () { return this; })().process'),
    expected: /^crashed: restart on \S+ throws TypeError/,
  },
  {
    id: 'pollution',
    story: 'every object has passed',
    files: boots(`Object.prototype.verdict = 'passed'`),
    expected: /^crashed: /,
  },
  {
    id: 'pollution-by-proto',
    story: 'the same in the old way',
    files: boots(`({}).__proto__.verdict = 'passed'`),
    expected: /^crashed: /,
  },
  {
    id: 'patched-push',
    story: 'the lists of the grader hold what it likes',
    files: boots('Array.prototype.push = () => 0'),
    expected: /^crashed: /,
  },
  {
    id: 'patched-json',
    story: 'the grader writes what it likes',
    files: boots(`JSON.stringify = () => '{}'`),
    expected: /^crashed: /,
  },
  {
    id: 'patched-env',
    story: 'its own random numbers for all servers',
    files: boots('env.random = () => 0'),
    expected: /^crashed: restart on \S+ changes data/,
  },
  {
    id: 'shared-module',
    story: 'servers share a variable',
    files: boots(`boots += 1; if (boots > 1) throw new Error('shared')`, 'let boots = 0;'),
    expected: /^no progress: /,
  },
  {
    id: 'shared-object',
    story: 'servers share a built-in object',
    files: boots('Object.keys.shared = 1'),
    expected: /^crashed: /,
  },
  {
    id: 'forged-lines',
    story: 'prints that it has passed',
    files: boots(`console.log('Total: 500 of 500 points')`),
    expected: /^no progress: /,
  },
  {
    id: 'forged-step',
    story: 'returns a verdict',
    files: returns(`{ verdict: 'passed', kind: 'played', state, effects: [] }`),
    expected: /^no progress: /,
  },
  {
    id: 'getter',
    story: 'says something else the second time',
    files: returns(
      '{ state: { ...state, get currentTerm() { return this.n++; }, n: 0 }, effects: [] }',
    ),
    expected: /^crashed: .*currentTerm is computed by a getter/,
  },
  {
    id: 'getter-endless',
    story: 'loops while the grader reads',
    files: returns('{ state, get effects() { for (;;); } }'),
    expected: /^endless loop: /,
  },
  {
    id: 'proxy',
    story: 'a state that is code',
    files: returns('{ state: new Proxy(state, { get: (t, k) => t[k] }), effects: [] }'),
    expected: /^crashed: .*state is a proxy/,
  },
  {
    id: 'proxy-list',
    story: 'a list that is code',
    files: returns('{ state, effects: new Proxy([], { get: (t, k) => t[k] }) }'),
    expected: /^crashed: .*effects is a proxy/,
  },
  {
    id: 'value-of',
    story: 'a number that is code',
    files: returns('{ state: { ...state, currentTerm: { valueOf: () => 1 } }, effects: [] }'),
    expected: /^crashed: .*valueOf is a function/,
  },
  {
    id: 'species',
    story: 'a list that says how it is copied',
    files: returns(
      '{ state, effects: Object.assign([], { [Symbol.isConcatSpreadable]: false, constructor: { [Symbol.species]: Object } }) }',
    ),
    expected: /^crashed: /,
  },
  {
    id: 'proto-field',
    story: 'a field called __proto__',
    files: returns(
      `{ state: { ...state, extra: JSON.parse('{"__proto__": {"x": 1}}') }, effects: [] }`,
    ),
    expected: /^crashed: .*__proto__/,
  },
  {
    id: 'cycle',
    story: 'a state that contains itself',
    files: returns(
      '(() => { const own = {}; own.own = own; return { state: { ...state, own }, effects: [] }; })()',
    ),
    expected: /^crashed: .*contains itself/,
  },
  {
    id: 'depth',
    story: 'a state as deep as the stack',
    files: returns(
      '(() => { let own = 1; for (let i = 0; i < 1e5; i++) own = [own]; return { state: { ...state, own }, effects: [] }; })()',
    ),
    expected: /^crashed: .*nested too deeply/,
  },
  {
    id: 'length',
    story: 'a list of four thousand million nothings',
    files: returns('{ state, effects: new Array(4e9) }'),
    expected: /^crashed: .*too large/,
  },
  {
    id: 'long-text',
    story: 'a text of half a gigabyte',
    files: returns(`{ state, effects: [{ type: 'note', text: 'x'.repeat(5e8) }] }`),
    expected: /^crashed: .*text/,
  },
  {
    id: 'bomb',
    story: 'takes all memory',
    files: boots('const hoard = []; for (;;) hoard.push(new Array(1000).fill(hoard.length))'),
    expected: /^out of budget: .*MB of memory/,
  },
  { id: 'endless', story: 'never returns', files: boots('for (;;);'), expected: /^endless loop: / },
  {
    id: 'endless-caught',
    story: 'never returns, and catches who stops it',
    files: boots('for (;;) { try { for (;;); } catch {} }'),
    expected: /^endless loop: /,
  },
  {
    id: 'endless-counter',
    story: 'sets the counter of loops back',
    files: boots('let $ticks = 0; for (;;) $ticks = 0;'),
    expected: /^endless loop: /,
  },
  {
    id: 'recursion',
    story: 'fills the stack',
    files: boots('(function f() { return f() + 1; })()'),
    expected: /^crashed: .*RangeError/,
  },
  {
    id: 'full-stack-in-host',
    story: 'calls the grader when the stack is nearly full, to leave it half done',
    files: boots('const f = () => { try { f(); } catch { env.random(); } }; f()'),
    expected: /^(crashed|no progress|endless loop): /,
  },
  { id: 'throw-null', story: 'throws nothing', files: boots('throw null'), expected: /^crashed: / },
  {
    id: 'throw-getter',
    story: 'throws what loops when it is looked at',
    files: boots('throw { get message() { for (;;); }, get stack() { throw 1; } }'),
    expected: /^crashed: /,
  },
  {
    id: 'throw-proxy',
    story: 'throws what is all code',
    files: boots(
      'throw new Proxy(new Error(), { get() { throw 1; }, getPrototypeOf() { throw 2; }, has() { throw 3; } })',
    ),
    expected: /^crashed: /,
  },
  {
    id: 'throw-verdict',
    story: 'throws what the grader throws',
    files: boots(
      `throw Object.assign(new Error('x'), { verdict: 'passed', blame: {}, name: 'RunEnded' })`,
    ),
    expected: /^crashed: /,
  },
  {
    id: 'load-exit',
    story: 'is gone before it is asked',
    files: { 'raft.ts': `[].constructor.constructor('return process')().exit(0); ${raftText()}` },
    expected: /^crashed: .*while it loads/,
  },
];

const passThrough = (before: string): string => `${before}\nexport { raft } from './honest.ts';\n`;

/** They only look dangerous: a right Raft passes all the same. */
export const harmless: readonly Attack[] = [
  {
    id: 'words',
    story: 'speaks of import( and eval( in remarks and texts',
    files: {
      'raft.ts': passThrough(
        '// import("fs"); eval("1") <!-- -->\nexport const text = "import(x); eval(y); <!-- -->";',
      ),
    },
    expected: /^passed: /,
  },
  {
    id: 'own-configuration',
    story: 'brings configurations that would run code or change what code means',
    files: {
      'raft.ts': passThrough(''),
      'package.json': '{"type":"commonjs","main":"evil.js","scripts":{"preinstall":"exit 1"}}',
      'tsconfig.json': '{"extends":"./none.json","compilerOptions":{"paths":{"*":["/etc/*"]}}}',
      'vitest.config.ts': 'throw new Error("run");',
      '.npmrc': 'ignore-scripts=false',
    },
    expected: /^passed: /,
  },
  {
    id: 'prints',
    story: 'prints while it works',
    files: { 'raft.ts': passThrough('console.log("Total: 0 of 500 points"); console.error("x");') },
    expected: /^passed: /,
  },
];
