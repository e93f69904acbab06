import { describe, expect, it } from 'vitest';
import { modelOf } from '../model.test-helper.ts';
import { reportLines } from '../report.ts';
import { search } from './search.ts';

/** What is told of a model after all its states were searched. */
async function told(text: string, config: string, coverage = true): Promise<readonly string[]> {
  const model = await modelOf({ M: text }, `INIT Init\nNEXT Next\n${config}`, { coverage });
  const report = search(model);
  expect(report.outcome.kind).toBe('holds');
  const lines = reportLines(report);
  const first = lines.findIndex((line) => line.endsWith(':'));
  return first < 0 ? [] : lines.slice(first);
}

const text = `EXTENDS Naturals
VARIABLE n
Never == 7
Twice(x) == x + x
Low == n < 10
Init == n \\in {0, 1}
Up == /\\ Low
      /\\ n < 3
      /\\ n' = IF n > 5 THEN Never ELSE n + 1
Leap ==
  /\\ n = 4
  /\\ n' = Twice(n)
Stay == UNCHANGED n
Next == Up \\/ Leap \\/ Stay
Fine == n < 4 => n < 5
Vacuous == /\\ n > 7 => n = 8
           /\\ \\A k \\in 5..n : k < 100`;

describe('what was never looked at', () => {
  it('is told by place, definitions first, and the outermost expression only', async () => {
    expect(await told(text, 'INVARIANTS Fine Vacuous')).toEqual([
      'Definitions that are used and were never evaluated:',
      '  M.tla:4:1  Never',
      '  M.tla:5:1  Twice',
      'Expressions that were never evaluated:',
      '  M.tla:10:29  Up: Never ELSE n + 1',
      "  M.tla:13:6  Leap: n' = Twice(n)",
      '  M.tla:17:24  Vacuous: n = 8',
      '  M.tla:18:31  Vacuous: k < 100',
      'Conditions that came out one way each time:',
      '  M.tla:6:8  Low: always TRUE: n < 10',
      '  M.tla:12:6  Leap: always FALSE: n = 4',
      '  M.tla:16:9  Fine: always TRUE: n < 4 => n < 5',
    ]);
  });

  it('is not counted unless that is asked for', async () => {
    expect(await told(text, 'INVARIANT Fine', false)).toEqual([]);
  });

  it('is nothing where everything was reached and decided both ways', async () => {
    const all = `EXTENDS Naturals
VARIABLE n
Init == n = 0
Next == \\/ n < 2 /\\ n' = IF n = 0 THEN 1 ELSE 2
        \\/ n = 2 /\\ \\E k \\in {0} : n' = k
Sound == n > 0 => n < 3`;
    expect(await told(all, 'INVARIANT Sound')).toEqual([]);
  });

  it('counts what LET, LAMBDA and operators with arguments evaluate', async () => {
    const all = `EXTENDS Naturals
VARIABLE n
Op(f(_), x) == LET y == f(x) IN IF y > 100 THEN y - 100 ELSE y
Inc(x) == x + 1
Init == n = 0
Next == n' = IF n < 3 THEN Op(Inc, n) ELSE Op(LAMBDA x : x * 0, n)`;
    expect(await told(all, '')).toEqual([
      'Expressions that were never evaluated:',
      '  M.tla:4:49  Op: y - 100 ELSE y',
    ]);
  });
});
