import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type AutograderOptions, autograderZip } from './autograder.ts';
import { leaksIn } from './leaks.ts';
import { KIT } from './make.ts';

/** The folders as the platform has them. */
const root = mkdtempSync(join(tmpdir(), 'raft-autograder-'));
const source = join(root, 'source');
const submission = join(root, 'submission');
afterAll(() => rmSync(root, { recursive: true }));

/** Programs that stand in for those of the system. */
const tools = join(root, 'tools');
const PATH = `${tools}:${process.env['PATH']}`;
mkdirSync(tools);

function tool(name: string, script: string): void {
  writeFileSync(join(tools, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(tools, name), 0o755);
}

const OPTIONS: AutograderOptions = { labs: ['2A'], salt: `it's`, minutes: 10, leaderboard: false };

let archive: Uint8Array = new Uint8Array();
beforeAll(async () => {
  archive = await autograderZip(OPTIONS);
  for (const [path, bytes] of Object.entries(unzipSync(archive))) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), bytes);
  }
  for (const program of ['setup.sh', 'run_autograder']) chmodSync(join(source, program), 0o755);
  mkdirSync(join(source, 'node_modules'));
  for (const name of ['esbuild', '@esbuild']) {
    symlinkSync(join(KIT, 'node_modules', name), join(source, 'node_modules', name));
  }
}, 60_000);

beforeEach(() => {
  rmSync(submission, { recursive: true, force: true });
  mkdirSync(submission);
  set(`--scenario 2A.1 2A.11`, 60);
});

function set(options: string, seconds: number): void {
  writeFileSync(
    join(source, 'settings.sh'),
    `GRADE_OPTIONS=(${options})\nSECONDS_MAX=${seconds}\nLEADERBOARD=1\n`,
  );
}

/** Puts a Raft into the submission, with a bug when there is one. */
function handIn(folder: string, bug: (election: string) => string = (text) => text): void {
  const to = join(submission, folder);
  cpSync(join(KIT, 'reference'), to, { recursive: true });
  writeFileSync(join(to, 'election.ts'), bug(readFileSync(join(to, 'election.ts'), 'utf8')));
}

interface Document {
  readonly score: number;
  readonly output: string;
  readonly leaderboard?: readonly { readonly name: string; readonly value: number }[];
  readonly tests?: readonly {
    readonly number: string;
    readonly status: string;
    readonly score: number;
    readonly visibility: string;
  }[];
}

async function graded(): Promise<Document> {
  const { exitCode } = await execa(join(source, 'run_autograder'), {
    cwd: root,
    env: { AUTOGRADER_ROOT: root, PATH },
    reject: false,
  });
  expect(exitCode).toBe(0);
  return JSON.parse(readFileSync(join(root, 'results/results.json'), 'utf8'));
}

describe('the archive', () => {
  it('holds no reference, and needs one package', async () => {
    expect(await leaksIn(source, KIT)).toEqual([]);
    const { dependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['esbuild']);
  });

  it('has workers that need no other file, for a sandbox shows them none', () => {
    const engine = (name: string): string =>
      readFileSync(join(source, 'grader/engine', name), 'utf8');
    expect(engine('kit.mjs')).toContain('"esbuild"');
    for (const name of ['labs-worker.mjs', 'grader-panel-worker.mjs']) {
      expect(engine(name)).not.toContain('"esbuild"');
    }
  });

  it('is the same each time, and its programs may be run', async () => {
    expect(archive).toEqual(await autograderZip(OPTIONS));
    const bytes = Buffer.from(archive);
    // In the directory at the end of a zip file, 38 bytes into an entry, stand the permissions; 46 bytes into it, the name.
    const modeOf = (name: string): number => bytes.readUInt32LE(bytes.lastIndexOf(name) - 8) >>> 16;
    expect(modeOf('run_autograder')).toBe(0o100755);
    expect(modeOf('settings.sh')).toBe(0o100644);
  });

  it('says what is graded, in words that a shell reads as they were given', async () => {
    const files = unzipSync(await autograderZip({ ...OPTIONS, seeds: 3, minutes: 20 }));
    writeFileSync(join(source, 'settings.sh'), files['settings.sh'] ?? '');
    const script = `. ./settings.sh && printf '%s\\n' "\${GRADE_OPTIONS[@]}" "$SECONDS_MAX"`;
    const { stdout } = await execa('bash', ['-c', script], { cwd: source });
    expect(stdout.split('\n')).toEqual(['--lab', '2A', '--salt', `it's`, '--seeds', '3', '1170']);
  });

  it('is set up by npm ci where Node is new enough', async () => {
    tool('npm', `echo "$PWD: npm $*" > ${join(root, 'called')}`);
    await execa(join(source, 'setup.sh'), { env: { AUTOGRADER_ROOT: root, PATH } });
    rmSync(join(tools, 'npm'));
    expect(readFileSync(join(root, 'called'), 'utf8')).toBe(`${source}: npm ci\n`);
  });
});

describe('run_autograder', () => {
  it.each(['.', 'labs-of-ada/skeleton'])('grades a Raft in %s', async (folder) => {
    handIn(folder);
    const { score, tests } = await graded();
    expect(score).toBe(9);
    expect(tests?.map(({ number, status }) => `${number} ${status}`)).toEqual([
      '2A.1 passed',
      '2A.11 passed',
    ]);
  });

  it('shows a leaderboard, and tells what was handed in before', async () => {
    handIn('.');
    const previous = [{ submission_time: '2026-11-01T10:00:00Z', score: '4.5', results: {} }];
    const metadata = join(root, 'submission_metadata.json');
    writeFileSync(metadata, JSON.stringify({ id: 1, previous_submissions: previous }));
    const { output, leaderboard } = await graded();
    rmSync(metadata);
    expect(output).toContain('before this; the best had 4.5 points, on 2026-11-01T10:00:00Z.');
    expect(leaderboard?.map(({ name }) => name)).toEqual(['Points', 'Messages']);
    expect(leaderboard?.[0]?.value).toBe(9);
    expect(leaderboard?.[1]?.value).toBeGreaterThan(0);
  });

  it('takes points from one that is wrong', async () => {
    handIn('.', (election) => election.replace(/const voteFree = .*;/, 'const voteFree = true;'));
    const { score, tests } = await graded();
    expect(score).toBeLessThan(9);
    expect(tests?.map(({ status }) => status)).toContain('failed');
  });

  it('tells about code that cannot be read', async () => {
    handIn('.', (election) => `${election}\nexport const = 1;`);
    const { score, tests } = await graded();
    expect(score).toBe(0);
    expect(JSON.stringify(tests)).toContain('election.ts:');
  });

  it('tells that there is nothing', async () => {
    writeFileSync(join(submission, 'essay.md'), 'Raft, I think, ...');
    expect(await graded()).toEqual({
      score: 0,
      output:
        'There is no raft.ts. Hand in the folder skeleton/, with raft.ts and all files that it imports.',
    });
  });

  it('keeps what was earned when the time is up', async () => {
    handIn('.');
    set('--lab 2A 2B 2C 2D 2E', 60);
    // No clock says when: the time is up as soon as something was earned.
    const earned = `grep -q '"passed"' ${join(root, 'results/results.json')}`;
    tool(
      'timeout',
      `shift; "$@" & until ${earned}; do sleep 0.1; done; kill $!; wait $!; exit 124`,
    );
    const { score, tests } = await graded();
    rmSync(join(tools, 'timeout'));
    expect(score).toBeGreaterThan(0);
    expect(tests?.[0]?.status).toBe('passed');
    expect(JSON.stringify(tests?.at(-1))).toContain('the grading ended before it was played');
  });

  it('tells that it could not begin', async () => {
    handIn('.');
    set('--lab 3X', 60);
    const { score, output } = await graded();
    expect(score).toBe(0);
    expect(output).toMatch(/^The grading could not begin/);
  });

  it('shows hidden tests after the due date, and the sums at once', async () => {
    handIn('.');
    set('--scenario 2A.1 2A.11 --salt word', 60);
    const { output, tests } = await graded();
    expect(output).toContain('Lab 2A Leader election: 9 of 9 points');
    expect(tests?.map(({ visibility }) => visibility)).toEqual([
      'after_due_date',
      'after_due_date',
    ]);
  });
});

interface Action {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly id?: string;
      readonly run?: string;
      readonly uses?: string;
    }[];
  };
}

describe('the action for GitHub', () => {
  const text = readFileSync(join(KIT, 'grader/action/action.yml'), 'utf8');
  const action: Action = parse(text);
  const script = action.runs.steps.find(({ id }) => id === 'grade')?.run ?? '';

  it('is a composite action whose names fit together', () => {
    expect(action.runs.using).toBe('composite');
    const named = [...text.matchAll(/\$\{\{ inputs\.(\w+) \}\}/g)].map(([, name]) => name);
    expect(named.sort()).toEqual(Object.keys(action.inputs).sort());
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.grade.outputs.${name} }}`);
      expect(script).toContain(`echo "${name}=`);
    }
    for (const { run, uses } of action.runs.steps) expect(run ?? uses).toMatch(/\S/);
  });

  /** Runs its script as GitHub does. */
  async function step(folder: string): Promise<{ code: number; output: string; summary: string }> {
    const output = join(root, 'output');
    const summary = join(root, 'summary');
    for (const file of [output, summary]) writeFileSync(file, '');
    const { exitCode = -1 } = await execa(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
      {
        cwd: source,
        reject: false,
        env: {
          ...{ FOLDER: folder, LABS: '2A', SALT: 'a word', RUNNER_TEMP: root },
          ...{ GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, PATH },
        },
      },
    );
    return {
      code: exitCode,
      output: readFileSync(output, 'utf8'),
      summary: readFileSync(summary, 'utf8'),
    };
  }

  it('gives the reporter a result, and the reader a summary, of a Raft that loses points', async () => {
    const { code, output, summary } = await step(join(KIT, 'skeleton'));
    expect(code).toBe(0);
    const [, result = ''] = /^result=(.+)$/m.exec(output) ?? [];
    const document: unknown = JSON.parse(Buffer.from(result, 'base64').toString('utf8'));
    expect(document).toMatchObject({ version: 1, status: 'fail', max_score: 100 });
    expect(output).toMatch(/^points=0$/m);
    // The word chose the seeds, so the student sees sums.
    expect(summary).toContain('2A hidden-tests');
  });

  it('fails where there is nothing to grade', async () => {
    const { code, output } = await step(join(root, 'nothing'));
    expect(code).toBe(2);
    expect(output).toBe('');
    expect(existsSync(join(root, 'nothing'))).toBe(false);
  });

  it('fails where the result cannot be written', async () => {
    tool('npm', 'case "$*" in *github-classroom*) exit 1 ;; esac');
    const { code, output } = await step(join(KIT, 'skeleton'));
    rmSync(join(tools, 'npm'));
    expect(code).toBe(1);
    expect(output).toBe('');
  });
});
