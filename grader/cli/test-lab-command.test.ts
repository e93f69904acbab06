import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePanel } from '../exam/panel.ts';
import { panelText } from '../panel/panel.ts';
import { type TestLabCommand, testLabCommand } from './test-lab-command.ts';
import { UsageError } from './usage-error.ts';

const LABS = fileURLToPath(new URL('../../labs', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'raft-test-lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A panel of one right Raft and one wrong one, so that a trial takes no time. */
const small = join(folder, 'panel.json');
beforeAll(async () => {
  const { rafts } = await makePanel();
  const few = rafts.filter(({ id }) => ['reference', 'one-heartbeat-only'].includes(id));
  writeFileSync(small, panelText({ version: 1, rafts: few }));
});

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(
  change: Partial<TestLabCommand>,
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const paint = (_style: string, text: string): string => text;
  const print = (line: string): number => lines.push(line);
  const code = await testLabCommand({ path: folder, panel: small, paint, print, ...change });
  return { code, lines };
}

const SCENARIO = `{ id: 'T.1', name: 'one', seeds: 1, sometimes: [], setup: () => ({ servers: ['a', 'b'] }),
  play(world) { const first = world.expect('a leader', () => world.leader());
    world.watch(5000, { id: 'stays' }, () => world.leader() === first ? null : 'it fell'); } }`;

describe('npm run test-lab', () => {
  it('takes a folder with scenarios.ts, and exits with 0 when all points are earned', async () => {
    written('scenarios.ts', `export const scenarios = [${SCENARIO}];`);
    const { code, lines } = await run({});
    expect(lines.at(-1)).toBe('Lab 2T: 100 of 100 points');
    expect(code).toBe(0);
  });

  it('exits with 1 when a scenario was set aside', async () => {
    const bad = SCENARIO.replace('T.1', 'T.2').replace('world.expect', 'world.hope');
    const path = written('bad.ts', `export const scenarios = [${SCENARIO}, ${bad}];`);
    const { code, lines } = await run({ path });
    expect(lines.join('\n')).toMatch(/T\.2 one is set aside .* world\.hope is not a function/);
    expect(code).toBe(1);
  });

  it.each([
    ['a path that there is not', () => ({ path: 'no/such' }), 'there is no no/such'],
    ['a folder without scenarios.ts', () => ({ path: LABS }), /labs has no scenarios\.ts/],
    [
      'the scenarios of another lab',
      () => ({
        path: written(
          'theirs.ts',
          `export { agreement as scenarios } from '${LABS}/2B/agreement.ts';`,
        ),
      }),
      /theirs\.ts imports labs\/2B\/\w+\.ts; write the scenarios yourself/,
    ],
    [
      'a file that is no panel',
      () => ({ panel: written('none.json', '{}') }),
      /none\.json is no panel; npm run panel writes one/,
    ],
    [
      'a file without scenarios',
      () => ({ path: written('empty.ts', 'export {};') }),
      /empty\.ts: it must have `export const scenarios/,
    ],
  ])('refuses %s', async (_what, change, message) => {
    const refused = run(change());
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
  });
});
