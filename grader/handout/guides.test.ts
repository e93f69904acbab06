import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { labs } from '../../labs/index.ts';
import { readShard } from '../class/shard.ts';
import { KIT } from './make.ts';

function page(name: string): string {
  return readFileSync(join(KIT, 'docs', name), 'utf8');
}

describe('docs/instructor-guide.md', () => {
  it('has the points that the labs have', () => {
    const rows = page('instructor-guide.md')
      .split('\n')
      .filter((line) => /^\| 2[A-E] /.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const expected = labs.map(({ id, title, scenarios }) => {
      const of = (kind: string): number =>
        scenarios.reduce((sum, one) => sum + (one.kind === kind ? one.points : 0), 0);
      const points = ['safety', 'liveness', 'efficiency'].map(of);
      const sum = points.reduce((all, some) => all + some, 0);
      return [id, title, scenarios.length, ...points, sum].map(String);
    });
    expect(rows).toEqual(expected);
  });
});

describe('docs/scaling.md', () => {
  const text = page('scaling.md');
  const block = (language: string, at = 0): string =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))][at]?.[1] ?? '';

  const folder = mkdtempSync(join(tmpdir(), 'raft-scaling-'));
  const called = join(folder, 'called');
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs lines of the page with a program in npm's place that notes what it is told. Gives back what was told. */
  async function told(
    script: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<string[]> {
    writeFileSync(called, '');
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\necho "$*" >> ${called}\n`);
    chmodSync(join(folder, 'npm'), 0o755);
    const PATH = `${folder}:${process.env['PATH']}`;
    await execa('bash', ['-c', script], { env: { ...env, PATH } });
    return readFileSync(called, 'utf8').trim().split('\n').sort();
  }

  const parts = ['1', '2', '3', '4'];
  const command = (part: string): string =>
    `run grade -- submissions --shard ${part}/4 --out results-${part} --jobs 1 --resume`;

  it('has a line for xargs that grades each part once', async () => {
    expect(await told(block('sh', 1))).toEqual(parts.map(command));
  });

  it('has a line for GNU parallel that does the same', () => {
    const [, quoted = ''] = /"(.*)"/.exec(block('sh', 0)) ?? [];
    expect(quoted).toBe(`npm ${command('{}')}`);
    expect(block('sh', 0)).toMatch(/ ::: 1 2 3 4\n$/);
  });

  it('has an array for Slurm whose tasks are the parts', async () => {
    const script = block('slurm');
    expect(script).toMatch(/^#SBATCH --array=1-4$/m);
    for (const part of parts) {
      const env = { SLURM_ARRAY_TASK_ID: part, SLURM_CPUS_PER_TASK: '1' };
      expect(await told(script, env)).toEqual([command(part)]);
    }
  });

  interface Job {
    readonly spec: {
      readonly completions: number;
      readonly completionMode: string;
      readonly template: {
        readonly spec: {
          readonly restartPolicy: string;
          readonly containers: readonly { readonly args: readonly string[] }[];
        };
      };
    };
  }

  it('has an Indexed Job for Kubernetes whose pods are the parts', async () => {
    const { spec }: Job = parse(block('yaml'));
    const { containers, restartPolicy } = spec.template.spec;
    expect(spec).toMatchObject({ completionMode: 'Indexed', completions: 4 });
    // What backoffLimitPerIndex asks for.
    expect(restartPolicy).toBe('Never');
    for (let index = 0; index < spec.completions; index += 1) {
      const env = { JOB_COMPLETION_INDEX: `${index}`, SALT: 'a word' };
      const [line = ''] = await told(containers[0]?.args[0] ?? '', env);
      expect(line).toContain(`--shard ${index + 1}/4 --out /class/results-${index + 1} `);
      expect(line).toContain('--salt a word');
    }
  });

  it('names parts that the grader knows', () => {
    const shards = [...text.matchAll(/--shard (\d\/\d)/g)].map(([, shard = '']) => shard);
    expect(shards.map((shard) => readShard(shard).of)).toContain(4);
  });
});
