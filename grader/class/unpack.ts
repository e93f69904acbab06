/**
 * Takes the code of a submission out of a zip file.
 *
 * An archive is hostile until it has been unpacked. So names that lead elsewhere, links, files that stand in it twice
 * and files that are larger than they say are refused, and what is no code is never inflated at all: it cannot fill the
 * disk, whatever its size.
 *
 * @module
 */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { visible } from '../report/visible.ts';
import { SubmissionError } from '../sandbox/submission-error.ts';
import { BYTES_MAX, ENTRIES_MAX, isCode, isMachineFault, isPassedOver } from './code-files.ts';

/**
 * Unpacks `archive` into a folder that is there, and gives back the folder of the submission in it: an archive that
 * consists of one folder is that folder, for so do most people pack.
 *
 * @throws SubmissionError when it cannot be unpacked, or holds what no submission may.
 */
export async function unpack(archive: string, into: string): Promise<string> {
  try {
    const zip = await openPromise(archive);
    try {
      await unpackAll(zip, into);
    } finally {
      zip.close();
    }
  } catch (error) {
    throw complaint(error);
  }
  return unwrapped(into);
}

async function unpackAll(zip: ZipFile, into: string): Promise<void> {
  if (zip.entryCount > ENTRIES_MAX) throw tooMany();
  const seen = new Set<string>();
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (seen.size >= ENTRIES_MAX) throw tooMany();
    if (seen.has(name)) throw new SubmissionError(`the archive holds ${shown(name)} twice`);
    seen.add(name);
    refuseKind(entry);
    if (!isCode(name) || name.split('/').some(isPassedOver)) continue;
    bytes += entry.uncompressedSize;
    if (bytes > BYTES_MAX) {
      throw new SubmissionError(`its code has more than ${BYTES_MAX / 1_000_000} MB`);
    }
    await mkdir(dirname(join(into, name)), { recursive: true });
    // More bytes than the entry promises are an error of this stream.
    const content = await zip.openReadStreamPromise(entry);
    await pipeline(content, createWriteStream(join(into, name), { flags: 'wx' }));
  }
}

function refuseKind(entry: Entry): void {
  const name = shown(entry.fileName);
  if (/\p{Cc}/u.test(entry.fileName)) {
    throw new SubmissionError(`a name in the archive has a control character: ${name}`);
  }
  // Zip files that were made on Unix keep the mode of a file in the upper half of its attributes.
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind === 0o120000) {
    const text = `${name} in the archive is a link. Pack the file itself.`;
    throw new SubmissionError(text, null, 'forbidden');
  }
  if (kind !== 0 && kind !== 0o100000 && kind !== 0o040000) {
    throw new SubmissionError(`${name} in the archive is no file`, null, 'forbidden');
  }
  if (entry.isEncrypted()) {
    throw new SubmissionError('the archive is locked with a password. Pack it without one.');
  }
}

async function unwrapped(folder: string): Promise<string> {
  const [first, ...others] = await readdir(folder, { withFileTypes: true });
  if (first?.isDirectory() !== true || others.length > 0) return folder;
  return unwrapped(join(folder, first.name));
}

function tooMany(): SubmissionError {
  return new SubmissionError(`it has more than ${ENTRIES_MAX} files`);
}

/** How yauzl begins what it says of names that lead out of the folder. */
const LEADS_OUT = /^(invalid relative path|absolute path|invalid characters in fileName)/;

function complaint(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof SubmissionError) return error;
  if (isMachineFault(error)) return error;
  // The message of a failed file operation names a temporary folder.
  const text = 'errno' in error && 'code' in error ? `${error.code}` : shown(error.message);
  if (!LEADS_OUT.test(text)) {
    return new SubmissionError(`the archive cannot be unpacked: ${text}. Pack it again.`);
  }
  return new SubmissionError(`the archive writes out of its folder: ${text}`, null, 'forbidden');
}

/** A name or message of an archive as it may be printed. */
function shown(text: string): string {
  return visible(text.slice(0, 200)).replaceAll('\n', '\uFFFD');
}
