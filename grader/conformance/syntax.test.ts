import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { openParser } from '../tla/syntax/parse.ts';

const SPEC = new URL('../../spec/', import.meta.url);
const GRAMMAR = createRequire(import.meta.url).resolve(
  '@tlaplus/tree-sitter-tlaplus/tree-sitter-tlaplus.wasm',
);

const modules = readdirSync(SPEC, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.tla'),
);
const parse = await openParser(GRAMMAR);

describe('the grammar of the TLA+ community', () => {
  it('is tried on every module of the specification', () => {
    expect(modules.length).toBeGreaterThanOrEqual(12);
  });

  it.each(modules)('reads %s whole', (path) => {
    const text = readFileSync(new URL(path, SPEC), 'utf8');
    const [name] = path.split('/').slice(-1);
    expect(`${parse(text, path).name}.tla`).toBe(name);
  });

  it('does not read what is no TLA+', () => {
    expect(() => parse('---- MODULE Half ----\nA == \\E x \\in\n====\n', 'Half.tla')).toThrow(
      'Half.tla',
    );
  });
});
