import { realpathSync } from 'node:fs';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { launch, whyNot } from './launch.ts';
import { SANDBOX_LEVELS } from './level.ts';

let engine = '';
beforeAll(async () => {
  engine = join(await realpath(await mkdtemp(join(tmpdir(), 'raft-engine-'))), 'engine.mjs');
  await writeFile(engine, '');
});

describe('the command of a level', () => {
  it.each(SANDBOX_LEVELS)('%s: ends with the engine, and limits the heap', (level) => {
    const { args } = launch(level, { engine, memoryMb: 123 });
    expect(args.at(-1)).toBe(engine);
    expect(args).toContain('--max-old-space-size=123');
  });

  it('takes the environment away and asks for permissions from level process on', () => {
    const [none, process, os] = (['none', 'process', 'os'] as const).map((level) =>
      launch(level, { engine, memoryMb: 64 }),
    );
    expect(none?.env).not.toEqual({});
    expect(none?.args.join(' ')).not.toContain('permission');
    expect(process?.env).toEqual({});
    for (const { args = [] } of [process ?? {}, os ?? {}]) {
      expect(args.filter((arg) => /permission$/.test(arg))).toHaveLength(1);
      expect(args).toContain(`--allow-fs-read=${engine}`);
    }
  });

  it('shows level os the system, Node and the engine, and nothing else, without network or neighbours', () => {
    const { command, args } = launch('os', { engine, memoryMb: 64 });
    const shown = args.filter((_, at) => /^--ro-bind(-try)?$/.test(args[at - 1] ?? ''));
    const system = ['/usr', '/lib', '/lib32', '/lib64', '/bin'];
    expect(command).toBe('bwrap');
    expect(shown).toEqual([...system, realpathSync(process.execPath), engine]);
    expect(args).toContain('--unshare-all');
    expect(args.indexOf('prlimit')).toBeGreaterThan(args.indexOf('--'));
  });
});

it('what needs no other program works everywhere', () => {
  for (const level of ['none', 'ses', 'process'] as const) expect(whyNot(level)).toBeNull();
});
