/**
 * The contract as it was handed out, known by checksums of its files.
 *
 * A submission may bring a contract along, as the skeleton does. The grader uses its own in any case. When the two differ,
 * somebody has written a Raft against types that nobody else has, and is told so.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import checksums from './contract-checksums.json' with { type: 'json' };
import { readSource } from './source.ts';

const handedOut: ReadonlyMap<string, string> = new Map(Object.entries(checksums));

/** The files of the contract, by their names. */
export const CONTRACT_FILES: readonly string[] = [...handedOut.keys()];

/** The checksum of a file of the contract. How its lines end does not count, for git changes that on some machines. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

/** What to tell about a submission's contract: a sentence for each file that is not as it was handed out. */
export async function contractNotes(folder: string): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const [file, checksum] of handedOut) {
    const found = await readSource(join(folder, 'contract', file)).catch(() => null);
    if (found === null || (found.text !== undefined && checksumOf(found.text) === checksum))
      continue;
    notes.push(
      `contract/${file} is not as it was handed out. The grader uses its own; put the file back, and see whether the types still fit.`,
    );
  }
  return notes;
}
