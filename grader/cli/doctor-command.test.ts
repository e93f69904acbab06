import { expect, it } from 'vitest';
import { SANDBOX_LEVELS } from '../sandbox/level.ts';
import { diagnose } from './doctor-command.ts';

it('names every level, those that are taken, and what is wrong with an old Node', () => {
  const { well, lines } = diagnose();
  expect(well).toBe(true);
  for (const level of SANDBOX_LEVELS) {
    expect(lines.filter((line) => line.startsWith(`  ${level}: `))).toHaveLength(1);
  }
  expect(lines.filter((line) => line.includes('taken for'))).toEqual([
    '  ses: works, taken for one submission unless you ask for another',
    '  process: works, taken for a class unless you ask for another',
  ]);
  const old = diagnose('20.18.3');
  expect(old.well).toBe(false);
  expect(old.lines[0]).toBe('Node 20.18.3: too old; Node 20.19 or later is needed');
  expect([diagnose('20.19.0'), diagnose('22.0.0')].map((each) => each.well)).toEqual([true, true]);
});
