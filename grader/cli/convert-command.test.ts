import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatsOfMany, formatsOfOne } from '../formats/index.ts';
import { sample, surroundings } from '../formats/samples.test-helper.ts';
import { type ConvertCommand, convertCommand } from './convert-command.ts';
import { UsageError } from './usage-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'raft-convert-'));
const ada = fileOf('ada.json', JSON.stringify(sample()));
const bob = fileOf('bob.json', JSON.stringify(sample({ submission: 'bob' })));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What a conversion prints. */
async function printed(change: Partial<ConvertCommand>): Promise<string> {
  let text = '';
  const print = (more: string): void => {
    text += more;
  };
  await convertCommand({ files: [ada], to: 'tap', surroundings, print, ...change });
  return text;
}

describe('convert', () => {
  it.each([...formatsOfOne.keys()])('prints %s of one submission', async (to) => {
    expect(await printed({ to })).toMatch(/\S\n$/);
  });

  it.each([...formatsOfMany.keys()])('prints %s of a class', async (to) => {
    const lines = (await printed({ to, files: [ada, bob] })).split('\r\n');
    expect(lines.filter((line) => /^(ada|bob),/.test(line))).toHaveLength(2);
  });

  it('writes a file instead', async () => {
    const out = join(folder, 'out.tap');
    expect(await printed({ out })).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(await printed({}));
  });
});

describe('convert refuses, and writes nothing,', () => {
  async function refuses(change: Partial<ConvertCommand>): Promise<string> {
    const error: unknown = await printed(change).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    return String(error).replace('Error: ', '');
  }

  it('a format that there is not', async () => {
    expect(await refuses({ to: 'word' })).toMatch(
      /^there is no format word; the formats are gradescope, .*, canvas, moodle$/,
    );
  });

  it('a class in a format for one submission', async () => {
    expect(await refuses({ files: [ada, bob] })).toBe(
      'tap takes the results of one submission; for a class there are canvas and moodle',
    );
  });

  it('a file that there is not', async () => {
    expect(await refuses({ files: ['no/such.json'] })).toMatch(
      /^the results no\/such\.json cannot be read \(ENOENT\); name a file that/,
    );
  });

  it('a file that holds no results', async () => {
    const file = fileOf('other.json', '{"version": 7}');
    expect(await refuses({ files: [file] })).toBe(
      `${file}: it has version 7, and only version 1 is known`,
    );
  });

  it('a folder for the output that there is not', async () => {
    expect(await refuses({ out: 'no/such/out.tap' })).toMatch(
      /^no\/such\/out\.tap cannot be written/,
    );
  });

  it('surroundings that the format needs', async () => {
    const bare = { ...surroundings, environment: {} };
    expect(await refuses({ to: 'classroom50', surroundings: bare })).toMatch(
      /^classroom50: these environment variables, .* are missing: CLASSROOM, /,
    );
  });
});
