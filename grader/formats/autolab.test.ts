import { expect, it } from 'vitest';
import { autolab } from './autolab.ts';
import { NASTY, REPLAY, sample, surroundings } from './samples.test-helper.ts';

it('has the scores by lab on the last line, and feedback on the line before it', () => {
  for (const results of [sample(), sample({ text: NASTY })]) {
    const lines = autolab(results, surroundings).trimEnd().split('\n');
    expect(lines.length).toBe(2);
    expect(JSON.parse(lines[1] ?? '')).toEqual({ scores: { '2A': 2, '2B': 1.5 } });
  }
});

it('has a stage for each lab', () => {
  const [feedback = ''] = autolab(sample(), surroundings).split('\n');
  const document = JSON.parse(feedback);
  expect(Object.keys(document)).toEqual(['_presentation', 'stages', 'Lab 2A', 'Lab 2B']);
  expect(document).toMatchObject({
    _presentation: 'semantic',
    stages: ['Lab 2A', 'Lab 2B'],
    'Lab 2A': {
      '2A.2 re-election': {
        passed: false,
        hint: 'not judged, because 2A.1 initial-election failed',
      },
      '2A.4 quiet-followers': { passed: false, hint: expect.stringContaining('forfeited') },
      '2A.5 few-messages': { passed: true },
      '2A.3 one-vote': { passed: false, hint: expect.stringContaining(REPLAY) },
    },
  });
});
