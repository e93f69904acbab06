import { expect, it } from 'vitest';
import { coverageLines, coverageOf, mergeCoverage } from './coverage.ts';

const said = (code: number, text: string): string =>
  `@!@!@STARTMSG ${code}:0 @!@!@\n${text}\n@!@!@ENDMSG ${code} @!@!@\n`;

const action = (name: string, found: number, steps: number): string =>
  said(2772, `<${name} line 103, col 1 to line 103, col 20 of module MCRaft>: ${found}:${steps}`);

const begin = said(2201, 'The coverage statistics at 2026-01-01 12:00:00');

it('the last report of a run counts, with all parts of an action', () => {
  const output = [
    ...[begin, action('MCRestart', 1, 5), action('MCLose', 0, 0)],
    ...[begin, said(2773, '<MCInit line 1, col 1 to line 1, col 6 of module MCRaft>: 1:1')],
    ...[action('MCRestart', 2, 7), action('MCRestart', 1, 3), action('MCLose', 0, 0)],
    said(2221, '  line 45, col 21 to line 45, col 38 of module MCRaft: 2756'),
  ].join('');
  expect(Object.fromEntries(coverageOf(output))).toEqual({ Restart: 10, Lose: 0 });
});

it('what one run leaves out another one may do', () => {
  const one = new Map([
    ['Restart', 10],
    ['Lose', 0],
  ]);
  const other = new Map([
    ['Restart', 0],
    ['Lose', 4],
  ]);
  const neither = new Map([['TakeSnapshot', 0]]);
  expect(coverageLines(mergeCoverage([one, other]))).toEqual([
    'Steps of each action:',
    '  10  Restart',
    '   4  Lose',
    'Every action is taken.',
  ]);
  expect(coverageLines(mergeCoverage([one, neither])).at(-1)).toBe(
    'No model of this run takes Lose, TakeSnapshot.',
  );
});

it('no report is not the same as nothing left out', () => {
  expect(coverageLines(coverageOf('Error: no such file'))).toEqual(['TLC counted no actions.']);
});
