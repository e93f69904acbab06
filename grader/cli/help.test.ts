import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const cwd = fileURLToPath(new URL('../../', import.meta.url));

it.each(['grade', 'regrade', 'merge', 'compare', 'gradebook', 'convert'])(
  'npm run %s explains itself',
  async (name) => {
    const args = ['--import', 'tsx', `grader/cli/${name}.ts`, '--help'];
    const { stdout, stderr } = await execa(process.execPath, args, { cwd });
    expect(stdout).toMatch(new RegExp(`^Usage: ${name} `));
    expect(stderr).toBe('');
  },
);
