import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lab as lab2A } from '../../labs/2A/lab.ts';
import { handoutCommand } from '../cli/handout-command.ts';
import { UsageError } from '../cli/usage-error.ts';
import { panelText, readPanel } from '../panel/panel.ts';
import { resultsText } from '../report/results.ts';
import { buildEngine } from '../run/engine.ts';
import { Session } from '../run/session.ts';
import { KIT, studentGuide } from './make.ts';

const out = join(mkdtempSync(join(tmpdir(), 'raft-handout-')), 'handout');
afterAll(() => rmSync(dirname(out), { recursive: true }));

const printed: string[] = [];
let code = -1;
let files: readonly string[] = [];
beforeAll(async () => {
  code = await handoutCommand({ out, lab2T: true, print: (line) => printed.push(line) });
  files = filesOf(out);
  // As npm ci would leave it.
  for (const place of Object.keys(json('package-lock.json').packages)) {
    if (place !== '' && existsSync(join(KIT, place))) {
      cpSync(join(KIT, place), join(out, place), { recursive: true });
    }
  }
  cpSync(join(KIT, 'reference'), join(out, 'solution'), { recursive: true });
}, 120_000);

function text(path: string): string {
  return readFileSync(join(out, path), 'utf8');
}

interface Json {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

function json(path: string): Json {
  return JSON.parse(text(path));
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile());
  return found
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}

/** Runs a command of the handout as npm would. */
async function run(
  command: string,
  ...args: readonly string[]
): Promise<{ code: number; lines: string }> {
  const [program = '', ...first] = (json('package.json').scripts[command] ?? '').split(' ');
  const { exitCode = -1, all } = await execa(program, [...first, ...args], {
    cwd: out,
    reject: false,
    all: true,
    env: { NO_COLOR: '1' },
  });
  return { code: exitCode, lines: all };
}

describe('a handout', () => {
  it('was looked through, and holds nothing of the reference', () => {
    expect(printed).toEqual([
      `The handout is in ${out}. Nothing of the reference is in it.`,
      'Students begin with: npm ci && npm run lab 2A',
    ]);
    expect(code).toBe(0);
  });

  it('has a known set of files, and is small', () => {
    const folders = [...new Set(files.map((file) => file.split('/').slice(0, -1).join('/')))];
    expect(folders.sort()).toEqual([
      '',
      'docs',
      'grader',
      'grader/checkers',
      'grader/engine',
      'grader/report',
      'grader/run',
      'grader/sim',
      'grader/trace',
      'labs',
      ...['2A', '2B', '2C', '2D', '2E', '2T'].map((lab) => `labs/${lab}`),
      'skeleton',
      'skeleton/contract',
    ]);
    const bytes = files.reduce((sum, file) => sum + readFileSync(join(out, file)).length, 0);
    expect(bytes).toBeLessThan(4_000_000);
  });

  it('has the skeleton and the handouts as they are in the kit', () => {
    const skeleton = filesOf(join(KIT, 'skeleton'));
    expect(files.filter((file) => file.startsWith('skeleton/'))).toEqual(
      skeleton.map((file) => `skeleton/${file}`),
    );
    for (const file of files.filter((file) => /^(skeleton|labs\/2.\/README)/.test(file))) {
      expect(text(file)).toBe(readFileSync(join(KIT, file), 'utf8'));
    }
  });

  it('has no scenario as source, but those of lab 2T', () => {
    const sources = files.filter((file) => /^labs\/.*\.ts$/.test(file));
    expect(sources).toEqual([
      'labs/2T/scenarios.ts',
      'labs/clusters.ts',
      'labs/puppets.ts',
      'labs/stage.ts',
    ]);
  });

  it('installs what the kit has installed, and nothing else', () => {
    const kit: Json = JSON.parse(readFileSync(join(KIT, 'package-lock.json'), 'utf8'));
    const { '': root, ...packages } = json('package-lock.json').packages;
    expect(root).toMatchObject({ dependencies: json('package.json').dependencies });
    for (const [place, entry] of Object.entries(packages)) {
      const { dev: _, ...kept } = kit.packages[place] ?? { version: 'none' };
      expect(entry).toEqual(kept);
    }
    const names = Object.keys(packages).filter((place) => !place.includes('@esbuild/'));
    expect(names).toEqual(['node_modules/esbuild', 'node_modules/typescript']);
  });

  it('has pages whose links lead to files, and whose commands exist', () => {
    const pages = files.filter((file) => file.endsWith('.md'));
    const { scripts } = json('package.json');
    const broken = pages.flatMap((page) => {
      const links = [...text(page).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, to = '']) => to);
      const commands = [...text(page).matchAll(/\bnpm run ([a-z-]+)/g)].map(
        ([, name = '']) => name,
      );
      return [
        ...links.filter((to) => !existsSync(join(out, dirname(page), to))),
        ...commands.filter((name) => scripts[name] === undefined),
      ].map((what) => `${page}: ${what}`);
    });
    expect(broken).toEqual([]);
    expect(pages).toContain('README.md');
  });

  it('speaks of lab 2T only where that is handed out', async () => {
    expect(text('README.md')).toBe(await studentGuide({ lab2T: true }));
    expect(text('README.md')).toContain('npm run test-lab');
    expect(await studentGuide({ lab2T: false })).not.toMatch(/2T|test-lab/);
  });

  it('is not written into a folder that holds something', async () => {
    const again = handoutCommand({ out, lab2T: true, print: () => {} });
    await expect(again).rejects.toThrow(UsageError);
    await expect(again).rejects.toThrow(
      `${out} is not empty; name a new folder, or empty it first`,
    );
  });
});

describe('in the handout', () => {
  it('npm run lab 2A says politely that nothing is written yet', async () => {
    const { code, lines } = await run('lab', '2A');
    expect(lines).toContain('FAIL 2A.1   initial-election');
    expect(lines).toContain('not written yet: `restart` (lab 2A)');
    expect(lines).toContain(`0 of ${lab2A.scenarios.length} scenarios passed.`);
    expect(lines).not.toMatch(/\bat .*\.mjs/);
    expect(code).toBe(1);
  });

  it('npm run lab 2A passes a Raft that is right', async () => {
    const { code, lines } = await run('lab', '2A', '--folder', 'solution');
    const { length } = lab2A.scenarios;
    expect(lines).toContain(`${length} of ${length} scenarios passed.`);
    expect(code).toBe(0);
  });

  it('npm run lab -- --test plays one scenario', async () => {
    const { lines } = await run('lab', '2A', '--folder', 'solution', '--test', '2A.3');
    expect(lines).toContain('2A.3   many-elections');
    expect(lines).toContain('1 of 1 scenarios passed.');
  });

  it('npm run grade gives the grade that the kit gives', async () => {
    const ids = ['2A.1', '2A.11', '2A.16', '2A.33'];
    cpSync(join(out, 'solution'), join(out, 'wrong'), { recursive: true });
    const election = text('solution/election.ts').replace(
      /const voteFree = .*;/,
      'const voteFree = true;',
    );
    writeFileSync(join(out, 'wrong/election.ts'), election);
    const graded = await run('grade', 'wrong', '--scenario', ...ids, '--json', 'grade.json');
    const played = await run('lab', '2A', '--folder', 'wrong', '--test', '2A.11');
    for (const { lines } of [graded, played]) {
      expect(lines).toContain('  Broken: Each server votes for at most one candidate');
      // The specification is not handed out.
      expect(lines).not.toContain('In the terms of the specification');
    }
    const scenarios = lab2A.scenarios.filter(({ id }) => ids.includes(id));
    const session = await Session.open({
      folder: join(out, 'wrong'),
      engine: await buildEngine('labs/worker.ts'),
      labs: [{ ...lab2A, scenarios }],
      seedChoice: { firstSeed: 1 },
    });
    try {
      const grade = await session.grade();
      expect(text('grade.json')).toBe(resultsText(grade));
      // A Raft that is wrong has more to tell.
      expect(grade.labs[0]?.scenarios.map(({ verdict }) => verdict)).toContain('wrong');
    } finally {
      await session.close();
    }
  });

  it('a trace is written, and replayed', async () => {
    const one = ['--scenario', '2A.1', '--seed', '3', '--seeds', '1', '--trace', 'trace.jsonl'];
    await run('grade', 'solution', ...one);
    const { code, lines } = await run('replay', 'trace.jsonl', 'solution');
    expect(lines).toMatch(/^solution takes the same \d+ events; the hash is [0-9a-f]{64}\.$/);
    expect(code).toBe(0);
  });

  it('a contract that was changed is noticed', async () => {
    cpSync(join(out, 'skeleton'), join(out, 'changed'), { recursive: true });
    rmSync(join(out, 'changed/contract/data.ts'));
    cpSync(join(out, 'skeleton/raft.ts'), join(out, 'changed/contract/data.ts'));
    const { lines } = await run('grade', 'changed', '--scenario', '2A.1');
    expect(lines).toContain('Note: contract/data.ts is not as it was handed out.');
  });

  it('npm run test-lab tries scenarios on the panel', async () => {
    const panel = readPanel(text('labs/2T/panel.json'));
    const rafts = panel?.rafts.filter(({ id }) => ['reference', 'half-is-a-majority'].includes(id));
    expect(panel?.rafts).toHaveLength(30);
    writeFileSync(join(out, 'labs/2T/panel.json'), panelText({ version: 1, rafts: rafts ?? [] }));
    const { code, lines } = await run('test-lab');
    expect(lines).toMatch(/exposed +wrong half-is-a-majority, by T\.1/);
    expect(lines).toContain('Lab 2T: 100 of 100 points');
    expect(code).toBe(0);
  });

  it('the types fit, with no other packages than its own', async () => {
    const { exitCode, all } = await execa('node', ['node_modules/typescript/bin/tsc', '--noEmit'], {
      cwd: out,
      reject: false,
      all: true,
    });
    expect(all).toBe('');
    expect(exitCode).toBe(0);
  });

  it('a command that there is not is refused', async () => {
    const { exitCode, stderr } = await execa('node', ['grader/engine/kit.mjs', 'exam'], {
      cwd: out,
      reject: false,
    });
    expect(stderr).toBe(
      'error: there is no command exam; the commands are lab, grade, replay, convert, test-lab',
    );
    expect(exitCode).toBe(2);
  });
});
