import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { labs } from '../../labs/index.ts';
import { writeMutant } from '../class/samples.test-helper.ts';
import { buildEngine } from '../run/engine.ts';
import { raftText } from '../sandbox/testing.ts';
import { freshState } from '../trace/samples.ts';
import { gradeCommand } from './grade-command.ts';

let engine = '';
beforeAll(async () => {
  engine = await buildEngine('labs/worker.ts');
}, 60_000);

/** What is printed of a submission, with one seed. */
async function told(folder: string, scenarios: readonly string[]): Promise<string> {
  const lines: string[] = [];
  await gradeCommand({
    folder,
    labs,
    only: { labs: [], scenarios },
    engine,
    seedChoice: { firstSeed: 1, seeds: 1 },
    sandbox: 'none',
    failuresTold: 3,
    paint: (_style, text) => text,
    print: (line) => void lines.push(line),
  });
  return lines.join('\n');
}

describe('grade tells a failure', () => {
  const folder = mkdtempSync(join(tmpdir(), 'raft-grade-'));

  it('with the rule, the last steps, the specification, and a command for the shell', async () => {
    writeMutant(folder, { id: "ada's raft", mutant: 'votes-for-everybody' });
    const raft = join(folder, "ada's raft");
    const text = await told(raft, ['2A.1', '2A.11']);
    const report = text.slice(text.indexOf('\n2A.11 '));
    expect(report).toMatch(/\n {2}Broken: .* one-vote-per-term\)\n {2}Verdict: wrong: /s);
    expect(report).toContain('\n  Last steps:\n');
    expect(report).toContain('\n  In the terms of the specification:\n');
    const quoted = `'${raft.replace("'", "'\\''")}'`;
    expect(report).toContain(
      `\n  Play it again: npm run grade -- ${quoted} --scenario 2A.11 --seed 1 --seeds 1 --trace trace.jsonl\n`,
    );
    expect(report).not.toContain('more failed');
  }, 60_000);

  it('as npm run lab tells it', async () => {
    writeMutant(folder, { id: 'grace', mutant: 'votes-for-everybody' });
    const raft = join(folder, 'grace');
    const report = reportIn(await told(raft, ['2A.11']));
    expect(report).toMatch(/\n {2}In the terms of the specification:\n {4}\S/);
    const args = ['grader/cli/lab.ts', '2A', '--folder', raft, '--test', '2A.11'];
    const { exitCode, all } = await execa(process.execPath, ['--import', 'tsx', ...args], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: { NO_COLOR: '1' },
      reject: false,
      all: true,
    });
    expect(reportIn(all)).toBe(report);
    expect(exitCode).toBe(1);
  }, 120_000);

  /** The report on 2A.11 in what is printed, or all of it when there is none. */
  function reportIn(text: string): string {
    const report = /2A\.11 one-vote-per-term: [^[\]\n]*\n {2}Broken: .* --trace trace\.jsonl\n/s;
    return report.exec(text)?.[0] ?? text;
  }

  it('without anything in its texts that a terminal would obey', async () => {
    const hostile = String.raw`\u001b[2J\u202E\nok   2A.12 forged`;
    const note = `{ state, effects: [{ type: 'note', text: '${hostile}' }] }`;
    const top = `const state = ${JSON.stringify(freshState)};`;
    for (const restart of [`throw new Error('${hostile}');`, `return ${note};`]) {
      writeFileSync(join(folder, 'raft.ts'), raftText({ top, restart }));
      const text = await told(folder, ['2A.1']);
      expect(text).toContain('forged');
      for (const sign of ['\u001b', '\u202e', '\nok']) expect(text).not.toContain(sign);
    }
  });

  it('once, when there is one reason for all', async () => {
    writeFileSync(join(folder, 'raft.ts'), 'export const raft = {');
    const text = await told(folder, ['2A.11', '2A.12']);
    expect(text.split('Verdict: crashed: raft.ts:1: ')).toHaveLength(2);
    expect(text).toContain('\n1 more failed: see them one by one with --scenario <id>.\n');
  });
});
