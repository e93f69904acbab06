import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { forbiddenUses } from './forbidden.ts';
import { SubmissionError } from './submission-error.ts';
import { raftText, writeSubmission } from './testing.ts';

const names = (script: string): string[] => forbiddenUses(script).map(({ name }) => name);

describe('a name that no server may use is found', () => {
  it.each([
    ['Math.random()', 'Math.random'],
    ["Math['random']()", 'Math.random'],
    ['new Date()', 'Date'],
    ['Date.now()', 'Date'],
    ['performance.now()', 'performance'],
    ['setTimeout(() => {}, 5)', 'setTimeout'],
    ['Promise.resolve(1)', 'Promise'],
    ['process.exit(0)', 'process'],
    ['globalThis.kept = 1', 'globalThis'],
    ["eval('1')", 'eval'],
    ["new Function('return 1')", 'Function'],
    ["require('node:fs')", 'require'],
    ["const name = 'node:fs'; import(name)", 'import()'],
    ['new Uint8Array(8)', 'Uint8Array'],
  ])('%s', (script, name) => {
    expect(names(script)).toEqual([name]);
  });

  it('in the order of the text, each time it stands there', () => {
    expect(names('const a = Date.now();\nconst b = Math.random() + Date.now();')).toEqual([
      'Date',
      'Math.random',
      'Date',
    ]);
  });
});

describe('what only looks like it is left alone', () => {
  it.each([
    ['a field of that name', 'const entry = { Date: 1 }; entry.Date; entry.process;'],
    ['a variable of its own', 'const process = 1; process + 1;'],
    ['a parameter of its own', 'function handle(module, { Promise }) { return module + Promise; }'],
    ['a function of its own', 'function fetch() { return 1; } fetch();'],
    ['other mathematics', 'Math.max(1, 2) + Math.floor(0.5);'],
    ['a text or a comment', "const text = 'Math.random()'; // Date.now()"],
    ['the words of import and eval in a text', "const text = 'import(x), eval(y)';"],
    ['what a constructor is called with', 'class A { constructor() { this.made = new.target; } }'],
    ['random numbers from env', 'const take = (env) => env.random();'],
  ])('%s', (_what, script) => {
    expect(names(script)).toEqual([]);
  });
});

it('says where in the student’s own file it stands, and what to use instead', async () => {
  const restart =
    '    const ms = 150 + Math.random() * 150;\n    return { state: {}, effects: [ms] };';
  const folder = await writeSubmission({ 'raft.ts': raftText({ restart }) });
  const error = await bundle(folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SubmissionError);
  expect(error).toMatchObject({
    verdict: 'forbidden',
    where: 'raft.ts:4',
    message:
      'raft.ts:4: `Math.random` is not allowed in a server. Use env.random(), which gives the same numbers when the run is played again.',
  });
});
