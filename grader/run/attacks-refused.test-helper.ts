/**
 * Hostile submissions that are refused before a line of them runs.
 *
 * @module
 */
import { raftText } from '../sandbox/testing.ts';
import { type Attack, boots } from './attack.test-helper.ts';

const top = (text: string): Attack['files'] => ({ 'raft.ts': raftText({ top: text }) });

const deep = (text: string, times: number, end = ''): string => text.repeat(times) + end;

export const refused: readonly Attack[] = [
  {
    id: 'exit',
    story: 'ends the grader before it can say what it saw',
    files: boots('process.exit(0)'),
    expected: /^forbidden: raft\.ts:\d+: `process`/,
  },
  {
    id: 'require',
    story: 'writes the results itself',
    files: boots(`require('node:fs').writeFileSync('results.json', '{}')`),
    expected: /^crashed: .*"node:fs" is a part of Node\.js/,
  },
  {
    id: 'require-hidden',
    story: 'the same, with the name hidden',
    files: boots(`const get = require; get('node:' + 'fs')`),
    expected: /^forbidden: .*`require`/,
  },
  {
    id: 'import-node',
    story: 'reads the tests',
    files: top(`import { readFileSync } from 'node:fs'; readFileSync('labs/2A/lab.ts');`),
    expected: /^crashed: raft\.ts:1: "node:fs" is a part of Node\.js/,
  },
  {
    id: 'import-late',
    story: 'the same, when nobody looks any more',
    files: boots(`import('node:fs')`),
    expected: /^crashed: .*waits for a file/s,
  },
  {
    id: 'import-hidden',
    story: 'the same, with the name hidden',
    files: boots(`const name = 'node' + ':fs'; import(name)`),
    expected: /^forbidden: .*`import\(\)`/,
  },
  {
    id: 'import-tests',
    story: 'imports the scenarios',
    files: top(`import { lab } from '../labs/2A/lab.ts'; lab;`),
    expected: /^crashed: .*lies outside/,
  },
  {
    id: 'import-neighbour',
    story: 'hands in the work of a neighbour',
    files: { 'raft.ts': `export { raft } from '../neighbour/raft.ts';` },
    expected: /^crashed: .*lies outside/,
  },
  {
    id: 'import-absolute',
    story: 'reads a file of the system',
    files: top(`import users from '/etc/passwd'; users;`),
    expected: /^crashed: .*lies outside/,
  },
  {
    id: 'import-data',
    story: 'brings its code in a URL',
    files: top(`import x from 'data:text/javascript,export default 1'; x;`),
    expected: /^crashed: .*lies outside/,
  },
  {
    id: 'link',
    story: 'a link that leads to a neighbour',
    files: { 'raft.ts': `export { raft } from './mine.ts';` },
    links: { 'mine.ts': '../neighbour/raft.ts' },
    expected: /^crashed: .*lies outside/,
  },
  {
    id: 'link-main',
    story: 'raft.ts itself is such a link',
    files: {},
    links: { 'raft.ts': '../neighbour/raft.ts' },
    expected: /^crashed: .*leads out of its folder/,
  },
  {
    id: 'link-endless',
    story: 'raft.ts is a file that never ends',
    files: {},
    links: { 'raft.ts': '/dev/zero' },
    expected: /^crashed: .*is no file/,
  },
  {
    id: 'folder',
    story: 'raft.ts is a folder',
    files: { 'raft.ts/index.ts': 'export {};' },
    expected: /^crashed: .*is no file/,
  },
  {
    id: 'random',
    story: 'another run each time',
    files: boots('Math.random()'),
    expected: /^forbidden: .*`Math\.random`/,
  },
  {
    id: 'clock',
    story: 'passes on Sundays',
    files: boots('Date.now()'),
    expected: /^forbidden: .*`Date`/,
  },
  {
    id: 'timer',
    story: 'does things between calls',
    files: boots('setTimeout(() => {}, 1)'),
    expected: /^forbidden: .*`setTimeout`/,
  },
  {
    id: 'microtasks',
    story: 'loops for ever after it has returned',
    files: boots('(async () => { for (;;) await null; })()'),
    expected: /^forbidden: .*`async`/,
  },
  {
    id: 'promise',
    story: 'the same without the word',
    files: boots('const f = () => Promise.resolve().then(f); f()'),
    expected: /^forbidden: .*`Promise`/,
  },
  {
    id: 'eval',
    story: 'makes code while it runs',
    files: boots(`eval('1')`),
    expected: /^forbidden: .*`eval`/,
  },
  {
    id: 'function',
    story: 'the same',
    files: boots(`new Function('return process')()`),
    expected: /^forbidden: .*`Function`/,
  },
  {
    id: 'global',
    story: 'servers talk behind the network',
    files: boots('globalThis.shared = 1'),
    expected: /^forbidden: .*`globalThis`/,
  },
  {
    id: 'bytes',
    story: 'takes memory that no limit of a heap counts',
    files: boots('new Uint8Array(2 ** 31)'),
    expected: /^forbidden: .*`Uint8Array`/,
  },
  {
    id: 'large-file',
    story: 'a file of 100 MB',
    files: { 'raft.ts': Buffer.alloc(100_000_000, '/') },
    expected: /^crashed: .*97,657 KB/,
  },
  {
    id: 'brackets',
    story: 'brings the compiler down with brackets',
    files: top(`const x = ${deep('[', 50_000, deep(']', 50_000))};`),
    expected: /^crashed: .*more than 200 brackets/,
  },
  {
    id: 'sum',
    story: 'brings the parser down with a sum',
    files: boots(`const x = ${deep('1+', 20_000, 'state')}`),
    expected: /^crashed: .*nested too deeply/,
  },
  {
    id: 'no-utf8',
    story: 'bytes that are no text',
    files: { 'raft.ts': Buffer.from([0x65, 0xff, 0xfe, 0x00]) },
    expected: /^crashed: .*UTF-8/,
  },
];
