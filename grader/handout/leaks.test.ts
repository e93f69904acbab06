import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePanel } from '../exam/panel.ts';
import { panelText } from '../panel/panel.ts';
import { buildFile } from '../run/engine.ts';
import { buildHandoutEngine, secretsAmong } from './engine.ts';
import { type Leak, leaksIn } from './leaks.ts';
import { KIT } from './make.ts';

const folder = mkdtempSync(join(tmpdir(), 'raft-leaks-'));
afterAll(() => rmSync(folder, { recursive: true }));

let leaks: readonly Leak[] = [];
beforeAll(async () => {
  plant('skeleton/commit.ts', kitText('reference/commit.ts'));
  plant(
    'labs/2A/README.md',
    `# Lab\n\n${lines(6)
      .map((line) => `    ${line} // so`)
      .join('\n\n')}\n`,
  );
  plant('labs/2B/README.md', `# Lab\n\n${lines(5).join('\n')}\n`);
  plant('grader/engine/kit.mjs', `export const other = 1;\n${await minified('iife')}`);
  plant('grader/engine/mapped.mjs', 'export {};\n//# sourceMappingURL=mapped.mjs.map\n');
  plant('grader/engine/mapped.mjs.map', '{}');
  plant('labs/2T/scenarios.ts', `import { isQuorum } from '../../reference/quorum.ts';\n`);
  const panel = panelText(await makePanel());
  plant('labs/2T/panel.json', panel);
  plant('labs/panel.json', panel);
  plant('reference/notes.md', 'Nothing in it.');
  plant('skeleton/quorum.ts', kitText('skeleton/quorum.ts'));
  plant('skeleton/effects.ts', kitText('skeleton/effects.ts'));
  leaks = await leaksIn(folder, KIT);
}, 60_000);

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function kitText(path: string): string {
  return readFileSync(join(KIT, path), 'utf8');
}

/** The first lines of code in the middle of the reference's election. */
function lines(count: number): string[] {
  const all = kitText('reference/election.ts').split('\n');
  const from = all.findIndex((line) => line.startsWith('export function handleRequestVoteRequest'));
  return all
    .slice(from)
    .filter((line) => /\w/.test(line) && !/^\s*(\/\/|\/?\*)/.test(line))
    .slice(0, count);
}

/** The whole reference as a bundler leaves it. */
async function minified(format: 'iife' | 'esm'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(KIT, 'reference/raft.ts')],
    bundle: true,
    minify: true,
    write: false,
    format,
    globalName: 'solved',
  });
  return outputFiles[0]?.text ?? '';
}

function foundIn(file: string): string[] {
  return leaks.filter((leak) => leak.file === file).map(({ what }) => what);
}

describe('a leak is found:', () => {
  it('a file of the reference under another name', () => {
    expect(foundIn('skeleton/commit.ts')).toContain('a copy of reference/commit.ts');
  });

  it('six lines of it, indented, with comments and blank lines between them', () => {
    expect(foundIn('labs/2A/README.md')).toEqual(['code of reference/election.ts']);
  });

  it('all of it, bundled and minified into the engine', () => {
    const found = foundIn('grader/engine/kit.mjs');
    for (const chapter of ['election', 'replication', 'log', 'membership', 'snapshot']) {
      expect(found).toContain(`code of reference/${chapter}.ts`);
    }
  });

  it('minified, within JSON, and with counters in it: the panel in a place where it does not belong', () => {
    expect(foundIn('labs/panel.json')).toContain('code of reference/election.ts');
  });

  it('a source map', () => {
    expect(foundIn('grader/engine/mapped.mjs')).toEqual(['a source map']);
    expect(foundIn('grader/engine/mapped.mjs.map')).toEqual(['a file that no student gets']);
  });

  it('an import', () => {
    expect(foundIn('labs/2T/scenarios.ts')).toEqual(['an import of the reference']);
  });

  it('a folder with its name', () => {
    expect(foundIn('reference/notes.md')).toEqual(['a file that no student gets']);
  });
});

describe('no leak is', () => {
  it('what the skeleton gives away, though the reference has it as well', () => {
    expect(kitText('reference/effects.ts')).toContain('export function send(');
    expect(foundIn('skeleton/effects.ts')).toEqual([]);
    expect(foundIn('skeleton/quorum.ts')).toEqual([]);
  });

  it('less than six lines', () => {
    expect(lines(5)).toHaveLength(5);
    expect(foundIn('labs/2B/README.md')).toEqual([]);
  });

  it('the panel of lab 2T in its place', () => {
    expect(foundIn('labs/2T/panel.json')).toEqual([]);
  });
});

describe('the engine is not built', () => {
  it('when a file is among it that no student gets', async () => {
    const built = buildHandoutEngine(folder, new Map([['grader/exam/worker.ts', 'worker.mjs']]));
    await expect(built).rejects.toThrow(
      /^grader\/exam\/worker\.ts imports grader\/exam\/.*, which no student gets$/,
    );
  });

  it('when the exam goes in, as it does when the kit bundles its own command for lab 2T', async () => {
    const { inputs } = await buildFile('grader/cli/test-lab.ts');
    const secret = secretsAmong(inputs);
    expect(secret).toContain('grader/exam/panel.ts');
    expect(secretsAmong(['reference/log.ts', 'grader/run/play.ts'])).toEqual(['reference/log.ts']);
  });
});
