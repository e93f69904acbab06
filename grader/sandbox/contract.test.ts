import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CONTRACT_FILES, checksumOf, contractNotes } from './contract.ts';
import { raftText, writeSubmission } from './testing.ts';

const CONTRACT = fileURLToPath(new URL('../../skeleton/contract/', import.meta.url));

function contractText(file: string): string {
  return readFileSync(`${CONTRACT}/${file}`, 'utf8');
}

describe('the checksums of the contract', () => {
  it('are those of its files; npx vitest run grader/sandbox/contract.test.ts -u writes them', async () => {
    const files = readdirSync(CONTRACT).sort();
    const checksums = Object.fromEntries(
      files.map((file) => [file, checksumOf(contractText(file))]),
    );
    const text = `${JSON.stringify(checksums, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./contract-checksums.json');
    expect(CONTRACT_FILES).toEqual(files);
  });
});

describe('a submission is told', () => {
  it('nothing when its contract is the one that was handed out, with whatever line ends', async () => {
    const folder = await writeSubmission({
      'raft.ts': raftText(),
      'contract/data.ts': contractText('data.ts'),
      'contract/messages.ts': contractText('messages.ts').replaceAll('\n', '\r\n'),
    });
    expect(await contractNotes(folder)).toEqual([]);
  });

  it('nothing when it brings none', async () => {
    expect(await contractNotes(await writeSubmission({ 'raft.ts': raftText() }))).toEqual([]);
  });

  it('which file is another one', async () => {
    const folder = await writeSubmission({
      'raft.ts': raftText(),
      'contract/data.ts': contractText('data.ts').replace(
        'currentTerm: number',
        'currentTerm: string',
      ),
      'contract/raft.ts': contractText('raft.ts'),
    });
    const [note, ...others] = await contractNotes(folder);
    expect(note).toMatch(
      /^contract\/data\.ts is not as it was handed out\. The grader uses its own/,
    );
    expect(others).toEqual([]);
  });

  it('which file is no text at all, or too large to be read', async () => {
    const folder = await writeSubmission({
      'raft.ts': raftText(),
      'contract/raft.ts': `${contractText('raft.ts')}\n${'/'.repeat(200_000)}`,
      'contract/data.ts/x.ts': '',
    });
    expect(await contractNotes(folder)).toEqual([
      expect.stringContaining('contract/data.ts is not as'),
      expect.stringContaining('contract/raft.ts is not as'),
    ]);
  });
});
