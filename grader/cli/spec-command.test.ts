import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { compareOn, summary } from './conformance-command.ts';
import { scheduleCommand, specCommand } from './spec-command.ts';
import { UsageError } from './usage-error.ts';

const folder = fileURLToPath(new URL('../../spec', import.meta.url));
const REFERENCE = fileURLToPath(new URL('../../reference', import.meta.url));

describe('counterexamples as schedules', () => {
  /** What is printed for these weakenings, and the exit code. */
  async function printed(names: readonly string[], stateLimit = 10_000) {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    const code = await scheduleCommand({ folder, names, stateLimit, print });
    return { code, lines };
  }

  it('are printed as JSON', async () => {
    const { code, lines } = await printed(['KeepsItsVoteFree']);
    expect(code).toBe(0);
    expect(JSON.parse(lines.join('\n'))).toMatchObject([
      {
        name: 'KeepsItsVoteFree',
        lab: '2A',
        falls: 'VotesForItself',
        steps: [{ does: 'electionTimeout', server: 's1' }],
      },
    ]);
  });

  it('are not there for what breaks a promise about the end of time', async () => {
    const { code, lines } = await printed(['AcknowledgesNothing']);
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe(
      'AcknowledgesNothing has no schedule. MCLiveness.tla, line 33, column 19: RequestCommits, MCLiveSpec ask for temporal formulas beyond []P and [][A]_v, which this checker does not check',
    );
  });

  it('are asked for by names that there are, with enough states', async () => {
    await expect(printed(['NoSuch'])).rejects.toThrow(UsageError);
    await expect(printed(['ForgetsItsVote'], 2)).rejects.toThrow(
      'ForgetsItsVote is not found in 2 states: ask for more',
    );
  });
});

describe('models', () => {
  const own = mkdtempSync(join(tmpdir(), 'raft-spec-'));
  mkdirSync(join(own, 'models'));
  for (const [name, config] of [
    ['MCEnd', 'PROPERTY Ends'],
    ['MCSmall', 'INVARIANT Small'],
  ]) {
    const text = "EXTENDS Naturals\nVARIABLE n\nInit == n = 0\nNext == n' = (n + 1) % 9";
    const properties = 'Small == n < 9\nEnds == <>(n = 5)';
    const module = `---- MODULE ${name} ----\n${text}\n${properties}\n====\n`;
    writeFileSync(join(own, `models/${name}.tla`), module);
    writeFileSync(join(own, `models/${name}.cfg`), `INIT Init\nNEXT Next\n${config}\n`);
  }
  const end =
    'MCEnd.tla, line 7, column 9: Ends asks for temporal formulas beyond []P and [][A]_v, which this checker does not check; npm run tlc -- MCEnd checks it';

  async function printed(names: readonly string[], stateLimit = 100) {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    const code = await specCommand({ folder: own, names, stateLimit, out: own, print });
    return { code, lines };
  }

  it('are checked, and those about the end of time are skipped', async () => {
    const { code, lines } = await printed([]);
    expect(code).toBe(0);
    expect(lines.slice(0, 4)).toEqual([
      'MCEnd:',
      `Skipped. ${end}.`,
      'MCSmall:',
      'All properties hold.',
    ]);
  });

  it('are refused if they are named and about the end of time', async () => {
    await expect(printed(['MCEnd'])).rejects.toThrow(new UsageError(end));
  });

  it('that are too large pass no more than those that are wrong', async () => {
    const { code, lines } = await printed([], 3);
    expect(code).toBe(1);
    expect(lines).toContain(
      'The search ended at the limit of 3 states; up to there nothing is wrong.',
    );
  });
});

describe('random walks', () => {
  async function walked(name: string, behaviours: number, seed = 1) {
    const lines: string[] = [];
    const code = await specCommand({
      folder,
      names: [name],
      stateLimit: 1,
      simulate: { seed, behaviours, depth: 30 },
      out: 'out/spec-command-test',
      print: (line) => lines.push(line),
    });
    return { code, lines };
  }

  it('find a weakening, and tell its counterexample', async () => {
    const { code, lines } = await walked('VotesTwice', 200);
    expect(code).toBe(0);
    expect(lines[1]).toMatch(/^VotesForItself fell, after \d+ steps\.$/);
    expect(lines).toContainEqual(expect.stringMatching(/^#\d+ s\d has an election timeout$/));
  });

  it('find nothing in a model, and the same seed prints the same', async () => {
    const { code, lines } = await walked('MCElection', 3);
    expect(code).toBe(0);
    expect(lines[1]).toBe('Nothing fell.');
    expect((await walked('MCElection', 3)).lines).toEqual(lines);
    expect((await walked('MCElection', 3, 2)).lines).not.toEqual(lines);
  });
});

describe('npm run conformance', () => {
  it('refuses a folder without a Raft, with one line and exit code 2', async () => {
    const args = ['--import', 'tsx', 'grader/cli/conformance.ts', 'docs'];
    const { exitCode, all } = await execa(process.execPath, args, { reject: false, all: true });
    expect({ exitCode, all }).toEqual({
      exitCode: 2,
      all: 'error: docs has no raft.ts; name the folder that holds it',
    });
  });

  it('takes what a Raft prints for nothing that it says itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'raft-conformance-'));
    cpSync(REFERENCE, folder, { recursive: true, filter: (file) => !file.endsWith('.test.ts') });
    const contract = join(REFERENCE, '../skeleton/contract');
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      writeFileSync(join(folder, name), text.replaceAll('../skeleton/contract', contract));
    }
    appendFileSync(join(folder, 'raft.ts'), "console.log('{ booting');\n");
    const args = ['--import', 'tsx', 'grader/cli/conformance.ts', folder, '--states', '40'];
    const { stdout } = await execa(process.execPath, args);
    expect(stdout).toMatch(/^\{ booting$/m);
    expect(stdout).toMatch(/^\d+ steps of the specification were compared\.$/m);
  });

  it('says what was compared, and how often', async () => {
    const compared = await compareOn({ folder: REFERENCE, model: 'Conflicts', states: 40 });
    const { lines, code } = summary([compared, compared]);
    expect(code).toBe(0);
    expect(summary([compared, { ...compared, same: false }]).code).toBe(1);
    expect(lines[0]).toBe('Conflicts:');
    expect(lines[1]).toMatch(/^ {2}\d+ steps from \d+ states, \d+ inputs, of which \d+ must do/);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}ElectionTimeout: \d+$/));
    expect(compared.transitions).toBeGreaterThan(0);
    expect(lines.at(-1)).toBe(
      `${2 * compared.transitions} steps of the specification were compared.`,
    );
  });
});
