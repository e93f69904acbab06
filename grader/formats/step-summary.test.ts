import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { NASTY, perfect, sample, surroundings } from './samples.test-helper.ts';
import { stepSummary } from './step-summary.ts';

it('is a table for each lab', () => {
  const lines = stepSummary(sample(), surroundings).split('\n');
  expect(lines.slice(0, 14)).toEqual([
    '## ada: 3.5 of 19.5 points',
    '',
    '### Lab 2A Leader election: 2 of 18 points',
    '',
    '5 points for safety are forfeited, because safety was broken: one-vote (§5.2) in 2A.3.',
    '',
    '|   | Scenario | Points | Seeds | Verdict |',
    '| - | -------- | -----: | ----: | ------- |',
    '| ❌ | 2A.1 initial-election | 0/5 | 0/2 | no progress |',
    '| ⏭️ | 2A.2 re-election | 0/4 | 0/2 | not judged |',
    '| ❌ | 2A.3 one-vote | 0/4 | 1/2 | wrong: one-vote (§5.2) |',
    '| ⚠️ | 2A.4 quiet-followers | 0/3 | 2/2 | forfeited |',
    '| ✅ | 2A.5 few-messages | 2/2 | 2/2 | passed |',
    '',
  ]);
  expect(stepSummary(perfect(), surroundings)).not.toContain('<details>');
});

it('tells each failure with its replay command', () => {
  const text = stepSummary(sample(), surroundings);
  expect(text.match(/<details>/g)).toHaveLength(3);
  expect(text).toContain('Play it again: npm run grade -- skeleton --scenario 2A.3 --seed 2');
});

it('takes nothing that a submission says for markup', () => {
  const text = stepSummary(sample({ text: NASTY, submission: '<a>|`*_[' }), surroundings);
  expect(text.split('\n')[0]).toBe('## &#60;a&#62;&#124;&#96;&#42;&#95;&#91;: 3.5 of 19.5 points');
  const tags = new Set(text.match(/<[^>]*>/g));
  expect([...tags].sort()).toEqual(
    ['</details>', '</pre>', '</summary>', '<details>', '<pre>', '<summary>'].sort(),
  );
  expect(text).not.toContain('`');
});

it('stays below 1 MiB', () => {
  const text = stepSummary(sample({ text: '🙂'.repeat(1_000_000) }), surroundings);
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text).toMatch(/More failed; see the results\.\n$/);
});
