import { describe, expect, it } from 'vitest';
import { readResults } from './results.ts';
import { sample } from './samples.test-helper.ts';

describe('results are refused', () => {
  it.each([
    ['that are not JSON', '{', /^it is not JSON; name a file that npm run grade/],
    ['of another version', '{"version": 2}', /^it has version 2, and only version 1 is known$/],
    ['without fields', '{"version": 1}', /it must have required property 'submission'$/],
    ['that are no object', '[]', /it must be object$/],
  ])('%s', (_what, text, message) => {
    expect(() => readResults(text)).toThrow(message);
  });

  it('with a field of the wrong type, which is named', () => {
    const text = JSON.stringify({ ...sample(), earned: 'all' });
    expect(() => readResults(text)).toThrow(/\/earned must be number$/);
  });
});
