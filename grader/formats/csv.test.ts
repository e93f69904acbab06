import { describe, expect, it } from 'vitest';
import { canvas, csv, moodle } from './csv.ts';
import type { Results } from './results.ts';
import { NASTY, perfect, REPLAY, sample, surroundings } from './samples.test-helper.ts';

/** Reads CSV as RFC 4180 describes it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) throw new Error('not CSV');
    const [, quoted, plain = '', end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Somebody of whom only lab 2B was graded. */
const bob: Results = { ...sample({ submission: 'bob' }), labs: sample().labs.slice(1) };

describe('canvas', () => {
  it('has the columns and the second row that the import looks for', () => {
    const columns = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section'];
    expect(readCsv(canvas([sample(), bob]))).toEqual([
      [...columns, 'Lab 2A Leader election', 'Lab 2B Log replication'],
      ['Points Possible', '', '', '', '', '18', '1.5'],
      ['ada', '', '', 'ada', '', '2', '1.5'],
      ['bob', '', '', 'bob', '', '', '1.5'],
    ]);
  });
});

describe('moodle', () => {
  const [header, ada, other] = readCsv(moodle([sample(), bob], surroundings));

  it('has a grade and feedback for each lab', () => {
    expect(header).toEqual([
      'Username',
      'Lab 2A Leader election',
      'Lab 2A Leader election (Feedback)',
      'Lab 2B Log replication',
      'Lab 2B Log replication (Feedback)',
    ]);
    expect(other).toEqual(['bob', '', '', '1.5', '']);
  });

  it('says in the feedback what is forfeited and what failed', () => {
    expect(ada?.[1]).toBe('2');
    expect(ada?.[2]?.split('\n')).toEqual([
      '5 points for safety are forfeited, because safety was broken: one-vote (§5.2) in 2A.3.',
      expect.stringMatching(
        /^2A\.1 initial-election 0\/5: no progress: what was seen npm run grade/,
      ),
      `2A.3 one-vote 0/4: wrong: one-vote (§5.2): what was seen ${REPLAY}`,
      '1 not judged',
    ]);
  });
});

describe('a class', () => {
  it('has each submission once', () => {
    expect(() => canvas([sample(), sample()])).toThrow('there are two results of ada');
  });

  it('was graded with one kit', () => {
    expect(() => canvas([sample(), perfect('bob')])).toThrow(
      'lab 2A is worth 18 points and 5; grade everybody with one kit',
    );
  });
});

describe('csv', () => {
  it('gives back every text that is no formula', () => {
    const first = ['a,b', 'a "quoted" word', 'two\r\nlines', '', 'é 🙂'];
    const text = csv([first, [NASTY, 2]]);
    expect(readCsv(text)).toEqual([first, [`'${NASTY}`, '2']]);
    expect(text.startsWith('"a,b","a ""quoted"" word","two\r\nlines",,é 🙂\r\n')).toBe(true);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '|calc', '%0A=1', '＝1'])(
    'makes no formula of %j',
    (text) => {
      expect(readCsv(csv([[text]]))).toEqual([[`'${text}`]]);
    },
  );

  it.each(['2A.1', 'ada', "o'neil", 'a=b', '§5.2'])('leaves %j as it is', (text) => {
    expect(csv([[text]])).toBe(`${text}\r\n`);
  });
});
